"""Telephone numbers as people type them, read them and dial them."""

import re
from typing import Final

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Perhaps a country, then five digits (a short number) or more, with what is put between them.
telephone = RegexValidator(
    r"\A\s*\+?[0-9](?:[ ().\u00a0/-]*[0-9]){4,14}\s*\Z",
    _("Write a telephone number with digits, for instance 900 00 000."),
)
COUNTRY: Final = "47"


def to_dial(phone: str) -> str:
    """What stands in a `tel:` link: digits, with the country before a Norwegian number."""
    digits = re.sub(r"\D", "", phone)
    if phone.lstrip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{COUNTRY}{digits}" if len(digits) == 8 else digits


def to_read(phone: str) -> str:
    """A Norwegian number in its groups; any other as it was typed."""
    dialled = to_dial(phone)
    if not re.fullmatch(rf"\+{COUNTRY}[0-9]{{8}}", dialled):
        return phone.strip()
    own = dialled[3:]
    if own[0] in "489":
        return f"{own[:3]} {own[3:5]} {own[5:]}"
    return f"{own[:2]} {own[2:4]} {own[4:6]} {own[6:]}"
