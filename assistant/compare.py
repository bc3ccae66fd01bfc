"""What the articles say on one topic of each partner, side by side, word for word.

A cell holds a sentence only if the sentence itself is on the topic and speaks of the partner; of
those that do, the index's own search and the ranking of sentences choose. A cell for which there
is none stays empty: nothing is put there to fill it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.answer import Citation
from assistant.errors import AssistantError
from assistant.figures import Figure, figures
from assistant.partners import Speaks, country_name, partners_of, said, spoken_of
from assistant.question import MAX_LENGTH, Question
from assistant.quotes import choose_quotes
from assistant.ranking import Quote, rank_sentences
from assistant.timeline import Dated, timeline
from assistant.topics import Topic, topic_of
from index.article import Article, Language, Passage
from index.keywords import terms
from index.language import detect_language
from index.search import SearchHit, search
from index.states import EncodedQuestion
from index.store import Snapshot

if TYPE_CHECKING:
    from index.embedding import SentenceEncoder

_SEARCHED = 12
_QUOTES = 2
_NEARLY = 0.2  # as good as the best, for what is newer
# Every word of one's own topic has to be found this well, where it does not stand there itself.
_FOUND = 0.55
# A sentence that names several countries says less of each.
_AMONG_OTHERS = 0.6
# A sentence that states a figure, or has several of the topic's words, says more.
_FIGURE = 3.0
_TEMPER = 0.15
_MOST_WORDS = 3
# A quote in a cell is short: each further stretch of this many characters halves its chance.
_SHORT = 240
_STRETCH = 80


Place = tuple[str, int]
"""A passage, by its article's id and its start there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One partner, by its code, and what is said of it; empty where nothing is."""

    partner: str
    citations: tuple[Citation, ...] = ()

    def as_json(self, language: Language) -> dict[str, Any]:
        """The partner's code and name, and the citations as an answer has them."""
        return {
            "partner": self.partner,
            "name": country_name(self.partner, language),
            "citations": [citation.as_json() for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """A topic over all partners: China, the USA and Russia, then the others by how often named.

    `topic` is a topic's key or one's own words. Citations are numbered through all cells.
    `timeline` are the dated statements on the topic, the earliest first.
    """

    topic: str
    language: Language
    cells: tuple[Cell, ...]
    timeline: tuple[Dated, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Everything as JSON; `start` and `end` count code points of the article's text."""
        return {
            "topic": self.topic,
            "language": self.language,
            "cells": [cell.as_json(self.language) for cell in self.cells],
            "timeline": [dated.as_json() for dated in self.timeline],
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """All articles with their passages and what each sentence speaks of, as of one `version`."""

    version: int
    articles: dict[str, Article]
    passages: dict[str, list[Passage]]
    partners: dict[Place, list[Speaks]]
    codes: tuple[str, ...]


def read_partners(snapshot: Snapshot) -> Reading:
    """Read who is spoken of; a thousand articles take seconds, so it is to be kept."""
    articles = {article.id: article for article in snapshot.articles()}
    passages = {article_id: snapshot.passages_of(article_id) for article_id in articles}
    partners: dict[Place, list[Speaks]] = {}
    for article_id, of_article in passages.items():
        title = articles[article_id].title
        for passage, speaks in zip(of_article, partners_of(of_article, title), strict=True):
            partners[article_id, passage.start] = speaks
    codes = spoken_of([partners.values()])
    return Reading(snapshot.version, articles, passages, partners, tuple(codes))


def compare(
    snapshot: Snapshot,
    encoder: "SentenceEncoder",
    reading: Reading,
    topic: str,
    language: Language | None = None,
) -> Comparison:
    """Compare the partners on a topic: a key or name of `topics()`, or one's own words.

    `language` is that of the names; None: that of the words. Raises AssistantError where the
    topic is empty or too long.
    """
    words = " ".join(topic.split())
    if not words or len(words) > MAX_LENGTH:
        raise AssistantError(f"The topic has {len(words)} characters: give 1 to {MAX_LENGTH}.")
    known = topic_of(words)
    asked_in = detect_language(words)
    subject = _Subject(snapshot, encoder, reading, words, known, asked_in)
    cells: list[Cell] = []
    count = 0
    for code in reading.codes:
        quotes = subject.quotes(code)
        cited = tuple(
            _citation(number, quote, reading.articles[quote.hit.passage.article_id], known)
            for number, quote in enumerate(quotes, start=count + 1)
        )
        count += len(cited)
        cells.append(Cell(code, cited))
    return Comparison(
        topic=known.key if known else words,
        language=language or asked_in,
        cells=tuple(cells),
        timeline=tuple(timeline(reading.articles.values(), reading.passages, subject.on_topic)),
    )


class _Subject:
    """A topic as it is looked for in one index."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: "SentenceEncoder",
        reading: Reading,
        words: str,
        known: Topic | None,
        language: Language,
    ) -> None:
        self._snapshot, self._reading = snapshot, reading
        self._known = known
        # A known topic is searched for in the language that most of the passages are in.
        self._language = _most_read(snapshot) if known else language
        self._words = known.asked[self._language] if known else words
        self._question = Question(
            self._words, self._words, self._language, kind="which", expects=None
        )
        self._encoded = encoder.encode_question(self._words)
        self._on = self._by_words(known) if known else self._by_meaning()

    def on_topic(self, passage: Passage) -> Collection[int]:
        """The numbers of the sentences of a passage that are on the topic."""
        return self._on.get(_place(passage), {}).keys()

    def quotes(self, code: str) -> list[Quote]:
        """The best sentences on the topic that speak of a partner, two at most, newest first."""
        fitting: dict[Place, dict[int, float]] = {}
        for place, on in self._on.items():
            speaks = self._reading.partners[place]
            if weights := {
                i: weight * sure * (_AMONG_OTHERS if len(speaks[i]) > 1 else 1.0)
                for i, weight in on.items()
                if (sure := speaks[i].get(code))
            }:
                fitting[place] = weights
        if not fitting:
            return []
        question, encoded = self._question, self._encoded
        hits = search(
            self._snapshot, encoded, self._language, _SEARCHED, lambda p: _place(p) in fitting
        )
        ranked = [
            replace(quote, probability=quote.probability**_TEMPER * weight)
            for quote in rank_sentences(question, hits)
            if (weight := fitting[_place(quote.hit.passage)].get(quote.first))
        ]
        ranked.sort(key=lambda quote: -quote.probability)
        chosen = choose_quotes(question, ranked) if ranked else []
        return self._newest_and_best(sorted(chosen, key=lambda quote: -quote.probability))

    def _newest_and_best(self, chosen: list[Quote]) -> list[Quote]:
        """Two of the quotes, the best of which comes first: the newest of those nearly as good."""
        near = [q for q in chosen if q.probability >= _NEARLY * chosen[0].probability]
        newest = max(near, key=self._published, default=None)
        others = [quote for quote in chosen if quote is not newest]
        shown = [newest, *others[: _QUOTES - 1]] if newest else []
        return sorted(shown, key=self._published, reverse=True)

    def _published(self, quote: Quote) -> str:
        return self._reading.articles[quote.hit.passage.article_id].published or ""

    def _by_words(self, topic: Topic) -> dict[Place, dict[int, float]]:
        """The sentences that have a word of the topic, each with how much it says as a quote."""
        found: dict[Place, dict[int, float]] = {}
        for passages in self._reading.passages.values():
            for passage in passages:
                counts = [len(set(topic.found(said(s)))) for s in passage.sentences]
                if any(counts):
                    found[_place(passage)] = {
                        i: min(count, _MOST_WORDS) ** 0.5 * _telling(passage, i)
                        for i, count in enumerate(counts)
                        if count
                    }
        return found

    def _by_meaning(self) -> dict[Place, dict[int, float]]:
        """The sentences in which every telling word of one's own topic is found."""
        return {
            _place(hit.passage): {i: _telling(hit.passage, i) for i in on}
            for hit in search(self._snapshot, self._encoded, self._language, 2 * _SEARCHED)
            if (on := _sentences_on(self._encoded, hit, self._words, self._language))
        }


def _sentences_on(
    encoded: EncodedQuestion, hit: SearchHit, words: str, language: Language
) -> set[int]:
    telling = [
        number
        for number, (start, end) in enumerate(encoded.words)
        if terms(words[start:end], language) and np.any(encoded.word_of == number)
    ] or [number for number in range(len(encoded.words)) if np.any(encoded.word_of == number)]
    if not telling:
        return set()
    weakest = np.min([hit.words[encoded.word_of == n].mean(axis=0) for n in telling], axis=0)
    held = hit.sentence_coverage > 1 - 1e-6
    return {i for i in range(len(weakest)) if weakest[i] >= _FOUND or held[i]}


def _telling(passage: Passage, index: int) -> float:
    """How much a sentence says for its length."""
    text = passage.sentences[index].text
    over = max(0, len(text) - _SHORT)
    stated = any(_is_amount(figure) for figure in figures(text, passage.language))
    return float(0.5 ** (over / _STRETCH)) * (_FIGURE if stated else 1.0)


def _is_amount(figure: Figure) -> bool:
    """Whether a figure says how much or how many, not when."""
    a_year = not figure.unit and 1900 <= figure.value < 2100
    return not (figure.word or a_year or figure.unit in ("day", "month"))


def _place(passage: Passage) -> Place:
    return passage.article_id, passage.start


def _most_read(snapshot: Snapshot) -> Language:
    return max(snapshot.languages(), key=snapshot.passage_count, default="ru")


def _citation(number: int, quote: Quote, article: Article, topic: Topic | None) -> Citation:
    sentence = quote.sentence
    bold = tuple(topic.spans(sentence.text)) if topic else ()
    return Citation(number, article, quote.hit.passage, sentence, bold)
