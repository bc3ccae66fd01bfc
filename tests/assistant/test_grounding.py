import pytest


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("О чем договорились Исландия и Испания?", "Испания"),
        ("Какие соглашения подписаны в 2019 году?", "2019"),
        ("How many turbines are there in Tanzania?", "Tanzania"),
        ("Сколько ферм засыпал пеплом вулкан Катла в 1955 году?", "1955"),
    ],
)
def test_another_country_or_year_is_not_answered_and_is_named(question, lacking, news):
    answer = news.ask(question)
    assert not answer.answered
    assert lacking in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Каков товарооборот Казахстана и России?",
        "Какие соглашения подписаны с Турцией?",
        "Кто министр иностранных дел?",
    ],
)
def test_the_first_article_does_not_answer_about_others(question, kazinform):
    assert not kazinform.ask(question).answered
