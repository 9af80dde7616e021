"""Texts as they stand in the cells of a spreadsheet."""

import re
from typing import Final

# A spreadsheet takes what begins so for a formula, and would do what it says.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")
_QUOTED: Final = re.compile(r"'+[=+\-@\t\r\n]")
# What XML, and so a workbook, cannot hold.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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


def printable(text: str) -> str:
    """Without control characters, and with one kind of line break."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
