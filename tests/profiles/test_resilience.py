"""How well a profile would survive that one person falls away."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.policy import POLICY
from profiles.resilience import MOST, Hand, Known, Level, Weakness, assess

TODAY = date(2026, 11, 24)
GOOD = Known(
    hands=[Hand("ola", True), Hand("siri", True), Hand("kari", False)],
    central="wilma",
    two_step=True,
    private_only=False,
    has_recovery=True,
    checked_on=date(2026, 6, 1),
)


def judged(**changes: object) -> tuple[str, int | None, list[Weakness]]:
    found = assess(replace(GOOD, **changes), TODAY, POLICY)  # type: ignore[arg-type]
    return found.level, found.left, list(found.weaknesses)


def test_one_that_lacks_nothing_survives_it_well() -> None:
    assert judged() == (Level.GOOD, 2, [])


def test_nothing_known_is_not_known() -> None:
    found = assess(Known(), TODAY, POLICY)
    assert (found.level, found.left) == (Level.UNKNOWN, None)
    assert Weakness.NEVER_CHECKED in found.weaknesses


@pytest.mark.parametrize(
    ("changes", "level", "weakness"),
    [
        ({"central": None}, Level.FAIR, Weakness.NOT_CENTRAL),
        ({"two_step": None}, Level.FAIR, Weakness.TWO_STEP_UNKNOWN),
        (
            {"hands": [Hand("ola", True, two_step=True), Hand("siri", True, two_step=False)]},
            Level.FAIR,
            Weakness.NO_TWO_STEP,
        ),
        ({"administrators": 7}, Level.FAIR, Weakness.TOO_MANY),
        ({"administrators": 1}, Level.FAIR, Weakness.COUNT_DIFFERS),
        ({"two_step": False}, Level.FAIR, Weakness.NO_TWO_STEP),
        ({"private_only": True}, Level.WEAK, Weakness.PRIVATE),
        (
            {"hands": [Hand("ola", True, is_private=True), Hand("siri", True, is_private=True)]},
            Level.WEAK,
            Weakness.PRIVATE,
        ),
        ({"has_recovery": False}, Level.FAIR, Weakness.NO_RECOVERY),
        ({"hands": [Hand(n, True) for n in range(4)]}, Level.FAIR, Weakness.TOO_MANY),
        ({"checked_on": None}, Level.FAIR, Weakness.NEVER_CHECKED),
        ({"checked_on": date(2025, 11, 24)}, Level.FAIR, Weakness.CHECKED_LONG_AGO),
        (
            {"hands": [*GOOD.hands, Hand("lars", True, has_left=True)]},
            Level.FAIR,
            Weakness.HAS_LEFT,
        ),
    ],
)
def test_each_weakness_is_told(
    changes: dict[str, object], level: Level, weakness: Weakness
) -> None:
    assert judged(**changes)[0] == level
    assert weakness in judged(**changes)[2]


def test_whoever_holds_the_central_access_may_be_counted_or_not() -> None:
    for count in (2, 3):
        assert judged(administrators=count) == (Level.GOOD, 2, [])


def test_if_each_on_the_list_signs_in_in_two_steps_everybody_does() -> None:
    hands = [Hand("ola", True, two_step=True), Hand("siri", True, two_step=True)]
    assert judged(two_step=None, hands=hands) == (Level.GOOD, 2, [])
    left = Hand("lars", False, two_step=False, has_left=True)
    assert Weakness.NO_TWO_STEP not in judged(hands=[*hands, left])[2]


def test_a_year_is_not_over_before_its_last_day() -> None:
    assert judged(checked_on=date(2025, 11, 25)) == (Level.GOOD, 2, [])


def test_one_administrator_who_is_the_central_one_too_is_one() -> None:
    alone = [Hand("wilma", True)]
    assert judged(hands=alone)[:2] == (Level.WEAK, 0)
    assert judged(hands=alone, has_recovery=False)[:2] == (Level.ONE, 0)
    assert judged(hands=alone, central="ola")[:2] == (Level.GOOD, 1)


def test_those_who_have_left_and_those_who_only_publish_do_not_count() -> None:
    hands = [Hand("lars", True, has_left=True), Hand("siri", False)]
    level, left, weaknesses = judged(hands=hands, central=None)
    assert (level, left) == (Level.ONE, 0)
    assert Weakness.NOBODY in weaknesses


def test_a_count_stands_where_there_is_no_list() -> None:
    assert judged(hands=[], administrators=1, central=None, has_recovery=False)[:2] == (
        Level.ONE,
        0,
    )
    assert judged(hands=[], administrators=3)[:2] == (Level.GOOD, 2)
    assert judged(hands=[], administrators=None)[:2] == (Level.WEAK, 0)


HANDS = st.lists(
    st.builds(
        Hand,
        who=st.integers(0, 5),
        is_administrator=st.booleans(),
        is_private=st.booleans(),
        has_left=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda hand: hand.who,
)
KNOWN = st.builds(
    Known,
    hands=HANDS,
    central=st.none() | st.integers(0, 5),
    administrators=st.none(),
    two_step=st.none() | st.booleans(),
    private_only=st.none() | st.booleans(),
    has_recovery=st.booleans(),
    checked_on=st.none() | st.dates(date(2020, 1, 1), TODAY),
)


@given(KNOWN)
def test_another_administrator_never_makes_it_worse_up_to_three(known: Known) -> None:
    people = {hand.who for hand in known.hands if hand.is_administrator and not hand.has_left}
    more = replace(known, hands=[*known.hands, Hand("new", True)])
    if len(people | {known.central}) < MOST:
        before, after = assess(known, TODAY, POLICY), assess(more, TODAY, POLICY)
        assert after.level.rank >= before.level.rank
        assert (after.left or 0) >= (before.left or 0)


@given(KNOWN)
def test_who_is_good_lacks_nothing(known: Known) -> None:
    found = assess(known, TODAY, POLICY)
    assert (found.level == Level.GOOD) == (not found.weaknesses and found.left is not None)
