import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Passage, Sentence
from index.embedding import clean, encoder_name, load_encoder
from index.errors import IndexingError
from index.settings import Settings
from index.states import PassageStates, normalised, pack, unpack

INVISIBLE = "\x00\ufeff\u00ad\u200b\u200c\u200d\u2060\ud800\udfff"
TEXT = "Строительство рыбного порта в Сетубале начнется осенью, чтобы сберечь сардину: свой край."
letters = st.text(st.sampled_from("аийеёЙyéüқ \u0306\u0308\u0301.5" + INVISIBLE), max_size=30)


def passage(*sentences: str, start: int = 0) -> Passage:
    text = " ".join(sentences)
    found = []
    at = start
    for sentence in sentences:
        found.append(Sentence(at, at + len(sentence), sentence))
        at += len(sentence) + 1
    return Passage("a", start, start + len(text), text, "ru", None, tuple(found))


@pytest.mark.parametrize(
    ("text", "cleaned", "origin"),
    [
        ("край", "край", [0, 1, 2, 3]),
        ("кра\u0438\u0306!", "край!", [0, 1, 2, 3, 5]),
        ("со\u00adюз", "союз", [0, 1, 3, 4]),
        ("\ufeffда\x00", "да", [1, 2]),
        ("а\ud83dб", "аб", [0, 2]),
        ("\u0438\u00ad\u0306", "й", [0]),
        ("", "", []),
    ],
)
def test_clean(text, cleaned, origin):
    found, places = clean(text)
    assert (found, places.tolist()) == (cleaned, origin)


@given(letters)
def test_what_is_cleaned_is_composed_and_visible_and_points_into_the_text(text):
    cleaned, origin = clean(text)
    visible = "".join(c for c in text if c not in INVISIBLE)
    assert cleaned == unicodedata.normalize("NFC", visible)
    assert len(origin) == len(cleaned)
    assert np.all(np.diff(origin) >= 0)
    for character, place in zip(cleaned, origin, strict=True):
        base = unicodedata.normalize("NFD", character)[0]
        # A mark that joins no letter stands with the letter before it.
        assert unicodedata.combining(base) or unicodedata.normalize("NFD", text[place])[0] == base


@given(st.text(max_size=40))
def test_any_text_keeps_its_places(text):
    cleaned, origin = clean(text)
    assert len(origin) == len(cleaned)
    assert all(0 <= place < len(text) for place in origin)


@pytest.mark.parametrize(
    "spoilt",
    [
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace("тель", "\u00adтель\u00ad").replace("на", "н\u00adа"),
        "\ufeff" + TEXT.replace(" ", " \u200b") + "\x00",
        TEXT.replace("порта", "пор\ud800та"),
    ],
    ids=["decomposed", "soft hyphens", "zero width", "surrogate"],
)
def test_what_cannot_be_seen_does_not_change_the_vector(spoilt, encoder):
    assert spoilt != TEXT
    whole, same = encoder.embed_documents([TEXT]), encoder.embed_documents([spoilt])
    assert np.dot(whole[0], same[0]) > 0.99999


def test_a_decomposed_question_keeps_the_spans_of_its_words(encoder):
    text = unicodedata.normalize("NFD", "Какой край?")
    question = encoder.encode_question(text)
    assert [text[a:b] for a, b in question.words] == [
        unicodedata.normalize("NFD", word) for word in ("Какой", "край")
    ]
    assert set(question.word_of) == {0, 1}


def test_words_of_a_question_have_their_tokens_and_punctuation_has_none(encoder):
    text = "Каков товарооборот, 17,2 млрд, США–Казахстан «за год»?"
    question = encoder.encode_question(text)
    words = [text[a:b] for a, b in question.words]
    assert words == ["Каков", "товарооборот", "17,2", "млрд", "США", "Казахстан", "за", "год"]
    assert set(question.word_of) == set(range(len(words)))
    assert np.all(np.diff(question.word_of) >= 0)
    assert question.tokens.shape == (len(question.word_of), encoder.dimension)
    assert np.linalg.norm(question.tokens, axis=1) == pytest.approx(1, abs=1e-4)
    assert np.linalg.norm(question.vector) == pytest.approx(1, abs=1e-4)


def test_tokens_belong_to_the_sentences_that_they_stand_in(encoder):
    sentences = (
        "Президент прилетел в Лиссабон во вторник.",
        "Смету проверила компания «Маринья».",
        "Осенью в бухте ловят сардину.",
    )
    encoded = next(encoder.encode_passages([passage(*sentences, start=1_000)]))
    states = unpack(encoded.tokens)
    assert np.all(np.diff(states.sentence_of) >= 0)
    assert states.sentences.shape == (3, encoder.dimension)
    for number, word in enumerate(("Лиссабон", "Маринья", "сардина")):
        cosines = encoder.encode_question(word).tokens @ states.tokens.T
        assert states.sentence_of[cosines.mean(axis=0).argmax()] == number
    for number, sentence in enumerate(sentences):
        alone = encoder.embed_documents([sentence])[0]
        assert states.sentences[number] @ np.array(alone) > 0.999
    assert np.bincount(states.sentence_of).tolist() == [
        len(unpack(one.tokens).tokens)
        for one in encoder.encode_passages([passage(sentence) for sentence in sentences])
    ]


def test_passages_come_back_in_their_order_whatever_their_length(encoder):
    texts = ["Длинное предложение о порте, сардине и дельфинах. " * 9, "Порт.", "Сардина и треска."]
    together = list(encoder.encode_passages([passage(text) for text in texts]))
    for text, encoded in zip(texts, together, strict=True):
        alone = next(encoder.encode_passages([passage(text)]))
        assert encoded.vector @ alone.vector > 0.999


@given(
    st.integers(0, 6), st.integers(1, 4), st.sampled_from([1, 32, 384]), st.integers(0, 2**32 - 1)
)
def test_packed_states_come_back_within_the_error_of_8_bits(tokens, sentences, dimension, seed):
    random = np.random.default_rng(seed)
    states = PassageStates(
        normalised(random.normal(size=(tokens, dimension)).astype(np.float32)),
        np.sort(random.integers(0, sentences, tokens)),
        normalised(random.normal(size=(sentences, dimension)).astype(np.float32)),
    )
    again = unpack(pack(states))
    assert again.sentence_of.tolist() == states.sentence_of.tolist()
    for before, after in ((states.tokens, again.tokens), (states.sentences, again.sentences)):
        assert after.shape == before.shape
        assert np.abs(after - before).max(initial=0) <= 1 / 127
        assert np.linalg.norm(after, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    "text", ["\ufdfa" * 20, "порт и сардина " * 1_334, "я" * 20_000, "\u0306" * 500]
)
def test_text_made_to_harm_is_only_text(text, encoder):
    started = time.perf_counter()
    encoded = next(encoder.encode_passages([passage(text)]))
    assert np.linalg.norm(encoded.vector) == pytest.approx(1, abs=1e-3)
    assert np.isfinite(unpack(encoded.tokens).tokens).all()
    assert len(unpack(encoded.tokens).tokens) <= 512
    assert time.perf_counter() - started < 30


@pytest.mark.parametrize("text", ["", " ", "\u00ad", "?!", "—"])
def test_a_text_without_words_has_a_vector_and_no_tokens(text, encoder):
    question = encoder.encode_question(text)
    assert np.isfinite(question.vector).all()
    assert question.words == ()
    assert question.tokens.shape == (0, encoder.dimension)


def test_threads_share_the_model(encoder):
    texts = [f"{TEXT} {number}" for number in range(8)]
    alone = [encoder.embed_query(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(encoder.embed_query, texts))
    # In 16 bits a text alone and the same among others differ in the third decimal.
    sixteen_bits = "bfloat16" in str(next(encoder._model.parameters()).dtype)
    assert np.allclose(alone, together, atol=5e-3 if sixteen_bits else 1e-4)
    nearest = (np.array(alone) @ np.array(together).T).argmax(axis=1)
    assert nearest.tolist() == list(range(8))


def test_the_name_is_known_before_the_model_is_loaded(encoder):
    assert encoder_name(Settings()) == encoder.name


def test_a_model_that_is_not_there_is_one_clear_line(tmp_path):
    name = str(tmp_path / "missing")
    with pytest.raises(IndexingError, match="MULTIVECTOR_EMBEDDING_MODEL") as caught:
        load_encoder(Settings(embedding_model=name))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_another_model_can_be_named(tmp_path):
    """A sentence-transformers model of its own size, without prompts; its weights are random."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "порт", "осенью", "##ом", ".", "?"]
    (tmp_path / "vocab.txt").write_text("\n".join(pieces), "utf-8")
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    BertTokenizerFast(str(tmp_path / "vocab.txt"), model_max_length=64).save_pretrained(
        tmp_path / "bert"
    )
    transformer = Transformer(str(tmp_path / "bert"))
    SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu").save(
        str(tmp_path / "own")
    )

    settings = Settings(embedding_model=str(tmp_path / "own"))
    own = load_encoder(settings)
    assert (own.dimension, own.name) == (32, encoder_name(settings))
    question = own.encode_question("Портом осенью?")
    assert question.word_of.tolist() == [0, 0, 1]
    encoded = next(own.encode_passages([passage("Порт.", "Осенью.")]))
    assert unpack(encoded.tokens).sentence_of.tolist() == [0, 0, 1, 1]
    assert encoded.vector.shape == (32,)
