"""Three versions of the same fields: nothing that anybody has changed is lost."""

from hypothesis import given
from hypothesis import strategies as st

from profiles.merging import fingerprint, merge

NAMES = ("name", "need", "website", "owner")
VERSION = st.fixed_dictionaries(dict.fromkeys(NAMES, st.sampled_from("abc")))


def test_each_field_is_the_one_who_changed_its() -> None:
    base = {"name": "a", "need": "a", "website": "a", "owner": "a", "rhythm": "a"}
    mine = {"name": "b", "need": "a", "website": "b", "owner": "b", "rhythm": "a"}
    theirs = {"name": "a", "need": "c", "website": "c", "owner": "b", "rhythm": "a"}
    merged = merge(base, mine, theirs)
    assert merged.mine == {"name"}
    assert merged.theirs == {"need"}
    assert merged.clashes == {"website"}


def test_what_nobody_knows_the_beginning_of_is_asked_about() -> None:
    merged = merge({}, {"name": "b", "need": "a"}, {"name": "c", "need": "a"})
    assert not merged.mine | merged.theirs
    assert merged.clashes == {"name"}


@given(VERSION, VERSION, VERSION)
def test_nobodys_change_is_lost(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge(base, mine, theirs)
    after = {name: mine[name] if name in merged.mine else theirs[name] for name in NAMES}
    for name in set(NAMES) - merged.clashes:
        if mine[name] != base[name]:
            assert after[name] == mine[name]
        if theirs[name] != base[name]:
            assert after[name] == theirs[name]
    for name in merged.clashes:
        assert len({base[name], mine[name], theirs[name]}) == 3


@given(VERSION, VERSION)
def test_alone_there_is_nothing_to_ask_about(base: dict[str, str], mine: dict[str, str]) -> None:
    merged = merge(base, mine, base)
    assert not merged.clashes | merged.theirs
    assert merged.mine == {name for name in NAMES if mine[name] != base[name]}


@given(VERSION, VERSION, VERSION)
def test_it_is_the_same_seen_from_the_other_side(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert (one.mine, one.theirs, one.clashes) == (other.theirs, other.mine, other.clashes)


def test_a_browsers_line_breaks_and_another_order_are_no_change() -> None:
    assert fingerprint("Kino\r\nog kafé\r\n") == fingerprint("Kino\nog kafé")
    assert fingerprint(["news", "debate"]) == fingerprint(["debate", "news"])
    assert len({fingerprint(each) for each in (None, "", False, 0, "a", ["a"])}) == 6
