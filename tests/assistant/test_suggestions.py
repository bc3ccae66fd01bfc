import re

import pytest

from assistant.suggestions import SHOWN, examples, find_suggestions, next_questions
from assistant.topics import topics


def found(assistant):
    passages = [p for article in assistant.articles() for p in assistant.passages(article.id)]
    comparisons = [assistant.compare(key) for key in topics()]
    return find_suggestions(comparisons, passages, assistant.ask)


@pytest.fixture(scope="module")
def suggestions(kazinform):
    return found(kazinform)


def test_every_question_that_is_offered_is_answered(kazinform, suggestions):
    for of_language in suggestions.values():
        assert len(of_language) >= SHOWN
        for one in of_language:
            assert kazinform.ask(one.question).answered


def test_examples_are_about_different_things(suggestions):
    for of_language in suggestions.values():
        chosen = examples(of_language)
        assert len(set(chosen)) == SHOWN
        topics_chosen = {one.topic for one in of_language if one.question in chosen}
        assert len(topics_chosen) == SHOWN


def test_questions_are_written_as_the_language_has_them(suggestions):
    asked = {one.question for of_language in suggestions.values() for one in of_language}
    assert "Какого объёма достигла торговля с Китаем?" in asked
    assert "Қытаймен сауда көлемі қанша?" in asked
    assert "How large is trade with the USA?" in asked


def test_an_amount_is_asked_for_only_where_a_figure_answers(kazinform, suggestions):
    for of_language in suggestions.values():
        for one in of_language:
            if re.search("Сколько|объём|қанша|How (large|much)", one.question):
                quoted = "".join(c.quote for c in kazinform.ask(one.question).citations)
                assert re.search(r"\d", quoted), one.question


def test_people_are_asked_about_partners_and_written_in_the_letters_of_the_language(suggestions):
    asked = {code: {one.question for one in found} for code, found in suggestions.items()}
    assert "Что говорит Рустем Мустафин о США?" in asked["ru"]
    assert not any(re.search("[а-яё]", question) for question in asked["en"])


def test_other_articles_give_other_questions(news):
    asked = {one.question for of_language in found(news).values() for one in of_language}
    assert asked
    assert not any("Кита" in question or "China" in question for question in asked)


def test_the_next_questions_go_on_from_the_answer_and_are_answered(kazinform, suggestions):
    for language, question in (
        ("ru", "На какую сумму подписаны соглашения в Вашингтоне?"),
        ("en", "How large is trade with China?"),
        ("kk", "Қытаймен сауда көлемі қанша?"),
    ):
        answer = kazinform.ask(question)
        following = next_questions(suggestions[language], answer, [question])
        assert 2 <= len(following) <= SHOWN
        assert question not in following
        for one in following:
            assert kazinform.ask(one).answered
        again = next_questions(suggestions[language], answer, [question, following[0]])
        assert following[0] not in again


def test_without_articles_nothing_is_offered():
    assert find_suggestions([], [], lambda _: None) == {"ru": (), "kk": (), "en": ()}
