import pytest

from assistant.answer import Turn


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


def test_words_asked_for_without_a_topic_are_quoted_whole(news):
    (citation,) = news.ask("Что сказала Сигрун Хальдорссон?").citations
    assert citation.quote.startswith("– Порт откроет нам дорогу")
    assert citation.quote.endswith("сказала Сигрун Хальдорссон.")


def test_what_was_quoted_is_not_what_else_was_said(news):
    asked = [Turn("user", "Что сказала Сигрун Хальдорссон о пути судов?")]
    asked.append(Turn("assistant", "«Он сократит путь наших судов на шесть дней» [1]"))
    answer = news.ask("Что ещё она сказала?", asked)
    assert answer.understood == "Что ещё говорит Сигрун Хальдорссон?"
    assert [c.quote for c in answer.citations] == ["– Порт откроет нам дорогу к рынкам юга Европы."]
    asked += [Turn("user", "Что ещё она сказала?"), Turn("assistant", answer.text)]
    silent = news.ask("Что ещё она сказала?", asked)
    assert silent.text == "Других слов этого человека в статьях нет: Сигрун Хальдорссон."


@pytest.mark.parametrize("question", ["Сколько лет Сигрун Хальдорссон?", "How old is Kamau?"])
def test_another_figure_is_no_age(question, news):
    assert not news.ask(question).answered


def test_a_company_is_somebody(news):
    answer = news.ask("Кто проверил смету порта?")
    assert any("Маринья" in citation.quote for citation in answer.citations)
