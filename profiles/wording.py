"""Fields and their values as people say them, for the timeline and for what was notified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from profiles import platforms
from profiles.models import AreaOfUse, Closing, Details, Profile, Responsibility

Label = str | Promise

# What the timeline calls the fields that are no columns of their own.
NAMES: Final[Mapping[str, Label]] = {
    "address": gettext_lazy("address"),
    "addresses": gettext_lazy("more addresses"),
    "areas": gettext_lazy("areas of use"),
    "responsibilities": gettext_lazy("accepted responsibilities"),
    "starts_on": gettext_lazy("first day of the pause"),
    "reopens_on": gettext_lazy("expected to reopen"),
    "reason": gettext_lazy("reason"),
    "text_nb": gettext_lazy("to the followers, in bokmål"),
    "text_nn": gettext_lazy("to the followers, in nynorsk"),
}
CODES: Final[Mapping[str, Mapping[Any, Label]]] = {
    "language": dict(Profile.Language.choices),
    "rhythm": dict(Profile.Rhythm.choices),
    "reply_time": dict(Profile.ReplyTime.choices),
    "areas": dict(AreaOfUse.Area.choices),
    "responsibilities": dict(Responsibility.Kind.choices),
    "comments": dict(Details.Comments.choices),
    "archiving": dict(Details.Archiving.choices),
}
# Kept as dates are in JSON.
DAYS: Final = frozenset({"starts_on", "reopens_on", "risk_assessed_on", "branding_checked_on"})
COLUMNS: Final = {
    field.name: field for model in (Details, Profile) for field in model._meta.get_fields()
}


def name_of(field: str) -> str:
    """What a field is called, within a sentence."""
    if field in NAMES:
        return str(NAMES[field])
    return str(getattr(COLUMNS.get(field), "verbose_name", field))


def value_of(field: str, value: Any) -> str:
    """A stored value in words; empty where nothing stands."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_of(field, each) for each in value)
    if value is None:
        return ""
    if field in DAYS:
        day = parse_date(str(value))
        return date_format(day) if day else ""
    if field == "platform" and value in platforms.PLATFORMS:
        return _(platforms.PLATFORMS[value].name)
    return str(CODES.get(field, {}).get(value, value))


def answer_of(kept: Mapping[str, Any]) -> str:
    """An answer to a question as history keeps it, in the language of the moment."""
    chosen = [in_language(labels) for labels in kept["chosen"]]
    return "\n".join(filter(None, (", ".join(chosen), kept["text"])))


def fate_of(data: Mapping[str, Any]) -> str:
    """What became of the account of a closed profile; empty where nothing is kept of it."""
    fate, to = data.get("fate", ""), data.get("handed_to", "")
    if fate == Closing.Fate.HANDED_OVER:
        return _("Handed over to %(whom)s") % {"whom": to}
    return str(dict(Closing.Fate.choices).get(fate, ""))


def in_language(texts: Mapping[str, str]) -> str:
    """Of texts kept in several languages, the one of the moment, or else the bokmål one."""
    return texts.get(get_language() or "nb") or texts["nb"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stood there, a line each."""

    label: str
    lines: Sequence[str]


def facts_of(content: Mapping[str, Any]) -> list[Fact]:
    """What a snapshot says about the profile, in the order in which it is read."""
    address = content["address"]
    in_order = (
        "department",
        "platform",
        "name",
        "language",
        "in_use",
        "need",
        "areas",
        "owner",
        "backups",
        "website",
        "rhythm",
        "reply_time",
    )
    facts = [_fact(field, content[field]) for field in in_order]
    facts.insert(3, Fact(name_of("address"), [address["url"]] if address else []))
    # What was notified at first knew of one address only.
    if others := content.get("addresses"):
        facts.insert(4, Fact(name_of("addresses"), others))
    accepted = [
        _("%(what)s: %(who)s, %(when)s")
        % {
            "what": value_of("responsibilities", each["kind"]),
            "who": each["by"],
            "when": date_format(timezone.localtime(datetime.fromisoformat(each["at"]))),
        }
        for each in content["responsibilities"]
    ]
    return [*facts, Fact(name_of("responsibilities"), accepted)]


def answers_of(content: Mapping[str, Any]) -> list[Fact]:
    """The questions of a snapshot with their answers."""
    return [
        Fact(f"{each['number']}. {in_language(each['question'])}", answer_of(each).splitlines())
        for each in content["answers"]
    ]


def _fact(field: str, value: Any) -> Fact:
    values = value if isinstance(value, list) else [value]
    told = (value_of(field, each) for each in values)
    return Fact(name_of(field), [line for text in told for line in text.splitlines()])
