import re

import pytest

from assistant.page import texts
from assistant.page.frame import head, render_composer, render_header, render_pane
from assistant.page.texts import LANGUAGES, label, text, written_date


@pytest.mark.parametrize(
    ("published", "ru", "kk", "en"),
    [
        ("2025", "2025", "2025 ж.", "2025"),
        ("2025-11", "ноябрь 2025", "2025 ж. қараша", "November 2025"),
        ("2025-11-03", "3 ноября 2025", "2025 ж. 3 қараша", "3 November 2025"),
    ],
)
def test_a_date_is_written_as_each_language_writes_it(published, ru, kk, en):
    assert [written_date(published, language) for language in LANGUAGES] == [ru, kk, en]


def test_every_text_is_there_in_three_different_wordings():
    for key, row in texts._ROWS.items():
        assert all(words.strip() for words in row), key
        assert len(set(row)) == len(row), f"{key} is not translated"


def test_kazakh_is_not_russian():
    kazakh = " ".join(text(key, "kk") for key in texts._ROWS)
    assert set("әғқңөұүі") <= set(kazakh.lower())


def test_a_label_has_each_language_marked_for_screen_readers():
    assert re.findall(r'lang="(\w\w)"', label("send")) == list(LANGUAGES)


def test_every_control_has_a_name():
    html = render_header() + render_composer() + render_pane()
    for button in re.findall(r"<button.*?</button>", html):
        assert re.sub(r"<svg.*?</svg>|<[^>]+>", "", button).strip()
    assert re.search(r'<label[^>]* for="question">.+</label><textarea id="question"', html)


def test_the_head_names_no_other_host():
    assert not re.search(r"https?://|//[a-z]+\.[a-z]", head("kk"))
    assert '"language": "kk"' in head("kk")
