import functools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import main
from index import embedding
from tests.index.test_formats import FIRST, PAGE, docx

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def _model_loaded_once():
    """The commands of this module run in one process: seconds of loading, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "_load", functools.cache(embedding._load))
        yield


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder, with what is typed; gives exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "page.html").write_text(PAGE, "utf-8")

    def run(*arguments, typed=""):
        monkeypatch.setattr("assistant.article_commands.read_line", lambda: typed)
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return run


def files(folder="docs"):
    return sorted(path.name for path in Path(folder).iterdir())


def test_add_shows_asks_and_adds(run):
    code, out, err = run("add", "page.html", typed="n")
    assert (code, out, files()) == (1, "", [])
    assert "2026-02-03" in err
    assert FIRST in err
    code, out, err = run("add", "page.html", "--published", "2026-02", typed="да")
    assert (code, out) == (0, "added     экспорт-вырос-рекорд-года\n")
    (row,) = json.loads(run("articles", "--json")[1])
    assert (row["published"], row["publisher"], row["language"]) == ("2026-02", "Агентство", "ru")
    assert run("ask", "На сколько вырос экспорт в Китай?")[1].startswith(FIRST)


def test_add_again_replaces_and_a_changed_headline_is_said(run):
    run("add", "page.html", "--url", "https://example.kz/1", "--yes")
    Path("new.html").write_text(PAGE.replace("44 млрд", "48 млрд"), "utf-8")
    code, out, err = run("add", "new.html", "--url", "http://www.example.kz/1/?utm_source=x", "-y")
    assert code == 0
    assert out.split()[0] == "updated"
    assert "It replaces" in err
    found = json.loads(run("add", "page.html", "--title", "Другой заголовок", "--json")[1])
    assert found["added"] is False
    assert found["replaces"] is None
    assert found["near_copies"][0]["share"] > 0.7
    assert len(files()) == 1


def test_add_wrong_things(run):
    for arguments, says in (
        (["none.md"], "cannot be read"),
        (["page.html", "--published", "вчера"], "published"),
        (["http://127.0.0.1:1/"], "not on the public internet"),
        (["file:///etc/passwd"], "only http and https"),
    ):
        code, out, err = run("add", *arguments, "--yes")
        assert (code, out, files()) == (1, "", [])
        assert says in err.splitlines()[-1]
        assert "Traceback" not in err


def test_remove_asks_once_and_says_how_to_restore(run):
    Path("a.docx").write_bytes(docx())
    run("add", "a.docx", "--id", "kz/a", "--yes")
    assert run("remove", "kz/a", typed="")[0] == 1
    assert files()
    code, out, err = run("remove", "kz/a", typed="y")
    assert (code, out, files()) == (0, "removed   kz/a\n", [])
    subprocess.run(err.split("have it back: ")[1].split(" && ")[0], shell=True, check=True)
    assert run("sync")[1] == "added     kz/a\n"
    code, _, err = run("remove", "none", "--yes")
    assert code == 1
    assert "No article 'none'" in err


def test_the_older_file_of_one_page_is_said(run):
    for name, day in (("a", 1), ("b", 2)):
        Path(f"docs/{name}.md").write_text(
            f"---\nurl: https://x.kz/1\npublished: 2026-01-0{day}\n---\n{FIRST}", "utf-8"
        )
    code, out, err = run("sync")
    assert (code, out) == (0, "added     b\n")
    assert "a.md is an older revision of b.md" in err


def test_watch_syncs_what_changes(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "sync", "--watch"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            while "Watching" not in process.stderr.readline():
                assert process.poll() is None
            (docs / "notes.tmp").write_text("x")
            (docs / "a.md").write_text(FIRST, "utf-8")
            assert process.stdout.readline() == "added     a\n"
            (docs / "a.md").unlink()
            assert process.stdout.readline() == "removed   a\n"
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert "Traceback" not in process.stderr.read()
