"""A person's own deadlines as a calendar (RFC 5545), at a secret address that can be revoked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import Appointment, User
from profiles import matters, notices, reminders
from profiles.matters import Due
from profiles.models import CalendarFeed, Condition, Profile
from profiles.models.calendar_feed import new_secret
from profiles.models.profile import ProfileQuerySet

SALT: Final = "profiles.calendar"
# So many deadlines of each kind, the most urgent ones.
MOST: Final = 500
# How often a calendar should look again.
EVERY: Final = timedelta(hours=6)


@transaction.atomic
def make(*, by: User, at: datetime | None = None) -> CalendarFeed:
    """Give the person a new address; the one before it, if any, opens nothing any more."""
    given = {"secret": new_secret(), "created_at": at or timezone.now()}
    feed, _is_new = CalendarFeed.objects.update_or_create(user=by, defaults=given)
    return feed


def revoke(*, by: User) -> bool:
    """Take the address back; whether there was one."""
    count, _rows = CalendarFeed.objects.filter(user=by).delete()
    return count > 0


def address_of(feed: CalendarFeed) -> str:
    """The whole address, worth something as long as the feed is there."""
    path = reverse("profiles:calendar", args=[signing.Signer(sep=".", salt=SALT).sign(feed.secret)])
    return f"{settings.SITE_URL}{path}"


def find(token: str) -> CalendarFeed | None:
    """The feed that an address opens: nobody's who cannot sign in."""
    try:
        secret = signing.Signer(sep=".", salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = CalendarFeed.objects.select_related("user").filter(secret=secret).first()
    if found is None or not (found.user.is_active and found.user.has_usable_password()):
        return None
    return found


def content_of(feed: CalendarFeed, today: date) -> bytes:
    """The calendar in the person's language; the same as long as nothing has changed."""
    user = feed.user
    with translation.override(user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//Selsome//Selsome//EN")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Deadlines in Selsome"))
        calendar.add("x-wr-timezone", settings.TIME_ZONE)
        calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")
        due = sorted(_own(user, today), key=lambda each: (each.due_on, each.key))
        known = Profile.objects.in_bulk({each.profile for each in due})
        for each in due:
            calendar.add_component(_event(each, known[each.profile]))
    return bytes(calendar.to_ical())


def _event(due: Due, profile: Profile) -> Event:
    url = f"{settings.SITE_URL}{profile.get_absolute_url()}"
    event = Event()
    # The same one when its day is moved, so that it moves in the calendar, too.
    event.add("uid", f"{due.key}@{urlsplit(settings.SITE_URL).hostname}")
    # When it was set, not when it is asked for: what is the same reads the same.
    event.add("dtstamp", datetime.combine(due.since_on, time(), tzinfo=UTC))
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    event.add("summary", str(notices.WHAT[due.matter]) % {"profile": profile})
    # Not every calendar shows the one, nor the other.
    event.add("description", url)
    event.add("url", url)
    # It takes nobody's day.
    event.add("transp", "TRANSPARENT")
    return event


def _own(user: User, today: date) -> Iterator[Due]:
    """What the person is reminded of from the first step on, in a fixed number of queries."""
    among = _among(user)
    found = []
    for declaration in matters.DECLARATIONS:
        is_everybodys = declaration.matter == matters.Matter.ANSWER and user.standing.has(
            Appointment.Role.ADMINISTRATION
        )
        rows = declaration.between(date.min, date.max, None if is_everybodys else among)
        found += declaration.soonest(rows, MOST)
    for due, people in reminders.answering(found, today):
        if user.pk in people:
            yield due


def _among(user: User) -> ProfileQuerySet:
    """The profiles of which something can be the person's to do."""
    backed_up = Profile.backups.through.objects.filter(user=user).values("profile")
    conditions = Condition.objects.filter(responsible=user, met_at__isnull=True).values("profile")
    return Profile.objects.filter(
        Q(owner=user)
        | Q(pk__in=backed_up)
        | Q(pk__in=conditions)
        | Q(department__in=user.leads_nearest)
    )
