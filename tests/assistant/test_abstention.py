import pytest

from assistant.abstention import FEATURES, answers, features, probability
from assistant.question import understand
from index.search import search
from index.store import Store


@pytest.mark.parametrize(
    ("question", "language", "answered"),
    [
        ("Сколько станций следят за вулканом?", "ru", True),
        ("How much did the wind farm cost?", "en", True),
        ("When did the volcano Katla last erupt?", "en", True),
        ("Как сварить борщ?", "ru", False),
        ("Who won the chess championship?", "en", False),
        ("Шахматтан кім жеңді?", "kk", False),
    ],
)
def test_the_decision(question, language, answered, indexed_news, encoder):
    asked, encoded = understand(question, language), encoder.encode_question(question)
    with Store(indexed_news.store, encoder.name) as store, store.snapshot() as snapshot:
        best = search(snapshot, encoded, language)[0]
    assert len(features(asked, encoded, best)) == len(FEATURES)
    assert 0 <= probability(asked, encoded, best) <= 1
    assert answers(asked, encoded, best) is answered
