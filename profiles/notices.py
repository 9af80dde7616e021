"""Who is told what: writing notices in the transaction of their cause, and reading them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from profiles.models import Event, Notice, Profile, Reminder

Matter, Capacity = Reminder.Matter, Reminder.Capacity
# So many deadlines stand in one e-mail; the page of tasks has them all.
MOST: Final = 100
# What each matter is about, in a sentence.
WHAT: Final[Mapping[str, Any]] = {
    Matter.OWNER: _("%(profile)s needs a new owner"),
    Matter.BACKUP: _("%(profile)s needs a backup editor"),
    Matter.REOPENING: _("%(profile)s is to reopen"),
    Matter.ANSWER: _("%(profile)s waits for an answer"),
    Matter.ACTIVITY: _("%(profile)s needs something new"),
    Matter.EVALUATION: _("%(profile)s is to be evaluated"),
    Matter.CONDITION: _("%(profile)s has a condition to be met"),
    Matter.ACCESS: _("Who has access to %(profile)s is to be checked"),
}
# Where each matter is dealt with: the page, and what stands in its address after the profile.
PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    Matter.OWNER: ("change", "folk"),
    Matter.BACKUP: ("change", "folk"),
    Matter.REOPENING: ("reopen",),
    Matter.ANSWER: ("approve",),
    Matter.ACTIVITY: ("activity",),
    Matter.EVALUATION: ("evaluate",),
    Matter.ACCESS: ("access",),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One deadline in an e-mail: what, and how many days it is overdue (less than 0 before)."""

    reminder: Reminder
    overdue: int

    @property
    def what(self) -> str:
        """The matter in a sentence."""
        return str(WHAT[self.reminder.matter]) % {"profile": self.reminder.profile}

    @property
    def left(self) -> int:
        """Days that are left."""
        return -self.overdue

    @property
    def link(self) -> str:
        """Where the reader deals with it, as a whole address."""
        told, profile = self.reminder, self.reminder.profile
        path = profile.get_absolute_url()
        if told.matter == Matter.CONDITION:
            path += "#conditions"
        elif told.matter in PAGES and self._is_the_readers:
            page, *after = PAGES[told.matter]
            path = reverse(f"profiles:{page}", args=(profile.pk, *after))
        return f"{settings.SITE_URL}{path}"

    @property
    def _is_the_readers(self) -> bool:
        """Whether it is the reader who does it; the administration only sees to it."""
        is_answer = self.reminder.matter == Matter.ANSWER
        return is_answer or self.reminder.capacity != Capacity.ADMINISTRATION


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


def tell_together(
    kind: Notice.Kind, told: Iterable[tuple[Event, Iterable[User]]], *, path: str = ""
) -> None:
    """The same, but one notice a person, however many of the events it is about."""
    events_of: dict[User, list[Event]] = {}
    for event, people in told:
        for person in set(people):
            events_of.setdefault(person, []).append(event)
    Notice.objects.bulk_create(
        _written(kind, events[0], person)
        if len(events) == 1
        else _of_several(kind, events, person, path)
        for person, events in events_of.items()
    )


def tell_of_list(shares: Mapping[int, Share], *, by: User, at: datetime) -> None:
    """Write one notice to each who answers for profiles of a list, however many they are."""
    people = User.objects.in_bulk(list(shares))
    Notice.objects.bulk_create(
        _of_list(shares[person.pk], person, by, at)
        for person in people.values()
        if person.is_active and person != by
    )


def tell_of_due(person: User, reminders: Sequence[Reminder], *, day: date, at: datetime) -> Notice:
    """Write one notice of all that `person` is reminded of on `day`, the most urgent first."""
    notice = Notice(recipient=person, kind=Notice.Kind.DIGEST, day=day)
    _worded(notice, _of_due(reminders, day), reverse("profiles:tasks"), at)
    notice.save()
    return notice


def tell_of_reminding(
    reminded: Mapping[User, Sequence[Reminder]], *, by: User, day: date, at: datetime
) -> None:
    """Write one notice to each of all that `by` reminds of, and note it on the reminders."""
    written = []
    for person, reminders in reminded.items():
        profiles = {each.profile for each in reminders}
        only = profiles.pop() if len(profiles) == 1 else None
        notice = Notice(recipient=person, kind=Notice.Kind.REMINDED, profile=only)
        path = only.get_absolute_url() if only else reverse("profiles:tasks")
        written.append(_worded(notice, _of_due(reminders, day) | {"by": by}, path, at))
        for each in reminders:
            each.notice = notice
    Notice.objects.bulk_create(written)
    rows = [each for reminders in reminded.values() for each in reminders]
    Reminder.objects.bulk_update(rows, ["notice"])


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


def _of_several(kind: Notice.Kind, events: Sequence[Event], person: User, path: str) -> Notice:
    context = {"event": events[0], "events": events, "person": person}
    notice = Notice(recipient=person, kind=kind)
    return _worded(notice, context, path or f"{reverse('profiles:list')}?mine=1", events[0].at)


def _of_due(reminders: Sequence[Reminder], day: date) -> dict[str, object]:
    """What a text tells of deadlines."""
    gravity = list(Matter.values)
    lines = [Line(each, (day - each.due_on).days) for each in reminders]
    lines.sort(key=lambda line: (-line.overdue, gravity.index(line.reminder.matter)))
    return {
        "lines": lines[:MOST],
        "count": len(lines),
        "more": len(lines) - MOST,
        "overdue": sum(line.overdue > 0 for line in lines),
    }


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
