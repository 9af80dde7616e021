"""The columns of a list of profiles: what we call them, and what others do.

The headings that an export has are the same in every language of the portal, or a list that
one person took out could not be read back in by another.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from profiles import platforms, wording
from profiles.models import AreaOfUse, Profile
from profiles.platforms import Verdict
from profiles.wording import Label

SEPARATOR: Final = " | "
LANGUAGES: Final = ("nb", "nn", "en")
# So many values of a column show what stands in it.
SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a list may have: what an export calls it, and what it is called elsewhere.

    The aliases stand in the order in which they are believed: of an address and a user name
    the address says more. A column without a label is written, but not read back.
    """

    code: str
    heading: str
    label: Label = ""
    aliases: Sequence[str] = ()


COLUMNS: Final[tuple[Column, ...]] = (
    Column(
        "name",
        "Navn",
        _("Name of the profile"),
        "profilnavn|profilnamn|kontonavn|kontonamn|namn|name|profile name|account name|"
        "page name|display name|title|tittel|kanal|channel|side|sidenavn|profil|profile|konto|"
        "account".split("|"),
    ),
    Column(
        "platform",
        "Plattform",
        _("Platform"),
        "platform|kanaltype|medium|sosialt medium|sosiale medier|tjeneste|teneste|network|"
        "nettverk|service|social media|social network|type".split("|"),
    ),
    Column(
        "address",
        "Adresse",
        _("Address"),
        "url|nettadresse|profiladresse|webadresse|lenke|lenkje|lenka|link|web address|address|"
        "profile url|account url|service url|social media url|www|konto|account|brukernavn|"
        "brukarnamn|handle|username|user name|screen name|id".split("|"),
    ),
    Column(
        "addresses",
        "Flere adresser",
        _("More addresses"),
        "fleire adresser|andre adresser|more addresses|other addresses".split("|"),
    ),
    Column(
        "department",
        "Virksomhet",
        _("Department"),
        "verksemd|avdeling|enhet|eining|sektor|etat|seksjon|tjenesteområde|department|agency|"
        "organisation|organization|organisasjon|unit|division|bureau|eier|eigar".split("|"),
    ),
    Column("state", "Tilstand", _("State"), "status|state".split("|")),
    Column(
        "owner",
        "Hovedansvarlig (e-post)",
        _("Owner"),
        "hovedansvarlig e post|hovudansvarleg e post|ansvarlig e post|owner e mail|owner email|"
        "hovedansvarlig|hovudansvarleg|ansvarlig|ansvarleg|owner|responsible|kontaktperson|"
        "kontakt|contact|contact e mail|contact email|administrator|admin|e post|epost|"
        "email|e mail|redaktør|editor".split("|"),
    ),
    Column("owner_name", "Hovedansvarlig (navn)"),
    Column(
        "backups",
        "Reserveredaktører (e-post)",
        _("Backup editors"),
        "reserveredaktører|reserveredaktørar|reserveredaktør|reserve|stedfortreder|"
        "stadfortredar|backup|backup editor|backup editors|backups|vara".split("|"),
    ),
    Column(
        "language",
        "Språk",
        _("Language"),
        "sprak|målform|mål|language|lang".split("|"),
    ),
    Column(
        "areas",
        "Bruksområder",
        _("Areas of use"),
        "bruksområde|areas of use|area of use|bruk|use|category|kategori".split("|"),
    ),
    Column(
        "need",
        "Behov",
        _("Need"),
        "formål|føremål|hensikt|begrunnelse|grunngjeving|need|purpose|description|"
        "beskrivelse|skildring|kort beskrivelse|short description|long description".split("|"),
    ),
    Column(
        "website",
        "Nettside",
        _("Page on the website"),
        "nettstad|nettsted|hjemmeside|heimeside|website|web site|web page|webside".split("|"),
    ),
    Column(
        "rhythm",
        "Oppdateres minst",
        _("Is updated at least"),
        "oppdatering|oppdateringsfrekvens|frekvens|blir oppdatert minst|rhythm|frequency|"
        "is updated at least".split("|"),
    ),
    Column(
        "reply_time",
        "Spørsmål besvares",
        _("Questions are answered"),
        "svartid|spørsmål blir svara på|reply time|questions are answered".split("|"),
    ),
    Column(
        "for_crisis",
        "Brukes i krise",
        _("Used in a crisis"),
        "krise|kriseinformasjon|blir brukt i krise|crisis|used in a crisis".split("|"),
    ),
    Column("registered", "Registrert"),
    Column("assessed", "Formålsvurdert"),
    Column("next_evaluation", "Neste evaluering"),
)
READ: Final = {column.code: column for column in COLUMNS if column.label}
# In the order in which they are looked for: what is called an account is the address, unless
# another column is, and then the name.
GUESSED: Final = sorted(READ.values(), key=lambda column: column.code != "address")


def folded(text: str) -> str:
    """A heading without what people write differently: case, spaces and signs."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def guess(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[str, int]:
    """Which column gives which field, by its heading; the address also by what stands in it."""
    names = [folded(heading) for heading in headings]
    found: dict[str, int] = {}
    for column in GUESSED:
        known = [folded(column.heading), *column.aliases]
        fitting = [
            (known.index(name), index)
            for index, name in enumerate(names)
            if name in known and index not in found.values()
        ]
        if fitting:
            found[column.code] = min(fitting)[1]
    if "address" not in found:
        shown = list(islice(rows, SHOWN))
        for index in range(len(headings)):
            if index not in found.values() and _is_address(shown, index):
                return found | {"address": index}
    return found


def _is_address(rows: Sequence[Sequence[str]], index: int) -> bool:
    values = [row[index] for row in rows if index < len(row) and row[index]]
    return bool(values) and all(
        "." in value and platforms.identify(value).verdict == Verdict.PROFILE for value in values
    )


def choices(field: str) -> Mapping[Any, Label]:
    """The codes of a field that is chosen from, with what they are called."""
    match field:
        case "platform":
            return {code: _(known.name) for code, known in platforms.PLATFORMS.items()}
        case "state":
            return dict(Profile.Status.choices)
        case "areas":
            return dict(AreaOfUse.Area.choices)
        case "for_crisis":
            return {True: _("yes"), False: _("no")}
        case _:
            return wording.CODES[field]


@cache
def _codes(field: str) -> Mapping[str, Any]:
    """What a choice may be called in a list, folded, with its code."""
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        with override(language):
            for code, label in choices(field).items():
                found.setdefault(folded(str(label)), code)
    for code in choices(field):
        found.setdefault(folded(str(code)), code)
    return found | dict(OTHER_WORDS.get(field, {}))


def code_of(field: str, text: str) -> Any:
    """The code of a choice that stands in a list in words; None if there is no such."""
    return _codes(field).get(folded(text))


# What lists call things that we call something else.
OTHER_WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "platform": {
        "fb": "facebook",
        "facebook side": "facebook",
        "facebook page": "facebook",
        "facebook gruppe": "facebook",
        "ig": "instagram",
        "insta": "instagram",
        "twitter": "x",
        "x twitter": "x",
        "twitter x": "x",
        "you tube": "youtube",
        "linked in": "linkedin",
        "tik tok": "tiktok",
        "blogg": "website",
        "blog": "website",
        "nettside": "website",
        "nettsted": "website",
        "nettstad": "website",
        "website": "website",
        "annet": "website",
        "anna": "website",
        "other": "website",
    },
    "language": {"norsk": "no", "norwegian": "no", "engelsk": "en", "bilingual": "other"},
    "for_crisis": {"x": True, "1": True, "0": False, "true": True, "false": False},
    "state": {"i bruk": "active", "in use": "active", "nedlagt": "closed", "inactive": "closed"},
}
