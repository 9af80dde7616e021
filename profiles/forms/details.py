"""What else is worth knowing of a profile, in groups; nothing of it is compulsory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import URLValidator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.models.user import single_line
from profiles import detailing
from profiles.forms.choosing import ProfileField
from profiles.forms.pausing import day_field
from profiles.forms.step import StepForm
from profiles.models import Details, Profile
from profiles.wording import Label

YES_OR_NO: Final = frozenset({"takes_messages", "addresses_children", "addresses_vulnerable"})
NOT_SAID: Final = ("", gettext_lazy("Not said"))
# What is asked together, and told together on the profile's page.
GROUPS: Final[tuple[tuple[Label, tuple[str, ...]], ...]] = (
    (
        gettext_lazy("How followers reach you"),
        ("comments", "takes_messages", "opening_hours", "house_rules"),
    ),
    (gettext_lazy("What it belongs to"), ("parent", "parent_page", "why_not_main")),
    (
        gettext_lazy("Whom it is for, and the risk"),
        ("addresses_children", "addresses_vulnerable", "risk_assessment", "risk_assessed_on"),
    ),
    (gettext_lazy("Looks and archive"), ("branding_checked_on", "archiving")),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the fields, under a heading."""

    heading: str
    fields: list[forms.BoundField]


def label_of(field: str) -> str:
    """What the model calls the field."""
    return capfirst(str(getattr(Details._meta.get_field(field), "verbose_name", field)))


def yes_or_no() -> forms.TypedChoiceField:
    """Yes, no, or nothing said."""
    return forms.TypedChoiceField(
        choices=[NOT_SAID, ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
    )


def web_address(**kwargs: Any) -> forms.URLField:
    """A page on the web."""
    schemes = URLValidator(schemes=["http", "https"])
    return forms.URLField(
        max_length=500, assume_scheme="https", validators=[schemes], required=False, **kwargs
    )


def line(**kwargs: Any) -> forms.CharField:
    """A line of text."""
    return forms.CharField(max_length=200, validators=[single_line], required=False, **kwargs)


class DetailsForm(StepForm):
    """What other municipalities ask for as well."""

    comments = forms.ChoiceField(choices=[NOT_SAID, *Details.Comments.choices], required=False)
    takes_messages = yes_or_no()
    opening_hours = line(help_text=gettext_lazy("For instance: weekdays from 8 to 15.30."))
    house_rules = web_address(
        help_text=gettext_lazy("The page where the rules for comments stand.")
    )
    parent = ProfileField(required=False)
    parent_page = web_address(
        help_text=gettext_lazy("If what it belongs to is not in the register.")
    )
    why_not_main = forms.CharField(
        max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    addresses_children = yes_or_no()
    addresses_vulnerable = yes_or_no()
    risk_assessment = line(help_text=gettext_lazy("Its number in the archive, for instance."))
    risk_assessed_on = day_field(required=False)
    branding_checked_on = day_field(
        required=False,
        help_text=gettext_lazy("When somebody last saw that name, pictures and text are right."),
    )
    archiving = forms.ChoiceField(choices=[NOT_SAID, *Details.Archiving.choices], required=False)

    def __init__(
        self,
        *args: Any,
        user: User,
        details: Details,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial_of(details), **self.initial}
        self.today = today
        for name in detailing.FIELDS:
            self.fields[name].label = label_of(name)
        parent = self.fields["parent"]
        assert isinstance(parent, ProfileField)  # noqa: S101
        others = Profile.objects.exclude(pk=details.profile_id)
        parent.among, parent.kept = others.visible_to(user).living(), details.parent

    @staticmethod
    def initial_of(details: Details) -> dict[str, Any]:
        """What the form shows of what is kept."""
        said = {True: "yes", False: "no", None: ""}
        kept = {name: getattr(details, name) for name in detailing.FIELDS}
        return {name: said[value] if name in YES_OR_NO else value for name, value in kept.items()}

    @property
    def groups(self) -> Iterator[Group]:
        """The fields as they are asked."""
        for heading, names in GROUPS:
            yield Group(str(heading), [self[name] for name in names])

    def clean_risk_assessed_on(self) -> date | None:
        return self._not_ahead("risk_assessed_on")

    def clean_branding_checked_on(self) -> date | None:
        return self._not_ahead("branding_checked_on")

    def add_circle(self) -> None:
        """Say that the chosen profile lies under this one."""
        message = _("That profile lies under this one. Choose another.")
        self.add_error("parent", message)

    def _not_ahead(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day
