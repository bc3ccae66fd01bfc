"""What the page waits for at first: articles that are not indexed yet, then the model."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.background import closing, in_background
from assistant.errors import AssistantError
from assistant.page.articles import Progress, render_progress
from assistant.page.frame import render_examples, render_examples_to_come, render_status
from assistant.page.suggesting import Suggesting, Suggestions
from assistant.suggestions import examples
from assistant.terminal import note, progress_bar
from index.catalog import catalog_path
from index.errors import IndexingError
from index.reading import find_articles, read_article
from index.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_LOOK = 0.5  # seconds between two looks at how far it is
_STEP = 10  # the percentage is shown in steps: each is read out


def articles_changed(assistant: "Assistant", settings: Settings) -> bool:
    """Whether the folder holds other articles than the index, told without loading the model.

    Raises IndexingError where the folder or the index cannot be read.
    """
    revisions = set()
    for path in find_articles(settings.docs):
        with suppress(IndexingError):  # the sync that follows says which file and why
            revisions.add(read_article(path, settings.docs).revision)
    if not catalog_path(settings.store).exists():
        return True
    return revisions != {article.revision for article in assistant.articles()}


class Starting:
    """The start of a page, in the background: `indexed` and then `ready` are done.

    With `sync_first` the index is made to match the folder, with a progress bar on stderr.
    """

    def __init__(self, assistant: "Assistant", settings: Settings, sync_first: bool) -> None:
        self._assistant = assistant
        self._settings = settings
        self._progress = Progress("start", "preparing")
        self.indexed = in_background(self._index if sync_first else lambda: None)
        self.ready = in_background(self._warm_up)

    @property
    def _percent(self) -> int | None:
        now = self._progress
        if now.step == "publishing":
            return 100
        if now.step != "embedding" or not now.total:
            return None
        return 100 * now.done // now.total // _STEP * _STEP

    def status(self) -> str:
        """The line above the composer: what is waited for or went wrong; empty once it is ready."""
        if not self.indexed.done():
            return render_status("preparing", percent=self._percent)
        if not self.ready.done():
            return render_status("loading")
        error = self.ready.exception()
        return render_status(message=str(error)) if error else ""

    def job(self) -> str | None:
        """How far the index is, to be asked about again; None once it is there."""
        return None if self.indexed.done() else render_progress(self._progress)

    async def greeting(self, suggesting: Suggesting) -> AsyncIterator[tuple[str, str]]:
        """The status line and the example questions, whenever they change, until both are there."""
        shown = None
        while True:
            done = self.ready.done()
            found = suggesting.found() if self.indexed.done() else None
            now = self.status(), _examples(found)
            if now != shown:
                yield now
            shown = now
            if done and (found is None or found.done()):
                return
            await asyncio.sleep(_LOOK)

    def _index(self) -> None:
        from index.sync import sync

        with progress_bar() as bar:

            def advance(done: int, total: int, step: str) -> None:
                if closing.is_set():
                    raise IndexingError(
                        "The page is closing: the next start goes on with the index."
                    )
                bar(done, total, step)
                self._progress = replace(self._progress, done=done, total=total, step=step)

            report = sync(self._settings, self._assistant.encoder, advance)
        for failed in report.failed:
            note(failed.reason)

    def _warm_up(self) -> None:
        try:
            self.indexed.result()
        except IndexingError as error:
            note(str(error))
            raise
        self._assistant.warm_up()


def _examples(found: "Future[Suggestions] | None") -> str:
    """The example questions; the place of those that are looked for; nothing where none can be."""
    if found is None or not found.done():
        return render_examples_to_come()
    try:
        suggestions = found.result()
    except (AssistantError, IndexingError):
        return ""
    return render_examples({language: examples(suggestions[language]) for language in suggestions})
