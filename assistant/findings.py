"""From a question that stands alone to the quotes that answer it, or to none."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Semaphore
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.abstention import answers
from assistant.facts import Fact, facts, missing
from assistant.grounding import ground
from assistant.people import introduces, is_named
from assistant.places import places
from assistant.question import (
    Question,
    asks_for_more,
    asks_who_said,
    is_bare,
    joined_names,
    parts_of,
    sought,
    topic_words,
    understand,
)
from assistant.quotes import choose_quotes, with_antecedents
from assistant.ranking import RANKED, Quote, rank_sentences
from assistant.recency import newer_first
from assistant.small_talk import asks_for_summary
from assistant.versions import find_versions
from index.article import Article, Language, Passage
from index.catalog import Byline
from index.keywords import terms
from index.reranking import Reranker
from index.search import SearchHit, search, with_implied, with_reads
from index.states import EncodedQuestion
from index.store import Snapshot

if TYPE_CHECKING:
    from index.embedding import SentenceEncoder

_SEARCHED = 16
_RUN = 5  # words in a row that show a quotation
# Side by side, questions only slow each other down: Python takes turns.
_computing = Semaphore(max(1, (os.cpu_count() or 1) // 2))
_IMPLIED = 0.9  # of what a word is worth where a passage says it itself


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found on a question.

    `quotes` answer it; none: the articles do not. `by_date`: they are values of one thing, the
    newest first. `hits` are the passages, those that speak of what the question names before the
    others. `lacking` are the words of the question that the nearest passages do not speak of,
    `open` the parts of a question in several parts that stay without an answer.
    """

    hits: list[SearchHit]
    quotes: list[Quote]
    articles: dict[str, Article]
    by_date: bool = False
    lacking: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(slots=True)
class Finder:
    """Looks for answers in a snapshot of the index, whose articles are `bylines`.

    `scope` are the ids of the articles to answer from (None: all), `speakers` the keys of the
    passages that hold each speaker's words, with the language of these.
    """

    snapshot: Snapshot
    bylines: Sequence[Byline]
    encoder: "SentenceEncoder"
    reranker: Reranker | None
    scope: frozenset[str] | None
    speakers: Mapping[tuple[str, Language], Sequence[int]]
    said: str = ""
    """What the conversation has quoted already: not given again to «Что ещё …?»."""
    seconds: float = 0.0
    """How long the searches took so far."""
    _articles: dict[str, Article] = field(default_factory=dict)
    _passages: dict[str, list[Passage]] = field(default_factory=dict)

    def find(self, question: Question) -> Findings:
        """The quotes that answer a question, whole or part by part."""
        if asks_for_summary(question.text):
            return self._summary(question)
        question = sought(question)
        found = self._find(question)
        parts = parts_of(question)
        if not parts or self._covers(found, question):
            return found
        by_part = [self._find(part) for part in parts]
        if not any(part.quotes for part in by_part):
            return found
        return _merged(parts, by_part)

    def _find(self, question: Question) -> Findings:
        if question.kind != "what-said" or not question.person:
            return self._judge(question)
        own = sorted(
            key
            for (name, language), keys in self.speakers.items()
            if is_named(question.person, name, question, language)
            for key in keys
        )
        found = self._judge(question, own) if own else None
        if found and found.quotes:
            return found
        # Nobody quotes the person on this, but others may report what was said.
        reported = self._judge(replace(question, kind="reported"))
        return reported if reported.quotes or not found else found

    def _summary(self, question: Question) -> Findings:
        """What the newest article is about: the sentences nearest to its title."""
        bylines = [b for b in self.bylines if self.scope is None or b.id in self.scope]
        newest = max(bylines, key=lambda byline: byline.published or "", default=None)
        if newest is None:
            return Findings([], [], self._articles)
        article = self._article(newest.id)
        title = understand(article.title, article.language, question.typed)
        encoded = self.encoder.encode_question(title.text)
        keys = self.snapshot.keys_of(article.id)
        hits = search(self.snapshot, encoded, article.language, _SEARCHED, among=keys)
        quotes = choose_quotes(
            replace(title, kind="why", expects=None), rank_sentences(title, hits)
        )
        return Findings(hits, with_antecedents(quotes), self._articles)

    def _judge(self, question: Question, among: Sequence[int] | None = None) -> Findings:
        """The quotes from one search, among these passages or among all."""
        started = perf_counter()
        encoded = self.encoder.encode_question(question.text)
        with _computing:
            return self._judged(question, encoded, among, started)

    def _judged(
        self,
        question: Question,
        encoded: EncodedQuestion,
        among: Sequence[int] | None,
        started: float,
    ) -> Findings:
        scope = self.scope
        keep = None if scope is None else lambda passage: passage.article_id in scope
        hits = search(self.snapshot, encoded, question.language, _SEARCHED, keep, among)
        if self.reranker:
            hits = self.reranker.rerank(question.text, hits)
        self.seconds += perf_counter() - started
        grounded, others, lacking = self._grounded(question, encoded, hits)
        grounded = [*with_reads(self.encoder, encoded, grounded[:RANKED]), *grounded[RANKED:]]
        ranked = _ranked(question, encoded, grounded)
        if asks_for_more(question):
            ranked = [quote for quote in ranked if not _is_said(quote, self.said)]
        chosen = choose_quotes(question, ranked)
        # The calibration is of the first hit; the sentence that answers may stand in a later one.
        best = sorted(chosen, key=lambda quote: -quote.probability)[:1]
        likely = is_bare(question) or any(
            introduces(question, quote.hit.passage, quote.sentence)
            or answers(question, encoded, quote)
            for quote in best
        )
        versions: list[Quote] = []
        if likely and best:
            versions = find_versions(
                question,
                best[0],
                [*grounded, *others],
                self._articles,
                self.encoder,
                partial(_is_answer, question, encoded, self.encoder),
            )
        return Findings(
            hits=[*grounded, *others],
            quotes=versions or (with_antecedents(chosen) if likely else []),
            articles=self._articles,
            by_date=bool(versions),
            lacking=() if grounded else tuple(fact.text for fact in lacking),
        )

    def _grounded(
        self, question: Question, encoded: EncodedQuestion, hits: Sequence[SearchHit]
    ) -> tuple[list[SearchHit], list[SearchHit], tuple[Fact, ...]]:
        """The hits that speak of what the question names, the others, what their best lacks."""
        grounded: list[SearchHit] = []
        others: list[SearchHit] = []
        lacking: tuple[Fact, ...] = ()
        # How well each token of the question is said by the passage that says it best.
        best = [hit.words.max(axis=1) for hit in hits]
        said = np.max(best, axis=0) if best else np.zeros(0, dtype=np.float32)
        for hit in hits:
            article = self._article(hit.passage.article_id)
            # «По данным Kazinform»: an article need not name its own publisher.
            publisher = (article.publisher or "").casefold()
            grounding = ground(question, encoded, hit, article, self._passages_of)
            found = tuple(f for f in grounding.lacking if f.text.casefold() not in publisher)
            if found:
                others.append(hit)
                lacking = lacking or found
            else:
                grounded.append(_implying(question, encoded, hit, grounding.implied, said))
        published = {byline.id: byline.published for byline in self.bylines}
        grounded.sort(key=lambda hit: -hit.score)
        return newer_first(grounded, published), newer_first(others, published), lacking

    def _article(self, article_id: str) -> Article:
        if article_id not in self._articles:
            self._articles[article_id] = self.snapshot.article(article_id)
        return self._articles[article_id]

    def _passages_of(self, article_id: str) -> list[Passage]:
        if article_id not in self._passages:
            self._passages[article_id] = self.snapshot.passages_of(article_id)
        return self._passages[article_id]

    def _covers(self, found: Findings, question: Question) -> bool:
        """Whether each of the joined names has a quote that speaks of it."""
        return all(
            any(
                not missing(facts(side, question.language), [(quote.sentence.text, language)])
                for quote in found.quotes
                for language in (quote.hit.passage.language,)
            )
            for side in (name.text for name in joined_names(question))
        )


def _is_answer(
    question: Question, encoded: EncodedQuestion, encoder: "SentenceEncoder", hit: SearchHit
) -> bool:
    """Whether a passage answers by itself."""
    best = rank_sentences(question, with_reads(encoder, encoded, [hit]))[:1]
    return any(answers(question, encoded, quote) for quote in best)


def _is_said(quote: Quote, said: str) -> bool:
    """Whether a text repeats a sentence, or a run of its words."""
    words = quote.sentence.text.split()
    runs = (" ".join(words[i : i + _RUN]) for i in range(max(len(words) - _RUN, 0) + 1))
    return any(run in said for run in runs)


def _ranked(question: Question, encoded: EncodedQuestion, hits: Sequence[SearchHit]) -> list[Quote]:
    """The sentences of the hits, ranked; what somebody said, by what is spoken about alone.

    Else the best of a person's sentences is always the one with «сказал такой-то».
    """
    if question.kind != "what-said":
        return rank_sentences(question, hits)
    own = np.isin(encoded.word_of, _words_in(encoded, topic_words(question)))
    masked = [replace(h, words=np.where(own[:, None], h.words, np.float32(0))) for h in hits]
    whole = {hit.key: hit for hit in hits}
    ranked = rank_sentences(question, masked)
    return [replace(quote, hit=whole[quote.hit.key]) for quote in ranked]


def _words_in(encoded: EncodedQuestion, spans: Sequence[tuple[int, int]]) -> list[int]:
    """The numbers of the question's words that stand in any of the spans."""
    return [
        number
        for number, (start, end) in enumerate(encoded.words)
        if any(start < last and first < end for first, last in spans)
    ]


def _implying(
    question: Question,
    encoded: EncodedQuestion,
    hit: SearchHit,
    implied: Sequence[Fact],
    said: NDArray[np.float32],
) -> SearchHit:
    """The hit with the question's places that its context names nearly as if it named them."""
    spans = [(fact.start, fact.end) for fact in implied if places(fact.text)]
    words = _words_in(encoded, spans)
    # Who spoke is told by the words around the speaker, not by where the story is.
    if not words or asks_who_said(question):
        return hit
    own = np.isin(encoded.word_of, words)
    keywords = 0.0
    if hit.passage.language == question.language:
        every = set(terms(question.text, question.language))
        named = {t for a, b in spans for t in terms(question.text[a:b], question.language)}
        keywords = len(named & every) / max(len(every), 1)
    return with_implied(hit, np.where(own, _IMPLIED * said, 0.0).astype(np.float32), keywords)


def _merged(parts: Sequence[Question], found: Sequence[Findings]) -> Findings:
    """The findings on the parts of a question as those on the whole."""
    hits = {hit.key: hit for one in found if one.quotes for hit in one.hits}
    quotes: list[Quote] = []
    for one in found:
        for quote in one.quotes:
            if all(quote.sentence != other.sentence for other in quotes):
                quotes.append(quote)
    return Findings(
        hits=sorted(hits.values(), key=lambda hit: -hit.score),
        quotes=quotes,
        articles=found[0].articles,
        by_date=any(one.by_date for one in found),
        open=tuple(part.text for part, one in zip(parts, found, strict=True) if not one.quotes),
    )
