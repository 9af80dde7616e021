"""The checklist of closing a profile for good (D4)."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.models.user import single_line
from profiles import policy
from profiles.follower_texts import Texts, for_closing, suggested_for_closing
from profiles.forms.answering import ActForm
from profiles.forms.choosing import ProfileField
from profiles.forms.pausing import day_field, text_field
from profiles.lifecycle import Ending
from profiles.models import Closing, Profile

# How long ago a profile may have been closed that is only now said to be.
MONTHS_BACK: Final = 12


class CloseForm(ActForm):
    """Why, since when, who takes over, what followers are told, what became of the account."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Stands on the timeline. The followers do not see it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closed_on = day_field(label=gettext_lazy("Closed from"))
    successor = ProfileField(
        required=False,
        label=gettext_lazy("Profile that takes over (optional)"),
        help_text=gettext_lazy(
            "Its address, or its name in the register. If neither a profile nor a page takes "
            "over, the followers are not told where to find you."
        ),
    )
    successor_page = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        label=gettext_lazy("Or a page that takes over (optional)"),
        help_text=gettext_lazy("The address of a page on the website, for instance."),
    )
    text_nb = text_field(
        label=gettext_lazy("To the followers, in bokmål"),
        help_text=gettext_lazy(
            "[dato] becomes the day, and [ny side] the address of what takes over. If nothing "
            "does, that line is left out."
        ),
    )
    text_nn = text_field(
        label=gettext_lazy("To the followers, in nynorsk"),
        help_text=gettext_lazy(
            "[dato] becomes the day, and [ny side] the address of what takes over. If nothing "
            "does, that line is left out."
        ),
    )
    archiving = forms.ChoiceField(
        label=gettext_lazy("Archive"),
        choices=Closing.Archiving.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("What has to be archived is archived before the account goes."),
    )
    links_removed = forms.BooleanField(
        label=gettext_lazy("Links to the profile on the website are removed"),
        error_messages={"required": gettext_lazy("Remove the links first, and tick here.")},
    )
    fate = forms.ChoiceField(
        label=gettext_lazy("What becomes of the account"),
        choices=[
            (Closing.Fate.KEPT.value, gettext_lazy("Kept and locked (advised)")),
            (Closing.Fate.HANDED_OVER.value, Closing.Fate.HANDED_OVER.label),
            (Closing.Fate.DELETED.value, Closing.Fate.DELETED.label),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "If the account is deleted, others can take its name and seem to be the "
            "municipality. The register goes on saying that it is no longer ours."
        ),
    )
    handed_to = forms.CharField(
        required=False,
        max_length=200,
        validators=[single_line],
        label=gettext_lazy("Handed over to (if it is handed over)"),
    )

    def __init__(
        self, *args: Any, profile: Profile, user: User, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        others = Profile.objects.visible_to(user).living().exclude(pk=profile.pk)
        self.fields["successor"].among = others  # type: ignore[attr-defined]
        suggested = suggested_for_closing(profile.name)
        texts = {"text_nb": suggested.nb, "text_nn": suggested.nn}
        self.initial = {"closed_on": today, **texts, **self.initial}

    @property
    def ending(self) -> Ending:
        """The checklist as it is filled in."""
        given = self.cleaned_data
        address = given["successor"].main_address if given["successor"] else None
        where = given["successor_page"] or (address.url if address else "")
        return Ending(
            closed_on=given["closed_on"],
            reason=given["reason"],
            archiving=Closing.Archiving(given["archiving"]),
            fate=Closing.Fate(given["fate"]),
            handed_to=given["handed_to"],
            successor=given["successor"],
            successor_page=given["successor_page"],
            texts=for_closing(Texts(given["text_nb"], given["text_nn"]), given["closed_on"], where),
        )

    def clean_closed_on(self) -> date:
        day: date = self.cleaned_data["closed_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        if day < policy.add_months(self.today, -MONTHS_BACK):
            message = _("Choose a day within the last %(months)s months.")
            raise forms.ValidationError(message % {"months": MONTHS_BACK})
        return day

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("successor") and given.get("successor_page"):
            self.add_error("successor_page", _("Choose either a profile or a page."))
        is_handed_over = given.get("fate") == Closing.Fate.HANDED_OVER
        if is_handed_over and not given.get("handed_to") and "handed_to" not in self.errors:
            self.add_error("handed_to", _("Say to whom it is handed over."))
        if not is_handed_over and "fate" in given:
            given["handed_to"] = ""
        return given

    def add_unfit(self) -> None:
        """Say that the chosen profile is not in use any more."""
        self.add_error("successor", _("This profile is not in use. Choose another one."))
