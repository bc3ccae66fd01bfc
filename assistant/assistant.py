"""The assistant: a question and its conversation in, an answer that can be checked out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, FoundPassage, Turn
from assistant.check import Given, background
from assistant.compare import Comparison, Reading, compare, read_partners
from assistant.conversation import standalone
from assistant.dates import by_date
from assistant.findings import Finder, Findings
from assistant.highlight import answering_spans
from assistant.prompt import Source
from assistant.question import Question, asks_for_more, read_question, understand
from assistant.ranking import Quote
from assistant.roles import with_name
from assistant.scope import articles_in_scope
from assistant.small_talk import reply
from assistant.timeline import Dated, timeline
from assistant.wording import left_open, not_found
from assistant.writer import load_writer
from assistant.written import Event, Finished, Found, write
from index.article import Article, Language, Passage
from index.embedding import encoder_name, load_encoder
from index.errors import IndexingError
from index.reranking import Reranker
from index.search import SearchHit
from index.settings import Settings
from index.states import unpack
from index.store import Snapshot, Store
from index.vectors import place_of

if TYPE_CHECKING:
    from index.catalog import Fate
    from index.embedding import SentenceEncoder

_SHOWN = 8
_WORD_FORM = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Remembered:
    """The word forms of all articles in small letters, and each speaker's passages and role."""

    version: int
    words: frozenset[str]
    speakers: Mapping[tuple[str, Language], Sequence[int]]
    roles: Mapping[str, str]


class Assistant:
    """Answers from the index of the settings; for any number of threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store(settings.store, encoder_name(settings), place_of(settings))
        self._encoder: SentenceEncoder | None = None
        self._reranker: Reranker | None = None
        self._loading = Lock()
        self._memory: _Remembered | None = None
        self._partners: Reading | None = None

    def warm_up(self) -> None:
        """Load the model and the dictionaries, which the first question would wait for."""
        self.encoder.encode_question("Что?")
        understand("Что сказал Токаев?", "ru")

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        as_of: str | None = None,
    ) -> Answer:
        """Answer a question from the articles, or say that they do not hold the answer.

        `language` is that of the answer's own words; None: the settings', or else the question's.
        `as_of` is a date such as 2026-02: the answer is from what had been published by then.
        Raises AssistantError where the question is empty or too long, `as_of` is no date or the
        language model cannot be had at all, IndexingError where there is no index.
        """
        *_, last = self.stream(question, history, language, as_of)
        return last.answer  # type: ignore[union-attr]  # the last event is Finished

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        as_of: str | None = None,
    ) -> Iterator[Event]:
        """The answer as it comes: Found, then Token and Settled where a model writes, Finished.

        Raises what `ask` raises.
        """
        started = perf_counter()
        writer = load_writer(self._settings)
        encoder = self.encoder
        given: list[Given] = []
        with self._store.snapshot() as snapshot:
            asked = self._read(question, history, snapshot)
            words_in = language or self._settings.language or asked.language
            if talk := reply(asked.typed, words_in):
                yield Finished(Answer(asked.typed, asked.typed, words_in, False, talk))
                return
            bylines = snapshot.bylines()
            scope = articles_in_scope(asked.text, asked.language, bylines, as_of)
            speakers = self._remembered(snapshot).speakers
            said = " ".join(turn.content for turn in history if turn.role == "assistant")
            finder = Finder(snapshot, bylines, encoder, self._reranker, scope, speakers, said)
            found = finder.find(asked)
            answer = _answer(asked, found, words_in)
            if writer and answer.answered:
                given = _given(answer, found.hits, snapshot)
        searched = finder.seconds
        took = {"search": searched, "answer": perf_counter() - started - searched}
        answer = replace(answer, seconds=took)
        yield Found(answer)
        if not writer or not given:
            yield Finished(answer)
            return
        for event in write(writer, encoder, answer, given, history, self._settings.llm_context):
            if isinstance(event, Finished):
                took = {**took, "answer": perf_counter() - started - searched}
                event = Finished(replace(event.answer, seconds=took))
            yield event

    def compare(self, topic: str, language: Language | None = None) -> Comparison:
        """What the articles say on a topic of each partner: a key of `topics()`, or own words.

        `language` is that of the partners' names; None: that of the topic. Raises AssistantError
        where the topic is empty or too long, IndexingError where there is no index.
        """
        with self._store.snapshot() as snapshot:
            return compare(snapshot, self.encoder, self._reading(snapshot), topic, language)

    def timeline(self) -> list[Dated]:
        """The dated statements of all articles, the earliest first."""
        with self._store.snapshot() as snapshot:
            reading = self._reading(snapshot)
            return timeline(reading.articles.values(), reading.passages)

    def version(self) -> int:
        """A number that grows with every change of the index."""
        with self._store.snapshot() as snapshot:
            return snapshot.version

    def _reading(self, snapshot: Snapshot) -> Reading:
        if self._partners is None or self._partners.version != snapshot.version:
            self._partners = read_partners(snapshot)
        return self._partners

    def articles(self) -> list[Article]:
        """The articles that are indexed."""
        with self._store.snapshot() as snapshot:
            return snapshot.articles()

    def article(self, article_id: str) -> Article:
        """One article; raises IndexingError where there is none of this id."""
        with self._store.snapshot() as snapshot:
            return snapshot.article(article_id)

    def revision(self, article_id: str, revision: str) -> "tuple[Article, Fate]":
        """An article as it was when it was quoted, and what became of it since.

        Raises IndexingError where it was never indexed.
        """
        with self._store.snapshot() as snapshot:
            found = snapshot.revision(article_id, revision)
        if found is None:
            raise IndexingError(
                f"No revision {revision!r} of {article_id!r}: `multivector articles --json` lists "
                "those of today, an answer as JSON the one it quoted"
            )
        return found

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article in their order."""
        with self._store.snapshot() as snapshot:
            return snapshot.passages_of(article_id)

    def passage_counts(self) -> dict[str, int]:
        """How many passages each article has, by article id."""
        with self._store.snapshot() as snapshot:
            return snapshot.passage_counts()

    @property
    def encoder(self) -> "SentenceEncoder":
        """The embedding model, loaded when first asked for."""
        with self._loading:
            if self._encoder is None:
                if self._settings.reranker_model:
                    self._reranker = Reranker(self._settings.reranker_model)
                self._encoder = load_encoder(self._settings)
            return self._encoder

    def _read(self, question: str, history: Sequence[Turn], snapshot: Snapshot) -> Question:
        """The question as it stands without its conversation."""

        def known(term: str) -> bool:
            return any(
                snapshot.document_frequencies([term], other)[term] for other in snapshot.languages()
            )

        read = read_question(question, None, known, self._remembered(snapshot).words)
        text = standalone(read.text, history, read.language)
        asked = read if text == read.text else understand(text, read.language, typed=read.typed)
        named = with_name(asked, self._remembered(snapshot).roles, self.encoder)
        return asked if named == asked.text else understand(named, read.language, typed=read.typed)

    def _remembered(self, snapshot: Snapshot) -> "_Remembered":
        """What is gathered from all articles, once for each version of the index."""
        if self._memory is None or self._memory.version != snapshot.version:
            words = frozenset(
                word
                for article in snapshot.articles()
                for word in _WORD_FORM.findall(article.text.casefold())
            )
            speakers, roles = snapshot.speakers(), snapshot.roles()
            self._memory = _Remembered(snapshot.version, words, speakers, roles)
        return self._memory


def _answer(question: Question, found: Findings, language: Language) -> Answer:
    answer = Answer(
        question=question.typed,
        understood=question.text,
        language=language,
        answered=bool(found.quotes),
        text="",
        passages=tuple(
            FoundPassage(found.articles[hit.passage.article_id], hit.passage, hit.score)
            for hit in found.hits[:_SHOWN]
        ),
    )
    if not found.quotes:
        more = asks_for_more(question)
        return replace(answer, text=not_found(language, found.lacking, question.person, more))
    citations = tuple(
        _citation(number, question, quote, found.articles[quote.hit.passage.article_id])
        for number, quote in enumerate(found.quotes, start=1)
    )
    dates = [citation.article.published or "" for citation in citations]
    said = [f"{words}: " for words in by_date(dates, language)] if found.by_date else None
    lines = zip(said or [""] * len(citations), citations, strict=True)
    text = "\n".join(f"{words}{_unmarked(c.quote)} [{c.number}]" for words, c in lines)
    notice = left_open(language, found.open)
    return replace(answer, text=text, citations=citations, notice=notice)


def _given(answer: Answer, hits: Sequence[SearchHit], snapshot: Snapshot) -> list[Given]:
    """The passages that the model may use, numbered as they were found."""
    keys = {hit.passage: hit.key for hit in hits}
    found = answer.passages
    states = snapshot.token_states([keys[one.passage] for one in found])
    around = {one.article.id: snapshot.passages_of(one.article.id) for one in found}
    return [
        Given(
            Source(number, one.article, one.passage),
            unpack(packed),
            background(around[one.article.id], one.passage),
        )
        for number, (one, packed) in enumerate(zip(found, states, strict=True), start=1)
    ]


def _citation(number: int, question: Question, quote: Quote, article: Article) -> Citation:
    sentence = quote.sentence
    if article.text[sentence.start : sentence.end] != sentence.text:
        raise AssertionError(f"{article.id} {sentence.start}:{sentence.end} is not its quote")
    bold = answering_spans(question, sentence.text, article.language)
    return Citation(number, article, quote.hit.passage, sentence, bold)


def _unmarked(quote: str) -> str:
    """The quote without anything that reads as a marker of ours."""
    return re.sub(r"\[(\d+)\]", r"(\1)", quote)
