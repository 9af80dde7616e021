from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import lists

LARGEST: Final = 500 * 1024


class ListForm(forms.Form):
    """A list as a file, or, once it has been looked through, as the text that was shown.

    `seen` is the plan that was agreed to.
    """

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("Saved from a spreadsheet, with the columns of the template."),
        required=False,
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    invite = forms.BooleanField(
        label=gettext_lazy("Send invitations to those who are new"), required=False
    )

    def clean_file(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is too large. Divide it into several."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if file := cleaned.get("file"):
            cleaned["text"] = lists.decode(file.read())
        if not cleaned.get("text") and not self.errors:
            self.add_error("file", _("Choose a file."))
        return cleaned
