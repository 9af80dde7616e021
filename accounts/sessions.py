"""When a session ends: after so long without a request, and after so long at all.

When the person was last here stands in a signed cookie, not in the session: a request that
only reads writes nothing, also while the database is locked.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts import cookies
from accounts.models import User

SIGNED_IN_AT: Final = "signed_in_at"
# How stale "last here" may be; a cookie in every answer would be noise.
NOTED_EVERY: Final = timedelta(minutes=5)


def begin(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """Note in the session when it began; Django calls it, whichever way somebody comes in."""
    request.session[SIGNED_IN_AT] = timezone.now().timestamp()


def has_ended(request: HttpRequest) -> bool:
    """Whether a signed-in session has been idle or has lasted too long.

    Without the cookie the session counts as idle since it began: leaving it out gains nothing.
    """
    if SIGNED_IN_AT not in request.session:
        return True
    began = datetime.fromtimestamp(request.session[SIGNED_IN_AT], timezone.get_current_timezone())
    age = timezone.now() - began
    if age > settings.SESSION_TOTAL_LIMIT:
        return True
    return age > settings.SESSION_IDLE_LIMIT and not _seen(request, settings.SESSION_IDLE_LIMIT)


def note(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note that the person is here, unless it was noted just now."""
    if not _seen(request, NOTED_EVERY):
        name = settings.SEEN_COOKIE_NAME
        cookies.give(response, name, "1", bound_to=_session_of(request), lasts=None)


def end_all(person: User) -> None:
    """End the person's sessions in every browser, so that none opens again with the account."""
    theirs = str(person.pk)
    kept = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    keys = [each.pk for each in kept if each.get_decoded().get(SESSION_KEY) == theirs]
    Session.objects.filter(pk__in=keys).delete()


def _seen(request: HttpRequest, within: timedelta) -> bool:
    name = settings.SEEN_COOKIE_NAME
    return bool(cookies.read(request, name, bound_to=_session_of(request), within=within))


def _session_of(request: HttpRequest) -> str:
    """What the cookie is bound to; the session's own key changes with the password."""
    return f"{request.session[SESSION_KEY]}:{request.session[SIGNED_IN_AT]}"
