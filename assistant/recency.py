"""Which article is newer, and what that means for passages that answer equally well."""

from collections.abc import Mapping, Sequence

from index.search import SearchHit

_EQUAL = 0.01  # of a score from 0 to 1: less than the searches of one question vary by its wording


def newer(one: str | None, other: str | None) -> bool:
    """Whether one date of publication is surely after another; both may be cut to month or year."""
    if one is None or other is None or one.startswith(other) or other.startswith(one):
        return False
    return one > other


def newer_first(hits: Sequence[SearchHit], published: Mapping[str, str | None]) -> list[SearchHit]:
    """The hits, best first; of those that fit equally well, the newer article's comes first."""
    ordered: list[SearchHit] = []
    for hit in hits:
        place = len(ordered)
        date = published.get(hit.passage.article_id)
        while (
            place
            and ordered[place - 1].score - hit.score < _EQUAL
            and newer(date, published.get(ordered[place - 1].passage.article_id))
        ):
            place -= 1
        ordered.insert(place, hit)
    return ordered
