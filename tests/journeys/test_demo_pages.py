"""Every page that links lead to in the demo municipality, one of each kind, looked at with axe."""

from collections import Counter, deque
from collections.abc import Callable, Iterator

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.models import User
from profiles.demo import loading
from tests.journeys.conftest import Visit

Open = Callable[..., Visit]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
# What is no page: files to be downloaded, the worker's script.
NO_PAGES = {"export", "import_wrong", "person_import_template", "crisis_worker"}
# Of these there are many that look different and lead to different pages.
SEVERAL = {"profile": 8, "person": 4, "department": 4}


@pytest.fixture
def demo(visit: Open) -> None:
    loading.load(timezone.localdate())


def links(window: Visit) -> Iterator[str]:
    """Where the page's links lead to within the portal, without what follows a hash."""
    hrefs = window.page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    for href in hrefs:
        if href.startswith(window.home + "/"):
            yield href.removeprefix(window.home).partition("#")[0]


def kind_of(path: str) -> tuple[str, str] | None:
    """Which page it is, whatever profile or person it is about; None if it is no page of ours."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return None
    if found.app_name != "profiles" or found.url_name in NO_PAGES:
        return None
    return found.url_name or "", str(found.kwargs.get("section", found.kwargs.get("kind", "")))


@pytest.mark.parametrize(
    ("name", "width", "scheme", "fewest"),
    [
        ("anne", "narrow", "light", 35),
        ("kari", "desk", "dark", 25),
        ("ulrik", "narrow", "light", 20),
        ("berit", "phone", "dark", 20),
        ("wilma", "desk", "light", 25),
    ],
)
def test_one_of_each_kind_of_page_is_sound(
    demo: None, visit: Open, name: str, width: str, scheme: str, fewest: int
) -> None:
    user = User.objects.get(email=f"{name}@sel.example")
    user.theme = scheme
    user.save(update_fields=["theme"])
    window = visit(user, width=width)
    waiting, seen, looked_at = deque(["/"]), Counter[tuple[str, str]](), set()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if kind is None or path in looked_at or seen[kind] >= SEVERAL.get(kind[0], 1):
            continue
        seen[kind] += 1
        looked_at.add(path)
        response = window.go(path)
        assert response
        assert response.status == 200, path
        window.look()
        waiting.extend(links(window))
    assert len(seen) >= fewest, sorted(seen)
