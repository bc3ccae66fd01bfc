"""Words of news that mean the same, in Russian, English and Kazakh.

A small model sees least what a word means where another language or a synonym says it. Each line
of `thesaurus.txt` is one meaning: its words in the three languages, in any form.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from index.article import Language
from index.keywords import terms

Meanings = frozenset[int]

_LANGUAGES: tuple[Language, ...] = ("ru", "en", "kk")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONG = 4  # letters that a Kazakh word must share, whatever follows
# The endings of a shorter one: of plural, possession and case.
_ENDINGS = re.compile(
    r"(?:[лдт][ае]р)?(?:[сы]?[ыі]|[ыі]?м[ыі]з)?(?:[дтн][ыі]ң|[ғгқк][ае]|на|не|н?[дтн][ае]н?|[дтн][ыі]|н"
    r"|[мбп]ен|[дт]ағы|[дт]егі|л[ыі][қк])?"
)


@lru_cache(maxsize=100_000)
def meanings(word: str, language: Language) -> Meanings:
    """The meanings of a word in any of its forms; empty where it is not in the thesaurus."""
    if language == "kk":
        word = word.casefold()
        return frozenset().union(*(own for stem, own in _kazakh() if _is_form(word, stem)))
    found = (_known(language).get(term, frozenset()) for term in terms(word, language))
    return frozenset().union(*found)


@lru_cache(maxsize=4096)
def meanings_in(text: str, language: Language) -> Meanings:
    """The meanings of all words of a text."""
    return frozenset().union(*(meanings(word, language) for word in set(_WORD.findall(text))))


def _is_form(word: str, stem: str) -> bool:
    if not word.startswith(stem):
        return False
    return len(stem) >= _LONG or bool(_ENDINGS.fullmatch(word[len(stem) :]))


@cache
def _lines() -> tuple[dict[Language, list[str]], ...]:
    text = files("index").joinpath("thesaurus.txt").read_text("utf-8")
    return tuple(
        {own: part.split() for own, part in zip(_LANGUAGES, line.split("|"), strict=True)}
        for line in text.splitlines()
    )


@cache
def _known(language: Language) -> Mapping[str, Meanings]:
    """The meanings of each keyword term."""
    found: dict[str, Meanings] = defaultdict(frozenset)
    for number, line in enumerate(_lines()):
        for word in line[language]:
            for term in terms(word, language):
                found[term] |= {number}
    return dict(found)


@cache
def _kazakh() -> tuple[tuple[str, Meanings], ...]:
    found: dict[str, Meanings] = defaultdict(frozenset)
    for number, line in enumerate(_lines()):
        for word in line["kk"]:
            found[word] |= {number}
    return tuple(found.items())
