"""Which of the three languages a text or a question is written in."""

from functools import cache
from typing import TYPE_CHECKING

from index.article import Language

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer


@cache
def russian_morphology() -> "MorphAnalyzer":
    """The dictionary of Russian word forms, loaded once (a second, 15 MB)."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


def detect_language(text: str) -> Language:
    """The language of an article or a question; of one word, too. Without letters: Russian."""
    if set(text.lower()) & set("әғқңөұүһі"):
        return "kk"
    latin = sum("a" <= c.lower() <= "z" for c in text)
    cyrillic = sum("а" <= c.lower() <= "ё" for c in text)
    return "en" if latin > cyrillic else "ru"
