from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, Membership, User
from profiles import permissions
from profiles.forms.step import StepForm
from profiles.models import Profile, Responsibility


class PeopleForm(StepForm):
    """The third step: who answers for the profile, and what is promised (B1, C2, C3)."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Owner"),
        help_text=gettext_lazy("The one person who has the main responsibility."),
        required=False,
        empty_label=gettext_lazy("Choose a person"),
    )
    backups = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Backup editors"),
        help_text=gettext_lazy("At least one besides the owner, who can publish as well."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_backup = forms.EmailField(
        label=gettext_lazy("Another backup editor (optional)"),
        help_text=gettext_lazy("The e-mail address of a colleague who is not on the list."),
        required=False,
    )
    website = forms.URLField(
        label=gettext_lazy("Page on the website with the same information"),
        help_text=gettext_lazy(
            "Whoever has no account must find the same there, so give the page's address."
        ),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    rhythm = forms.TypedChoiceField(
        label=gettext_lazy("How often will the profile be updated, at least?"),
        choices=Profile.Rhythm.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    reply_time = forms.TypedChoiceField(
        label=gettext_lazy("How soon will questions be answered?"),
        choices=Profile.ReplyTime.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    responsibilities = forms.MultipleChoiceField(
        label=gettext_lazy("As head of department I accept that the department answers for"),
        choices=Responsibility.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    apart: ClassVar[frozenset[str]] = StepForm.apart | {"other_backup"}

    def __init__(self, *args: Any, user: User, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        candidates = candidates_for(profile)
        for name in ("owner", "backups"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = candidates
        if not permissions.can_accept_responsibilities(user, profile):
            del self.fields["responsibilities"]

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the step shows of a draft."""
        return {
            "version": profile.version,
            "owner": profile.owner_id,
            "backups": [person.pk for person in profile.backups.all()],
            "website": profile.website,
            "rhythm": profile.rhythm,
            "reply_time": profile.reply_time,
            "responsibilities": [accepted.kind for accepted in profile.responsibilities.all()],
        }

    def clean_other_backup(self) -> User | None:
        email = self.cleaned_data["other_backup"]
        if not email:
            return None
        colleague = User.objects.filter(email__iexact=email, is_active=True).first()
        if colleague is None:
            raise forms.ValidationError(
                _("Nobody with this address can sign in. Ask the administration to invite them.")
            )
        return colleague

    @property
    def clean_values(self) -> dict[str, Any]:
        values = super().clean_values
        if "backups" in values:
            people = list(values["backups"])
            other = self.cleaned_data.get("other_backup")
            values["backups"] = [*people, other] if other and other not in people else people
        return values


def candidates_for(profile: Profile) -> Any:
    """Who can be owner or backup: those with a role in the department, above or below it.

    Whoever is chosen already stays on the list.
    """
    department = profile.department
    path = department.path or ""
    above = [int(key) for key in path.split("/") if key]
    branch = Department.objects.filter(Q(pk__in=above) | Q(path__startswith=path))
    members = Membership.objects.current(timezone.localdate()).filter(department__in=branch)
    return (
        User.objects.filter(
            Q(pk__in=members.values("user"), is_active=True)
            | Q(pk=profile.owner_id)
            | Q(backed_up_profiles=profile)
        )
        .distinct()
        .order_by("name", "pk")
    )
