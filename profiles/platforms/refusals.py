"""Texts that are no web address, and what is said of them."""

import re
import unicodedata
from typing import Final

from profiles.platforms.verdicts import Message, gettext_noop

EMPTY: Final = Message(gettext_noop("Give the address of the profile."))
TOO_LONG: Final = Message(gettext_noop("The address is too long. Copy it again from your browser."))
SPACE: Final = Message(
    gettext_noop("There is a space in the address. Copy it again from your browser.")
)
BACKSLASH: Final = Message(
    gettext_noop(
        "There is a backslash (\\) in the address. Such addresses hide where they lead. "
        "Copy the address again from your browser."
    )
)
UNSEEN: Final = Message(
    gettext_noop(
        "There are invisible characters in the address, which can hide where it leads. "
        "Type it by hand, or copy it again from your browser."
    )
)
OTHER_SCHEME: Final = Message(gettext_noop("An address on the web begins with https://."))
CREDENTIALS: Final = Message(
    gettext_noop(
        "There is an @ before the name of the website. Such addresses hide where they lead, "
        "so we do not accept them."
    )
)
NUMBER: Final = Message(
    gettext_noop("The address leads to a number, not to a website with a name of its own.")
)
NO_WEBSITE: Final = Message(
    gettext_noop(
        "This is not the address of a website. One looks like https://www.example.com/name."
    )
)
NOT_PUBLIC: Final = Message(
    gettext_noop("The address leads into a private network, not to the web.")
)
BAD_PORT: Final = Message(
    gettext_noop("The number after the colon in the address is not valid. Leave it out.")
)

_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Drawn as nothing or as a blank, although they count as letters, marks or symbols.
_BLANKS: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)


class NotAnAddressError(ValueError):
    """The text is no web address; `problem` says why, for who typed it."""

    def __init__(self, problem: Message) -> None:
        super().__init__(str(problem))
        self.problem = problem


def refuse_what_hides(text: str) -> None:
    """Raise NotAnAddressError for a backslash, and for characters that are not seen.

    A browser takes a backslash for a slash, so that the host is another than it seems.
    """
    if "\\" in text:
        raise NotAnAddressError(BACKSLASH)
    if text.isascii() and text.isprintable():
        return
    if _BLANKS.search(text) or any(unicodedata.category(it) in _UNSEEN_CATEGORIES for it in text):
        raise NotAnAddressError(UNSEEN)


def refuse_spaces(text: str) -> None:
    """Raise NotAnAddressError if there is a space of any width."""
    if any(unicodedata.category(character) == "Zs" for character in text):
        raise NotAnAddressError(SPACE)
