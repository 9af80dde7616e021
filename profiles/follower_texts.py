"""Texts for a profile's followers, suggested in bokmål and in nynorsk (D4).

Pure: always both languages, whatever the person reads the portal in, since followers are
told in the language of the profile. What is used in the end is typed in the form.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

# The months are the same word in both languages.
MONTHS: Final = (
    "januar februar mars april mai juni juli august september oktober november desember".split()
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The same message in the two languages."""

    nb: str
    nn: str


def in_norwegian(day: date) -> str:
    """A date as it is written in Norwegian: 1. juli 2026."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def for_pause(name: str, starts_on: date, reopens_on: date, website: str = "") -> Texts:
    """That the profile is closed for a while, when it opens again, and where to go meanwhile."""
    first, last = in_norwegian(starts_on), in_norwegian(reopens_on)
    nb = (
        f"{name} er midlertidig stengt fra {first}. Vi regner med å åpne igjen {last}. "
        "Spørsmål og meldinger her blir ikke besvart så lenge det er stengt."
    )
    nn = (
        f"{name} er mellombels stengd frå {first}. Vi reknar med å opne att {last}. "
        "Spørsmål og meldingar her får ikkje svar så lenge det er stengt."
    )
    if website:
        nb += f" Du finner oss på {website}"
        nn += f" Du finn oss på {website}"
    return Texts(nb, nn)


def for_closing(name: str, closed_on: date, successor: str = "") -> Texts:
    """That the profile is closed for good, and where its followers find us now."""
    day = in_norwegian(closed_on)
    nb = f"{name} er avviklet {day} og blir ikke oppdatert lenger. Takk til alle som har fulgt oss."
    nn = f"{name} er avvikla {day} og blir ikkje oppdatert lenger. Takk til alle som har følgt oss."
    if successor:
        nb += f" Nå finner du oss her: {successor}"
        nn += f" No finn du oss her: {successor}"
    return Texts(nb, nn)
