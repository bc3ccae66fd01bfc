"""Articles in and out from the page: what was read, the change that runs behind it, the way back.

The page answers questions all the while: a sync shows nothing of itself until it is done.
"""

import base64
import binascii
import logging
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.access import may_change_articles
from assistant.background import in_background
from assistant.changes import Change, brought_up_to_date
from assistant.errors import AssistantError
from assistant.page.articles import (
    FIELDS,
    Progress,
    render_added,
    render_draft,
    render_moved,
    render_progress,
    render_shelf,
)
from assistant.page.texts import label
from index.adding import Addition, draft_of, plan, put, put_back, put_old_back, take_out
from index.article import Article
from index.draft import Draft
from index.errors import FieldError, IndexingError
from index.formats import MOST_BYTES, read_draft
from index.settings import Settings
from index.sync import sync

if TYPE_CHECKING:
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)

# Drafts, finished changes and ways back that are remembered; a page left open may be the last.
_REMEMBERED = 30
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A draft on its way in; `proposed` is the id that was shown for it, which is not chosen."""

    draft: Draft
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class _WayBack:
    """An article, where its file is kept, and the article that replaced it; None: removed."""

    article: Article
    kept: Path
    replaced_by: Article | None = None


class Editor:
    """What the page asks for about articles, as HTML; for any number of browsers at once."""

    def __init__(self, assistant: "Assistant", settings: Settings) -> None:
        self._assistant = assistant
        self._settings = settings
        self._lock = Lock()
        self._changing = Lock()
        self._drafts: OrderedDict[str, _Opened] = OrderedDict()
        self._jobs: OrderedDict[str, Progress | str] = OrderedDict()
        self._ways_back: OrderedDict[str, _WayBack] = OrderedDict()

    def edit(self, request: object) -> str:
        """What one request of the page comes to; a fault is the list with its line above."""
        fields: Mapping[str, Any] = request if isinstance(request, dict) else {}
        actions: dict[str, Callable[[Mapping[str, Any]], str]] = {
            "read": self._read,
            "check": self._check,
            "put": self._put,
            "remove": self._remove,
            "undo": self._undo,
            "progress": self._progress,
        }
        action = actions.get(str(fields.get("do", "")))
        password = _text(fields, "password")
        if not may_change_articles(self._settings, password):
            fault = "The password is not the administrator's" if action or password else ""
            return self.shelf(_text(fields, "find"), fault, locked=True)
        try:
            return action(fields) if action else self.shelf(_text(fields, "find"))
        except (AssistantError, IndexingError) as error:
            return self.shelf(fault=str(error))

    def shelf(self, find: str = "", fault: str = "", locked: bool = False) -> str:
        """The articles indexed; IndexingError is shown in their place."""
        try:
            articles, passages = self._assistant.articles(), self._assistant.passage_counts()
        except IndexingError as error:
            return render_shelf((), {}, fault=fault or str(error), locked=locked)
        return render_shelf(articles, passages, find, fault, locked)

    def _read(self, fields: Mapping[str, Any]) -> str:
        """The draft of an uploaded file (`name`, `data` in base64) or of an address (`url`)."""
        if url := _text(fields, "url"):
            draft = draft_of(url if "://" in url else f"https://{url}")
        else:
            name = _text(fields, "name") or "?"
            draft = read_draft(_decoded(fields.get("data"), name), name)
        if replaces := _text(fields, "replaces"):
            before = self._assistant.article(replaces)
            draft = replace(
                draft,
                id=replaces,
                publisher=draft.publisher or before.publisher,
                url=draft.url or before.url,
            )
        token = self._remember(self._drafts, _Opened(draft))
        return self._checked(token, draft)

    def _check(self, fields: Mapping[str, Any]) -> str:
        token, draft = self._corrected(fields)
        return self._checked(token, draft) if draft else self.shelf(fault=_GONE)

    def _checked(self, token: str, draft: Draft) -> str:
        """The draft as it would be added, without the fields that make no sense, which say why."""
        faults: dict[str, str] = {}
        sound, addition = draft, None
        while addition is None:
            try:
                addition = plan(sound, self._settings.docs, self._articles())
            except FieldError as error:
                faults[error.field] = str(error)
                without: dict[str, Any] = {error.field: None}
                sound = replace(sound, **without)
        article = addition.article
        with self._lock:
            self._drafts[token] = _Opened(draft, article.id)
        shown = {name: getattr(draft if name in faults else article, name) or "" for name in FIELDS}
        return render_draft(token, shown, addition, faults)

    def _corrected(self, fields: Mapping[str, Any]) -> tuple[str, Draft | None]:
        """The draft that is named, with the fields as they were typed; None where it is gone."""
        token = _text(fields, "draft")
        opened = self._drafts.get(token)
        if opened is None:
            return token, None
        typed = fields.get("fields")
        given: dict[str, Any] = {
            name: _text(typed, name) or None
            for name in FIELDS
            if isinstance(typed, dict) and name in typed
        }
        if given.get("id") == opened.proposed:
            # Not chosen by anybody: it follows the title.
            del given["id"]
        return token, replace(opened.draft, **given)

    def _put(self, fields: Mapping[str, Any]) -> str:
        token, draft = self._corrected(fields)
        if draft is None:
            return self.shelf(fault=_GONE)
        try:
            addition = plan(draft, self._settings.docs, self._articles())
        except FieldError:
            return self._checked(token, draft)
        self._drafts.pop(token, None)
        return self._start("adding", lambda job: self._add(addition, job))

    def _add(self, addition: Addition, job: str) -> str:
        kept = put(addition, self._settings.docs, self._settings.store)
        self._sync(job)
        article, before = self._assistant.article(addition.article.id), addition.replaces
        back = _WayBack(before, kept, article) if before and kept else None
        undo = self._remember(self._ways_back, back) if back else ""
        found: list[Change] = brought_up_to_date(
            self._assistant,
            article,
            before,
            lambda done, total: self._advance(job, done, total, "comparing"),
        )
        passages = self._assistant.passage_counts()[article.id]
        return render_added(article, passages, before is not None, found, undo)

    def _remove(self, fields: Mapping[str, Any]) -> str:
        article = self._assistant.article(_text(fields, "article"))

        def work(job: str) -> str:
            path = self._settings.docs / article.file
            there = path.exists()
            kept = take_out(article, self._settings.docs, self._settings.store) if there else None
            self._sync(job)
            undo = self._remember(self._ways_back, _WayBack(article, kept)) if kept else ""
            return render_moved("removed", article, undo)

        return self._start("removing", work)

    def _undo(self, fields: Mapping[str, Any]) -> str:
        way = self._ways_back.pop(_text(fields, "undo"), None)
        if way is None:
            return self.shelf(fault="No article is left to put back")

        def work(job: str) -> str:
            docs, store = self._settings.docs, self._settings.store
            if way.replaced_by is None:
                put_back(way.kept, docs / way.article.file)
            elif self._assistant.article(way.article.id).revision != way.replaced_by.revision:
                raise IndexingError(
                    "The article has changed since: replace it by the file you want"
                )
            else:
                put_old_back(way.replaced_by, way.kept, way.article, docs, store)
            self._sync(job)
            return render_moved("restored", way.article)

        return self._start("restoring", work)

    def _progress(self, fields: Mapping[str, Any]) -> str:
        job = self._jobs.get(_text(fields, "job"))
        if job is None:
            return self.shelf()
        return render_progress(job) if isinstance(job, Progress) else job

    def _start(self, what: str, work: Callable[[str], str]) -> str:
        """Run the work in the background and say how the page asks how far it is."""
        token = self._remember(self._jobs, "")
        started = Progress(token, what)
        self._jobs[token] = started

        def run() -> None:
            try:
                if not self._changing.acquire(blocking=False):
                    self._advance(token, 0, 0, "waiting")
                    self._changing.acquire()
                try:
                    self._jobs[token] = work(token)
                finally:
                    self._changing.release()
            except (AssistantError, IndexingError) as error:
                self._jobs[token] = self.shelf(fault=str(error))
            except Exception:
                log.exception("Unexpected fault while %s", what)
                self._jobs[token] = f'<p class="wrong" role="alert">{label("unexpected")}</p>'

        in_background(run)  # what a stopped page cuts short, the next sync goes on with
        return render_progress(started)

    def _sync(self, job: str) -> None:
        self._advance(job, 0, 0, "loading")
        sync(
            self._settings,
            self._assistant.encoder,
            lambda done, total, step: self._advance(job, done, total, step),
        )

    def _advance(self, job: str, done: int, total: int, step: str) -> None:
        now = self._jobs[job]
        if isinstance(now, Progress):
            self._jobs[job] = replace(now, done=done, total=total, step=step)

    def _articles(self) -> list[Article]:
        try:
            return self._assistant.articles()
        except IndexingError:
            return []  # nothing is indexed yet

    def _remember(self, kept: "OrderedDict[str, T]", value: T) -> str:
        """Keep a value under a name that cannot be guessed; the oldest are forgotten."""
        token = uuid.uuid4().hex
        with self._lock:
            kept[token] = value
            while len(kept) > _REMEMBERED:
                kept.popitem(last=False)
        return token


_GONE = "The draft is gone: read the article again"


def _text(fields: object, name: str) -> str:
    value = fields.get(name) if isinstance(fields, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _decoded(data: object, name: str) -> bytes:
    """The bytes of an uploaded file."""
    if not isinstance(data, str):
        raise IndexingError(f"{name} cannot be read: choose the file again")
    if len(data) > MOST_BYTES * 4 // 3 + 4:
        raise IndexingError(f"{name} has more than {MOST_BYTES:,} bytes: this is no article")
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error:
        raise IndexingError(f"{name} is damaged: choose the file again") from None
