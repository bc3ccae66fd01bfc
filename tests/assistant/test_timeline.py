import pytest

from assistant.timeline import stated_date


@pytest.mark.parametrize(
    ("sentence", "published", "date"),
    [
        ("Объем торговли в 2024 году достиг 44 млрд.", "2025-11", "2024"),
        ("В Китае в начале сентября прошли саммиты.", "2025-11", "2025-09"),
        ("Переговоры шли в декабре.", "2025-03", "2024-12"),
        ("Она прибыла в понедельник, 3 марта.", "2025-03-05", "2025-03-03"),
        ("Договор от 12 июня 2023 года действует.", None, "2023-06-12"),
        ("Келісімге 2025 жылғы 3 наурыз күні қол қойылды.", None, "2025-03-03"),
        ("Шарт 2024 жылы жасалды.", None, "2024"),
        ("It was signed on 3 March 2025.", None, "2025-03-03"),
        ("It was signed on March 3, 2025.", None, "2025-03-03"),
        ("The road was finished only in 2021.", "2024-11", "2021"),
        ("Дорога стоит 2024 доллара.", "2025-11", None),
        ("You may march with us.", "2025-11", None),
        ("Моя страна, мая и твоя.", "2025-11", None),
        ("Самолеты Boeing 787-9 куплены.", "2025-11", None),
        ("В начале сентября.", None, None),
    ],
)
def test_the_date_that_a_sentence_states(sentence, published, date):
    assert stated_date(sentence, published) == date


def test_dated_statements_stand_in_the_order_of_time(kazinform):
    dated = kazinform.timeline()
    assert [one.date for one in dated] == sorted(one.date for one in dated)
    assert any(one.date == "2025-09" and "Тяньцзине" in one.citation.quote for one in dated)
    for one in dated:
        sentence = one.citation.sentence
        assert one.citation.article.text[sentence.start : sentence.end] == one.citation.quote


def test_a_topic_has_its_own_timeline(kazinform):
    dated = kazinform.compare("trade").timeline
    assert [one.date for one in dated] == ["2024", "2024"]
    assert all("2024" in one.citation.quote for one in dated)
