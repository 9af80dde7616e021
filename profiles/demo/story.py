"""What a story is: how a profile is filled in, and what has become of it since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from profiles.assessments import Given
from profiles.models import Event

# A day: a date, or so many working days before the day of loading.
When = date | int

Kind = Event.Kind

YES: Final = Given(values=("yes",))
NO: Final = Given(values=("no",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A condition of an approval; `in_days` counts from the day of loading."""

    text: str
    in_days: int
    of: str
    met: When | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something to the profile, with words: a message or a reason."""

    kind: Event.Kind
    when: When
    by: str
    words: str = ""
    # Only for an approval: days from the day of loading, where the policy's date is past.
    evaluate_in: int | None = None
    asked: tuple[Asked, ...] = ()
    # Only for an edit: what is set, and what is answered anew.
    values: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A profile: what its people fill in on one day, and the acts that follow.

    People are called by their keys. `accepted_by` accepts the five responsibilities.
    """

    name: str
    department: str
    platform: str
    by: str
    began: When
    address: str = ""
    language: str = "nb"
    in_use: bool = False
    need: str = ""
    areas: tuple[str, ...] = ()
    owner: str = ""
    backups: tuple[str, ...] = ()
    website: str = ""
    rhythm: int | None = None
    reply_time: int | None = None
    answers: Mapping[str, Given] = field(default_factory=dict)
    accepted_by: str = ""
    acts: tuple[Act, ...] = ()


def assessed(
    *,
    purpose: str,
    target_group: str,
    message: str,
    medium: str,
    participation: str = "questions",
    follow_up: str = "",
    risk: str = "Felles risikovurdering av sosiale medier, se kvalitetssystemet",
    **others: Given,
) -> dict[str, Given]:
    """A whole assessment in which nothing blocks, with the five texts that differ most."""
    return {
        "purpose": Given(text=purpose),
        "target_group": Given(text=target_group),
        "message": Given(text=message),
        "crisis": NO,
        "medium": Given(text=medium),
        "participation": Given(values=(participation,)),
        "privacy": YES,
        "policy": YES,
        "follow_up": Given(text=follow_up, values=("yes",)),
        "exclusions": Given(values=("none",)),
        "counterpart": YES,
        "advised_against": NO,
        "risk_assessment": YES,
        "risk_reference": Given(text=risk),
    } | others


def yes(comment: str) -> Given:
    return Given(text=comment, values=("yes",))


def no(comment: str) -> Given:
    return Given(text=comment, values=("no",))
