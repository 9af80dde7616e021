"""A real browser on a real server, in which every page is looked at with axe."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from accounts.models import User

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = {"narrow": 320, "phone": 390, "desk": 1280}


@dataclass
class Visit:
    """Somebody with a browser: `page` is Playwright's."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Response | None:
        return self.page.goto(self.home + path)

    def look(self) -> None:
        """The page has nothing that axe, the console or the width complains of."""
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run()")
        problems = [
            f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}"
            for each in found["violations"]
        ]
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert problems == [], f"{self.page.url}: {problems}"
        assert overflow <= 0, f"{self.page.url} is {overflow} px too wide"
        assert self.page.locator("h1").count() == 1, self.page.url
        assert self.complaints == [], f"{self.page.url}: {self.complaints}"

    def listen(self) -> None:
        def hear(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.complaints.append(message.text)

        self.page.on("console", hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visit]]:
    """Open a browser window, signed in as somebody or not, with or without JavaScript."""
    contexts = []

    def open_window(
        user: User | None = None, width: str = "desk", javascript: bool = True
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": WIDTHS[width], "height": 900},
            java_script_enabled=javascript,
            locale="nb-NO",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        window = Visit(context.new_page(), live_server.url)
        window.listen()
        return window

    yield open_window
    for context in contexts:
        context.close()
