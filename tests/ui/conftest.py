import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Gradio reads these when it is imported; what a test serves is no user's.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("GRADIO_TEMP_DIR", tempfile.mkdtemp(prefix="multivector-test-"))

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.assistant import Assistant
from index.settings import Settings

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
HOSTILE = """---
title: "<script>document.title='hacked'</script>Кафе «Лунная дорожка»"
publisher: "<b onmouseover=alert(1)>Газета</b>"
published: 2024-05-03
language: ru
---
Кафе «Лунная дорожка» на Луне открыл кондитер Пётр <img src=x onerror="document.title='hacked'">
Сластёнин. Меню кафе ${alert(1)} {{alert(1)}} стоит 12 рублей.
"""


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index of docs/ and of an article that tries to run scripts."""
    from index.embedding import load_encoder
    from index.sync import sync

    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(ROOT / "docs", folder / "docs")
    (folder / "docs" / "hostile.md").write_text(HOSTILE, "utf-8")
    settings = Settings(docs=folder / "docs", store=folder / "store", port=7961)
    assert not sync(settings, load_encoder(settings)).failed
    return settings


class SlowToLoad(Assistant):
    """The assistant, whose model is loaded only when the test says so."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.may_load = threading.Event()

    def warm_up(self) -> None:
        self.may_load.wait(60)
        super().warm_up()


@pytest.fixture
def slow_to_load(settings: Settings) -> SlowToLoad:
    return SlowToLoad(settings)


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Assistant:
    return Assistant(settings)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Assistant, Settings], str]]:
    """Serves an assistant's page and gives its address; all are closed at the end."""
    import ui

    pages = []

    def serve(assistant: Assistant, settings: Settings) -> str:
        pages.append(ui.build(assistant, settings))
        return ui.launch(pages[-1], settings, block=False)

    yield serve
    for page in pages:
        page.close(verbose=False)


@pytest.fixture(scope="session")
def address(serve, assistant: Assistant, settings: Settings) -> str:
    return serve(assistant, settings)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("the browser tests need Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A browser's page, and what it asked for and complained of."""

    page: Page
    hosts: set[str]
    faults: list[str]

    def ask(self, question: str) -> None:
        """Type a question, send it, and wait until it is answered."""
        answered = self.page.locator(".turn:not(.pending)")
        before = answered.count()
        self.page.fill("#question", question)
        self.page.keyboard.press("Enter")
        answered.nth(before).wait_for(timeout=60_000)

    def last(self, selector: str = "") -> Any:
        """What the selector finds in the last turn of the conversation."""
        turn = self.page.locator(".turn:last-child")
        return turn.locator(selector) if selector else turn


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Opens the page as a user would; at the end no other host was asked and no script failed."""
    visits = []

    def open_page(url: str | None = None, width: int = 1280, **context: Any) -> Visit:
        url = url or request.getfixturevalue("address")
        options = {"locale": "ru-RU", "viewport": {"width": width, "height": 844}} | context
        page = browser.new_context(**options).new_page()
        visit = Visit(page, set(), [])
        visits.append(visit)
        page.on("request", lambda sent: visit.hosts.add(urlsplit(sent.url).hostname or ""))
        page.on("websocket", lambda socket: visit.hosts.add(urlsplit(socket.url).hostname or ""))
        page.on("pageerror", lambda error: visit.faults.append(str(error)))
        page.goto(url)
        page.wait_for_selector("#question")
        return visit

    yield open_page
    for visit in visits:
        title = visit.page.title()
        visit.page.context.close()
        assert visit.hosts <= {"127.0.0.1", ""}, "nothing is fetched from another host"
        assert visit.faults == []
        assert title == "Multivector"
