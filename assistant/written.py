"""An answer written by the language model, each sentence checked as it is completed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.absence import may_become_absence, says_nothing_is_there
from assistant.answer import Answer, Citation, Turn, Unsupported
from assistant.check import Checked, Checker, Given, Support
from assistant.draft import Draft
from assistant.prompt import Source, messages, trimmed
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
    checker = Checker(encoder, given[: len(sources)], language, quotes.understood)
    settled = _Answer(quotes, checker)
    draft = Draft(language)
    why = "unsupported"
    try:
        for token in _written(writer, quotes, sources, history):
            yield from _settle(settled, draft, *draft.add(token))
        yield from _settle(settled, draft, *draft.finish())
    except ModelFailure as failure:
        why = failure.why
    answer = settled.answer
    if settled.absent and why == "unsupported":
        answer = _absent(answer)
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
    if settled.restarts != draft.restarts:
        settled.begin_anew()
        yield Settled(settled.answer, draft.pending)
    if not complete and may_become_absence(draft.text):
        return
    if shown:
        yield Token(shown)
    for sentence in complete:
        settled.check(sentence)
    if complete:
        yield Settled(settled.answer, draft.pending)


def _absent(answer: Answer) -> Answer:
    return replace(answer, answered=False, text=not_found(answer.language), citations=())


class _Answer:
    """The answer as its sentences are checked: text, citations numbered in their order."""

    def __init__(self, quotes: Answer, checker: Checker) -> None:
        self._quotes = quotes
        self._checker = checker
        self.restarts = -1
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what was checked: it was a thought of the model's."""
        self.restarts += 1
        self._sentences: list[str] = []
        self._seen: set[str] = set()
        self._citations: dict[tuple[str, int], Citation] = {}
        self._refused: list[Unsupported] = []
        self.absent = False  # whether the model says that the sources do not answer

    def check(self, sentence: str) -> None:
        """Check a sentence and put it where it belongs; what was said before is left out."""
        checked = self._checker.check(sentence)
        if not checked.text or checked.text in self._seen:
            return
        self._seen.add(checked.text)
        if not checked.reason:
            markers = "".join(f"[{self._number(one)}]" for one in checked.support)
            self._sentences.append(_marked(checked.text, markers))
        elif says_nothing_is_there(checked.text):
            # After an answer it says what more there is not; before one, that this is none.
            self.absent = self.absent or not self._sentences
        else:
            self._refused.append(Unsupported(checked.text, self._reason(checked)))

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


def _marked(sentence: str, markers: str) -> str:
    """The sentence with its markers before its full stop, which an item of a list lacks."""
    text, end = re.fullmatch(r"(.*?)([.!?…]*)", sentence, re.DOTALL).groups()  # type: ignore[union-attr]
    closed = re.search(r"[.!?…][»”\")\]']+$", text)
    return f"{text} {markers}{end or ('' if closed else '.')}"
