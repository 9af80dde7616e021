"""One JSON object a line, in UTC, that can be shown to anyone.

Messages of exceptions, addresses of pages and what other packages fill into their lines are
left out: they quote what people typed. Our own lines are names of events with keys and numbers.
On a developer's machine the traceback follows after the line of an error.
"""

import json
import logging
import traceback
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from typing import Any, Final

from celery import signals
from django.conf import settings

request_id: ContextVar[str] = ContextVar("request_id", default="")
task_name: ContextVar[str] = ContextVar("task_name", default="")

OURS: Final = ("selsome", "accounts", "guidelines", "profiles")
# How far back the causes of an exception are named.
CAUSES: Final = 5


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": _level(record),
            "logger": record.name,
            "event": _event(record),
        }
        if own := request_id.get():
            line["request_id"] = own
        if task := task_name.get():
            line["task"] = task
        line |= _about_request(record)
        if record.exc_info and record.exc_info[1]:
            line |= _about_exception(record.exc_info[1])
        # Escaped to plain ASCII: no line break of any script, no terminal sequence.
        written = json.dumps(line, ensure_ascii=True, default=str)
        if settings.DEVELOPMENT and record.exc_info and record.exc_info[1]:
            written = f"{written}\n{''.join(traceback.format_exception(record.exc_info[1]))}"
        return written


def _level(record: logging.LogRecord) -> str:
    """Django calls some of what strangers send an error of ours; nobody need be woken by it."""
    if record.name.startswith("django.security"):
        return "WARNING"
    return record.levelname


def _event(record: logging.LogRecord) -> str:
    """What happened, without what was typed.

    Of others' lines only the text that stands in their code is taken, not what they fill in;
    Django's lines on suspicious requests are the exception's own message, so they go.
    """
    if settings.DEBUG or record.name.partition(".")[0] in OURS:
        return record.getMessage()
    if record.name == "django.request":
        return "answered with an error"
    if record.name.startswith("django.security"):
        return "refused"
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def _about_request(record: logging.LogRecord) -> dict[str, object]:
    """Method, status and route; never the address itself, which may hold a secret link."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "method"):
        return {}
    match = getattr(request, "resolver_match", None)
    return {
        "method": request.method,
        "status": getattr(record, "status_code", None),
        "route": match.route if match else None,
    }


def _about_exception(error: BaseException) -> dict[str, object]:
    found: dict[str, object] = {
        "exception": type(error).__name__,
        "where": [
            f"{frame.filename}:{frame.lineno}:{frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ],
    }
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause and len(causes) < CAUSES:
        causes.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    if causes:
        found["because_of"] = causes
    return found


# --- Background jobs --------------------------------------------------------------------

_tokens: dict[str, tuple[Token[str], Token[str]]] = {}


def follow_tasks() -> None:
    """Let the lines of a background job carry its name and id, and keep Celery's own
    set-up of logging away.
    """
    signals.task_prerun.connect(_begin_task, weak=False, dispatch_uid="selsome.logs")
    signals.task_postrun.connect(_end_task, weak=False, dispatch_uid="selsome.logs")
    signals.setup_logging.connect(_leave_logging, weak=False, dispatch_uid="selsome.logs")


def _begin_task(task_id: str = "", task: Any = None, **kwargs: Any) -> None:
    _tokens[task_id] = (request_id.set(task_id), task_name.set(getattr(task, "name", "")))


def _end_task(task_id: str = "", **kwargs: Any) -> None:
    tokens = _tokens.pop(task_id, None)
    if tokens:
        request_id.reset(tokens[0])
        task_name.reset(tokens[1])


def _leave_logging(**kwargs: Any) -> None:
    """That somebody listens is all that Celery asks."""
