"""What stands in a list for what is chosen from here, in our words and in those of others."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from profiles import platforms, wording
from profiles.importing.cells import folded
from profiles.models import AreaOfUse, Profile
from profiles.wording import Label

LANGUAGES: Final = ("nb", "nn", "en")


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
    codes, said = _codes(field), folded(text)
    if field == "platform" and said not in codes:
        said = " ".join(word for word in said.split() if word not in BESIDE_NAMES)
    return codes.get(said)


# What is written beside a platform's name: “Facebook-side”, “YouTube channel”.
BESIDE_NAMES: Final = frozenset(
    "side sider page pages url link lenke lenkje lenka länk profil profile konto account accounts "
    "adresse address adress handle brukernavn brukarnamn username user kanal channel gruppe "
    "group offisiell official kommunens kommunes vår our i på on in til id the".split()
)


# What lists call things that we call something else.
OTHER_WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "platform": {
        "fb": "facebook",
        "ig": "instagram",
        "insta": "instagram",
        "twitter": "x",
        "x twitter": "x",
        "twitter x": "x",
        "you tube": "youtube",
        "linked in": "linkedin",
        "tik tok": "tiktok",
        "googleplus": "google_plus",
        "google plus": "google_plus",
        "google": "google_plus",
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
    "state": {
        "i bruk": "active",
        "i drift": "active",
        "in use": "active",
        "published": "active",
        "live": "active",
        "open": "active",
        "åpen": "active",
        "nedlagt": "closed",
        "ikke i bruk": "closed",
        "ikkje i bruk": "closed",
        "not in use": "closed",
        "inaktiv": "closed",
        "inactive": "closed",
        "arkivert": "closed",
        "archived": "closed",
        "slettet": "closed",
        "sletta": "closed",
        "deleted": "closed",
    },
}
