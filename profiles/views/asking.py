"""What a form carries along that others may save meanwhile, and what is asked where two differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import Record
from profiles.models import Event

SALT: Final = "profiles.saving"
MINE, THEIRS = "mine", "theirs"

Values = dict[str, Any]
# A line of the history of a profile, or of the log of people and departments.
Trace = Event | Record


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two have changed differently, and who the other one was."""

    name: str
    label: str
    mine: str
    theirs: str
    event: Trace | None
    # The person went on without deciding.
    is_skipped: bool


def seal(base: Mapping[str, str]) -> str:
    """How a form began, as it can be sent along and not be tampered with."""
    return signing.dumps(dict(base), salt=SALT, compress=True)


def unseal(sealed: Any) -> dict[str, str] | None:
    """What the form began with; None if it does not say."""
    try:
        return dict(signing.loads(str(sealed or ""), salt=SALT))
    except (signing.BadSignature, ValueError):
        return None


def skipped(request: HttpRequest) -> set[str]:
    """The fields that the person was asked about and has not decided on."""
    asked = request.POST.getlist("clash")
    return {name for name in asked if request.POST.get(f"keep_{name}") not in (MINE, THEIRS)}


def heed_choices(request: HttpRequest, base: dict[str, str], mine: Mapping[str, str]) -> None:
    """Let `base` be as if the person had begun with what he or she has decided on."""
    for name in skipped(request):
        base.pop(name, None)
    for name in mine:
        if request.POST.get(f"keep_{name}") == THEIRS:
            # As if it had never been touched.
            base[name] = mine[name]


def told_of_others(traces: Iterable[tuple[str, Trace | None]]) -> list[str]:
    """Who changed which of the fields (a label each), and when; a line for each time."""
    told: dict[Trace | None, list[str]] = {}
    for label, trace in traces:
        told.setdefault(trace, []).append(label)
    return [
        _("%(who)s changed this meanwhile (%(when)s), and it stays: %(what)s")
        % {
            "who": trace.actor_name,
            "when": date_format(timezone.localtime(trace.at), "DATETIME_FORMAT"),
            "what": get_text_list(labels, _("and")),
        }
        for trace, labels in told.items()
        if trace
    ]
