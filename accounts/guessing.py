"""How many wrong passwords are too many.

Failures are counted for the account from this network, for the network, and for the account
from everywhere (ACCOUNT_RATE_LIMITS). One network alone reaches its own limits long before
the account's, so it cannot lock the owner out; and a browser in which the owner has signed in
before is counted by itself. The numbers are the same for e-mails that nobody has.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import RateLimitUsage, consume, get_ip
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest

from accounts import devices


def count(request: HttpRequest, email: str) -> RateLimitUsage:
    """Count an attempt, to be rolled back if the password is right; else answer 429."""
    email = email.lower()
    if device := devices.known(request, email):
        return _count(request, "login_failed_known_device", f"{device}:{email}")
    here = _count(request, "login_failed_here", f"{get_ip(request)}:{email}")
    anywhere = _count(request, "login_failed", email)
    return RateLimitUsage(usage=[*here.usage, *anywhere.usage])


def _count(request: HttpRequest, action: str, key: str) -> RateLimitUsage:
    usage = consume(request, app="allauth.account", action=action, key=key)
    if usage is None:
        raise ImmediateHttpResponse(respond_429(request))
    return usage
