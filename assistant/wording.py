"""The assistant's own words, in the three languages of its readers."""

from collections.abc import Sequence

from index.article import Language

_NOT_FOUND: dict[Language, str] = {
    "ru": "В статьях нет ответа на этот вопрос.",
    "kk": "Мақалаларда бұл сұрақтың жауабы жоқ.",
    "en": "The articles do not answer this question.",
}
_NOT_MENTIONED: dict[Language, str] = {
    "ru": "В статьях нет ответа на этот вопрос: там, где речь об этом, не сказано о «{}».",
    "kk": "Мақалаларда бұл сұрақтың жауабы жоқ: тиісті жерлерде «{}» туралы айтылмаған.",
    "en": "The articles do not answer this question: where they speak of it, nothing is said "
    "about “{}”.",
}
_NOT_QUOTED: dict[Language, str] = {
    "ru": "В статьях нет слов об этом от: {}.",
    "kk": "Мақалаларда бұл туралы мына адамның сөзі жоқ: {}.",
    "en": "The articles quote nothing on this from {}.",
}
_NOT_QUOTED_ELSE: dict[Language, str] = {
    "ru": "Других слов этого человека в статьях нет: {}.",
    "kk": "Мақалаларда бұл адамның басқа сөзі жоқ: {}.",
    "en": "The articles quote nothing else from {}.",
}
_OPEN: dict[Language, str] = {
    "ru": "На часть вопроса в статьях нет ответа: «{}»",
    "kk": "Сұрақтың бір бөлігіне мақалаларда жауап жоқ: «{}»",
    "en": "The articles do not answer a part of the question: “{}”",
}
_JOIN: dict[Language, str] = {"ru": "», «", "kk": "», «", "en": "”, “"}


def left_open(language: Language, parts: Sequence[str]) -> str | None:
    """One line that says which parts of a question stay without an answer; None: none does."""
    return _OPEN[language].format(_JOIN[language].join(parts)) if parts else None


def not_found(
    language: Language,
    missing: Sequence[str] = (),
    speaker: str | None = None,
    more: bool = False,
) -> str:
    """One line that says what the articles do not hold.

    `missing` are words of the question that the nearest passages do not speak of, `speaker` the
    person whose words were asked for, `more` those that were not quoted yet.
    """
    if speaker:
        return (_NOT_QUOTED_ELSE if more else _NOT_QUOTED)[language].format(speaker)
    if missing:
        return _NOT_MENTIONED[language].format(_JOIN[language].join(missing))
    return _NOT_FOUND[language]
