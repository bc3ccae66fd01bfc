"""Dates within the assistant's own sentences, in the three languages of its readers."""

from collections.abc import Sequence

from index.article import Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
           "октября", "ноября", "декабря"),
    "kk": ("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек",
           "қазан", "қараша", "желтоқсан"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip
# Kazakh says «of March» with an ending that follows the month's sounds.
_OF_MONTH = ("дағы", "дағы", "дағы", "дегі", "дағы", "дағы", "дегі", "дағы", "тегі", "дағы",
             "дағы", "дағы")  # fmt: skip


def by_date(published: Sequence[str], language: Language) -> list[str]:
    """How values of these dates, newest first, are introduced, each by its article's date."""
    return [_newest(published[0], language), *(_older(date, language) for date in published[1:])]


def _newest(published: str, language: Language) -> str:
    return {
        "ru": f"По данным от {_of(published, 'ru')}",
        "kk": f"{_of(published, 'kk')} дерек бойынша",
        "en": f"As of {_of(published, 'en')}",
    }[language]


def _older(published: str, language: Language) -> str:
    return {
        "ru": f"В статье от {_of(published, 'ru')}",
        "kk": f"{_of(published, 'kk')} мақалада",
        "en": f"In the article of {_of(published, 'en')}",
    }[language]


def _of(published: str, language: Language) -> str:
    """A date, cut to what is known, in the case that «of» asks for."""
    year, *rest = published.split("-")
    if not rest:
        return {"ru": f"{year} года", "kk": f"{year} жылғы", "en": year}[language]
    number = int(rest[0]) - 1
    month = _MONTHS[language][number]
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    if language == "kk":
        return f"{year} жылғы {day}{month}{_OF_MONTH[number]}"
    return f"{day}{month} {year}" + (" года" if language == "ru" else "")
