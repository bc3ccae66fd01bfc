import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.draft import Draft, plain
from assistant.markers import without_markers

HOSTILE = [
    "![pixel](http://evil.example/p.png)",
    "[click](https://evil.example)",
    "[click](javascript:alert(1))",
    "https://evil.example/x?y=z",
    "www.evil.example",
    "data:text/html;base64,AAAA",
    '<img src="http://evil.example/i.png">',
    "<script>alert(1)</script>",
    "[1]: http://evil.example",
]


def written(text, size=3):
    draft = Draft("en")
    shown, sentences = "", []
    for i in range(0, len(text), size):
        some, complete = draft.add(text[i : i + size])
        shown += some
        sentences += complete
    some, complete = draft.finish()
    return shown + some, sentences + complete


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_links_and_images_are_never_shown(hostile, size):
    shown, sentences = written(f"Before it. {hostile} After it [1]. The end.", size)
    for text in (shown, *sentences):
        assert "evil" not in text
        assert "javascript:" not in text
        assert "<" not in text


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_thoughts_are_never_shown(size):
    shown, sentences = written("<think>It is 15. Or not [1].</think>It is 17 [1].", size)
    assert shown.strip() == "It is 17 [1]."
    assert sentences == ["It is 17 [1]."]


def test_thought_that_never_ends_is_not_shown():
    assert written("<think>It is 15. It is.") == ("", [])


def test_sentences_come_as_they_complete_with_their_markers():
    draft = Draft("en")
    assert draft.add("It is one. [1] ")[1] == []
    assert draft.add("It is two [2]. ")[1] == ["It is one. [1]"]
    assert draft.add("It is 2.5 of 3")[1] == ["It is two [2]."]
    draft.add(" or more.")
    assert draft.finish()[1] == ["It is 2.5 of 3 or more."]


def test_plain_keeps_what_is_no_markup():
    text = "a < b, 2 > 1, [1], C5+1 [2, 3] and an unclosed [ bracket."
    assert plain(text) == text
    assert written(text)[0] == text


def test_list_marks_and_emphasis_go():
    assert plain("# Head\n- **One** [1]\n2. `Two` [2]") == "\nOne [1]\nTwo [2]"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It is so [1].", ("It is so.", (1,))),
        ("It is so. [1][2]", ("It is so.", (1, 2))),
        ("It is so [1, 3].", ("It is so.", (1, 3))),
        ("Это так [источник 2].", ("Это так.", (2,))),
        ("It is so【4】.", ("It is so.", (4,))),
        ("It is so.", ("It is so.", ())),
    ],
)
def test_markers(sentence, expected):
    assert without_markers(sentence) == expected


@given(st.text(alphabet="ab. [1](h)t:/<>!\n", max_size=120), st.integers(1, 9))
def test_nothing_to_click_or_load_is_shown_however_it_arrives(text, size):
    shown = written(text, size)[0]
    assert not re.search(r"!\[[^\[\]\n]*\]\([^()\n]*\)|\b[a-z]{2,}://\w", shown)


def test_half_a_sentence_at_the_end_is_left_out():
    draft = Draft("en")
    assert draft.add("Trade grew by 10% [1]. Exports fell to")[1] == ["Trade grew by 10% [1]."]
    assert draft.finish()[1] == []
    lone = Draft("en")
    lone.add("17.2 billion dollars")
    assert lone.finish()[1] == ["17.2 billion dollars"]
