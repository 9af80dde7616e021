"""Who is told what: writing notices in the transaction of their cause, and reading them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from profiles.models import Event, Notice, Profile


@dataclass(slots=True)
class Share:
    """What one person answers for of a list that was brought in: how many, and the first."""

    first: Profile
    owned: int = 0
    backed_up: int = 0

    @property
    def count(self) -> int:
        return self.owned + self.backed_up


def tell(kind: Notice.Kind, event: Event, people: Iterable[User]) -> None:
    """Write one notice of `event` to each of `people`, once, in his or her language."""
    tell_each(kind, [(event, people)])


def tell_each(kind: Notice.Kind, told: Iterable[tuple[Event, Iterable[User]]]) -> None:
    """The same for many events at once."""
    Notice.objects.bulk_create(
        _written(kind, event, person) for event, people in told for person in set(people)
    )


def tell_of_list(shares: Mapping[int, Share], *, by: User, at: datetime) -> None:
    """Write one notice to each who answers for profiles of a list, however many they are."""
    people = User.objects.in_bulk(list(shares))
    Notice.objects.bulk_create(
        _of_list(shares[person.pk], person, by, at)
        for person in people.values()
        if person.is_active and person != by
    )


def read(notice: Notice, *, at: datetime | None = None) -> None:
    """Note when the recipient read the notice; only the first time counts."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=at or timezone.now())


def read_all(*, by: User, at: datetime | None = None) -> None:
    """Note of all that wait for `by` in the inbox that they are read."""
    by.notices.unread().update(read_at=at or timezone.now())


def _written(kind: Notice.Kind, event: Event, person: User) -> Notice:
    notice = Notice(recipient=person, kind=kind, profile=event.profile, event=event)
    context = {"event": event, "profile": event.profile, "person": person}
    return _worded(notice, context, event.profile.get_absolute_url(), event.at)


def _of_list(share: Share, person: User, by: User, at: datetime) -> Notice:
    only = share.first if share.count == 1 else None
    notice = Notice(recipient=person, kind=Notice.Kind.BROUGHT_IN, profile=only)
    # The newest first, since among many of before they would not be found.
    path = only.get_absolute_url() if only else f"{reverse('profiles:list')}?mine=1&sort=newest"
    return _worded(notice, {"share": share, "profile": share.first, "by": by}, path, at)


def _worded(notice: Notice, context: Mapping[str, object], path: str, at: datetime) -> Notice:
    """The notice with its text, in the recipient's language."""
    notice.language = notice.recipient.language
    with translation.override(notice.language):
        subject = render_to_string(f"emails/{notice.kind}_subject.txt", dict(context))
        body = render_to_string(f"emails/{notice.kind}.txt", dict(context))
    notice.subject, notice.body = " ".join(subject.split())[:200], body.strip()
    notice.path, notice.created_at, notice.next_attempt_at = path, at, at
    return notice
