"""Words in which the platforms' forms are declared."""

import re
from functools import cache

from profiles.platforms.verdicts import Form, Verdict


def account(path: str, key: str, *, query: str | None = None) -> Form:
    """Addresses of this form are an account's."""
    return Form(_compiled(path), key, Verdict.PROFILE, query)


def post(
    path: str, key: str | None = None, *, query: str | None = None, message: str | None = None
) -> Form:
    """Addresses of this form are something published, perhaps with the account in them."""
    return Form(_compiled(path), key, Verdict.POST, query, message)


def own(path: str, message: str | None = None) -> Form:
    """Addresses of this form are the platform's own pages, or no account that we register."""
    return Form(_compiled(path), None, Verdict.RESERVED, None, message)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@cache
def _compiled(path: str) -> re.Pattern[str]:
    return re.compile(path, re.IGNORECASE | re.ASCII)
