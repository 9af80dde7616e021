"""What followers are told, in bokmål and nynorsk."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from profiles.follower_texts import (
    Texts,
    for_closing,
    for_pause,
    in_norwegian,
    suggested_for_closing,
    suggested_for_pause,
)

FIRST, LAST = date(2026, 6, 28), date(2026, 8, 9)


def test_a_date_is_written_as_in_norwegian() -> None:
    assert in_norwegian(date(2026, 5, 1)) == "1. mai 2026"
    months = {in_norwegian(date(2026, month, 17)).split()[1] for month in range(1, 13)}
    assert len(months) == 12


def test_a_pause_is_told_with_its_days() -> None:
    told = for_pause(suggested_for_pause("Otta kulturhus"), FIRST, LAST)
    assert told.nb.startswith(
        "Profilen vår, Otta kulturhus, er midlertidig stengt fra 28. juni 2026. "
        "Vi regner med å åpne igjen 9. august 2026."
    )
    assert told.nn.startswith(
        "Profilen vår, Otta kulturhus, er mellombels stengd frå 28. juni 2026. "
        "Vi reknar med å opne att 9. august 2026."
    )


def test_the_page_with_the_same_information_is_named_if_there_is_one() -> None:
    address = "https://www.sel.kommune.no/kulturhus"
    with_page, without = suggested_for_pause("Otta", address), suggested_for_pause("Otta")
    assert with_page.nb.endswith(address)
    assert with_page.nn.endswith(address)
    assert len(without.nb.splitlines()) == len(with_page.nb.splitlines()) - 1


def test_an_end_is_told_with_its_day_and_what_takes_over() -> None:
    told = for_closing(suggested_for_closing("Otta"), FIRST, "https://sel.example/ny")
    assert "ble avviklet 28. juni 2026" in told.nb
    assert "Nå finner du oss her: https://sel.example/ny" in told.nb
    assert "vart avvikla 28. juni 2026" in told.nn
    assert "No finn du oss her: https://sel.example/ny" in told.nn


def test_if_nothing_takes_over_only_that_line_is_left_out() -> None:
    told = for_closing(suggested_for_closing("Otta"), FIRST, "")
    for text in (told.nb, told.nn):
        assert "finn" not in text
        assert len(text.splitlines()) == 2


@given(st.text(), st.dates(max_value=date(9000, 1, 1)))
def test_what_people_write_themselves_stays_as_it_is(text: str, day: date) -> None:
    if "[" in text:
        return
    told = for_pause(Texts(text, ""), day, day + timedelta(days=1))
    assert told.nb.split() == text.split()
    assert told.nn == ""
