import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.evaluation import GradedQuestion, grade, read_corpus, read_gold, report

SHARED = Path(__file__).parents[2].parent / "shared"

GOLD = {
    "id": "ru-1",
    "lang": "ru",
    "kind": "fact",
    "history": [],
    "question": "Какой ВВП?",
    "answerable": True,
    "evidence": ["на сумму 17,2 млрд"],
    "must_include": [["17,2", "17 200"]],
}
RIGHT = {
    "answered": True,
    "text": "Подписано на\u00a0сумму 17.2 млрд. [1]",
    "citations": [{"number": 1, "quote": "Подписано на\u00a0сумму 17,2 млрд."}],
    "passages": [{"text": "Всего. Подписано на сумму 17,2  млрд."}],
}
SILENT = {"answered": False, "text": "Этого в статьях нет.", "citations": [], "passages": []}
CORPUS = "введение. подписано на сумму 17,2 млрд. и ещё слова"


def gold(tmp_path, **changes):
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(GOLD | changes, ensure_ascii=False) + "\n", "utf-8")
    return read_gold(file)[0]


def test_a_right_answer_has_every_grade(tmp_path):
    grades = grade(gold(tmp_path), RIGHT, CORPUS)
    names = "retrieved cited cited_first facts answered precision verbatim markers"
    assert grades == dict.fromkeys(names.split(), 1)


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({"text": "Подписано. [1]"}, {"facts"}),
        ({"text": "На сумму 17,2 млрд. [1] [2]"}, {"markers"}),
        ({"text": "На сумму 17,2 млрд."}, {"markers"}),
        ({"passages": []}, {"retrieved"}),
        ({"passages": [{"text": "…"}] * 5 + RIGHT["passages"]}, {"retrieved"}),
        (
            {"citations": [{"number": 1, "quote": "введение."}, *RIGHT["citations"]]},
            {"cited_first"},
        ),
        (
            {"citations": [{"number": 1, "quote": "слова, которых нет"}]},
            {"cited", "cited_first", "verbatim"},
        ),
        (SILENT, {"retrieved", "cited", "cited_first", "facts", "answered"}),
    ],
)
def test_each_fault_costs_its_own_rate(tmp_path, changes, missed):
    question = gold(tmp_path)
    answer = RIGHT | changes
    assert set(GradedQuestion(question, answer, grade(question, answer, CORPUS)).misses) == missed


def test_precision_is_the_share_of_right_citations(tmp_path):
    citations = [*RIGHT["citations"], {"number": 2, "quote": "введение."}]
    grades = grade(gold(tmp_path), RIGHT | {"citations": citations}, CORPUS)
    assert grades["precision"] == 0.5


def test_part_of_the_evidence_counts_only_when_it_is_long(tmp_path):
    evidence = ["подписано на сумму 17,2 млрд. и ещё слова"]
    question = gold(tmp_path, evidence=evidence)
    assert grade(question, RIGHT, CORPUS)["cited"]
    short = RIGHT | {"citations": [{"number": 1, "quote": "17,2 млрд."}]}
    assert not grade(question, short, CORPUS)["cited"]


def test_silence_is_right_where_the_articles_are_silent(tmp_path):
    question = gold(tmp_path, answerable=False)
    assert grade(question, SILENT, CORPUS) == {"abstained": 1}
    assert grade(question, RIGHT, CORPUS) == {"abstained": 0, "verbatim": 1, "markers": 1}


def test_the_report_has_rows_for_all_languages_and_kinds(tmp_path):
    right, absent = gold(tmp_path), gold(tmp_path, lang="kk", kind="absent", answerable=False)
    rows = report(
        [GradedQuestion(q, a, grade(q, a, CORPUS)) for q, a in ((right, RIGHT), (absent, SILENT))]
    )
    assert list(rows) == ["all", "lang=kk", "lang=ru", "kind=absent", "kind=fact"]
    assert rows["all"]["questions"] == 2
    assert rows["lang=kk"]["cited"] is None
    assert rows["lang=kk"]["abstained"] == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ('{"id": "a", "question": "?"}', "line 2: needs lang"),
        (json.dumps(GOLD | {"must_include": ["17"]}), "line 2: needs lang"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, message):
    file = tmp_path / "gold.jsonl"
    file.write_text(f"{json.dumps(GOLD)}\n{line}\n", "utf-8")
    with pytest.raises(AssistantError, match=message):
        read_gold(file)


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared with its questions and score.py")
def test_the_figures_are_those_of_score_py(tmp_path):
    """Answers of every sort, right and wrong, to the real questions."""
    docs = tmp_path / "docs"
    docs.mkdir()
    text = next((SHARED / "article").glob("*.txt")).read_text("utf-8")
    (docs / "article.md").write_text(text, "utf-8")
    questions = read_gold(SHARED / "eval" / "article.dev.jsonl")
    answers = [_some_answer(number, question, text) for number, question in enumerate(questions)]
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(json.dumps(answer) for answer in answers), "utf-8")
    command = [sys.executable, SHARED / "eval/score.py", SHARED / "eval/article.dev.jsonl", file]
    printed = subprocess.run([*command, docs, "--json"], capture_output=True, check=True)

    corpus = read_corpus(docs)
    pairs = zip(questions, answers, strict=True)
    assert report(
        [
            GradedQuestion(question, answer, grade(question, answer, corpus))
            for question, answer in pairs
        ]
    ) == json.loads(printed.stdout)


def _some_answer(number, question, text):
    """Right, wrong or silent in turn; what is quoted wanders through the article."""
    place = number * 331 % (len(text) - 400)
    quotes = [text[place : place + 120], *question.evidence[:1]][:: -1 if number % 3 else 1]
    return {
        "id": question.asked.id,
        "answered": number % 5 != 0,
        "text": " ".join(f"{q} [{n + number % 2}]" for n, q in enumerate(quotes, 1)),
        "citations": [{"number": n, "quote": quote} for n, quote in enumerate(quotes, 1)],
        "passages": [{"text": text[place - 300 : place + 300]}, {"text": quotes[0]}],
    }
