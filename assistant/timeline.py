"""Statements of the articles that carry a date, in the order of the dates."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Citation
from index.article import Article, Passage

_STEMS = {
    "ru": "январ феврал март апрел ма[йяею] июн июл август сентябр октябр ноябр декабр",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "en": "January February March April May June July August September October November December",
}
_MONTH = "|".join(
    rf"(?P<{language}{number}>{'(?-i:' + stem + ')' if language == 'en' else stem})"
    for language, stems in _STEMS.items()
    for number, stem in enumerate(stems.split(), start=1)
)
_YEAR = r"(?:19|20)\d{2}"
# «3 марта 2025 года», «в начале сентября», «2025 жылғы 3 наурыз», "3 March 2025", "March 3, 2025"
_DATE = re.compile(
    rf"\b(?:(?P<before>{_YEAR})\s*(?:жыл\w*|ж\.)\s+)?(?:(?P<day>[12]?\d|3[01])(?:-\w+)?\s+)?"
    rf"(?:{_MONTH})\w{{0,6}}\b(?:\s+(?P<us>[12]?\d|3[01])(?:st|nd|rd|th)?(?=,|\b(?!\d)))?"
    rf"(?:,?\s+(?P<after>{_YEAR})\b)?",
    re.IGNORECASE,
)
# A year says so: «в 2024 году», «2025-й», "in 2021", or it stands in a span of years.
_YEAR_ALONE = re.compile(
    rf"(?<![\w.,-])(?P<year>{_YEAR})(?:-?(?:й|го|м|му)\b|[\s–-]+(?:год|гг?\.|жыл|ж\.)\w*)"
    rf"|\b(?:in|since|by|until|during|from|of)\s+(?P<english>{_YEAR})\b",
    re.IGNORECASE,
)
_MONTHS_AHEAD = 2
MOST = 200
"""How many statements a timeline holds."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A sentence and the date it states: ISO, cut to what is known (`2024`, `2025-09`)."""

    date: str
    citation: Citation

    def as_json(self) -> dict[str, Any]:
        """The date beside the citation as an answer has it."""
        return {"date": self.date, **self.citation.as_json()}


def timeline(
    articles: Iterable[Article],
    passages: Mapping[str, Sequence[Passage]],
    of_interest: Callable[[Passage], Collection[int]] | None = None,
) -> list[Dated]:
    """The dated sentences, the earliest first, at most MOST, the latest of them.

    `of_interest` gives the numbers of the sentences of a passage that are to be shown; None: all.
    A month without its year is taken for the last one before the article was published.
    """
    found: list[tuple[str, Article, Passage, int]] = []
    for article in articles:
        for passage in passages[article.id]:
            wanted = of_interest(passage) if of_interest else range(len(passage.sentences))
            for index in sorted(wanted):
                date = stated_date(passage.sentences[index].text, article.published)
                if date:
                    found.append((date, article, passage, index))
    found.sort(key=lambda one: (one[0], one[1].id, one[2].start, one[3]))
    return [
        Dated(date, Citation(number, article, passage, passage.sentences[index]))
        for number, (date, article, passage, index) in enumerate(found[-MOST:], start=1)
    ]


def stated_date(sentence: str, published: str | None) -> str | None:
    """The most exact date that a sentence states, the first of equally exact ones."""
    dates = [date for m in _DATE.finditer(sentence) if (date := _read(m, published))]
    dates += [m["year"] or m["english"] for m in _YEAR_ALONE.finditer(sentence)]
    return max(dates, key=len, default=None)


def _read(match: re.Match[str], published: str | None) -> str | None:
    month = next(int(name[2:]) for name in match.groupdict() if match[name] and name[2:].isdigit())
    day = match["day"] or match["us"]
    year = match["before"] or match["after"]
    if not year and not day and match[0][:3].casefold() in ("мая", "мае", "may", "mar"):
        return None  # «мая» is also «мой», "may" a verb
    if not year:
        year = _last(month, published)
    if not year:
        return None
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day and int(day) else "")


def _last(month: int, published: str | None) -> str | None:
    """The year of the last such month when the article came out, or of one just ahead."""
    if not published or len(published) < 7:
        return published
    year, out = int(published[:4]), int(published[5:7])
    return str(year if month <= out + _MONTHS_AHEAD else year - 1)
