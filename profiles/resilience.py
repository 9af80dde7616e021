"""How well a profile would survive that one person falls away.

Pure: what is known of the access to an account goes in, a judgement comes out.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from profiles import policy
from profiles.policy import Policy

# Fewer administrators than this, and one who falls ill locks the municipality out.
FEWEST: Final = 2
# More, and nobody knows who did what.
MOST: Final = 3


class Level(StrEnum):
    """The judgement, worst first; what is not known comes before everything."""

    UNKNOWN = "unknown"
    ONE = "one"
    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"

    @property
    def rank(self) -> int:
        """A higher one is better."""
        return list(Level).index(self)


class Weakness(StrEnum):
    """What there is to mend, gravest first."""

    NOBODY = "nobody"
    ONLY_ONE = "only_one"
    PRIVATE = "private"
    NOT_CENTRAL = "not_central"
    NO_TWO_STEP = "no_two_step"
    TWO_STEP_UNKNOWN = "two_step_unknown"
    NO_RECOVERY = "no_recovery"
    TOO_MANY = "too_many"
    COUNT_DIFFERS = "count_differs"
    HAS_LEFT = "has_left"
    NEVER_CHECKED = "never_checked"
    CHECKED_LONG_AGO = "checked_long_ago"


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who has a role on the account; `who` tells people apart."""

    who: Hashable
    is_administrator: bool
    is_private: bool = False
    two_step: bool | None = None
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an account.

    `central` is who holds the municipality's own access, if that person is still here;
    `administrators` how many there are, where somebody counted; `two_step` and
    `private_only` are None as long as nobody has looked; `checked_on` is the day on which
    the list of people was last checked.
    """

    hands: Sequence[Hand] = ()
    central: Hashable | None = None
    administrators: int | None = None
    two_step: bool | None = None
    private_only: bool | None = None
    has_recovery: bool = False
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Resilience:
    """The judgement, what to mend, and how many can still manage the account without the one
    who is missed the most; None if that is not known.
    """

    level: Level
    left: int | None
    weaknesses: Sequence[Weakness]


def assess(known: Known, today: date, policy_: Policy) -> Resilience:
    """Judge what is known on `today`."""
    managers = _managers(known)
    weaknesses = list(_weaknesses(known, managers, today, policy_))
    if managers is None:
        return Resilience(Level.UNKNOWN, None, weaknesses)
    left = max(managers - 1, 0)
    if left == 0:
        level = Level.WEAK if known.has_recovery and managers else Level.ONE
    elif Weakness.PRIVATE in weaknesses:
        level = Level.WEAK
    else:
        level = Level.FAIR if weaknesses else Level.GOOD
    return Resilience(level, left, weaknesses)


def _managers(known: Known) -> int | None:
    """How many can manage the account, with the municipality's own access."""
    if known.hands:
        people = {h.who for h in known.hands if h.is_administrator and not h.has_left}
        return len(people | ({known.central} if known.central is not None else set()))
    if known.administrators is None and known.central is None:
        return None
    # Who was counted is not known, so the central one may be among them.
    return max(known.administrators or 0, 0 if known.central is None else 1)


def _weaknesses(
    known: Known, managers: int | None, today: date, policy_: Policy
) -> Sequence[Weakness]:
    found: list[Weakness] = []
    here = [hand for hand in known.hands if not hand.has_left]
    if managers == 0:
        found.append(Weakness.NOBODY)
    elif managers is not None and managers < FEWEST:
        found.append(Weakness.ONLY_ONE)
    if known.private_only or (here and all(hand.is_private for hand in here)):
        found.append(Weakness.PRIVATE)
    if known.central is None:
        found.append(Weakness.NOT_CENTRAL)
    found.extend(_two_step(known, here))
    if not known.has_recovery:
        found.append(Weakness.NO_RECOVERY)
    if max(managers or 0, known.administrators or 0) > MOST:
        found.append(Weakness.TOO_MANY)
    if _count_differs(known):
        found.append(Weakness.COUNT_DIFFERS)
    if len(here) < len(known.hands):
        found.append(Weakness.HAS_LEFT)
    if known.checked_on is None:
        found.append(Weakness.NEVER_CHECKED)
    elif policy.access_review_due(known.checked_on, policy_) <= today:
        found.append(Weakness.CHECKED_LONG_AGO)
    return found


def _two_step(known: Known, here: Sequence[Hand]) -> Sequence[Weakness]:
    """What is said of the account as a whole, and of each on the list: one without is enough."""
    if known.two_step is False or any(hand.two_step is False for hand in here):
        return [Weakness.NO_TWO_STEP]
    if known.two_step or (here and all(hand.two_step for hand in here)):
        return []
    return [Weakness.TWO_STEP_UNKNOWN]


def _count_differs(known: Known) -> bool:
    """Whether more or fewer administrators were counted than stand on the list.

    Who holds the central access may be one of them without standing there.
    """
    if not known.hands or known.administrators is None:
        return False
    listed = {hand.who for hand in known.hands if hand.is_administrator}
    return known.administrators not in (len(listed), len(listed | ({known.central} - {None})))
