"""Which quotes answer, on the invented articles of tests/news and on the article of docs/."""

import pytest


def quotes(answer):
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    "question",
    ["Что сказала Табордо?", "О чём говорит Инеш Табордо?", "What did Tabordo say?"],
)
def test_what_somebody_said_is_answered_without_a_topic(news, question):
    answer = news.ask(question)
    assert answer.answered
    assert {c.sentence.speaker.name for c in answer.citations} == {"Инеш Табордо"}


@pytest.mark.parametrize(
    "question", ["Что сказал Шаталов?", "What does Shatalov think?", "Шаталов не айтты?"]
)
def test_words_are_found_by_a_surname_in_three_languages(kazinform, question):
    answer = kazinform.ask(question)
    assert answer.answered
    assert {c.sentence.speaker.name for c in answer.citations} == {"Никита Шаталов"}


def test_words_that_another_reports(kazinform):
    answer = kazinform.ask("Как Трамп назвал Казахстан?")
    assert any("истинным партнером" in quote for quote in quotes(answer))


@pytest.mark.parametrize(
    "question",
    ["Что сказал Назарбаев?", "What did Macron say?", "What did Poletaev say about Trump?"],
)
def test_nobody_else_speaks_for_who_is_not_quoted(kazinform, question):
    assert not kazinform.ask(question).answered


def test_joined_questions_are_answered_part_by_part(kazinform):
    answer = kazinform.ask("Сколько соглашений подписано в Вашингтоне и с Китаем?")
    assert answer.answered
    assert any("свыше 30 соглашений" in quote for quote in quotes(answer))


def test_the_part_without_an_answer_is_named(kazinform):
    answer = kazinform.ask("Каков товарооборот с США и с Турцией?")
    assert answer.answered
    assert any("5 млрд" in quote for quote in quotes(answer))
    assert "Турци" in answer.notice


@pytest.mark.parametrize(
    "question",
    [
        "На какую сумму подписан договор со SpaceX?",
        "How much is the SpaceX deal worth?",
        "How many Airbus planes will Air Astana buy?",
        "Who is the president of Russia?",
        "Кто министр обороны Казахстана?",
        "What is the trade volume between Kazakhstan and Russia?",
        "Қазақстан мен Ресей арасындағы сауда көлемі қанша?",
    ],
)
def test_what_is_said_of_another_is_no_answer(kazinform, question):
    assert not kazinform.ask(question).answered


def test_the_reason_stands_in_the_next_sentence(kazinform):
    answer = kazinform.ask("Зачем Казахстан присоединяется к Авраамовым соглашениям?")
    assert any("тонкий и продуманный шаг" in quote for quote in quotes(answer))


@pytest.mark.parametrize("question", ["О чём эта статья?", "What is this article about?"])
def test_a_summary_quotes_the_newest_article(news, question):
    answer = news.ask(question)
    assert answer.answered
    assert {c.article.title for c in answer.citations} == {
        "Финляндия мен Эстония теңіз түбінен кабель тартады"
    }


def test_a_greeting_is_no_question(news):
    answer = news.ask("Здравствуйте!")
    assert not answer.answered
    assert answer.passages == ()
    assert answer.text.startswith("Здравствуйте")


def test_markup_in_a_question_is_not_read(news):
    asked = "<b>Сколько</b> станций следят за <i>вулканом</i>?"
    answer = news.ask(asked)
    assert answer.question == asked
    assert "14 сейсмических станций" in answer.citations[0].quote
