"""Texts for a profile's followers, suggested in bokmål and in nynorsk (D4).

Pure: always both languages, whatever the person reads the portal in, since the followers
are spoken to in Norwegian. A suggestion has marks, as `[til]`, where the form's dates and
addresses belong, so that both can be changed until the form is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

# The months are the same words in both languages.
MONTHS: Final = (
    "januar februar mars april mai juni juli august september oktober november desember".split()
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The same message in the two languages."""

    nb: str = ""
    nn: str = ""

    def filled(self, values: Mapping[str, str]) -> "Texts":
        """With each mark replaced; a line with a mark for which there is nothing is left out."""
        return Texts(_filled(self.nb, values), _filled(self.nn, values))


NO_TEXTS: Final = Texts()


def in_norwegian(day: date) -> str:
    """A date as it is written in Norwegian: 1. juli 2026."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def suggested_for_pause(name: str, website: str = "") -> Texts:
    """That the profile is closed for a while, when it opens again, where to ask meanwhile."""
    nb = [
        f"Profilen vår, {name}, er midlertidig stengt fra [fra]. Vi regner med å åpne igjen [til].",
        "Så lenge det er stengt, svarer vi ikke på kommentarer og meldinger her.",
    ]
    nn = [
        f"Profilen vår, {name}, er mellombels stengd frå [fra]. Vi reknar med å opne att [til].",
        "Så lenge det er stengt, svarar vi ikkje på kommentarar og meldingar her.",
    ]
    if website:
        nb.append(f"Imens finner du informasjonen her: {website}")
        nn.append(f"Så lenge finn du informasjonen her: {website}")
    return Texts("\n".join(nb), "\n".join(nn))


def suggested_for_closing(name: str) -> Texts:
    """That the profile is closed for good, and where its followers find us now."""
    nb = [
        f"Profilen vår, {name}, ble avviklet [dato] og blir ikke oppdatert lenger.",
        "Nå finner du oss her: [ny side]",
        "Takk til alle som har fulgt oss.",
    ]
    nn = [
        f"Profilen vår, {name}, vart avvikla [dato] og blir ikkje oppdatert lenger.",
        "No finn du oss her: [ny side]",
        "Takk til alle som har følgt oss.",
    ]
    return Texts("\n".join(nb), "\n".join(nn))


def suggested_for_hijacking(name: str, platform: str, website: str = "") -> Texts:
    """That somebody else posts in our name, what not to do, and where to find us meanwhile."""
    nb = [
        f"Profilen vår på {platform}, {name}, er tatt over av noen andre.",
        "Det som blir lagt ut der nå, er ikke fra oss. Ikke svar på meldinger derfra.",
        "Ikke trykk på lenker, og ikke oppgi passord, kortnummer eller andre opplysninger.",
        "Vi arbeider med å få profilen tilbake.",
    ]
    nn = [
        f"Profilen vår på {platform}, {name}, er teken over av nokon andre.",
        "Det som blir lagt ut der no, er ikkje frå oss. Ikkje svar på meldingar derifrå.",
        "Ikkje trykk på lenkjer, og ikkje oppgi passord, kortnummer eller andre opplysningar.",
        "Vi arbeider med å få profilen tilbake.",
    ]
    if website:
        nb.append(f"Imens finner du informasjonen her: {website}")
        nn.append(f"Så lenge finn du informasjonen her: {website}")
    return Texts("\n".join(nb), "\n".join(nn))


def for_pause(texts: Texts, starts_on: date, reopens_on: date) -> Texts:
    """The texts with the pause's dates in them."""
    return texts.filled({"[fra]": in_norwegian(starts_on), "[til]": in_norwegian(reopens_on)})


def with_marks(texts: Texts, starts_on: date, reopens_on: date) -> Texts:
    """A pause's texts as they were before its dates came into them."""
    days = ((in_norwegian(starts_on), "[fra]"), (in_norwegian(reopens_on), "[til]"))
    nb, nn = texts.nb, texts.nn
    for day, mark in days:
        nb, nn = nb.replace(day, mark), nn.replace(day, mark)
    return Texts(nb, nn)


def for_closing(texts: Texts, closed_on: date, successor: str) -> Texts:
    """The texts with the day and the address of what takes over in them, if anything does."""
    return texts.filled({"[dato]": in_norwegian(closed_on), "[ny side]": successor})


def _filled(text: str, values: Mapping[str, str]) -> str:
    lines = []
    for line in text.splitlines():
        if any(mark in line and not value for mark, value in values.items()):
            continue
        for mark, value in values.items():
            line = line.replace(mark, value)
        lines.append(line)
    return "\n".join(lines).strip()
