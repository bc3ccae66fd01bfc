import functools
import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.cli import main
from index import embedding

ROOT = Path(__file__).parents[2]
QUESTION = "На какую сумму подписаны соглашения в Вашингтоне?"
ABSENT = "Сколько стоит билет в цирк?"


@pytest.fixture(scope="module", autouse=True)
def _model_loaded_once():
    """The commands of this module run in one process: seconds of loading, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "_load", functools.cache(embedding._load))
        yield


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return run


@pytest.fixture
def ask(run, indexed):
    """Run a command on the index of docs/."""
    return lambda *arguments: run("--docs", indexed.docs, "--store", indexed.store, *arguments)


def assert_fault(result, pattern):
    """Exit code 1, nothing on stdout, one line on stderr."""
    code, out, err = result
    assert code == 1
    assert out == ""
    assert re.fullmatch(r"multivector: [^\n]+\n", err)
    assert re.search(pattern, err), err


@pytest.mark.parametrize(
    "arguments",
    [
        ["fetch"],
        ["ask"],
        ["ask", "question", "--batch", "file"],
        ["ask", "question", "--lang", "de"],
        ["show"],
        ["articles", "--jsn"],
    ],
)
def test_wrong_usage_ends_with_two(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_help_is_instant():
    command = [sys.executable, "-c", "from assistant.cli import main; main(['--help'])"]
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.5


def test_an_answer_for_a_reader(ask):
    code, out, err = ask("ask", QUESTION)
    assert code == 0
    assert err == ""
    answer, sources = out.split("\n\nИсточники\n")
    assert "17,2 млрд долларов" in answer
    assert "[1]" in answer
    assert "Kazinform, 2025-11" in sources
    assert "https://www.inform.kz/" in sources


def test_an_answer_as_json_points_into_the_article_that_show_prints(ask):
    answer = json.loads(ask("ask", "--json", QUESTION)[1])
    assert answer["answered"]
    assert "id" not in answer
    for citation in answer["citations"]:
        article = json.loads(ask("show", citation["article_id"], "--json")[1])
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(("lang", "word"), [("ru", "ет"), ("kk", "қ"), ("en", " not ")])
def test_what_the_articles_do_not_hold_is_said_in_the_language_asked_for(ask, lang, word):
    code, out, _ = ask("ask", ABSENT, "--json", "--lang", lang)
    answer = json.loads(out)
    assert code == 0
    assert not answer["answered"]
    assert answer["language"] == lang
    assert word in answer["text"]
    assert answer["citations"] == []


def test_partners_are_compared_side_by_side(ask):
    code, out, err = ask("compare", "trade", "--lang", "en")
    assert (code, err) == (0, "")
    assert "China\n«Объем двусторонней торговли" in out
    assert "Russia\nThe articles say nothing of this." in out
    assert "Mongolia: The articles say nothing of this." in out
    code, out, _ = ask("compare", "trade", "--json")
    assert code == 0
    assert json.loads(out)["cells"][0]["partner"] == "CN"
    assert_fault(ask("compare", " "), "topic has 0 characters")


def test_options_count_before_and_after_the_command(run, indexed):
    before = run("--store", indexed.store, "articles", "--json")
    after = run("articles", "--json", "--store", indexed.store)
    assert before == after
    both = run("--store", "elsewhere", "articles", "--json", "--store", indexed.store)
    assert both == before
    [article] = json.loads(before[1])
    assert set(article) == {
        *("id", "title", "publisher", "published", "language", "passages", "revision")
    }
    assert article["passages"] > 20


def test_articles_and_one_of_them_for_a_reader(ask):
    _, out, _ = ask("articles")
    head, row = out.splitlines()
    assert head.split()[:2] == ["id", "published"]
    article_id = row.split()[0]
    _, out, _ = ask("show", article_id)
    assert out.startswith("Политический почерк Токаева: между великими державами, но не в их тени")
    assert "Kazinform, 2025-11" in out


def test_an_unknown_article_is_a_fault(ask):
    assert_fault(ask("show", "нет-такой"), "нет-такой")


def test_a_batch_is_answered_in_order_as_each_comes(ask, tmp_path, monkeypatch):
    lines = [
        {"id": "б", "question": QUESTION, "lang": "ru"},
        {"id": 1, "question": ABSENT, "history": [{"role": "user", "content": QUESTION}]},
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n\n" for line in lines)
    (tmp_path / "batch.jsonl").write_text(text, "utf-8")
    code, out, _ = ask("ask", "--batch", "batch.jsonl")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [answer["id"] for answer in answers] == ["б", 1]
    assert [answer["answered"] for answer in answers] == [True, False]
    assert "Вашингтоне" in out  # letters, not \u escapes

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    again = [json.loads(line) for line in ask("ask", "--batch", "-")[1].splitlines()]
    assert [answer["text"] for answer in again] == [answer["text"] for answer in answers]


def test_a_bad_line_of_a_batch_is_found_before_any_work(run, tmp_path):
    (tmp_path / "batch.jsonl").write_text('{"id": 1, "question": "?"}\n{"id": 2}\n', "utf-8")
    fault = run("ask", "--batch", "batch.jsonl")
    assert_fault(fault, r'batch\.jsonl, line 2: no "question"')
    assert not (tmp_path / ".multivector").exists()


@pytest.mark.parametrize("question", ["", "  \n", "я" * 2001, "я" * 1_000_000])
def test_a_question_that_cannot_be_asked_is_a_fault(ask, question):
    assert_fault(ask("ask", question), "2[ ,\u00a0]?000" if len(question) > 9 else "question")


def test_the_first_question_makes_the_index_and_says_so(run, tmp_path, indexed):
    code, out, err = run("ask", "--json", QUESTION, "--docs", indexed.docs, "--store", "new")
    assert code == 0
    assert "new has no index yet" in err
    assert json.loads(out)["answered"]
    assert run("ask", "--json", QUESTION, "--docs", "missing", "--store", "new")[0] == 0


def test_a_folder_that_does_not_exist_is_a_fault(run):
    assert_fault(run("sync", "missing"), "missing does not exist")


def test_an_empty_folder_is_said_with_what_to_do(run, tmp_path):
    (tmp_path / "docs").mkdir()
    code, out, err = run("sync")
    assert (code, out) == (0, "")
    assert "holds no articles: put .md or .txt files into it" in err


def test_sync_says_what_it_did_to_each_article(run, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "first.md").write_text("First\n\nThe summit was held in Astana in May.\n", "utf-8")
    assert run("sync")[:2] == (0, "added     first\n")
    (docs / "first.md").write_text("First\n\nThe summit was held in Almaty in May.\n", "utf-8")
    (docs / "second.md").write_text("Second\n\nThe talks took place in Geneva.\n", "utf-8")
    assert run("sync")[:2] == (0, "added     second\nupdated   first\n")
    (docs / "second.md").unlink()
    assert run("sync")[:2] == (0, "removed   second\nunchanged first\n")


def test_a_bad_article_is_named_and_stops_no_other(run, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "good.md").write_text("Good\n\nThe summit was held in Astana in May.\n", "utf-8")
    (docs / "bad.md").write_bytes(b"\x00\xff\xfe" * 100)
    code, out, err = run("sync")
    assert (code, out) == (1, "added     good\n")
    assert "bad.md" in err
    assert "Traceback" not in err


def test_a_setting_that_is_not_known_is_a_fault(run, monkeypatch):
    monkeypatch.setenv("MULTIVECTOR_DOC", "x")
    assert_fault(run("articles"), "MULTIVECTOR_DOC .*MULTIVECTOR_DOCS")


def test_a_conversation_remembers_forgets_and_ends(ask, monkeypatch):
    lines = f"{QUESTION}\n\n{'я' * 3000}\n/new\nhow long?\n/exit\n{QUESTION}\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    code, out, err = ask("chat")
    assert code == 0
    assert out.count("17,2 млрд долларов") == 1
    assert "000" in err  # the long question is refused and the conversation goes on
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert ask("chat")[0] == 0


def test_eval_prints_the_figures_of_score_py(ask, shared, tmp_path, indexed):
    lines = (shared / "eval/article.dev.jsonl").read_text("utf-8").splitlines()[::8]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), "utf-8")
    code, out, _ = ask("eval", "gold.jsonl", "--json")
    assert code == 0
    (tmp_path / "answers.jsonl").write_text(ask("ask", "--batch", "gold.jsonl")[1], "utf-8")
    score = [sys.executable, shared / "eval/score.py", "gold.jsonl", "answers.jsonl"]
    scored = subprocess.run(
        [*score, indexed.docs, "--json"], cwd=tmp_path, capture_output=True, check=True
    )
    assert json.loads(out) == json.loads(scored.stdout)

    _, table, _ = ask("eval", "gold.jsonl", "--misses")
    assert table.split()[:3] == ["retrieved", "cited", "cited_first"]
    assert re.search(r"^lang=ru +[01]\.\d+", table, re.MULTILINE)


def test_doctor_finds_a_sound_set_up_sound(ask):
    code, out, _ = ask("doctor")
    assert code == 0, out
    assert {line.split()[0] for line in out.splitlines()} == {"ok"}
    assert "word-for-word quotes" in out


def test_doctor_says_how_to_mend_a_fault(run, tmp_path, indexed, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MULTIVECTOR_HOST", "203.0.113.7")
    code, out, _ = run("doctor", "--docs", "missing", "--store", "file/store")
    assert code == 1
    faults = [line for line in out.splitlines() if line.startswith("fault")]
    assert any("missing" in line and "--docs" in line for line in faults)
    assert any("--store" in line for line in faults)


def test_doctor_sees_that_the_index_is_behind(run, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "first.md").write_text("First\n\nThe summit was held in Astana in May.\n", "utf-8")
    run("sync")
    (docs / "first.md").write_text("First\n\nThe summit was held in Almaty in May.\n", "utf-8")
    code, out, _ = run("doctor")
    assert code == 1
    assert re.search(r"^fault +index: .*multivector sync", out, re.MULTILINE)


@pytest.mark.slow
def test_output_is_utf_8_whatever_the_locale_and_a_closed_pipe_is_no_fault(indexed):
    command = [sys.executable, "-c", "from assistant.cli import main; main()"]
    articles = [*command, "articles", "--json", "--store", str(indexed.store)]
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = subprocess.run(articles, cwd=ROOT, capture_output=True, check=True, env=environment)
    assert "Политический" in ran.stdout.decode("utf-8")

    process = subprocess.Popen(
        [*command, "show", json.loads(ran.stdout)[0]["id"], "--store", str(indexed.store)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()
