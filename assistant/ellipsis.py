"""What a figure leaves out because the one before it said it: «30 процентов, через год – 55»."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.figures import Figure

_FARTHEST = 120  # characters between the two
_ENDS = re.compile(r"[.!?…][»”\"')]*\s+[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ«“\"]|\n")
# A figure that counts something of its own has a noun after it; this one has none.
_ALONE = re.compile(
    r"\s*(?:[.,;:!?)»”\"]|[–—-]\s|$)"
    r"|\s(?:will|would|is|was|are|were|has|have|had|came?|comes?|goes|went|from|in|by|to|of which"
    r"|against|versus|и|а|но|из|от|на|в|с|против|вместо|до|к|предостав\w+|да[её]т|дадут|выдел\w+"
    r"|внес\w+|влож\w+|приход\w+|пойд[её]т|составля\w+|мен|пен|бен)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\s(?:против|вместо|against|versus|instead of)\s", re.IGNORECASE)


def with_shared(text: str, figures: Sequence["Figure"]) -> tuple["Figure", ...]:
    """The figures in order, those that stand alone with the scale and unit that they may share.

    These are of the last figure of the same sentence that has them, or of the one after it that it
    is set against.
    """
    found = list(figures)
    last = None
    for i, figure in enumerate(figures):
        if _said(figure):
            last = figure
            before = figures[i - 1] if i else figure
            between = text[before.end : figure.start]
            if _is_bare(before, text) and _AGAINST.fullmatch(between):
                found[i - 1] = replace(before, shared=(figure.scale, figure.unit))
        elif last and _is_bare(figure, text) and _near(text, last.end, figure.start):
            found[i] = replace(figure, shared=(last.scale, last.unit))
    return tuple(found)


def _said(figure: "Figure") -> bool:
    return figure.scale != 1 or (figure.unit not in ("", "day", "month"))


def _is_bare(figure: "Figure", text: str) -> bool:
    a_year = 1000 < figure.value < 2100 and figure.text.isdigit()
    bare = not figure.unit and figure.scale == 1 and not a_year
    return bare and bool(_ALONE.match(text, figure.end))


def _near(text: str, start: int, end: int) -> bool:
    return 0 <= end - start <= _FARTHEST and not _ENDS.search(text[start:end])
