import pytest

from assistant.abstention import FEATURES, READERS, answers, features, judged, probability
from assistant.question import understand
from assistant.ranking import rank_sentences
from index.search import search, with_reads
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
        hits = with_reads(encoder, encoded, search(snapshot, encoded, language))
    assert len(features(asked, encoded, hits[0])) == len(FEATURES)
    assert 0 <= probability(asked, encoded, hits[0]) <= 1
    quote = rank_sentences(asked, hits)[0]
    assert len(judged(asked, encoded, quote)) == len(READERS)
    assert answers(asked, encoded, quote) is answered
