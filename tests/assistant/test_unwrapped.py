import json

import pytest

from assistant.draft import Draft
from assistant.unwrapped import unwrapped

ANSWER = 'The deals are worth $17.2 billion [1]. Air Astana buys 15 "Dreamliners" [2].'
SENTENCES = [
    "The deals are worth $17.2 billion [1].",
    'Air Astana buys 15 "Dreamliners" [2].',
]


def drafted(text, size, language="en"):
    draft = Draft(language)
    shown, found = "", []
    for start in range(0, len(text), size):
        more, sentences = draft.add(text[start : start + size])
        shown, found = shown + more, found + sentences
    more, sentences = draft.finish()
    return shown + more, found + sentences


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"answer": ANSWER}),
        json.dumps({"language": "en", "answer": ANSWER, "confidence": 0.9}, indent=1),
        "```json\n" + json.dumps({"answer": ANSWER}) + "\n```",
        "```\n" + ANSWER + "\n```",
        "Here is the answer:\n```json\n" + json.dumps([ANSWER]) + "\n```",
        "<think>It is 17.2.</think>\n" + json.dumps({"answer": ANSWER}),
        "It is 17.2.</think>" + json.dumps({"answer": ANSWER}),
        json.dumps([{"sentence": s[:-5] + ".", "source": int(s[-3])} for s in SENTENCES]),
        json.dumps({"facts": [{"text": s[:-5] + ".", "cites": [s[-3]]} for s in SENTENCES]}),
    ],
)
def test_sentences_of_json_are_the_same_however_it_arrives(text, size):
    shown, found = drafted(text, size)
    assert [s.replace(". [", " [").rstrip(".") for s in found] == [s.rstrip(".") for s in SENTENCES]
    assert "{" not in shown
    assert 'answer"' not in shown
    assert "Dreamliners" in shown


def test_letters_are_decoded():
    said = json.dumps({"жауап": "Саудасы 44 млрд «доллар» [1]."})
    assert "\\u" in said
    assert drafted(said, 2, "kk")[1] == ["Саудасы 44 млрд «доллар» [1]."]


def test_json_that_breaks_off_leaves_whole_sentences():
    assert drafted('{"answer": "It is worth $5 billion [1]. It was si', 4)[1] == [
        "It is worth $5 billion [1]."
    ]


def test_one_word_is_an_answer_and_no_label():
    assert unwrapped('{"language": "English", "answer": "NVIDIA"}').split() == ["NVIDIA"]


@pytest.mark.parametrize(
    "text",
    [
        "[1] It is so.",
        "It is so [1].",
        "[NVIDIA] and {others} agree.",
        "He said: [1] it is.",
        "[",
        "",
    ],
)
def test_what_is_no_json_stays(text):
    assert unwrapped(text, ended=True) == text


@pytest.mark.parametrize("text", ['{"' * 5000, '{"a": "' + "\\" * 9999, "[" * 9999, '["a"]' * 999])
def test_hostile_json_ends(text):
    draft = Draft("en")
    draft.add(text)
    draft.finish()
