import json

import pytest

from assistant.kept import keep, restore

QUESTION = "На какую сумму подписаны соглашения в Вашингтоне?"


@pytest.fixture(scope="module")
def answer(kazinform):
    return kazinform.ask(QUESTION)


def test_an_answer_comes_back_as_it_was(kazinform, answer):
    back = restore(json.loads(json.dumps(keep(answer))), kazinform)
    assert back.text == answer.text
    assert back.understood == answer.understood
    assert [c.as_json() for c in back.citations] == [c.as_json() for c in answer.citations]
    assert [c.bold for c in back.citations] == [c.bold for c in answer.citations]
    assert [p.passage for p in back.passages] == [p.passage for p in answer.passages]


def test_what_the_browser_says_an_article_says_is_not_believed(kazinform, answer):
    kept = keep(answer)
    for changed in (
        {"revision": "gone"},
        {"article": "gone"},
        {"start": -5},
        {"end": 10**9},
        {"start": "0"},
    ):
        forged = kept | {"citations": [kept["citations"][0] | changed]}
        assert restore(forged, kazinform).citations == ()


@pytest.mark.parametrize("kept", [None, [], "x", {}, {"question": 1}])
def test_what_is_no_answer_is_none(kazinform, kept):
    assert restore(kept, kazinform) is None
    assert restore(keep(kazinform.ask("Кто?")) | {"text": "x" * 10**6}, kazinform) is None
