"""The questions that the page offers: found beside it, and found anew when the articles change.

What was found is kept in the folder of the index, so that the next start has it at once.
"""

import json
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from assistant.answer import Answer
from assistant.background import closing, in_background
from assistant.compare import Comparison
from assistant.errors import AssistantError
from assistant.suggestions import PHRASINGS, Suggestion, find_suggestions, next_questions
from assistant.topics import topics
from assistant.written import Finished, Found
from index.article import Language

if TYPE_CHECKING:
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)

_KEPT = "suggestions.json"

Suggestions = dict[Language, tuple[Suggestion, ...]]


class Suggesting:
    """The suggestions of an assistant, once it is `ready`; kept in `folder`, that of the index.

    Those that were kept need no model: they are there as soon as the articles are `indexed`.
    """

    def __init__(
        self,
        assistant: "Assistant",
        indexed: "Future[None]",
        ready: "Future[None]",
        folder: Path,
    ) -> None:
        self._assistant = assistant
        self._indexed, self._ready = indexed, ready
        self._path = folder / _KEPT
        self._version = -1  # of the index that they were made from
        self._found = in_background(self._find)

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
        self._indexed.result()
        self._version = self._assistant.version()
        articles = self._assistant.articles()
        made_from = _made_from(sorted(article.revision for article in articles))
        if kept := _read(self._path, made_from):
            return kept
        self._ready.result()
        passages = [
            passage for article in articles for passage in self._assistant.passages(article.id)
        ]
        comparisons = [self._compare(key) for key in topics()]
        found = find_suggestions(comparisons, passages, self._ask)
        _write(self._path, made_from, found)
        return found

    def _compare(self, topic: str) -> Comparison:
        _go_on()
        return self._assistant.compare(topic)

    def _ask(self, question: str) -> Answer:
        """The answer as what was found tells it, without a language model."""
        _go_on()
        found = next(self._assistant.stream(question))
        assert isinstance(found, Found | Finished)
        return found.answer


def _go_on() -> None:
    if closing.is_set():
        raise AssistantError("The page is closing.")


def _made_from(revisions: Sequence[str]) -> str:
    """What the suggestions depend on, in short: the articles, the phrasings, the program."""
    from importlib.metadata import version

    parts = [version("multivector"), PHRASINGS, *revisions]
    return sha256("\n".join(parts).encode()).hexdigest()


def _read(path: Path, made_from: str) -> Suggestions | None:
    """What was kept; None where there is none, or it was made from something else."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept["made_from"] != made_from:
            return None
        return {
            language: tuple(Suggestion(**one) for one in kept["found"][language])
            for language in get_args(Language)
        }
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be read and is made anew: %s", path, error)
        return None


def _write(path: Path, made_from: str, found: Suggestions) -> None:
    rows = {language: [asdict(one) for one in found[language]] for language in found}
    part = path.with_suffix(".part")
    try:
        part.write_text(json.dumps({"made_from": made_from, "found": rows}), "utf-8")
        part.replace(path)
    except OSError as error:  # the next start makes them again
        log.warning("%s cannot be written: %s", path, error)
