"""Pages for what went wrong.

Those for what may go wrong anywhere are drawn without the request: no user, no menu, and so
no database.
"""

import errno
import logging
import sys
from typing import Final

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from redis.exceptions import RedisError

from selsome.logs import request_id

logger = logging.getLogger("selsome.views")

TOO_MUCH: Final = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# What is not our fault and passes: the database or the cache is away, locked or full.
PASSING: Final = {
    "database": (OperationalError, InterfaceError),
    "redis": (RedisError,),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    status = 413 if isinstance(exception, TOO_MUCH) else 400
    return _bare(status)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"request_id": request_id.get()}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", {"request_id": request_id.get()}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    response = _bare(429)
    response.headers["Retry-After"] = "600"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where something that we lean on is away.

    Every error of every layer ends here, also those raised before any view was found.
    """
    if what := _unavailable(sys.exception()):
        logger.error("%s_unavailable", what)
        return unavailable(request)
    return _bare(500)


def _unavailable(error: BaseException | None) -> str:
    """What we lean on and cannot reach, by name; "" if the error is our own."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "disk"
    return next((name for name, errors in PASSING.items() if isinstance(error, errors)), "")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, with a button that sends once more what was typed."""
    if hasattr(request, "session"):
        # Nothing of it can be saved now; trying would only fail once more.
        request.session.modified = False
    context: dict[str, object] = {}
    retry = _typed(request)
    if retry is not None:
        context = {
            "retry": retry,
            "retry_path": request.get_full_path(),
            "csrf_token": get_token(request),
        }
    response = _bare(503, context)
    response.headers["Retry-After"] = "60"
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What was posted as (name, value); None if it cannot be sent once more.

    Passwords are not written into a page, and files cannot be.
    """
    if request.method != "POST":
        return None
    try:
        posted, files = request.POST, request.FILES
    except (SuspiciousOperation, UnreadablePostError):
        return None
    if files or any("password" in name for name in posted):
        return None
    return [
        (name, str(value))
        for name, values in posted.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


def _bare(status: int, context: dict[str, object] | None = None) -> HttpResponse:
    told = {"request_id": request_id.get(), "municipality": settings.MUNICIPALITY}
    return HttpResponse(render_to_string(f"{status}.html", told | (context or {})), status=status)
