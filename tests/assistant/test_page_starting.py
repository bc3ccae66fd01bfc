import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from assistant.assistant import Assistant
from assistant.page.starting import Starting, articles_changed
from assistant.page.suggesting import Suggesting
from index.catalog import catalog_path
from index.errors import IndexingError
from index.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def fresh(tmp_path, encoder):
    """An assistant without an index, and its settings; its model is loaded on a word."""
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "tests/assistant/newer/china-2026.md", tmp_path / "docs")
    settings = Settings(docs=tmp_path / "docs", store=tmp_path / "store", _env_file=None)
    assistant = Slow(settings)
    assistant._encoder = encoder
    return assistant, settings


class Slow(Assistant):
    def __init__(self, settings):
        super().__init__(settings)
        self.may_warm_up = Event()

    def warm_up(self):
        self.may_warm_up.wait(60)


def seen(starting, suggesting, until):
    """The status lines that the page is given, until one holds the words."""

    async def look():
        lines = []
        async for status, _ in starting.greeting(suggesting):
            lines.append(status)
            if until in status:
                break
        return lines

    with ThreadPoolExecutor(1) as own:  # the browser tests leave a loop running in this thread
        return own.submit(asyncio.run, look()).result()


def test_the_first_start_says_that_it_indexes_then_that_it_loads(fresh):
    assistant, settings = fresh
    assert articles_changed(assistant, settings)
    assert not catalog_path(settings.store).exists()
    starting = Starting(assistant, settings, sync_first=True)
    assert "Готовлю статьи к поиску" in starting.status()
    assert 'data-job="start"' in starting.job()
    suggesting = Suggesting(assistant, starting.indexed, starting.ready, settings.store)
    assert "Модель ещё загружается" in seen(starting, suggesting, "Модель ещё")[-1]
    assert starting.job() is None
    assert [article.id for article in assistant.articles()] == ["china-2026"]
    assert not articles_changed(assistant, settings)
    assert not starting.ready.done()
    assistant.may_warm_up.set()
    starting.ready.result(60)
    assert starting.status() == ""


def test_a_fault_of_the_first_start_is_shown_and_told(fresh, capsys):
    assistant, settings = fresh
    settings.store.write_text("in the way")
    starting = Starting(assistant, settings, sync_first=True)
    with pytest.raises(IndexingError):
        starting.ready.result(60)
    assert "role" in starting.status()
    assert str(settings.store) in capsys.readouterr().err


def test_a_folder_that_is_missing_is_an_error_at_once(fresh):
    assistant, settings = fresh
    shutil.rmtree(settings.docs)
    with pytest.raises(IndexingError, match="does not exist"):
        articles_changed(assistant, settings)
