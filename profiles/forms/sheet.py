from django import forms


class SheetForm(forms.Form):
    """A form that others may save meanwhile: it carries what stood in it when it was opened."""

    use_required_attribute = False
    base = forms.CharField(required=False, widget=forms.HiddenInput)
