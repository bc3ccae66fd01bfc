import pytest

from assistant.question import understand
from assistant.roles import with_name

ROLES = {
    "Ерлан Аккенженов": "Министр энергетики Казахстана",
    "Олжас Байдильдинов": "независимый аналитик",
    "Казбек Бейсебаев": "Бывший дипломат",
    "Aida Bekova": "hydrologist at Nazarbayev University",
}


def named(text, language, encoder, roles=ROLES):
    return with_name(understand(text, language), roles, encoder)


@pytest.mark.parametrize(
    ("text", "language", "understood"),
    [
        (
            "Что думает бывший дипломат об экспертизе?",
            "ru",
            "Что думает Казбек Бейсебаев об экспертизе?",
        ),
        (
            "Что сообщил министр энергетики о кабеле?",
            "ru",
            "Что сообщил Ерлан Аккенженов о кабеле?",
        ),
        (
            "What did the former diplomat say about the review?",
            "en",
            "What did Казбек Бейсебаев say about the review?",
        ),
        ("What does the hydrologist think?", "en", "What does Aida Bekova think?"),
    ],
)
def test_a_role_alone_is_read_as_the_one_speaker_who_has_it(text, language, understood, encoder):
    assert named(text, language, encoder) == understood


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Что думает министр обороны о кабеле?", "ru"),  # nobody here
        ("Что думают эксперты об экспертизе?", "ru"),  # more than one
        ("Кто бывший дипломат?", "ru"),  # asks for the person, not for words
        ("Сколько стоит кабель?", "ru"),
        ("Что думает Олжас Байдильдинов о газе?", "ru"),
        ("What did the ambassador say?", "en"),
    ],
)
def test_other_questions_stay(text, language, encoder):
    assert named(text, language, encoder) == text


def test_a_role_that_two_have_names_nobody(encoder):
    text = "Что думает бывший дипломат об экспертизе?"
    two = ROLES | {"Иван Петров": "бывший дипломат"}
    assert named(text, "ru", encoder, two) == text
    assert named(text, "ru", encoder, {}) == text
