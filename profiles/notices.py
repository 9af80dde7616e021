"""Who is told what: writing notices in the transaction of their cause, and sending them."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from profiles.models import Event, Notice


def tell(kind: Notice.Kind, event: Event, people: Iterable[User]) -> None:
    """Write one notice of `event` to each of `people`, once, in his or her language."""
    Notice.objects.bulk_create(_written(kind, event, person) for person in set(people))


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
