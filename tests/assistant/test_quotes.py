import pytest


def test_a_leaning_sentence_is_one_quote_with_what_it_refers_to(news):
    (citation,) = news.ask("На сколько дней порт сократит путь судов?").citations
    assert citation.quote.startswith("– Порт откроет нам дорогу")
    assert "на шесть дней" in citation.quote


def test_both_sides_are_quoted(news):
    text = news.ask("О чем Исландия договорилась с Португалией и с Ирландией?").text
    assert "сардину" in text
    assert "треску" in text


@pytest.mark.parametrize(
    ("question", "bold"),
    [
        ("Сколько станций следят за вулканом?", "14"),
        ("Сколько рабочих мест вернет порт?", "две тысячи"),
        ("How many turbines are there at Lake Turkana?", "365"),
        ("When was the road to Marsabit finished?", "2021"),
        ("Құрылысқа қанша миллион еуро жұмсалады?", "530 миллион еуро"),
    ],
)
def test_the_figure_is_bold(question, bold, news):
    citation = news.ask(question).citations[0]
    assert [citation.quote[start:end] for start, end in citation.bold] == [bold]
