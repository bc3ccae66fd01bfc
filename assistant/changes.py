"""What changed between two articles: figures of the same thing that differ, with both sentences.

Few and right rather than many: a pair counts only where each sentence is the other's best match,
the clauses around the figures are alike, and the units, countries and names agree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.facts import facts, missing
from assistant.figures import Figure, figures
from assistant.values import clause, countries, tells_a_value, without_countries
from index.article import Article, Language, Passage, Sentence
from index.passages import split_passages

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from index.embedding import SentenceEncoder

_MOST_OLDER = 20  # articles that a newer one is compared with: half a second each
_MOST_CHANGES = 12
# Read off pairs of sentences of the articles in tests/assistant/newer.
_ALIKE = {True: 0.9, False: 0.855}


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of an article, in the sentence that says it."""

    article: Article
    sentence: Sentence
    figure: Figure

    def as_json(self) -> dict[str, object]:
        """The value as JSON: `start` and `end` are those of the sentence in the article."""
        return {
            "article_id": self.article.id,
            "published": self.article.published,
            "figure": self.figure.text,
            "quote": self.sentence.text,
            "start": self.sentence.start,
            "end": self.sentence.end,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """The same thing in two articles, with different values; `likeness` is a cosine."""

    old: Value
    new: Value
    likeness: float


@dataclass(frozen=True, slots=True, eq=False)
class _Clause:
    value: Value
    text: str
    language: Language
    countries: frozenset[str]


def changes(
    old: tuple[Article, Sequence[Passage]],
    new: tuple[Article, Sequence[Passage]],
    encoder: "SentenceEncoder",
) -> list[Change]:
    """The figures that differ between an older and a newer article, most alike first."""
    before, after = _clauses(*old), _clauses(*new)
    if not before or not after:
        return []
    same_language = old[0].language == new[0].language
    cosines = _vectors(after, encoder) @ _vectors(before, encoder).T
    fits = np.array([[_may_be_same(a, b) for b in before] for a in after])
    cosines = np.where(fits, cosines, 0.0)
    found = []
    for i, j in zip(range(len(after)), cosines.argmax(axis=1), strict=True):
        likeness = float(cosines[i, j])
        mutual = cosines[:, j].argmax() == i
        changed = after[i].value.figure.value != before[j].value.figure.value
        if mutual and changed and likeness >= _ALIKE[same_language]:
            found.append(Change(before[j].value, after[i].value, likeness))
    return sorted(found, key=lambda change: -change.likeness)


def changed_values(assistant: "Assistant", old: str, new: str) -> list[Change]:
    """The changes between two articles, each named by its id or, as once quoted, `id@revision`.

    Raises IndexingError where there is none of that name.
    """
    older, newer = _article(assistant, old), _article(assistant, new)
    return changes(older, newer, assistant.encoder)


def older_articles(articles: Sequence[Article], newest: Article) -> list[Article]:
    """The articles that a newer one may bring up to date, the latest before it first."""
    date = newest.published or ""
    before = [a for a in articles if a.published and a.published <= date and a.id != newest.id]
    return sorted(before, key=lambda a: a.published or "", reverse=True)[:_MOST_OLDER]


def brought_up_to_date(
    assistant: "Assistant",
    newest: Article,
    replaced: Article | None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Change]:
    """What a newer article changes: of the one it replaces, else of those published before it.

    A value of the newer one is told once, with the latest that differs from it.
    """
    older = [replaced] if replaced else older_articles(assistant.articles(), newest)
    found: dict[tuple[int, str], Change] = {}
    for done, article in enumerate(older):
        progress(done, len(older))
        name = f"{article.id}@{article.revision}" if replaced else article.id
        for change in changed_values(assistant, name, newest.id):
            found.setdefault((change.new.sentence.start, change.new.figure.text), change)
    return list(found.values())[:_MOST_CHANGES]


def _article(assistant: "Assistant", name: str) -> tuple[Article, list[Passage]]:
    article_id, _, revision = name.partition("@")
    if not revision:
        return assistant.article(article_id), assistant.passages(article_id)
    article, _ = assistant.revision(article_id, revision)
    return article, split_passages(article)


def _clauses(article: Article, passages: Sequence[Passage]) -> list[_Clause]:
    """The clauses of an article that say a value; a country not named is the title's."""
    of_title = countries(article.title)
    found = []
    for passage in passages:
        for sentence in passage.sentences:
            values = [
                f
                for f in figures(sentence.text, article.language)
                if tells_a_value(f, sentence.text)
            ]
            texts = [clause(sentence.text, figure) for figure in values]
            digits = {t for t, f in zip(texts, values, strict=True) if not f.word}
            for text, figure in zip(texts, values, strict=True):
                if figure.word and text in digits:
                    continue
                named = countries(sentence.text) or countries(passage.text) or of_title
                value = Value(article, sentence, figure)
                found.append(_Clause(value, text, article.language, frozenset(named)))
    return found


def _may_be_same(one: _Clause, other: _Clause) -> bool:
    """Whether unit, countries and names let two clauses speak of one thing."""
    if one.value.figure.unit != other.value.figure.unit:
        return False
    if one.countries and other.countries and not one.countries & other.countries:
        return False
    for a, b in ((one, other), (other, one)):
        lacking = missing(facts(a.text, a.language), [(b.value.sentence.text, b.language)])
        if any(fact.kind == "name" for fact in lacking):
            return False
    return True


def _vectors(clauses: Sequence[_Clause], encoder: "SentenceEncoder") -> NDArray[np.float32]:
    texts = [without_countries(item.text) for item in clauses]
    return np.array(encoder.embed_documents(texts), dtype=np.float32)
