"""The support reader on short passages in three languages, none of them from what it learned on."""

import numpy as np
import pytest

from index.article import Passage, Sentence
from index.embedding import SentenceEncoder
from index.states import unpack

RUSSIAN = (
    "Маяк на мысе Тарханкут построили в 1817 году. Он поднимается над морем на 38 метров. "
    "Смотритель Глеб Орехов живёт там с двумя дочерьми, которые учатся в сельской школе."
)
ENGLISH = (
    "The lighthouse at Tarkhankut was put up in 1817. It rises 38 metres above the sea. "
    "The keeper, Gleb Orekhov, lives there with two daughters, who go to the village school."
)


def _read(encoder, statement, text, language):
    sentence = Sentence(0, len(text), text)
    passage = Passage("a", 0, len(text), text, language, None, (sentence,))
    (encoded,) = encoder.encode_passages([passage])
    question = encoder.encode_question(statement)
    read = encoder.read_support(question, unpack(encoded.tokens))
    assert read.said.shape == (len(question.tokens),)
    return question, read


def _said(encoder, statement, word, text, language):
    question, read = _read(encoder, statement, text, language)
    (of,) = [i for i, (a, b) in enumerate(question.words) if statement[a:b] == word]
    return read.said[question.word_of == of].mean()


@pytest.mark.parametrize(
    ("statement", "word", "other", "text", "language"),
    [
        ("The keeper is called Orekhov.", "Orekhov", "Brunner", RUSSIAN, "ru"),
        ("The lighthouse was built in 1817.", "1817", "1943", RUSSIAN, "ru"),
        ("The lighthouse was built in 1817.", "lighthouse", "brewery", RUSSIAN, "ru"),
        ("Смотрителя зовут Орехов.", "Орехов", "Брунвальд", ENGLISH, "en"),
        ("Маяк построили в 1817 году.", "1817", "1943", ENGLISH, "en"),
        ("Дочери смотрителя учатся в школе.", "Дочери", "Кошки", ENGLISH, "en"),
        ("Шамшырақ 1817 жылы салынды.", "1817", "1943", RUSSIAN, "ru"),
    ],
)
def test_an_exchanged_word_is_said_less(encoder, statement, word, other, text, language):
    said = _said(encoder, statement, word, text, language)
    changed = statement.replace(word, other)
    assert said > _said(encoder, changed, other, text, language) + 1


@pytest.mark.parametrize(
    ("true", "another", "text", "language"),
    [
        (
            "The keeper lives there with his daughters.",
            "The keeper was fined for smuggling tobacco.",
            RUSSIAN,
            "ru",
        ),
        ("Маяк выше моря на 38 метров.", "Море замерзает до марта.", ENGLISH, "en"),
    ],
)
def test_what_a_passage_is_not_about(encoder, true, another, text, language):
    wholes = [_read(encoder, statement, text, language)[1].whole for statement in (true, another)]
    assert wholes[0] > wholes[1] + 1


def test_a_verb_denied_is_said_less(encoder):
    plain = _said(encoder, "The girls go to school.", "go", RUSSIAN, "ru")
    denied = _said(encoder, "The girls do not go to school.", "not", RUSSIAN, "ru")
    assert plain > denied + 1


def test_a_statement_of_signs_alone_is_not_said(encoder):
    _, read = _read(encoder, "?!", RUSSIAN, "ru")
    assert not len(read.said)
    assert read.whole < -100


def test_another_model_has_no_reader(encoder):
    other = SentenceEncoder(encoder._model, "another")
    question = other.encode_question("Маяк построили в 1817 году.")
    (encoded,) = encoder.encode_passages(
        [Passage("a", 0, len(RUSSIAN), RUSSIAN, "ru", None, (Sentence(0, len(RUSSIAN), RUSSIAN),))]
    )
    states = unpack(encoded.tokens)
    assert other.read_support(question, states) is None
    assert np.isfinite(encoder.read_support(encoder.encode_question("Маяк"), states).said).all()
