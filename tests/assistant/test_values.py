import pytest

from assistant.figures import figures
from assistant.values import unit_of


@pytest.mark.parametrize(
    ("text", "language", "units"),
    [
        (
            "Объем торговли достиг 44 миллиардов долларов, а инвестиции превысили 27 миллиардов, "
            "поддерживая более 6 тысяч предприятий.",
            "ru",
            ["USD", "USD", ""],
        ),
        ("За год продали газа на 3 млрд долларов: 4,1 млрд кубометров.", "ru", ["USD", "m3"]),
        ("Сумма 5 млн евро, работу получат 2 млн жителей.", "ru", ["EUR", ""]),
        ("It cost $7bn and then 3 billion over ten years.", "en", ["USD", "USD", ""]),
        ("5 million people bought 3m tonnes for 2 billion euros.", "en", ["person", "t", "EUR"]),
        ("10 млрд долларға 3 млн тонна мұнай, 5 млн адам.", "kk", ["USD", "t", "person"]),
    ],
)
def test_what_a_figure_is_in(text, language, units):
    assert [unit_of(figure, text, language) for figure in figures(text, language)] == units
