"""Three versions of the same fields: what somebody began with, what he or she made of it, and
what others have made of it meanwhile. Pure: nothing is read or written here.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields that differ, by name: what to write, what to leave, and what to ask about."""

    # Changed by the person only: to be written.
    mine: frozenset[str]
    # Changed by others only: it stands.
    theirs: frozenset[str]
    # Changed by both, differently: the person decides.
    clashes: frozenset[str]


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Who has changed what, among the fields of `mine`.

    What is missing in `base` is not known to be anybody's: where the two differ, it clashes.
    """
    differing = {name for name in mine if mine[name] != theirs[name]}
    known = differing & base.keys()
    untouched = {name for name in known if mine[name] == base[name]}
    unmoved = {name for name in known if theirs[name] == base[name]}
    return Merged(
        mine=frozenset(unmoved),
        theirs=frozenset(untouched),
        clashes=frozenset(differing - untouched - unmoved),
    )


def fingerprint(value: Any) -> str:
    """The same for values that are the same, in whatever order and with whatever line breaks."""
    written = json.dumps(_plain(value), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:20]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return "\n".join(value.splitlines()).strip()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Iterable):
        return sorted((_plain(each) for each in value), key=str)
    return getattr(value, "pk", value)
