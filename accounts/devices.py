"""Browsers in which somebody has signed in before.

Whoever hammers at an account from elsewhere soon meets the limits; the owner, whose browser
is known, has limits of its own and is not kept out.
"""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string

from accounts import cookies

REMEMBERED: Final = timedelta(days=180)


def remember(response: HttpResponseBase, email: str) -> None:
    """Let this browser be known as one in which `email` has signed in."""
    name = settings.DEVICE_COOKIE_NAME
    value = get_random_string(22)
    cookies.give(response, name, value, bound_to=email.lower(), lasts=REMEMBERED)


def known(request: HttpRequest, email: str) -> str | None:
    """The browser's own key if `email` has signed in with it, else None."""
    name = settings.DEVICE_COOKIE_NAME
    return cookies.read(request, name, bound_to=email.lower(), within=REMEMBERED)
