from typing import Any, ClassVar

from django import forms


class StepForm(forms.Form):
    """A step of the registration: saved as it is left, so nothing in it is compulsory.

    What a notification needs is `readiness`' to say. After `is_valid`, whatever the answer,
    `clean_values` holds every field that could be understood: they can be saved even when
    another field has to be mended first.
    """

    use_required_attribute = False
    # The draft's version that the person saw; forms without it rest on the newest.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # What stood in the fields when the page was opened; see `views.saving`.
    base = forms.Field(required=False, widget=forms.HiddenInput)

    # Fields that are not values of the profile.
    apart: ClassVar[frozenset[str]] = frozenset({"version", "base"})

    @property
    def clean_values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.apart}
