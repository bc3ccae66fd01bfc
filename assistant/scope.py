"""Which articles a question is answered from: all, or those of a time or a publisher it names."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from assistant.errors import AssistantError
from assistant.figures import figures
from index.article import Language
from index.catalog import Byline
from index.keywords import terms

_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_TITLE_TERMS = 4  # fewer words of a title may stand in a question by chance
_DATE_LENGTH = 40  # characters after its cue

# The days that an article published «last week» may be of. A year is left out: «в прошлом году»
# is when the thing happened, not when it was written.
_RELATIVE: dict[str, str] = {
    # «Сегодня» is as a rule "nowadays": only news of today is meant by that day.
    "today": r"сегодняшн\w+|бүгінгі (?:жаңалық|мақала)\w*|today's|(?:published|news) today",
    "yesterday": r"вчера(?:шн\w+)?|кеше(?:гі)?|yesterday(?:'s)?",
    "week": r"на этой неделе|за неделю|осы аптада(?:ғы)?|this week(?:'s)?",
    "last week": r"на (?:прошлой|минувшей) неделе|(?:өткен|былтырғы) аптада(?:ғы)?"
    r"|last week(?:'s)?|(?:in|over|during) the (?:last|past) week",
    "month": r"в этом месяце|осы айда(?:ғы)?|this month(?:'s)?",
    "last month": r"в (?:прошлом|минувшем) месяце|өткен айда(?:ғы)?|last month(?:'s)?",
}
# What stands before a date that is the article's own.
_PUBLISHED: dict[Language, str] = {
    "ru": r"(?:стать\w+|публикаци\w+|материал\w+|новост\w+)\s+(?:от|за)\s"
    r"|опубликован\w*\s+(?:в\s)?",
    "en": r"(?:articles?|stor(?:y|ies)|reports?|news)\s+(?:of|from)\s|published\s+(?:in|on)\s",
    "kk": r"(?=\d{4} жыл\w* [^?]{0,20}(?:мақала|жарияла))",
}
_AS_OF: dict[Language, str] = {
    "ru": r"по (?:состоянию|данным) на\s",
    "en": r"\bas of\s",
    "kk": r"(?=\d{4} жыл\w* [^?]{0,15}жағдай)",
}


def articles_in_scope(
    question: str,
    language: Language,
    articles: Sequence[Byline],
    as_of: str | None = None,
    today: date | None = None,
) -> frozenset[str] | None:
    """The ids of the articles that a question may be answered from; None: of all.

    `as_of` is a date, cut to what is meant (2026-02-03, 2026-02 or 2026): only what is known to
    have been published by its end counts. The question may name such a date too, the article's
    date, days or weeks from today back, a publisher or an article's title. Raises AssistantError
    where `as_of` is no date.
    """
    limits: list[frozenset[str]] = []
    named = _named_date(question, language, _AS_OF)
    if as_of:
        limits.append(_published(articles, date.min, period(as_of)[1]))
    if named:
        limits.append(_published(articles, date.min, named[1]))
    written = _named_date(question, language, _PUBLISHED)
    for days in (written, _relative(question, today or date.today())):
        if days:
            limits.append(_published(articles, *days))
    sources = _named_sources(question, language, articles)
    if sources:
        limits.append(sources)
    return frozenset.intersection(*limits) if limits else None


def period(text: str) -> tuple[date, date]:
    """The first and last day of a date cut to month or year; AssistantError where it is none."""
    match = _ISO_DATE.fullmatch(text.strip())
    try:
        if not match:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        return _days(year or 0, month, day)
    except ValueError:
        raise AssistantError(f"{text!r} is no date: write 2026-02-03, 2026-02 or 2026") from None


def _days(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    last_month = month or 12
    return (
        date(year, month or 1, day or 1),
        date(year, last_month, day or monthrange(year, last_month)[1]),
    )


def _published(articles: Sequence[Byline], since: date, until: date) -> frozenset[str]:
    """Those that are known to have been published within these days."""
    found = []
    for article in articles:
        if article.published:
            first, last = period(article.published)
            if since <= first and last <= until:
                found.append(article.id)
    return frozenset(found)


def _named_date(
    question: str, language: Language, cues: dict[Language, str]
) -> tuple[date, date] | None:
    cue = re.search(cues[language], question, re.IGNORECASE)
    if not cue:
        return None
    parts: dict[str, int] = {}
    for figure in figures(question[cue.end() : cue.end() + _DATE_LENGTH], language):
        year = not figure.unit and 1900 <= figure.value < 2100
        if year or figure.unit in ("day", "month"):
            parts.setdefault(figure.unit or "year", int(figure.value))
    if "year" not in parts:
        return None
    try:
        return _days(parts["year"], parts.get("month"), parts.get("day"))
    except ValueError:
        return None


def _relative(question: str, today: date) -> tuple[date, date] | None:
    """The days that the question names from today back, up to today: news is told afterwards."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    starts = {
        "today": today,
        "yesterday": today - timedelta(days=1),
        "week": monday,
        "last week": monday - timedelta(days=7),
        "month": month,
        "last month": (month - timedelta(days=1)).replace(day=1),
    }
    for name, pattern in _RELATIVE.items():
        if re.search(rf"\b(?:{pattern})(?!\w)", question, re.IGNORECASE):
            return starts[name], today
    return None


@lru_cache(maxsize=20_000)
def _terms(text: str, language: Language) -> tuple[str, ...]:
    """The terms of a title or publisher, whose endings need not be those of the question's."""
    return tuple(terms(text, language))


def _named_sources(
    question: str, language: Language, articles: Sequence[Byline]
) -> frozenset[str] | None:
    """The articles of the publisher that the question names, or of the title."""
    words = " ".join(["", *terms(question, language), ""])

    def names(text: str | None, least: int) -> bool:
        own = _terms(text or "", language)
        return len(own) >= least and f" {' '.join(own)} " in words

    publishers = {article.publisher for article in articles}
    named = {publisher for publisher in publishers if names(publisher, 1)}
    found = frozenset(
        article.id
        for article in articles
        if (article.publisher and article.publisher in named) or names(article.title, _TITLE_TERMS)
    )
    return found or None
