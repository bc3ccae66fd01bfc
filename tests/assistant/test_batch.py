import json

import pytest

from assistant.answer import Turn
from assistant.batch import parse_questions, read_questions
from assistant.errors import AssistantError


def parse(*lines):
    return list(parse_questions((line.encode() for line in lines), "q.jsonl"))


def test_lines_become_questions_in_order_and_empty_ones_are_passed_over():
    first, second = parse(
        '\ufeff{"id": "а", "question": "Кто?", "lang": "ru"}',
        "",
        json.dumps({"id": 2, "question": "And?", "history": [{"role": "user", "content": "Кто?"}]}),
    )
    assert (first.id, first.question, first.history, first.data["lang"]) == ("а", "Кто?", (), "ru")
    assert (second.id, second.history) == (2, (Turn("user", "Кто?"),))
    assert second.place == "q.jsonl, line 3"


def test_lines_are_read_one_at_a_time():
    lines = iter([b'{"id": 1, "question": "?"}', b"{"])
    questions = parse_questions(lines, "-")
    assert next(questions).id == 1
    with pytest.raises(AssistantError, match="line 2"):
        next(questions)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("1", "not an object"),
        ('{"question": "?"}', 'no "id"'),
        ('{"id": true, "question": "?"}', 'no "id"'),
        ('{"id": 1}', 'no "question"'),
        ('{"id": 1, "question": 2}', 'no "question"'),
        ('{"id": 1, "question": " "}', "the question is empty"),
        (json.dumps({"id": 1, "question": "я" * 2001}), "2001 characters, 2000 are the limit"),
        ('{"id": 1, "question": "?", "history": "x"}', '"history"'),
        (
            '{"id": 1, "question": "?", "history": [{"role": "system", "content": "x"}]}',
            '"history"',
        ),
        ('{"id": 1, "question": "?", "history": [{"role": "user"}]}', '"history"'),
    ],
)
def test_a_bad_line_is_named_by_number_in_one_line(line, message):
    with pytest.raises(AssistantError, match=rf"^q\.jsonl, line 2: [^\n]*{message}"):
        parse('{"id": 1, "question": "?"}', line)


def test_files_that_cannot_be_used_are_named(tmp_path):
    with pytest.raises(AssistantError, match=r"missing\.jsonl cannot be read: No such file"):
        read_questions(tmp_path / "missing.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n\n")
    with pytest.raises(AssistantError, match="holds no question"):
        read_questions(tmp_path / "empty.jsonl")
    (tmp_path / "old.jsonl").write_bytes('{"id": 1, "question": "Кто?"}'.encode("cp1251"))
    with pytest.raises(AssistantError, match="line 1: not UTF-8"):
        read_questions(tmp_path / "old.jsonl")
