from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from accounts.models.user import single_line
from profiles import editing, platforms
from profiles.forms.step import StepForm
from profiles.identification import translated
from profiles.models import Address, AreaOfUse, Profile
from profiles.platforms import Identification, Verdict

LONGEST_KEY = Address._meta.get_field("key").max_length or 0


def address_field(**kwargs: Any) -> forms.CharField:
    """An address, looked at while it is typed: the page has an `#address-check` below it."""
    attrs = {
        "autocomplete": "off",
        "autocapitalize": "off",
        "spellcheck": "false",
        "inputmode": "url",
        "hx-post": reverse_lazy("profiles:address"),
        "hx-trigger": "input changed delay:400ms",
        "hx-target": "#address-check",
        "hx-include": "closest form",
    }
    return forms.CharField(max_length=2048, widget=forms.TextInput(attrs=attrs), **kwargs)


class AccountForm(StepForm):
    """The first step: which account it is, and what it is needed for (B2, B5)."""

    department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        label=gettext_lazy("Department"),
        empty_label=None,
        required=False,
    )
    address = address_field(
        label=gettext_lazy("Address of the profile"),
        help_text=gettext_lazy(
            "Copy it from your browser or the app, for example https://www.facebook.com/name. "
            "We tidy it up."
        ),
        required=False,
    )
    platform = forms.ChoiceField(
        label=gettext_lazy("Platform"),
        help_text=gettext_lazy("We find it from the address if you leave it open."),
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the profile"),
        help_text=gettext_lazy("As followers see it."),
        max_length=120,
        required=False,
        validators=[single_line],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the profile"),
        choices=Profile.Language.choices,
        required=False,
    )
    in_use = forms.ChoiceField(
        label=gettext_lazy("Is the profile in use already?"),
        choices=[("no", gettext_lazy("No, it is new")), ("yes", gettext_lazy("Yes"))],
        required=False,
        widget=forms.RadioSelect,
    )
    need = forms.CharField(
        label=gettext_lazy("Why does the department need a profile of its own?"),
        help_text=gettext_lazy(
            "Say in a few sentences what the municipality's own channels do not cover."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("What will the profile be used for?"),
        help_text=gettext_lazy("Choose at least one."),
        choices=AreaOfUse.Area.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, profile: Profile | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.profile = user, profile
        # The profile's address, where that of a post was given.
        self.meant: str | None = None
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        offer_departments(field, user, profile)
        self.fields["platform"].choices = [  # type: ignore[attr-defined]
            ("", _("Find it from the address")),
            *(
                (code, _(platform.name))
                for code, platform in platforms.PLATFORMS.items()
                if not platform.discontinued
            ),
        ]

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the step shows of a draft."""
        address = profile.main_address
        return {
            "version": profile.version,
            "department": profile.department_id,
            "address": address.given if address else "",
            "platform": profile.platform,
            "name": profile.name,
            "language": profile.language,
            "in_use": "yes" if profile.in_use else "no",
            "need": profile.need,
            "areas": [area.area for area in profile.areas.all()],
        }

    def clean_in_use(self) -> bool:
        return bool(self.cleaned_data["in_use"] == "yes")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        given = cleaned.get("address", "").strip()
        if given:
            found = platforms.identify(given, cleaned.get("platform") or None)
            if problem := problem_with(found, cleaned.get("platform", "")):
                self.add_error("address", problem)
                self.meant = meant_by(found)
            else:
                cleaned["platform"] = found.platform
                self._check_holder(found)
        if "department" in cleaned and not cleaned["department"]:
            self.add_error("department", _("Choose the department."))
        if not self.profile and not given and not cleaned.get("name"):
            self.add_error(
                "name", _("Give a name or an address, so that you find the draft again.")
            )
        return cleaned

    def add_taken(self, address: Address | None) -> None:
        """Say beside the address that the account stands in the register already."""
        self.add_error("address", already_registered(address, self.user))

    def _check_holder(self, found: Identification) -> None:
        holder = editing.find_holder(found.platform or "", found.key or "")
        if holder and (self.profile is None or holder.profile_id != self.profile.pk):
            self.add_taken(holder)


def offer_departments(
    field: "forms.ModelChoiceField[Department]", user: User, profile: Profile | None
) -> int:
    """Let the field offer those that the user leads and the profile's own; how many they are."""
    departments = Department.objects.filter(pk__in=user.standing.leads)
    if profile:
        departments |= Department.objects.filter(pk=profile.department_id)
    field.queryset = departments.order_by("path")
    field.label_from_instance = indented  # type: ignore[assignment]
    return departments.count()


def problem_with(found: Identification, chosen: str) -> str:
    """Why an address cannot be registered, in plain words; empty if it can."""
    if found.verdict not in (Verdict.PROFILE, Verdict.OTHER) or not found.key:
        return translated(found.message)
    if platforms.PLATFORMS[found.platform or ""].discontinued:
        return translated(found.message)
    if len(found.key) > LONGEST_KEY:
        return _("The address is too long. Copy it again from your browser.")
    if chosen and found.platform != chosen:
        return _("This is an address on %(found)s, but you have chosen %(chosen)s.") % {
            "found": platforms.PLATFORMS[found.platform or ""].name,
            "chosen": platforms.PLATFORMS[chosen].name,
        }
    return ""


def meant_by(found: Identification) -> str | None:
    """The profile's address, where a post's was given and the profile can be read off."""
    return found.url if found.verdict == Verdict.POST else None


def already_registered(address: Address | None, user: User) -> str:
    """Whose the account is and in what state, to those who may know it."""
    profile = address and Profile.objects.visible_to(user).filter(pk=address.profile_id).first()
    if not profile:
        return _(
            "Another department has registered this account already. "
            "Ask the web editor if you think that this is wrong."
        )
    return format_html(
        _('The account is registered already: <a href="{}">{}</a>, {}, {}.'),
        profile.get_absolute_url(),
        profile,
        profile.department,
        profile.get_status_display(),
    )


def indented(department: Department) -> str:
    return "\N{EM SPACE}" * department.depth + department.name
