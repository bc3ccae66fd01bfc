import pytest

from assistant.small_talk import asks_for_summary, reply


@pytest.mark.parametrize("text", ["Привет!", "добрый день", "Сәлем", "hello", "Good morning!"])
def test_a_greeting_is_returned(text):
    assert reply(text, "ru").startswith("Здравствуйте")


@pytest.mark.parametrize("text", ["Спасибо!", "рахмет сізге", "thank you very much", "Thanks."])
def test_thanks_are_answered(text):
    assert reply(text, "en").startswith("You are welcome")


@pytest.mark.parametrize(
    "text", ["Привет, сколько стоит порт?", "Кому спасибо?", "Hello Kitty", "Что значит «салам»?"]
)
def test_a_question_is_no_small_talk(text):
    assert reply(text, "ru") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("О чём эта статья?", True),
        ("О чем говорится в статье?", True),
        ("What is this article about?", True),
        ("Summarize the article", True),
        ("Мақала не туралы?", True),
        ("О чём эта статья Конституции?", False),
        ("What is the article about Turkana about?", False),
        ("О чём договорились стороны?", False),
    ],
)
def test_what_asks_for_a_summary(text, expected):
    assert asks_for_summary(text) is expected
