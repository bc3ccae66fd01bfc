"""Questions with one noun exchanged for another: nothing in the articles answers them.

The other noun stands in another question in the same form and is one of those nearest in meaning:
«Сколько очков …» becomes «Сколько голов …».
"""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache

from corpus import QuestionSet

from assistant.names import parses
from index.article import Language
from index.embedding import SentenceEncoder
from index.keywords import terms

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEFORE_NOUN = re.compile(
    r"\b(?:the|an?|of|many|much|what|which|in|for|his|her|their|its)\s$", re.IGNORECASE
)
_NEAREST = 8


class NounSwap:
    """Exchanges nouns between the questions of a set; the same ones in every run."""

    def __init__(self, questions: QuestionSet, encoder: SentenceEncoder) -> None:
        self._language = questions.language
        self._vector = cache(lambda word: encoder.encode_question(word).vector)
        self._chance = random.Random(0)
        self._by_form: dict[str, dict[str, str]] = {}
        for question in questions.questions:
            for noun, form in _nouns(question.text, self._language):
                lemma = " ".join(terms(noun.group(), self._language))
                self._by_form.setdefault(form, {})[lemma] = noun.group()

    def __call__(self, text: str, context: str) -> str | None:
        """The question with one noun exchanged for one that `context` lacks; None: it has none."""
        found = list(_nouns(text, self._language))
        if not found:
            return None
        noun, form = self._chance.choice(found)
        held = {*terms(context, self._language), *terms(text, self._language)}
        others = [
            other
            for other in self._by_form[form].values()
            if held.isdisjoint(terms(other, self._language))
        ]
        near = sorted(others, key=self._likeness(noun.group()), reverse=True)[:_NEAREST]
        if not near:
            return None
        return text[: noun.start()] + self._chance.choice(near) + text[noun.end() :]

    def _likeness(self, noun: str) -> Callable[[str], float]:
        return lambda other: float(self._vector(other) @ self._vector(noun))


def _nouns(text: str, language: Language) -> Iterator[tuple[re.Match[str], str]]:
    """The common nouns of a question, each with its form: only like forms can be exchanged."""
    for word in _WORD.finditer(text):
        if not word.group().islower() or len(word.group()) < 4 or not terms(word.group(), language):
            continue
        if language == "ru":
            tag = parses(word.group())[0].tag
            if tag.POS == "NOUN":
                yield word, f"{tag.case} {tag.number} {tag.number == 'sing' and tag.gender}"
        elif _BEFORE_NOUN.search(text[: word.start()]) and not word.group().endswith(("ed", "ly")):
            yield word, "plural" if word.group().endswith("s") else "singular"
