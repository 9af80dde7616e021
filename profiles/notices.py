"""Who is told what: writing notices in the transaction of their cause, and reading them."""

from collections.abc import Iterable
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from profiles.models import Event, Notice


def tell(kind: Notice.Kind, event: Event, people: Iterable[User]) -> None:
    """Write one notice of `event` to each of `people`, once, in his or her language."""
    tell_each(kind, [(event, people)])


def tell_each(kind: Notice.Kind, told: Iterable[tuple[Event, Iterable[User]]]) -> None:
    """The same for many events at once."""
    Notice.objects.bulk_create(
        _written(kind, event, person) for event, people in told for person in set(people)
    )


def read(notice: Notice, *, at: datetime | None = None) -> None:
    """Note when the recipient read the notice; only the first time counts."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=at or timezone.now())


def read_all(*, by: User, at: datetime | None = None) -> None:
    """Note of all that wait for `by` in the inbox that they are read."""
    by.notices.unread().update(read_at=at or timezone.now())


def _written(kind: Notice.Kind, event: Event, person: User) -> Notice:
    context = {"event": event, "profile": event.profile, "person": person}
    with translation.override(person.language):
        subject = render_to_string(f"emails/{kind}_subject.txt", context)
        body = render_to_string(f"emails/{kind}.txt", context)
    return Notice(
        recipient=person,
        kind=kind,
        profile=event.profile,
        event=event,
        language=person.language,
        subject=" ".join(subject.split())[:200],
        body=body.strip(),
        path=event.profile.get_absolute_url(),
        created_at=event.at,
        next_attempt_at=event.at,
    )
