"""The channels that are used in a crisis, with the people to ring (B4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import phones
from accounts.models import Record, User
from profiles.models import Answer, Hijacking, Pause, Profile


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to turn to, with the number to ring if there is one."""

    person: User
    # What he or she is in the matter, in words.
    role: str
    # None where it is not known, or the number has stood from the beginning.
    changed_on: date | None = None

    @property
    def number(self) -> str:
        """The number as it is read."""
        return phones.to_read(self.person.phone)

    @property
    def link(self) -> str:
        """What a telephone dials; empty without a number."""
        return f"tel:{phones.to_dial(self.person.phone)}" if self.person.phone else ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A crisis channel as the crisis staff sees it."""

    profile: Profile
    audience: str
    contacts: Sequence[Contact]
    is_hijacked: bool

    @property
    def pause(self) -> Pause | None:
        """The pause that runs, if one does."""
        pauses = self.profile.pauses.all()
        return next((each for each in pauses if each.started_at and not each.ended_at), None)

    @property
    def lacks_owner(self) -> bool:
        """Whether nobody who still works here owns it."""
        owner = self.profile.owner
        return owner is None or not owner.is_active

    @property
    def is_paused(self) -> bool:
        return self.profile.status == Profile.Status.PAUSED


def channels() -> list[Channel]:
    """Every living crisis channel by name, those that are paused last; in seven queries."""
    living = Profile.objects.living().filter(for_crisis=True)
    profiles = list(
        living.select_related("department", "owner")
        .prefetch_related("addresses", "backups", "pauses")
        .order_by("name", "pk")
    )
    changed = _numbers_changed({person for each in profiles for person, _role in _people(each)})
    audiences = _audiences(profiles)
    hijacked = set(Hijacking.objects.open().values_list("profile", flat=True))
    found = [
        Channel(
            profile,
            audiences.get(profile.pk, ""),
            [Contact(who, role, _day(changed.get(who.pk))) for who, role in _people(profile)],
            profile.pk in hijacked,
        )
        for profile in profiles
    ]
    return sorted(found, key=lambda channel: channel.is_paused)


def _people(profile: Profile) -> list[tuple[User, str]]:
    """Owner and backup editors who still work here, and which of them each is."""
    people = [(profile.owner, _("owner"))] if profile.owner else []
    people += [(backup, _("backup editor")) for backup in profile.backups.all()]
    return [(person, role) for person, role in people if person.is_active]


def _audiences(profiles: Iterable[Profile]) -> dict[int, str]:
    """Whom each profile speaks to, as its newest assessment says."""
    said = Answer.objects.filter(assessment__profile__in=profiles, question__code="target_group")
    said = said.order_by("assessment__checklist__version")
    return dict(said.values_list("assessment__profile", "text"))


def _numbers_changed(people: Iterable[User]) -> Mapping[int, datetime]:
    """When each one's number was last changed, as the log of people says."""
    records = Record.objects.filter(kind=Record.Kind.PERSON_CHANGED, person__in=people)
    return {
        person: at
        for person, at, data in records.order_by("at", "pk").values_list("person", "at", "data")
        if any(change["field"] == "phone" for change in data.get("changes", ()))
    }


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
