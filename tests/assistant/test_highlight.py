import pytest

from assistant.highlight import answering_spans
from assistant.question import understand


@pytest.mark.parametrize(
    ("question", "language", "quote", "bold"),
    [
        ("Сколько верфей в стране?", "ru", "В стране 12 верфей и 3 порта.", ["12"]),
        ("Когда построили мост?", "ru", "Мост длиной 300 метров построили в 1987 году.", ["1987"]),
        ("How many bridges are there?", "en", "The city has 12 bridges.", ["12"]),
        ("Почему закрыли мост?", "ru", "Мост 1987 года закрыли из-за трещин.", []),
    ],
)
def test_what_answers_is_a_span_of_the_quote(question, language, quote, bold):
    spans = answering_spans(understand(question, language), quote, language)
    assert [quote[start:end] for start, end in spans] == bold
