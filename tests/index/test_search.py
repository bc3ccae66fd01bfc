from collections.abc import Iterator

import numpy as np
import pytest

from index.embedding import SentenceEncoder
from index.search import search
from index.settings import Settings
from index.store import Snapshot, Store


@pytest.fixture(scope="module")
def news(indexed_news: Settings, encoder: SentenceEncoder) -> Iterator[Snapshot]:
    with Store(indexed_news.store, encoder.name) as store, store.snapshot() as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def kazinform(indexed: Settings, encoder: SentenceEncoder) -> Iterator[Snapshot]:
    with Store(indexed.store, encoder.name) as store, store.snapshot() as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("question", "language", "within"),
    [
        ("Почему порт начнут строить осенью?", "ru", "нерестится сардина"),
        ("Сколько станций следят за вулканом?", "ru", "14 сейсмических станций"),
        ("How many turbines stand at Lake Turkana?", "en", "365 turbines"),
        ("What did the energy minister say?", "en", "burn less oil"),
        ("Кабельдің ұзындығы қанша?", "kk", "145 шақырым"),
    ],
)
def test_a_question_finds_its_passage_in_its_own_language(
    question, language, within, news, encoder
):
    first = search(news, encoder.encode_question(question), language)[0]
    assert within in first.passage.text
    assert first.coverage > 0
    assert first.sentence_coverage.max() <= first.coverage
    best = first.passage.sentences[int(first.sentence_maxsim.argmax())]
    assert within in best.text


@pytest.mark.parametrize(
    ("question", "language", "within"),
    [
        ("Why does the construction of the port start in autumn?", "en", "нерестится сардина"),
        ("When did the volcano Katla last erupt?", "en", "1918"),
        ("Сколько турбин на озере Туркана?", "ru", "365 turbines"),
        ("How long is the cable between Finland and Estonia?", "en", "145 шақырым"),
        ("Вулкан Катла қай жылы атқылады?", "kk", "1918"),
    ],
)
def test_a_question_finds_its_passage_in_another_language(
    question, language, within, news, encoder
):
    hits = search(news, encoder.encode_question(question), language)
    found = next(hit for hit in hits if within in hit.passage.text)
    assert found in hits[:2]
    assert found.passage.language != language
    assert found.coverage == 0
    assert not found.sentence_coverage.any()


def test_hits_are_ordered_by_scores_from_0_to_1(kazinform, encoder):
    question = encoder.encode_question("Какие соглашения подписаны в Вашингтоне?")
    hits = search(kazinform, question, "ru", limit=12)
    assert len(hits) == 12
    assert len({hit.key for hit in hits}) == 12
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < scores[0] <= 1
    for hit in hits:
        assert hit.words.shape == (len(question.tokens), len(hit.passage.sentences))
        assert hit.sentence_cosines.shape == hit.sentence_coverage.shape
        assert 0 <= hit.coverage <= 1
        assert np.abs(hit.words).max() <= 1.001
        assert hit.maxsim >= hit.sentence_maxsim.max() - 1e-5


def test_the_limit_takes_the_first(kazinform, encoder):
    question = encoder.encode_question("Кто проводил Токаева до автомобиля?")
    many, few = (search(kazinform, question, "ru", limit=limit) for limit in (8, 3))
    assert [hit.key for hit in few] == [hit.key for hit in many[:3]]


def test_a_rare_keyword_finds_what_the_vectors_miss(kazinform, encoder):
    question = encoder.encode_question("возложение")
    nearest = kazinform.passages([key for key, _ in kazinform.nearest(question.vector, 12)])
    assert not any("возложение цветов" in passage.text for passage in nearest)
    hits = search(kazinform, question, "ru")
    assert "возложение цветов" in hits[0].passage.text
    assert hits[0].coverage == pytest.approx(1)


def test_in_another_language_keywords_do_not_count(kazinform, encoder):
    hits = search(kazinform, encoder.encode_question("возложение"), "kk")
    assert all(hit.coverage == 0 for hit in hits)


def test_a_keyword_in_another_form_counts(news, encoder):
    hits = search(news, encoder.encode_question("дельфинами"), "ru")
    assert "дельфины из нее уйдут" in hits[0].passage.text
    assert hits[0].coverage == pytest.approx(1)


def test_what_is_not_kept_makes_room_for_others(kazinform, encoder):
    question = encoder.encode_question("На какую сумму подписаны соглашения в Вашингтоне?")
    first = search(kazinform, question, "ru", limit=8)
    left_out = {hit.passage.start for hit in first}
    others = search(
        kazinform, question, "ru", limit=8, keep=lambda passage: passage.start not in left_out
    )
    assert len(others) == 8
    assert not left_out & {hit.passage.start for hit in others}
    assert others[0].score <= first[0].score


def test_nothing_kept_is_nothing_found(news, encoder):
    assert search(news, encoder.encode_question("порт"), "ru", keep=lambda _: False) == []


def test_a_question_without_words_has_hits_all_the_same(news, encoder):
    hits = search(news, encoder.encode_question("?!"), "ru")
    assert hits
    assert all(0 <= hit.score <= 1 for hit in hits)
