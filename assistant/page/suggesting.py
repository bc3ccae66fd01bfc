"""The questions that the page offers: found beside it, and found anew when the articles change."""

import atexit
from collections.abc import Sequence
from concurrent.futures import Future, wait
from threading import Event
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.background import in_background
from assistant.errors import AssistantError
from assistant.suggestions import Suggestion, find_suggestions, next_questions
from assistant.topics import topics
from assistant.written import Finished, Found
from index.article import Language

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_CLOSING = 10  # seconds that the work has to end

Suggestions = dict[Language, tuple[Suggestion, ...]]


class Suggesting:
    """The suggestions of an assistant, once it is `ready`."""

    def __init__(self, assistant: "Assistant", ready: "Future[None]") -> None:
        self._assistant = assistant
        self._ready = ready
        self._closing = Event()
        self._version = -1  # of the index that they were made from
        self._found = in_background(self._find)
        atexit.register(self._close)

    def found(self) -> "Future[Suggestions]":
        """The suggestions for the articles of now, as far as they are found."""
        if self._found.done() and self._version != self._assistant.version():
            self._found = in_background(self._find)
        return self._found

    def after(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        """Questions to go on with after an answer; none while they are looked for.

        `asked` are the questions of the conversation.
        """
        found = self.found()
        if not found.done() or found.exception():
            return ()
        return tuple(next_questions(found.result()[answer.language], answer, asked))

    def _find(self) -> Suggestions:
        self._ready.result()
        self._version = self._assistant.version()
        passages = [
            passage
            for article in self._assistant.articles()
            for passage in self._assistant.passages(article.id)
        ]
        comparisons = [self._assistant.compare(key) for key in topics()]
        return find_suggestions(comparisons, passages, self._ask)

    def _ask(self, question: str) -> Answer:
        """The answer as what was found tells it, without a language model."""
        if self._closing.is_set():
            raise AssistantError("The page is closing.")
        found = next(self._assistant.stream(question))
        assert isinstance(found, Found | Finished)
        return found.answer

    def _close(self) -> None:
        """Wait for the work: torch must not compute while Python shuts down."""
        self._closing.set()
        wait([self._found], timeout=_CLOSING)
