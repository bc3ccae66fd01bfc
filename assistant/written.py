"""An answer written by the language model, each sentence checked as it is completed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Turn, Unsupported
from assistant.check import Checked, Checker, Given, Support
from assistant.draft import Draft
from assistant.prompt import NOT_IN_SOURCES, Source, messages, trimmed
from assistant.refusals import reason, standing_in
from assistant.wording import not_found
from assistant.writer import ModelFailure, Writer
from index.article import Sentence

if TYPE_CHECKING:
    from index.embedding import SentenceEncoder


@dataclass(frozen=True, slots=True)
class Found:
    """What the search found, before the first word of the answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Token:
    """Words of the model's as they come, not checked yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer so far: the sentences that stand, and those that were refused.

    `pending` is what the model has written since, not checked yet.
    """

    answer: Answer
    pending: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; always the last event."""

    answer: Answer


Event = Found | Token | Settled | Finished


def write(
    writer: Writer,
    encoder: "SentenceEncoder",
    quotes: Answer,
    given: Sequence[Given],
    history: Sequence[Turn],
    context: int,
) -> Iterator[Event]:
    """The events of an answer from the given passages; `quotes` stands in where the model fails.

    `context` is the model's, in tokens. The sentences already checked outlive a model that breaks
    off.
    """
    language = quotes.language
    sources = trimmed([one.source for one in given], quotes.understood, history, context)
    settled = _Answer(quotes, Checker(encoder, given[: len(sources)], language))
    draft = Draft(language)
    why = "unsupported"
    try:
        for token in _written(writer, quotes, sources, history):
            yield from _settle(settled, draft, *draft.add(token))
        yield from _settle(settled, draft, *draft.finish())
    except ModelFailure as failure:
        why = failure.why
    answer = settled.answer
    if _abstains(draft.text) and why == "unsupported":
        answer = _absent(quotes)
    elif not answer.citations:
        answer = replace(quotes, unsupported=answer.unsupported, notice=standing_in(why, language))
    yield Finished(answer)


def _written(
    writer: Writer, quotes: Answer, sources: Sequence[Source], history: Sequence[Turn]
) -> Iterator[str]:
    """The model's tokens; with half of the sources where all do not fit its context."""
    try:
        yield from writer.write(messages(quotes.understood, quotes.language, sources, history))
    except ModelFailure as failure:
        # Nothing was written yet: a prompt that does not fit is refused whole.
        if failure.why != "context" or len(sources) == 1:
            raise
        yield from _written(writer, quotes, sources[: len(sources) // 2], history)


def _settle(
    settled: "_Answer", draft: Draft, shown: str, complete: Sequence[str]
) -> Iterator[Event]:
    """Pass on what can be shown, and check the sentences that are complete."""
    if _abstains(draft.text):
        return
    if shown:
        yield Token(shown)
    for sentence in complete:
        settled.check(sentence)
    if complete:
        yield Settled(settled.answer, draft.pending)


def _abstains(text: str) -> bool:
    """Whether the model says, and says no more than, that the sources do not answer."""
    said = text.strip(" .!\"'*[]\n").upper()
    return bool(said) and (said == NOT_IN_SOURCES or NOT_IN_SOURCES.startswith(said))


def _absent(quotes: Answer) -> Answer:
    return replace(
        quotes, answered=False, text=not_found(quotes.language), citations=(), mode="model"
    )


class _Answer:
    """The answer as its sentences are checked: text, citations numbered in their order."""

    def __init__(self, quotes: Answer, checker: Checker) -> None:
        self._quotes = quotes
        self._checker = checker
        self._sentences: list[str] = []
        self._citations: dict[tuple[str, int], Citation] = {}
        self._refused: list[Unsupported] = []

    def check(self, sentence: str) -> None:
        """Check a sentence and put it where it belongs."""
        checked = self._checker.check(sentence)
        if checked.reason:
            self._refused.append(Unsupported(checked.text, self._reason(checked)))
        else:
            markers = "".join(f"[{self._number(one)}]" for one in checked.support)
            self._sentences.append(re.sub(r"([.!?…]*)$", rf" {markers}\1", checked.text, count=1))

    @property
    def answer(self) -> Answer:
        """The answer so far."""
        return replace(
            self._quotes,
            text=" ".join(self._sentences),
            citations=tuple(self._citations.values()),
            mode="model",
            unsupported=tuple(self._refused),
        )

    def _reason(self, checked: Checked) -> str:
        return reason(checked, self._quotes.language)

    def _number(self, support: Support) -> int:
        article, passage = support.source.article, support.source.passage
        sentence: Sentence = passage.sentences[support.index]
        place = (article.id, sentence.start)
        if place not in self._citations:
            if article.text[sentence.start : sentence.end] != sentence.text:
                raise AssertionError(f"{article.id} {sentence.start}:{sentence.end} is no quote")
            number = len(self._citations) + 1
            self._citations[place] = Citation(number, article, passage, sentence)
        return self._citations[place].number
