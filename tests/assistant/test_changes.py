import json
from pathlib import Path

import pytest

from assistant.changes import changed_values
from index.errors import IndexingError
from tests.assistant.test_versions import assistant  # noqa: F401  (a fixture)

OLD = "politicheskiy-pocherk-tokaeva"
ROOT = Path(__file__).parents[2]


def pairs(found):
    return {(change.old.figure.text, change.new.figure.text) for change in found}


def test_few_and_right(assistant):  # noqa: F811
    assert pairs(changed_values(assistant, OLD, "china-2026")) == {
        ("44 миллиардов долларов", "48,7 млрд долларов")
    }
    assert pairs(changed_values(assistant, OLD, "usa-2026")) == {
        ("5 млрд долларам", "6.2 billion dollars"),
        ("600", "720"),
        ("25%", "28 per cent"),
    }
    assert changed_values(assistant, "china-2026", "russia-2026") == []


def test_both_quotes_stand_in_their_articles(assistant):  # noqa: F811
    for change in changed_values(assistant, OLD, "usa-2026"):
        for value in (change.old, change.new):
            found = value.as_json()
            assert value.article.text[found["start"] : found["end"]] == found["quote"]
            assert value.figure.text in found["quote"]
            json.dumps(found)


def test_an_article_is_as_it_is(assistant):  # noqa: F811
    assert changed_values(assistant, OLD, OLD) == []


def test_a_revision_that_was_quoted(assistant):  # noqa: F811
    revision = assistant.article(OLD).revision
    assert changed_values(assistant, f"{OLD}@{revision}", OLD) == []
    with pytest.raises(IndexingError, match="No revision"):
        changed_values(assistant, f"{OLD}@none", OLD)
