from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase

from accounts import guards

pytest_plugins = ["tests.browser", "tests.cast"]


@pytest.fixture(autouse=True, scope="session")
def files_are_looked_for_when_asked_for() -> Iterator[None]:
    """Every test client is a server started anew: it would list all static files each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "WHITENOISE_AUTOREFRESH", True)
        yield


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> Iterator[None]:
    """A test that commits has its tables emptied after it, also those that are only added to."""
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def unguarded(case: Any) -> None:
        with guards.lifted():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", unguarded)
        yield
