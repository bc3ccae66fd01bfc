"""Whether a name stands in a passage of another language, translated or spelled otherwise.

Letters tell only part of it: Plague is «чума», and Hauteville «Отвиль». The rest is told by the
model's states of the words and by the support reader, which has READ_FEATURES, in a logistic
regression fitted on public parallel texts by `tests/benchmarks/fit_check.py`; its coefficients are
in `check.json`.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.facts import Fact
from assistant.likeness import sum_of
from assistant.romanised import likeness_in_letters
from index.article import Passage
from index.states import EncodedQuestion, PassageStates

if TYPE_CHECKING:
    from index.support_reader import SupportRead

# How near the passage's words come, how like their letters are, whether the nearest are names, and
# how near they come to the statement's other words, which nearness is to be measured by.
NAME_FEATURES = ("cosine", "letters", "names", "others")
READ_FEATURES = ("said", "least_said")

_WORD = re.compile(r"[^\W_]+(?:[-‑’'][^\W_]+)*")


def names_alike(
    absent: Sequence[Fact],
    encoded: EncodedQuestion,
    states: PassageStates,
    spans: NDArray[np.int64],
    passage: Passage,
    read: "SupportRead | None",
) -> Collection[Fact]:
    """The names among these facts of a statement that the passage has in other letters or words.

    `spans` int[tokens, 2] are the places of the passage's tokens in its text; `read` is what the
    support reader makes of the statement.
    """
    names = [fact for fact in absent if fact.kind == "name"]
    # A passage in Latin letters has a name in Latin letters as it is, or has it not.
    names = [name for name in names if not (passage.language == "en" and name.text.isascii())]
    if not names or not len(spans) or not len(encoded.tokens):
        return ()
    cosines = encoded.tokens @ states.tokens.T
    found = [
        (name, name_features(name, encoded, cosines, spans, passage.text, read)) for name in names
    ]
    return [
        name
        for name, features in found
        if features and sum_of("name", NAME_FEATURES, READ_FEATURES, features) > 0
    ]


def name_features(
    name: Fact,
    encoded: EncodedQuestion,
    cosines: NDArray[np.float32],
    spans: NDArray[np.int64],
    text: str,
    read: "SupportRead | None" = None,
) -> tuple[float, ...]:
    """How a name of a statement compares with a passage: NAME_FEATURES, and READ_FEATURES if read.

    `cosines` float32[tokens, tokens] are of the statement's with the passage's. Empty where the
    model has no state of the name.
    """
    own = [i for i, (a, b) in enumerate(encoded.words) if a < name.end and name.start < b]
    inside = np.isin(encoded.word_of, own)
    if not inside.any():
        return ()
    best, nearest = cosines.max(axis=1), cosines.argmax(axis=1)[inside]
    by_word = [best[encoded.word_of == i].mean() for i in own if (encoded.word_of == i).any()]
    written = {match.span(): match[0] for match in _WORD.finditer(text)}
    capitals = [word for word in written.values() if not word.islower()]
    near = [
        word
        for start, end in spans[nearest]
        for (a, b), word in written.items()
        if a < end and start < b
    ]
    letters = [
        max((_letters(word, other) for other in capitals), default=0.0)
        for word in _WORD.findall(name.text)
        if len(word) > 1
    ]
    said = () if read is None else (float(read.said[inside].mean()), float(read.said[inside].min()))
    return (
        float(np.mean(by_word)),
        float(np.mean(letters or [0.0])),
        sum(not word.islower() for word in near) / len(nearest),
        float(best[~inside].mean()) if not inside.all() else float(best.mean()),
        *said,
    )


@lru_cache(maxsize=100_000)
def _letters(word: str, other: str) -> float:
    """How like the letters of two words are, or of the first and a part of the second."""
    parts = {other, *re.split("[-‑]", other)}
    return max((likeness_in_letters(word, part) for part in parts if len(part) > 1), default=0.0)
