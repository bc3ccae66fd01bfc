import pytest


@pytest.mark.parametrize(
    ("question", "person"),
    [
        ("Что сказал Дуарте Перейра о порте?", "Дуарте Перейра"),
        ("Что думает Инеш Табордо о порте?", "Инеш Табордо"),
        ("What did Wanjiku Kamau say about the wind?", "Wanjiku Kamau"),
    ],
)
def test_words_of_a_person_are_that_persons(question, person, news):
    citations = news.ask(question).citations
    assert {c.sentence.speaker and c.sentence.speaker.name for c in citations} == {person}


@pytest.mark.parametrize(
    "question", ["Что сказал Дуарте Перейра о вулкане?", "Что сказал Эрик Солберг о порте?"]
)
def test_words_that_a_person_did_not_say_are_not_quoted(question, news):
    answer = news.ask(question)
    assert not answer.answered
    assert answer.text.startswith("В статьях нет слов об этом от")


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Кто такой Дуарте Перейра?", "профессор Лиссабонского университета"),
        ("Who is Erik Solberg?", "the chief engineer"),
    ],
)
def test_who_a_person_is(question, role, news):
    assert role in news.ask(question).citations[0].quote
