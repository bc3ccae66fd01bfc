"""What a small model writes that states nothing."""

import pytest

from assistant.statement import no_statement

ASKED = "Каков объем торговли Казахстана и Китая в 2024 году?"


@pytest.mark.parametrize(
    ("text", "question", "language", "reason"),
    [
        ("Каков объем торговли Казахстана и Китая в 2024 году?", ASKED, "ru", "no statement"),
        ("Объем торговли Казахстана и Китая в 2024 году.", ASKED, "ru", "no statement"),
        ("Стратегическая.", ASKED, "ru", "no statement"),
        ("Все чаще.", ASKED, "ru", "no statement"),
        ("Казахстан говорит наязаться бесполяции на располагации.", ASKED, "ru", "no statement"),
        ("Торговля достигла рекордных 44 миллиардов.", "How large is trade?", "en", "language"),
        ("Trade reached a record of 44 billion dollars.", ASKED, "ru", "language"),
        ("Торговля между странами достигла рекордных 44 миллиардов долларов в прошлом году.",
         "Сауда көлемі қанша?", "kk", "language"),
        ("44 миллиарда долларов.", ASKED, "ru", None),
        ("Объем торговли Казахстана и Китая достиг 44 миллиардов долларов.", ASKED, "ru", None),
        ("Токаев.", "Кто прибыл в Москву?", "ru", None),
        ("Air Astana, Boeing, John Deere, NVIDIA.", "Which companies?", "en", None),
        ("The declaration is called «переход на уровень союзничества».", "What is it?", "en", None),
        ("Kazakhstan is joining the accords.", "Is Kazakhstan joining the accords?", "en", None),
        ("Сауда көлемі 44 миллиард долларға жетті.", "Сауда көлемі қанша?", "kk", None),
        ("Стороны открыли Цифранж.", "Что открыли стороны?", "ru", None),
    ],
)  # fmt: skip
def test_what_states_nothing(text, question, language, reason):
    assert no_statement(text, question, language, known=set()) == reason


def test_words_of_the_sources_are_no_noise():
    text = "Казахстан говорит наязаться бесполяции."
    assert no_statement(text, ASKED, "ru", known={"наязаться", "бесполяции"}) is None


def test_terms_of_a_trade_are_no_noise_in_a_long_sentence():
    text = (
        "Анализ показал, что общий предок всех гребневиков был похож на цидиппид и что современные "
        "группы появились после вымирания 66 миллионов лет назад."
    )
    assert no_statement(text, "Каким был предок?", "ru", known=set()) is None
