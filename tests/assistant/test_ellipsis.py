import pytest

from assistant.facts import facts, missing
from assistant.figures import figures


@pytest.mark.parametrize(
    ("text", "language", "shared"),
    [
        ("На старте 30 процентов, через пять лет – 55.", "ru", {"55": (1, "%")}),
        ("Нужны 95 млн долларов, из которых 70 предоставит банк.", "ru", {"70": (1e6, "USD")}),
        ("Под 3,7 процента против 4,3, но на 15 лет.", "ru", {"4,3": (1, "%")}),
        ("Ставка 4,3 против 3,7 процента у соседа.", "ru", {"4,3": (1, "%")}),
        ("It costs $95m, of which 70 will be lent.", "en", {"70": (1e6, "USD")}),
        ("Of 30 per cent, 12 ships are old.", "en", {}),
        ("It grew by 10% in 2024.", "en", {}),
        ("It grew by 10%. The other got 5.", "en", {}),
        ("Построили 12, осталось 5.", "ru", {}),
    ],
)
def test_what_a_figure_shares_with_the_one_before(text, language, shared):
    found = {figure.text: figure.shared for figure in figures(text, language) if figure.shared}
    assert found == shared


@pytest.mark.parametrize(
    ("text", "language", "evidence", "evidence_language", "absent"),
    [
        ("Доля вырастет до 55 процентов.", "ru", "Сейчас 30 процентов, потом – 55.", "ru", []),
        ("The bank lends $70 million.", "en", "Из 95 млн долларов 70 предоставит банк.", "ru", []),
        ("3,7 процента против 4,3.", "ru", "Под 4,3 процента и под 3,7 процента.", "ru", []),
        ("Доля вырастет до 55 процентов.", "ru", "Сейчас 30 процентов и 55 судов.", "ru",
         ["55 процентов"]),
        ("It lends $70 billion now.", "en", "Из 95 млн долларов 70 предоставит банк.", "ru",
         ["$70 billion"]),
    ],
)  # fmt: skip
def test_a_shared_unit_is_held(text, language, evidence, evidence_language, absent):
    found = missing(facts(text, language), [(evidence, evidence_language)])
    assert [fact.text for fact in found] == absent
