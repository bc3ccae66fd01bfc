"""The web page: layout and event wiring; `python ui.py` indexes the articles and opens it."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import gradio as gr

from assistant.errors import AssistantError
from assistant.page.conversation import Exchange, as_turns, progressed, render_conversation
from assistant.page.editing import Editor
from assistant.page.examples import example_questions
from assistant.page.frame import (
    ICON,
    head,
    render_composer,
    render_examples,
    render_header,
    render_pane,
    render_status,
)
from assistant.page.reader import asked_spans, render_article, render_fault
from assistant.terminal import note, progress_bar
from assistant.written import Finished, Found
from index.article import Language
from index.errors import IndexingError
from index.passages import split_passages
from index.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)

Exchanges = tuple[Exchange, ...]
T = TypeVar("T")

# A part of the page: its HTML, and the call of page.js that brings it to life.
_part = partial(gr.HTML, apply_default_css=False, js_on_load=None)

# Questions answered side by side: more only slow each other down on the few cores of a laptop.
_AT_ONCE = 4
_PORTS_TRIED = 100


def build(assistant: "Assistant", settings: Settings) -> gr.Blocks:
    """The page over an assistant; its model starts to load in the background at once."""
    desk = _Desk(assistant)
    editor = Editor(assistant, settings)

    def read(request: object) -> str:  # Gradio marks what it serves, which a method cannot be
        return desk.read(request)

    def edit(request: object) -> str:
        return editor.edit(request)

    page: gr.Blocks
    with gr.Blocks(title="Multivector", analytics_enabled=False, fill_width=True) as page:
        exchanges = gr.State(())
        with gr.Column(elem_id="chat"):
            _part(render_header(), js_on_load="multivector.header()")
            conversation = _part(
                render_conversation(()),
                js_on_load="multivector.conversation(element)",
                elem_id="conversation",
            )
            examples = _part("")
            status = _part("")
            composer = _part(render_composer(), js_on_load="multivector.composer(trigger)")
        _part(render_pane(), js_on_load="multivector.pane(server)", server_functions=[read, edit])

        shown = [exchanges, conversation]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asking = composer.submit(desk.ask, exchanges, shown, concurrency_limit=_AT_ONCE, **quiet)
        composer.stop(desk.stop, exchanges, shown, cancels=[asking], queue=False, **quiet)
        composer.clear(desk.clear, None, shown, cancels=[asking], queue=False, **quiet)
        page.load(desk.greet, None, [status, examples], concurrency_limit=None, **quiet)
    return page


class _Desk:
    """What the page asks of the assistant; the model and the examples load in the background."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._ready = _in_background(assistant.warm_up)
        self._examples = _in_background(self._find_examples)

    def ask(self, exchanges: Exchanges, event: gr.EventData) -> Iterator[tuple[Exchanges, str]]:
        """The conversation with the question at once, then with what came of it."""
        asked = _asked(event)
        question = asked.question
        if not question:
            return
        yield exchanges, render_conversation((*exchanges, asked))
        try:
            done, history = asked, as_turns(exchanges)
            for step in self._assistant.stream(question, history, as_of=asked.as_of):
                done = progressed(done, step)
                if not isinstance(step, Finished):
                    yield exchanges, render_conversation((*exchanges, done))
        except (AssistantError, IndexingError) as error:
            done = replace(asked, fault=str(error))
        except Exception:
            log.exception("Unexpected fault while answering %r", question[:200])
            done = replace(asked, fault="")
        yield (*exchanges, done), render_conversation((*exchanges, done))

    def stop(self, exchanges: Exchanges, event: gr.EventData) -> tuple[Exchanges, str]:
        """The conversation with the question that is no longer waited for."""
        exchanges = (*exchanges, replace(_asked(event), stopped=True))
        return exchanges, render_conversation(exchanges)

    def clear(self) -> tuple[Exchanges, str]:
        """A new conversation."""
        return (), render_conversation(())

    def read(self, request: object) -> str:
        """The article, as it was quoted, that the browser asks for with its spans marked."""
        article_id, revision, spans = asked_spans(request)
        try:
            if not revision:
                article = self._assistant.article(article_id)
                return render_article(article, self._assistant.passages(article_id), spans)
            article, fate = self._assistant.revision(article_id, revision)
            now = fate == "current"
            passages = self._assistant.passages(article_id) if now else split_passages(article)
            return render_article(article, passages, spans, fate)
        except (AssistantError, IndexingError) as error:
            return render_fault(str(error))

    async def greet(self) -> AsyncIterator[tuple[str, str]]:
        """The status line while the model loads, then the example questions."""
        if not self._ready.done():
            yield render_status("loading"), ""
        try:
            await asyncio.shield(asyncio.wrap_future(self._ready))
            yield "", ""
            questions = await asyncio.shield(asyncio.wrap_future(self._examples))
        except (AssistantError, IndexingError) as error:
            yield render_status(message=str(error)), ""
        else:
            yield "", render_examples(questions)

    def _find_examples(self) -> dict[Language, list[str]]:
        self._ready.result()
        passages = [
            passage
            for article in self._assistant.articles()
            for passage in self._assistant.passages(article.id)
        ]
        return example_questions(passages, self._is_answered)

    def _is_answered(self, question: str) -> bool:
        """Whether the articles answer it; what was found tells, without a language model."""
        found = next(self._assistant.stream(question))
        return isinstance(found, Found) and found.answer.answered


def _asked(event: gr.EventData) -> Exchange:
    """The question as it was typed, and the day that it is to be answered of."""
    question, as_of = (str(getattr(event, name, "") or "") for name in ("question", "asOf"))
    return Exchange(question.strip(), as_of=as_of.strip() or None)


def _in_background(work: Callable[[], T]) -> "Future[T]":
    """Run the work in a daemon thread, which does not keep a stopped page from ending."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def launch(page: gr.Blocks, settings: Settings, block: bool = True) -> str:
    """Serve the page on `settings.host` at its port or the next free one; the page's address."""
    port = free_port(settings.host, settings.port)
    if port != settings.port:
        note(f"Port {settings.port} is taken: using {port}")
    fonts = ("system-ui", "sans-serif")
    _, address, _ = page.launch(
        server_name=settings.host,
        server_port=port,
        theme=gr.themes.Base(font=fonts, font_mono=("ui-monospace", "monospace")),
        head=head(settings.language),
        favicon_path=ICON,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        ssr_mode=False,
        share=False,
        max_file_size="1mb",
        quiet=True,
        prevent_thread_lock=True,
    )
    note(f"Multivector: {address} (Ctrl+C stops it)")
    if block:
        page.block_thread()
    return address


def free_port(host: str, port: int) -> int:
    """The first free port from `port` upwards; AssistantError where a hundred are taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + _PORTS_TRIED, 65536)):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    raise AssistantError(
        f"No free port on {host} from {port} upwards: set MULTIVECTOR_PORT to another one"
    )


def main() -> None:
    """Index the articles that changed, then serve the page until Ctrl+C."""
    from assistant.assistant import Assistant
    from index.catalog import catalog_path

    try:
        settings = load_settings()
        if not catalog_path(settings.store).exists():
            _index(settings)
        assistant = Assistant(settings)
        if _revisions(settings) != {article.revision for article in assistant.articles()}:
            _index(settings)
        launch(build(assistant, settings), settings)
    except (AssistantError, IndexingError) as error:
        sys.exit(str(error))


def _revisions(settings: Settings) -> set[str]:
    """The revisions of the articles in the folder, told without loading the model."""
    from index.reading import find_articles, read_article

    revisions = set()
    for path in find_articles(settings.docs):
        with suppress(IndexingError):  # the sync that follows says which file and why
            revisions.add(read_article(path, settings.docs).revision)
    return revisions


def _index(settings: Settings) -> None:
    """Make the index match the folder, with a progress bar on stderr."""
    from index.embedding import load_encoder
    from index.sync import sync

    with progress_bar() as progress:
        report = sync(settings, load_encoder(settings, progress), progress)
    for failed in report.failed:
        note(failed.reason)


if __name__ == "__main__":
    main()
