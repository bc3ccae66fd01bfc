"""Articles that say mostly the same in the same words, whatever their headlines say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.article import Article

_WORDS = 5
_WORD = re.compile(r"\w+")
_ALIKE = 0.5
# An article with another copied into it, or cut short, is alike too; its Jaccard may be small.
_CONTAINED = 0.8


@dataclass(frozen=True, slots=True)
class NearCopy:
    """An article that is mostly another; `share` of the shorter one's word sequences is in both."""

    article: Article
    share: float


def near_copies(article: Article, others: Iterable[Article]) -> list[NearCopy]:
    """Those of the others that are the same text or nearly so, most alike first.

    Compared are runs of five words (Broder 1997, "On the resemblance and containment of
    documents"): their Jaccard index, and how much of the shorter text is in the longer.
    """
    mine = _shingles(article.text)
    found = []
    for other in others:
        # Lengths alone rule most of them out.
        if other.id == article.id or not _may_contain(len(article.text), len(other.text)):
            continue
        theirs = _shingles(other.text)
        shared = len(mine & theirs)
        shorter = min(len(mine), len(theirs))
        if not shorter:
            continue
        alike = shared / (len(mine) + len(theirs) - shared)
        if alike >= _ALIKE or shared / shorter >= _CONTAINED:
            found.append(NearCopy(other, shared / shorter))
    return sorted(found, key=lambda copy: (-copy.share, copy.article.id))


def _may_contain(one: int, other: int) -> bool:
    return max(one, other) <= 5 * min(one, other) + 1000


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold().replace("ё", "е"))
    return set(zip(*(words[i:] for i in range(_WORDS)), strict=False))
