"""Whether a sentence of the model states anything that could be checked, in the answer's language.

A small model asks the question back, breaks off after a word, falls into the language of the
sources, or strings together letters: all of it may be near enough to a passage to seem true.
"""

import re
from collections.abc import Collection
from typing import Literal

from assistant.facts import facts, missing
from assistant.kinds import kind_of
from assistant.names import WORD, is_russian
from index.article import Language
from index.keywords import terms
from index.language import detect_language

NoStatement = Literal["no statement", "language"]

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_FEW = 3  # words: too few to tell a language or a sentence by
# Words that no dictionary and no source has: one may be new, two are noise, but not among many.
_STRANGE = 2
_STRANGE_SHARE = 0.25


def no_statement(
    text: str, question: str, language: Language, known: Collection[str]
) -> NoStatement | None:
    """Why a sentence states nothing in the language of the answer; None: it states something.

    `known` are the words of the sources in small letters.
    """
    own = _QUOTED.sub(" ", text)
    words = [word.casefold() for word in WORD.findall(own)]
    # Names and figures are the same in every language.
    plain = [word for word in WORD.findall(own) if word.islower()]
    if len(plain) >= _FEW and not _is_in(own, plain, language):
        return "language"
    said = set(terms(text, language))
    stated = facts(text, language)
    if text.rstrip().endswith("?"):
        return "no statement"
    kind, expects = kind_of(question, language)
    if not stated and len(said) < _FEW and expects not in ("person", "place"):
        return "no statement"
    repeats = said <= set(terms(question, language)) and kind != "other"
    if repeats and not missing(stated, [(question, language)]):
        return "no statement"
    if language == "ru":
        strange = {w for w in words if w not in known and w in plain and not is_russian(w)}
        if len(strange) >= max(_STRANGE, _STRANGE_SHARE * len(words)):
            return "no statement"
    return None


def _is_in(text: str, plain: list[str], language: Language) -> bool:
    """Whether the ordinary words of a text are of the language."""
    latin = sum(word.isascii() for word in plain)
    if language == "en":
        return 2 * latin > len(plain)
    if 2 * latin > len(plain):
        return False
    return len(plain) < 2 * _FEW or detect_language(text) == language
