"""The mail that would have been sent; only where DEVELOPMENT is on, and for anyone there."""

from datetime import UTC
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from selsome import mail

LISTED = 100


@require_safe
@login_not_required
def mail_list(request: HttpRequest) -> HttpResponse:
    found = [(name, mail.read(name)) for name in mail.newest(LISTED)]
    letters = [_told(name, message) for name, message in found if message]
    return render(request, "development/mail_list.html", {"letters": letters})


@require_safe
@login_not_required
def mail_message(request: HttpRequest, name: str) -> HttpResponse:
    message = mail.read(name)
    if message is None:
        raise Http404
    letter = _told(name, message) | {
        "text": _part(message, "plain"),
        "html": _part(message, "html"),
    }
    return render(request, "development/mail_message.html", {"letter": letter})


def _told(name: str, message: EmailMessage) -> dict[str, object]:
    return {
        "name": name,
        "subject": message["Subject"],
        "to": message["To"],
        "date": parsedate_to_datetime(message["Date"]).replace(tzinfo=UTC),
    }


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""
