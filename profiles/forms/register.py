from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.models.user import single_line
from profiles import platforms, searching
from profiles.forms.account import indented
from profiles.models import AreaOfUse, Profile, SavedFilter
from profiles.searching import Choice

BY_NAME: Final = "name"
SORTS: Final = {
    BY_NAME: _("Name"),
    "department": _("Department"),
    "status": _("State"),
    "evaluation": _("Next evaluation"),
    "newest": _("Newest first"),
}


class LongSelect(forms.Select):
    """A select that is written in one go: a template for each option takes its time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = SafeString(
            "".join(
                f'<option value="{escape(key)}"{" selected" if str(key) == chosen else ""}>'
                f"{escape(label)}</option>"
                for key, label in self.choices
            )
        )
        given = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, given, options)


class RegisterForm(forms.Form):
    """Shows what the register is narrowed down to; `searching` reads the query itself."""

    use_required_attribute = False
    q = forms.CharField(
        label=_("Search"),
        help_text=_("Name, user name, address, department or person"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    department = forms.ChoiceField(
        label=_("Department"), help_text=_("With those below it"), required=False, widget=LongSelect
    )
    platform = forms.ChoiceField(label=_("Platform"), required=False, widget=LongSelect)
    status = forms.ChoiceField(label=_("State"), required=False, widget=LongSelect)
    area = forms.ChoiceField(
        label=_("Area of use"),
        choices=[("", _("All areas of use")), *AreaOfUse.Area.choices],
        required=False,
        widget=LongSelect,
    )
    sort = forms.ChoiceField(
        label=_("Sort by"), choices=list(SORTS.items()), required=False, widget=LongSelect
    )
    mine = forms.BooleanField(label=_("Those that I answer for"), required=False)
    hijacked = forms.BooleanField(label=_("In other hands now"), required=False)
    missing = forms.MultipleChoiceField(
        label=_("What is missing"),
        choices=[(code, lack.label) for code, lack in searching.MISSING.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, choice: Choice, sort: str, *, departments: list[Department]) -> None:
        initial: dict[str, Any] = dict(choice.pairs())
        initial |= {"missing": choice.missing, "sort": sort}
        super().__init__(initial=initial)
        offered = {
            "department": [
                ("", _("All departments")),
                *((str(department.pk), indented(department)) for department in departments),
            ],
            "platform": [
                ("", _("All platforms")),
                *((code, gettext(known.name)) for code, known in platforms.PLATFORMS.items()),
            ],
            "status": [
                ("", _("All states")),
                *((state, capfirst(Profile.Status(state).label)) for state in searching.STATES),
            ],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class SaveFilterForm(forms.Form):
    """The name under which the filters of the moment are kept."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name for these filters"),
        max_length=SavedFilter._meta.get_field("name").max_length,
        validators=[single_line],
    )

    def __init__(self, data: QueryDict | None = None, *, user: User, query: str) -> None:
        super().__init__(data)
        self.user, self.query = user, query

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if problem := searching.problem_with(self.user, name, self.query):
            raise forms.ValidationError(problem)
        return name


def sort_of(query: QueryDict) -> str:
    """The order that a query string asks for; by name where it makes no sense."""
    sort = query.get("sort", "")
    return sort if sort in SORTS else BY_NAME


def query_of(choice: Choice, sort: str, *, without: tuple[str, str] | None = None) -> str:
    """The query string, without "?", that shows the choice in this order."""
    pairs = [pair for pair in choice.pairs() if pair != without]
    return urlencode(pairs if sort == BY_NAME else [*pairs, ("sort", sort)])
