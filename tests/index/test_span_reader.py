"""The span reader on short passages in three languages, none of them from what it learned on."""

import numpy as np
import pytest

from index.article import Passage, Sentence
from index.embedding import SentenceEncoder
from index.search import search, with_reads
from index.sentences import split_sentences
from index.states import unpack
from index.store import Store

RUSSIAN = (
    "Маяк на мысе Тарханкут построили в 1817 году. Он поднимается над морем на 38 метров. "
    "Смотритель Глеб Орехов живёт там с двумя дочерьми. До ближайшей деревни час ходьбы."
)
ENGLISH = (
    "The lighthouse at Tarkhankut was put up in 1817. It rises 38 metres above the sea. "
    "The keeper, Gleb Orekhov, lives there with two daughters. The nearest village is an hour away."
)
KAZAKH = (
    "Тарханқұт мүйісіндегі шамшырақ 1817 жылы салынды. Оның биіктігі 38 метр. "
    "Қараушысы Глеб Орехов онда екі қызымен тұрады. Жақын ауылға дейін бір сағаттық жол."
)


def _reads(encoder, question, text, language):
    spans = split_sentences(text, language)
    sentences = tuple(Sentence(a, b, text[a:b]) for a, b in spans)
    passage = Passage("a", 0, len(text), text, language, None, sentences)
    (encoded,) = encoder.encode_passages([passage])
    (reads,) = encoder.read(encoder.encode_question(question), [unpack(encoded.tokens)])
    assert reads.shape == (4,)
    return reads


@pytest.mark.parametrize(
    ("question", "text", "language", "sentence"),
    [
        ("Сколько метров в высоту?", RUSSIAN, "ru", 1),
        ("С кем живёт смотритель?", RUSSIAN, "ru", 2),
        ("How tall is it?", ENGLISH, "en", 1),
        ("Who looks after the lighthouse?", ENGLISH, "en", 2),
        ("Who does the keeper live with?", RUSSIAN, "ru", 2),
        ("Биіктігі қанша?", KAZAKH, "kk", 1),
        ("Сколько идти до деревни?", ENGLISH, "en", 3),
    ],
)
def test_the_sentence_that_holds_the_answer(encoder, question, text, language, sentence):
    assert _reads(encoder, question, text, language).argmax() == sentence


@pytest.mark.parametrize(
    ("there", "not_there"),
    [
        ("Когда построили маяк?", "Кто спроектировал стадион?"),
        ("When was the lighthouse built?", "How much did the bridge cost?"),
    ],
)
def test_what_is_not_there_is_read_as_less_likely(encoder, there, not_there):
    found, other = (_reads(encoder, q, RUSSIAN, "ru").max() for q in (there, not_there))
    assert found > other + 1


def test_passages_are_read_alike_alone_and_together(encoder, indexed_news):
    question = encoder.encode_question("Сколько станций следят за вулканом?")
    with Store(indexed_news.store, encoder.name) as store, store.snapshot() as snapshot:
        hits = search(snapshot, question, "ru", limit=4)
    together = with_reads(encoder, question, hits)
    assert [hit.key for hit in together] == [hit.key for hit in hits]
    for hit, read in zip(hits, together, strict=True):
        (alone,) = with_reads(encoder, question, [hit])
        np.testing.assert_allclose(alone.reads, read.reads, atol=1e-3)
        assert len(read.reads) == len(read.passage.sentences)
        assert with_reads(encoder, question, [read])[0] is read


def test_a_question_of_signs_alone_says_nothing(encoder):
    assert not _reads(encoder, "?!", RUSSIAN, "ru").any()


def test_another_model_has_no_reader(encoder, indexed_news):
    other = SentenceEncoder(encoder._model, "another")
    question = other.encode_question("Сколько станций следят за вулканом?")
    with Store(indexed_news.store, encoder.name) as store, store.snapshot() as snapshot:
        hits = search(snapshot, question, "ru", limit=2)
    assert other.read(question, []) is None
    assert [hit.reads for hit in with_reads(other, question, hits)] == [None, None]
