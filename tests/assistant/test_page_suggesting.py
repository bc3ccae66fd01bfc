import logging

from assistant.page.suggesting import _made_from, _read, _write
from assistant.suggestions import Suggestion

FOUND = {
    "ru": (Suggestion("Какого объёма достигла торговля с Китаем?", "trade", "CN"),),
    "kk": (Suggestion("Рустем Мустафин не дейді?", speaker="Рустем Мустафин"),),
    "en": (),
}


def test_what_was_found_is_kept_for_the_same_articles(tmp_path):
    path = tmp_path / "suggestions.json"
    made_from = _made_from(["a", "b"])
    assert _read(path, made_from) is None
    _write(path, made_from, FOUND)
    assert _read(path, made_from) == FOUND
    assert _read(path, _made_from(["a", "c"])) is None


def test_a_damaged_file_is_said_and_made_anew(tmp_path, caplog):
    path = tmp_path / "suggestions.json"
    for text in ("{", "[]", '{"made_from": "x", "found": {"ru": [{"no": 1}]}}', "\udcff"):
        path.write_text(text, "utf-8", errors="surrogateescape")
        with caplog.at_level(logging.WARNING):
            assert _read(path, "x") is None
        assert "made anew" in caplog.text


def test_a_folder_that_cannot_be_written_is_said(tmp_path, caplog):
    _write(tmp_path / "none" / "suggestions.json", "x", FOUND)
    assert "cannot be written" in caplog.text
