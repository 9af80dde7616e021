"""Texts as they stand in the cells of a spreadsheet."""

import re
from typing import Final

# A spreadsheet takes what begins so for a formula, and would do what it says.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")
_LINK: Final = re.compile(
    r'=HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[;,]\s*"((?:[^"]|"")*)"\s*)?\)', re.IGNORECASE
)
# A text with the address that it leads to; see `linked`.
_LINKED: Final = re.compile(r"(.+)\n(https?://\S+)", re.DOTALL)
# As people write them: “https://…”, “www.…” or “facebook.com/…”.
ADDRESS: Final = re.compile(
    r"(?:https?://|www\.|(?<![@\w])(?:[a-z0-9-]+\.)+[a-z]{2,}/)[^\s<>\"|]+", re.IGNORECASE
)
_BARE: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/\S*)?", re.IGNORECASE)
_QUOTED: Final = re.compile(r"'+[=+\-@\t\r\n]")
# What XML, and so a workbook, cannot hold.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def folded(text: str) -> str:
    """A heading or a choice without what people write differently: case, spaces and signs."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def defused(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def protected(text: str) -> str:
    """As `defused`, for a cell that is marked as text: only so that `as_read` gives it back."""
    return f"'{text}" if _QUOTED.match(text) else text


def as_read(text: str) -> str:
    """What stood there before it was defused, without control characters."""
    text = text[1:] if _QUOTED.match(text) else text
    return printable(text).strip()


def as_typed(text: str) -> str:
    """As `as_read`, of a file in which links stand as formulas."""
    link = _LINK.fullmatch(text.strip())
    if not link:
        return as_read(text)
    url, shown = (part.replace('""', '"') for part in link.groups(""))
    return linked(as_read(shown), as_read(url))


def linked(text: str, url: str) -> str:
    """A cell that leads somewhere: what stands in it, and below that where it leads."""
    if _BARE.fullmatch(url):
        url = f"https://{url}"
    if not url.startswith(("http://", "https://")) or is_address(text):
        return text or url
    return f"{text}\n{url}" if text else url


def unlinked(text: str) -> tuple[str, str]:
    """What stands in a cell, and where it leads, if anywhere."""
    parts = _LINKED.fullmatch(text)
    return (parts[1], parts[2]) if parts else (text, "")


def is_address(text: str) -> bool:
    """Whether the text begins as the address of a page does."""
    return bool(ADDRESS.match(text))


def printable(text: str) -> str:
    """Without control characters, and with one kind of line break."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
