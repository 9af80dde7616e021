"""The columns of a list of profiles: what we call them, and what others do.

The headings that an export has are the same in every language of the portal, or a list that
one person took out could not be read back in by another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.utils.translation import gettext_lazy as _

from profiles import platforms
from profiles.importing.cells import folded, unlinked
from profiles.importing.choices import code_of
from profiles.platforms import Verdict
from profiles.wording import Label

SEPARATOR: Final = " | "
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
        "page name|display name|title|tittel|benämning|kanal|channel|side|sidenavn|sidenamn|profil|"
        "profile|konto|account|compte|nom".split("|"),
    ),
    Column(
        "platform",
        "Plattform",
        _("Platform"),
        "platform|kanaltype|medium|sosialt medium|sosiale medier|tjeneste|teneste|network|"
        "nettverk|service|service key|social media|social network|social media platform|platforms|"
        "plattformer|plateforme|type".split("|"),
    ),
    Column(
        "address",
        "Adresse",
        _("Address"),
        "url|nettadresse|profiladresse|webadresse|lenke|lenkje|lenka|link|web address|address|"
        "profile url|account url|service url|social media url|page url|webbadress|adress|länk|"
        "hyperlink|www|konto|account|brukernavn|brukarnamn|användarnamn|handle|username|"
        "user name|screen name|id".split("|"),
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
        "organisation|organization|organisasjon|unit|division|bureau|ministry|municipality|council|"
        "authority|institution|kommune|kommunalområde|tenesteområde|institusjon|departement|"
        "ansvarlig enhet|ansvarleg eining|ansvarlig avdeling|ansvarleg avdeling|"
        "ansvarlig virksomhet|ansvarleg verksemd|responsible department|myndighet|förvaltning|"
        "nämnd|forvaltning|afdeling|enhed|ministère|eier|eigar".split("|"),
    ),
    Column("state", "Tilstand", _("State"), "status|state".split("|")),
    Column(
        "owner",
        "Hovedansvarlig (e-post)",
        _("Owner"),
        "hovedansvarlig e post|hovudansvarleg e post|ansvarlig e post|owner e mail|owner email|"
        "hovedansvarlig|hovudansvarleg|ansvarlig|ansvarleg|owner|responsible|kontaktperson|"
        "kontakt|contact|contact e mail|contact email|administrator|admin|e post|epost|"
        "email|e mail|redaktør|editor|ansvarig|kontaktpersoner".split("|"),
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
        "sprak|målform|mål|language|lang|sprog|langue".split("|"),
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
        "beskrivelse|skildring|kort beskrivelse|kort skildring|short description|"
        "long description|syfte|beskrivning".split("|"),
    ),
    Column(
        "website",
        "Nettside",
        _("Page on the website"),
        "nettstad|nettsted|hjemmeside|heimeside|website|web site|web page|webpage|webside|"
        "homepage|hemsida|webbplats|hjemmeside url|website url".split("|"),
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


# “Navn på siden”, “Link to the account”.
OF_WHAT: Final = frozenset(
    "på til for av i of to the this konto kontoen profil profilen side siden sida kanal kanalen "
    "account page profile channel social media sosiale medier some".split()
)
# Many lists have a column for each platform, with the addresses there.
ON: Final = "on_"


def guess(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[str, int]:
    """Which column gives which field, by its heading; the address also by what stands in it."""
    names = [folded(heading) for heading in headings]
    shown = list(islice(rows, SHOWN))
    by_platform = _by_platform(names)
    free = [index for index in range(len(names)) if index not in by_platform.values()]
    found = _with_platforms(shown, free)
    # As they stand first; then without what they are the name or the link of.
    for spelling in (names, [_bare(name) for name in names]):
        for column in GUESSED:
            known = [folded(column.heading), *column.aliases]
            taken = {*found.values(), *by_platform.values()}
            fitting = [
                (known.index(name), index)
                for index, name in enumerate(spelling)
                if name in known and index not in taken
            ]
            if fitting and column.code not in found:
                found[column.code] = min(fitting)[1]
    if len(by_platform) > 1 or (by_platform and found and "address" not in found):
        # The address that is nowhere in particular is that of the department's own pages.
        if "address" in found:
            found.setdefault("website", found.pop("address"))
        return found | by_platform
    if "address" not in found:
        for index in range(len(headings)):
            if index not in found.values() and _is_address(shown, index):
                return found | {"address": index}
    return found


def on_platform(field: str) -> str:
    """The platform of a column that has the addresses there; empty for every other column."""
    return field.removeprefix(ON).rpartition("_")[0] if field.startswith(ON) else ""


def for_platform(platform: str, index: int) -> str:
    """The field of a column with the addresses on a platform, of which there may be several."""
    return f"{ON}{platform}_{index}"


def platform_columns(mapping: Mapping[str, int]) -> dict[int, str]:
    """The columns of a list that has one for each platform, with their platforms."""
    return {index: platform for field, index in mapping.items() if (platform := on_platform(field))}


def address_columns(mapping: Mapping[str, int]) -> dict[int, str]:
    """Every column that has the address of an account, with its platform, where that is said.

    In the order of the list: PostgreSQL keeps what is JSON in an order of its own.
    """
    with_any = {mapping["address"]: ""} if "address" in mapping else {}
    return dict(sorted((with_any | platform_columns(mapping)).items()))


def column_of(mapping: Mapping[str, int], field: str, cells: Sequence[str]) -> int | None:
    """The column in which a field of a row stands; the address in that which has one."""
    if field != "address":
        return mapping.get(field)
    places = list(address_columns(mapping))
    filled = [index for index in places if index < len(cells) and cells[index]]
    return next(iter(filled or places), None)


def _with_platforms(rows: Sequence[Sequence[str]], places: Iterable[int]) -> dict[str, int]:
    """The column in which every value is a platform, whatever it is called."""
    for index in places:
        values = [row[index] for row in rows if index < len(row) and row[index]]
        known = {code_of("platform", value) for value in values}
        # An X may be a cross, and a website anything.
        if None not in known and known - {"x", "website"}:
            return {"platform": index}
    return {}


def _bare(name: str) -> str:
    return " ".join(word for word in name.split() if word not in OF_WHAT)


def _by_platform(names: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, name in enumerate(names):
        platform = code_of("platform", name)
        if platform and platform != "website":
            found[for_platform(platform, index)] = index
    return found


def _is_address(rows: Sequence[Sequence[str]], index: int) -> bool:
    cells = [row[index] for row in rows if index < len(row) and row[index]]
    values = [unlinked(cell)[1] or cell for cell in cells]
    return bool(values) and all(
        "." in value and platforms.identify(value).verdict == Verdict.PROFILE for value in values
    )
