"""The web page: layout and event wiring; `python ui.py` opens it."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from functools import partial
from threading import Semaphore
from typing import TYPE_CHECKING, Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported

import gradio as gr
from fastapi.responses import JSONResponse
from gradio.events import api

from assistant.access import RateLimit, TooOftenError, may_enter
from assistant.answer import Turn
from assistant.batch import read_history
from assistant.errors import AssistantError
from assistant.page.asking import Conversation, asked, number, place
from assistant.page.conversation import (
    Exchange,
    progressed,
    render_greeting,
    render_turns,
    stopped,
)
from assistant.page.editing import Editor
from assistant.page.frame import (
    ICON,
    head,
    render_composer,
    render_header,
    render_pane,
)
from assistant.page.keeping import noted, render_keeping, reopened, saved_file
from assistant.page.reader import asked_spans, render_article, render_fault
from assistant.page.starting import Starting, articles_changed
from assistant.page.suggesting import Suggesting
from assistant.page.texts import LANGUAGES
from assistant.page.underway import Underway
from assistant.page.vectors import ALL_DATES, render_comparison, render_timeline, render_vectors
from assistant.terminal import note
from index.errors import IndexingError
from index.passages import split_passages
from index.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)

# A part of the page: its HTML, and the call of page.js that brings it to life.
_part = partial(gr.HTML, apply_default_css=False, js_on_load=None)

# Questions under way side by side. They are answered one by one, but a language model takes long.
_AT_ONCE = 16
_PORTS_TRIED = 100


def build(assistant: "Assistant", settings: Settings, sync_first: bool = False) -> gr.Blocks:
    """The page over an assistant; its model starts to load in the background at once.

    With `sync_first` the index is made to match the folder of articles before.
    """
    starting = Starting(assistant, settings, sync_first)
    suggesting = Suggesting(assistant, starting.indexed, starting.ready, settings.store)
    desk = _Desk(assistant, settings, starting, suggesting)
    editor = Editor(assistant, settings)

    def read(request: object) -> str:  # Gradio marks what it serves, which a method cannot be
        return desk.read(request)

    def compare(topic: object) -> str:
        return desk.compare(topic)

    def save(request: object) -> dict[str, str] | None:
        return saved_file(request, assistant)

    def rate(request: object) -> bool:
        return noted(request, assistant, settings.store)

    def answer(
        question: str,
        language: str | None = None,
        as_of: str | None = None,
        history: list[dict[str, str]] | None = None,
        request: gr.Request = None,  # type: ignore[assignment]  # Gradio always gives one
    ) -> dict[str, Any]:
        return desk.answer(question, language, as_of, history, request)

    def edit(request: object) -> str:
        return starting.job() or editor.edit(request)

    async def greet() -> AsyncIterator[tuple[str, str]]:
        async for shown in starting.greeting(suggesting):
            yield shown

    page: gr.Blocks
    with gr.Blocks(title="Multivector", analytics_enabled=False, fill_width=True) as page:
        conversation = gr.State(Conversation())
        with gr.Column(elem_id="chat"):
            _part(render_header(), js_on_load="multivector.header()")
            _part(render_greeting(), elem_id="conversation")
            turns = _part("", js_on_load="multivector.turns(element)", elem_id="turns")
            _part(
                render_vectors(),
                js_on_load="multivectorVectors.mount(server)",
                server_functions=[compare],
                elem_id="vectors",
            )
            examples = _part("", elem_id="examples")
            keeping = _part(
                render_keeping(),
                js_on_load="multivectorKeeping.mount(server, trigger)",
                server_functions=[save, rate],
                elem_id="keeping",
            )
            status = _part("", elem_id="status")
            composer = _part(
                render_composer(),
                js_on_load="multivector.composer(trigger)",
                elem_id="composer",
            )
        _part(render_pane(), js_on_load="multivector.pane(server)", server_functions=[read, edit])

        shown = [conversation, turns]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # What runs at once is limited where it is answered: a question that waits can be stopped.
        composer.submit(
            desk.ask,
            conversation,
            shown,
            concurrency_limit=None,
            trigger_mode="multiple",
            api_name="asked",
            **quiet,
        )
        composer.stop(desk.stop, None, None, queue=False, **quiet)
        keeping.select(desk.open, None, shown, queue=False, **quiet)
        api(
            answer,
            api_name="ask",
            api_description="Answer a question from the articles, with citations.",
            concurrency_limit=_AT_ONCE,
        )
        page.load(greet, None, [status, examples], concurrency_limit=None, **quiet)
    return page


class _Desk:
    """What the page asks of the assistant, once the articles and the model are there."""

    def __init__(
        self,
        assistant: "Assistant",
        settings: Settings,
        starting: Starting,
        suggesting: Suggesting,
    ) -> None:
        self._assistant = assistant
        self._limit = RateLimit(settings.rate_limit)
        self._ready = starting.ready
        self._suggesting = suggesting
        self._places = Semaphore(_AT_ONCE)
        # By the page's session: the number of its last question, and that question while under way.
        self._underway: dict[str | None, tuple[int, Underway[Exchange]]] = {}

    async def ask(
        self, last: Conversation, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[tuple[Any, str]]:
        """The conversation with the question at once, then with what came of it."""
        one = asked(event)
        if not one.question:
            return
        conversation, at, history = place(event, last)

        def shown(one: Exchange) -> str:
            of = max(at + 1, len(conversation.exchanges))
            return render_turns((one,), at, of, conversation.number)

        before = [past.question for past in (*conversation.exchanges, one)]
        underway = self._of(event, request)
        steps = self._answered(one, history, before, _user(request))
        try:
            async for one in underway.newest(steps, self._places):
                if one.pending:
                    yield gr.skip(), shown(one)
        finally:
            self._underway.pop(request.session_hash, None)
        if one.pending:
            one = stopped(one)
        if not underway.gone:
            yield conversation.placed(one, at), shown(one)

    def _answered(
        self, one: Exchange, history: list[Turn], before: list[str], user: str
    ) -> Iterator[Exchange]:
        """The question while it is answered, and at last with what came of it."""
        try:
            if not self._ready.done():
                yield replace(one, loading=True)
                self._ready.exception()  # waits; what went wrong comes up again below
            yield one
            self._limit.count(user)
            done = one
            for step in self._assistant.stream(one.question, history, as_of=one.as_of):
                done = progressed(done, step)
                if done.pending:
                    yield done
            assert done.answer
            done = replace(done, next=self._suggesting.after(done.answer, before))
        except TooOftenError as error:
            done = replace(one, fault=str(error), wait=error.seconds)
        except (AssistantError, IndexingError) as error:
            done = replace(one, fault=str(error))
        except Exception:
            log.exception("Unexpected fault while answering %r", one.question[:200])
            done = replace(one, fault="")
        yield done

    def _of(self, event: gr.EventData, request: gr.Request) -> Underway[Exchange]:
        """What is under way for the question of an event; Stop may come before the question."""
        asked_for = number(event, "number")
        known, underway = self._underway.get(request.session_hash, (None, None))
        if underway is None or known != asked_for:
            underway = Underway()
            self._underway[request.session_hash] = asked_for, underway
        return underway

    async def stop(self, event: gr.EventData, request: gr.Request) -> None:
        """Wait no longer for the question; `ask` then shows what was checked of its answer."""
        self._of(event, request).stop()

    def answer(
        self,
        question: str,
        language: str | None,
        as_of: str | None,
        history: list[dict[str, str]] | None,
        request: gr.Request,
    ) -> dict[str, Any]:
        """The answer as JSON, for programs; a fault is told as its one line."""
        try:
            self._limit.count(_user(request))
            if language is not None and language not in LANGUAGES:
                raise AssistantError(f"{language!r} is no language of answers: ru, kk, en or null")
            turns = read_history(history, "history")
            self._ready.exception()
            return self._assistant.ask(question, turns, language, as_of).as_json()
        except (AssistantError, IndexingError) as error:
            raise gr.Error(str(error), print_exception=False) from None

    async def open(self, event: gr.EventData, request: gr.Request) -> tuple[Conversation, str]:
        """A conversation that the browser kept, in the place of the one that is shown."""
        _, underway = self._underway.pop(request.session_hash, (0, Underway()))
        underway.stop(gone=True)
        answers = await asyncio.to_thread(reopened, getattr(event, "turns", None), self._assistant)
        exchanges = tuple(Exchange(answer.question, answer=answer) for answer in answers)
        conversation = Conversation(number(event, "conversation"), exchanges)
        return conversation, render_turns(exchanges, conversation=conversation.number)

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

    def compare(self, topic: object) -> str:
        """The partners side by side on a topic, or the timeline of all articles."""
        words = str(topic)
        self._ready.exception()
        try:
            if words == ALL_DATES:
                return render_timeline(self._assistant.timeline())
            return render_comparison(self._assistant.compare(words))
        except (AssistantError, IndexingError) as error:
            return render_fault(str(error))


def _user(request: gr.Request) -> str:
    """Whose question it is: the address, since any name goes with the password."""
    return str(request.client.host) if request.client else ""


def launch(page: gr.Blocks, settings: Settings, block: bool = True) -> str:
    """Serve the page on `settings.host` at its port or the next free one; the page's address."""
    port = free_port(settings.host, settings.port)
    if port != settings.port:
        note(f"Port {settings.port} is taken: using {port}")
    fonts = ("system-ui", "sans-serif")
    app, address, _ = page.launch(
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
        auth=_login(settings) if settings.password else None,
    )
    app.add_api_route("/healthz", partial(_health, settings), methods=["GET"])
    app.router.routes.insert(0, app.router.routes.pop())  # before Gradio's own, which take all
    note(f"Multivector: {address} (Ctrl+C stops it)")
    if block:
        page.block_thread()
    return address


def _login(settings: Settings) -> Callable[[str, str], bool]:
    return lambda _, password: may_enter(settings, password)


def _health(settings: Settings) -> JSONResponse:
    from index.catalog import catalog_path

    ready = catalog_path(settings.store).exists()
    status = "ok" if ready else "there is no index yet"
    return JSONResponse({"status": status}, status_code=200 if ready else 503)


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
    """Serve the page until Ctrl+C; articles that changed are indexed meanwhile."""
    from assistant.assistant import Assistant

    try:
        settings = load_settings()
        assistant = Assistant(settings)
        sync_first = articles_changed(assistant, settings)
        launch(build(assistant, settings, sync_first), settings)
    except (AssistantError, IndexingError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
