"""How well a profile would survive losing one person, in words (C2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy

from profiles.resilience import Level, Resilience, Weakness
from profiles.wording import Label

LEVELS: Final[Mapping[Level, tuple[Label, str]]] = {
    Level.UNKNOWN: (gettext_lazy("Not known: nobody has checked who has access"), "neutral"),
    Level.ONE: (gettext_lazy("Hangs on one person"), "danger"),
    Level.WEAK: (gettext_lazy("Weak"), "warning"),
    Level.FAIR: (gettext_lazy("Would survive it, but something should be mended"), "info"),
    Level.GOOD: (gettext_lazy("Would survive it well"), "success"),
}
WEAKNESSES: Final[Mapping[Weakness, Label]] = {
    Weakness.NOBODY: gettext_lazy("Nobody who is still here can manage the account."),
    Weakness.ONLY_ONE: gettext_lazy(
        "Only one person can manage the account. Two or three are best."
    ),
    Weakness.PRIVATE: gettext_lazy("All access hangs on private profiles."),
    Weakness.NOT_CENTRAL: gettext_lazy(
        "Nobody outside the department has access for the municipality."
    ),
    Weakness.NO_TWO_STEP: gettext_lazy("Not everybody signs in in two steps."),
    Weakness.TWO_STEP_UNKNOWN: gettext_lazy(
        "It is not known that everybody signs in in two steps."
    ),
    Weakness.NO_RECOVERY: gettext_lazy(
        "It is not known where the recovery address and codes are kept."
    ),
    Weakness.TOO_MANY: gettext_lazy(
        "More than three can manage the account. Take away those who need it least."
    ),
    Weakness.COUNT_DIFFERS: gettext_lazy(
        "The list and the number of administrators say different things."
    ),
    Weakness.HAS_LEFT: gettext_lazy("Somebody who has left still stands on the list."),
    Weakness.NEVER_CHECKED: gettext_lazy("The list has never been checked against the platform."),
    Weakness.CHECKED_LONG_AGO: gettext_lazy(
        "It is long since the list was checked against the platform."
    ),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well the profile would survive losing one person, in words."""

    words: Label
    color: str
    left: int | None
    weaknesses: Sequence[Label]


def judgement_of(resilience: Resilience) -> Judgement:
    """The judgement in words."""
    words, color = LEVELS[resilience.level]
    weaknesses = [WEAKNESSES[each] for each in resilience.weaknesses]
    return Judgement(words, color, resilience.left, weaknesses)
