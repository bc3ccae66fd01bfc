"""People called by their role alone: «Что думает бывший дипломат о …?»."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.names import WORD, parses
from assistant.question import Question, asks_for_words, verbs_of_saying
from index.article import Language
from index.names import is_person_noun

if TYPE_CHECKING:
    from index.embedding import SentenceEncoder

# How alike a role as asked for and as written are, across languages too, and how much more alike
# than any other: «former diplomat» and «бывший дипломат», but not two ministers.
_ALIKE = 0.865
_AHEAD = 0.03
_MOST = 64  # speakers; among more, a role alone tells nobody, and comparing takes long
_FAR = 2  # words that may stand between a role and the verb of saying


def with_name(question: Question, roles: Mapping[str, str], encoder: "SentenceEncoder") -> str:
    """The question's text with the one speaker's name in the place of the role that it gives.

    `roles` are those of the speakers, by name. The text as it is where it gives no role alone, or
    one that nobody or more than one may have.
    """
    span = _role(question)
    if span is None or not 0 < len(roles) <= _MOST:
        return question.text
    start, end = span
    asked = np.array(encoder.embed_query(question.text[start:end]))
    names = list(roles)
    alike = np.array([_vector(encoder, roles[name]) @ asked for name in names])
    order = np.argsort(-alike)
    ahead = alike[order[0]] - alike[order[1]] if len(order) > 1 else 1.0
    if alike[order[0]] < _ALIKE or ahead < _AHEAD:
        return question.text
    article = re.search(r"\bthe\s+$", question.text[:start], re.IGNORECASE)
    before = question.text[: article.start() if article else start]
    return f"{before}{names[order[0]]}{question.text[end:]}"


@lru_cache(maxsize=1024)
def _vector(encoder: "SentenceEncoder", role: str) -> NDArray[np.float64]:
    return np.array(encoder.embed_documents([role])[0])


def _role(question: Question) -> tuple[int, int] | None:
    """Where the question names, by the role alone, somebody whose words it asks for."""
    text, language = question.text, question.language
    if question.person or question.kind == "who" or not asks_for_words(text, language):
        return None
    saying = [match.span() for match in verbs_of_saying(text, language)]
    words = list(WORD.finditer(text))
    for at, word in enumerate(words):
        if not word.group().islower() or not _is_person(word.group(), language):
            continue
        first, last = at, at
        while first and _belongs_before(words[first - 1].group(), language):
            first -= 1
        while last + 1 < len(words) and _belongs_after(words[last + 1].group(), language):
            last += 1
        span = words[first].start(), words[last].end()
        if any(_beside(text, span, verb) for verb in saying):
            return span
    return None


def _is_person(word: str, language: Language) -> bool:
    if language == "en":
        of_people = is_person_noun(word, language) or word.endswith(("ist", "ian", "yst"))
        return of_people and not word.endswith("s")
    return is_person_noun(word, language)


def _belongs_before(word: str, language: Language) -> bool:
    """Whether a word before the noun describes who it is: «бывший», «former», «бұрынғы»."""
    if language == "ru":
        return word.islower() and any(
            {"ADJF", "nomn", "sing"} <= parse.tag.grammemes for parse in parses(word)
        )
    if language == "en":
        return word not in ("the", "a", "an", "did", "does", "do", "has", "had", "and", "to")
    return word.islower() and bool(re.search("(?:[ғқ]ы|[гк]і|[иі]к|тәуелсіз|ы|і)$", word))


def _belongs_after(word: str, language: Language) -> bool:
    """Whether a word after the noun says of what: «министр энергетики Казахстана»."""
    if language != "ru":
        return False
    return any({"NOUN", "gent"} <= parse.tag.grammemes for parse in parses(word)[:1])


def _beside(text: str, role: tuple[int, int], verb: tuple[int, int]) -> bool:
    between = text[min(role[1], verb[1]) : max(role[0], verb[0])]
    return len(between.split()) <= _FAR and not re.search(r"[,;:]", between)
