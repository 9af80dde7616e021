"""Signed cookies of ours, all under the same terms as the session's."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


def give(
    response: HttpResponseBase, name: str, value: str, *, bound_to: str, lasts: timedelta | None
) -> None:
    """Set a cookie that is worth something only together with `bound_to`.

    Without `lasts` it ends with the browser.
    """
    response.set_signed_cookie(
        name,
        value,
        salt=bound_to,
        max_age=lasts,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read(request: HttpRequest, name: str, *, bound_to: str, within: timedelta) -> str | None:
    """The cookie's value if it is ours, bound to `bound_to` and set `within` this time."""
    value = request.get_signed_cookie(name, default=None, salt=bound_to, max_age=within)
    return value if isinstance(value, str) else None
