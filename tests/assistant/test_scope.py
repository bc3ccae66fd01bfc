from datetime import date

import pytest

from assistant.errors import AssistantError
from assistant.recency import newer
from assistant.scope import articles_in_scope
from index.catalog import Byline

ARTICLES = [
    Byline("old", "Почерк дипломатии между великими державами", "Kazinform", "2025-11"),
    Byline("feb", "Итоги года", "Степной вестник", "2026-02-03"),
    Byline("apr", "Half a year after the summit", "Central Asia Monitor", "2026-04-15"),
    Byline("undated", "Без даты", None, None),
]
TODAY = date(2026, 4, 20)


def scope(question, language="ru", as_of=None):
    found = articles_in_scope(question, language, ARTICLES, as_of, TODAY)
    return None if found is None else " ".join(sorted(found))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-10", ""),
        ("2025-11", "old"),
        ("2025-11-30", "old"),
        ("2025-11-29", ""),  # the article may be of the 30th
        ("2026-02-02", "old"),
        ("2026-02-03", "feb old"),
        ("2026", "apr feb old"),
    ],
)
def test_as_of_holds_what_is_known_to_be_published_by_then(as_of, expected):
    assert scope("Какой объём торговли?", as_of=as_of) == expected


@pytest.mark.parametrize("as_of", ["вчера", "2026-13", "2026-02-30", "03.02.2026", "0000"])
def test_no_date(as_of):
    with pytest.raises(AssistantError, match="is no date"):
        scope("Какой объём торговли?", as_of=as_of)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Какой объём торговли с Китаем?", "ru", None),
        # When a thing happened is not when it was written.
        ("Сколько составила торговля в 2024 году?", "ru", None),
        ("Что подписали в ноябре 2025 года?", "ru", None),
        ("What was signed in 2025?", "en", None),
        ("Что случилось на прошлой неделе?", "ru", "apr"),
        ("What happened last week?", "en", "apr"),
        ("Өткен аптада не болды?", "kk", "apr"),
        ("Что произошло вчера?", "ru", ""),
        ("Что сказано в статье от ноября 2025?", "ru", "old"),
        ("Что писали в материалах за 2026 год?", "ru", "apr feb"),
        ("What do articles of February 2026 say?", "en", "feb"),
        ("По состоянию на 1 марта 2026 года сколько мастерских?", "ru", "feb old"),
        ("As of March 2026, how many workshops are there?", "en", "feb old"),
        ("Что пишет Kazinform о Китае?", "ru", "old"),
        ("По данным «Степного вестника», сколько туристов?", "ru", "feb"),
        ("What does Central Asia Monitor say of trade?", "en", "apr"),
        ("Что в статье «Почерк дипломатии между великими державами»?", "ru", "old"),
        ("Каковы итоги года?", "ru", None),
    ],
)
def test_what_a_question_names(question, language, expected):
    assert scope(question, language) == expected


def test_limits_add_up():
    assert scope("Что пишет Kazinform?", as_of="2025-10") == ""


def test_newer_only_where_it_is_sure():
    assert newer("2026-02-03", "2025-11")
    assert newer("2026", "2025-11")
    assert not newer("2025-11-03", "2025-11")
    assert not newer("2025", "2025-11")
    assert not newer("2025-11", "2026")
    assert not newer(None, "2025")
    assert not newer("2025", None)
