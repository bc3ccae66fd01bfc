"""The assistant: a question and its conversation in, an answer that can be checked out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.abstention import answers
from assistant.answer import Answer, Citation, FoundPassage, Turn
from assistant.check import Given, background
from assistant.conversation import standalone
from assistant.dates import by_date
from assistant.facts import Fact
from assistant.grounding import ungrounded
from assistant.highlight import answering_spans
from assistant.prompt import Source
from assistant.question import Question, read_question, understand
from assistant.quotes import Quote, choose_quotes, rank_sentences, with_antecedents
from assistant.recency import newer_first
from assistant.scope import articles_in_scope
from assistant.versions import find_versions
from assistant.wording import not_found
from assistant.writer import load_writer
from assistant.written import Event, Finished, Found, write
from index.article import Article, Language, Passage
from index.embedding import EncodedQuestion, encoder_name, load_encoder, unpack
from index.errors import IndexingError
from index.reranking import Reranker
from index.search import SearchHit, search
from index.settings import Settings
from index.store import Snapshot, Store

if TYPE_CHECKING:
    from index.catalog import Fate
    from index.embedding import SentenceEncoder

_SEARCHED = 16
_SHOWN = 8
_WORD_FORM = re.compile(r"[^\W\d_]+")


class Assistant:
    """Answers from the index of the settings; for any number of threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store(settings.store, encoder_name(settings))
        self._encoder: SentenceEncoder | None = None
        self._reranker: Reranker | None = None
        self._loading = Lock()
        self._vocabulary: tuple[int, frozenset[str]] = (-1, frozenset())

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
            bylines = snapshot.bylines()
            scope = articles_in_scope(asked.text, asked.language, bylines, as_of)
            keep = None if scope is None else lambda passage: passage.article_id in scope
            encoded = encoder.encode_question(asked.text)
            hits = search(snapshot, encoded, asked.language, _SEARCHED, keep)
            if self._reranker:
                hits = self._reranker.rerank(asked.text, hits)
            hits = newer_first(hits, {byline.id: byline.published for byline in bylines})
            searched = perf_counter()
            words_in = language or self._settings.language or asked.language
            answer = _answer(asked, encoded, hits, snapshot, encoder, words_in)
            if writer and answer.answered:
                given = _given(answer, hits, snapshot)
        took = {"search": searched - started, "answer": perf_counter() - searched}
        answer = replace(answer, seconds=took)
        yield Found(answer)
        if not writer or not given:
            yield Finished(answer)
            return
        for event in write(writer, encoder, answer, given, history, self._settings.llm_context):
            if isinstance(event, Finished):
                took = {**took, "answer": perf_counter() - searched}
                event = Finished(replace(event.answer, seconds=took))
            yield event

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

        read = read_question(question, None, known, self._words(snapshot))
        text = standalone(read.text, history, read.language)
        if text == read.text:
            return read
        return understand(text, read.language, typed=read.typed)

    def _words(self, snapshot: Snapshot) -> frozenset[str]:
        """The word forms of all articles, in small letters."""
        version, words = self._vocabulary
        if version != snapshot.version:
            words = frozenset(
                word
                for article in snapshot.articles()
                for word in _WORD_FORM.findall(article.text.casefold())
            )
            self._vocabulary = (snapshot.version, words)
        return words


def _answer(
    question: Question,
    encoded: EncodedQuestion,
    hits: Sequence[SearchHit],
    snapshot: Snapshot,
    encoder: "SentenceEncoder",
    language: Language,
) -> Answer:
    articles = {
        article_id: snapshot.article(article_id)
        for article_id in dict.fromkeys(hit.passage.article_id for hit in hits)
    }
    grounded, lacking = _grounded(question, encoded, hits, articles, snapshot)
    chosen = choose_quotes(question, rank_sentences(question, grounded))
    # The calibration is of the first hit; the sentence that answers may stand in a later one.
    best = sorted(chosen, key=lambda quote: -quote.probability)[:1]
    sources = [*grounded[:1], *(quote.hit for quote in best)]
    likely = any(answers(question, encoded, hit) for hit in sources)
    versions = find_versions(question, best[0], hits, articles, encoder) if likely and best else []
    quotes = versions or (with_antecedents(chosen) if likely else [])
    shown = [*grounded, *(hit for hit in hits if hit not in grounded)][:_SHOWN]
    passages = tuple(
        FoundPassage(articles[hit.passage.article_id], hit.passage, hit.score) for hit in shown
    )
    answer = Answer(
        question=question.typed,
        understood=question.text,
        language=language,
        answered=bool(quotes),
        text="",
        passages=passages,
    )
    if not quotes:
        missing = () if grounded else tuple(fact.text for fact in lacking)
        return replace(answer, text=not_found(language, missing, question.person))
    citations = tuple(
        _citation(number, question, quote, articles[quote.hit.passage.article_id])
        for number, quote in enumerate(quotes, start=1)
    )
    dates = [citation.article.published or "" for citation in citations]
    said = [f"{words}: " for words in by_date(dates, language)] if versions else None
    lines = zip(said or [""] * len(citations), citations, strict=True)
    text = "\n".join(f"{words}{_unmarked(c.quote)} [{c.number}]" for words, c in lines)
    return replace(answer, text=text, citations=citations)


def _given(answer: Answer, hits: Sequence[SearchHit], snapshot: Snapshot) -> list[Given]:
    """The passages that the model may use, numbered as they were found."""
    keys = {hit.passage: hit.key for hit in hits}
    found = answer.passages
    states = snapshot.token_states([keys[one.passage] for one in found])
    around = {one.article.id: background(snapshot.passages_of(one.article.id)) for one in found}
    return [
        Given(Source(number, one.article, one.passage), unpack(packed), around[one.article.id])
        for number, (one, packed) in enumerate(zip(found, states, strict=True), start=1)
    ]


def _grounded(
    question: Question,
    encoded: EncodedQuestion,
    hits: Sequence[SearchHit],
    articles: dict[str, Article],
    snapshot: Snapshot,
) -> tuple[list[SearchHit], tuple[Fact, ...]]:
    """The hits that speak of what the question names, and what the best of the others lacks."""
    grounded: list[SearchHit] = []
    lacking: tuple[Fact, ...] = ()
    around = {article_id: snapshot.passages_of(article_id) for article_id in articles}
    for hit in hits:
        article_id = hit.passage.article_id
        article = articles[article_id]
        # «По данным Kazinform»: an article need not name its own publisher.
        publisher = (article.publisher or "").casefold()
        facts = tuple(
            fact
            for fact in ungrounded(question, encoded, hit, article, around[article_id])
            if fact.text.casefold() not in publisher
        )
        if not facts:
            grounded.append(hit)
        lacking = lacking or facts
    return grounded, lacking


def _citation(number: int, question: Question, quote: Quote, article: Article) -> Citation:
    sentence = quote.sentence
    if article.text[sentence.start : sentence.end] != sentence.text:
        raise AssertionError(f"{article.id} {sentence.start}:{sentence.end} is not its quote")
    bold = answering_spans(question, sentence.text, article.language)
    return Citation(number, article, quote.hit.passage, sentence, bold)


def _unmarked(quote: str) -> str:
    """The quote without anything that reads as a marker of ours."""
    return re.sub(r"\[(\d+)\]", r"(\1)", quote)
