import base64
import re
import shutil
import time
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.page.editing import Editor
from index.settings import Settings

ROOT = Path(__file__).parents[2]
CHINA = ROOT / "tests/assistant/newer/china-2026.md"


@pytest.fixture
def editor(tmp_path, encoder, indexed):
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(indexed.store, tmp_path / "store")
    settings = Settings(docs=tmp_path / "docs", store=tmp_path / "store", _env_file=None)
    assistant = Assistant(settings)
    assistant._encoder = encoder
    return Editor(assistant, settings)


def upload(path, name=None, **more):
    data = base64.b64encode(path.read_bytes()).decode()
    return {"do": "read", "name": name or path.name, "data": data, **more}


def named(attribute, html):
    found = re.search(rf'{attribute}="([^"]*)"', html)
    assert found, html[:500]
    return found[1]


def ended(editor, html):
    """What a change comes to, once it has."""
    until = time.monotonic() + 60
    while "data-job" in html:
        assert time.monotonic() < until
        html = editor.edit({"do": "progress", "job": named("data-job", html)})
        time.sleep(0.02)
    return html


def files(editor):
    docs = editor._settings.docs
    return sorted(path.name for path in docs.rglob("*") if path.is_file())


def test_nothing_counts_before_it_is_put(editor):
    before = files(editor)
    html = editor.edit(upload(CHINA))
    assert "Фрагментов:\u00a03" in html
    assert files(editor) == before
    assert len(editor._assistant.articles()) == 1


def test_an_added_article_says_what_it_changed(editor):
    html = editor.edit(upload(CHINA))
    token = named("data-draft", html)
    checked = editor.edit({"do": "check", "draft": token, "fields": {"published": "2026-02-04"}})
    assert 'value="2026-02-04"' in checked
    fields = {"published": "2026-02-04", "title": "Итоги года"}
    html = ended(editor, editor.edit({"do": "put", "draft": token, "fields": fields}))
    assert "<s>44 миллиардов долларов</s> → <b>48,7 млрд долларов</b>" in html
    assert "рекордных 44 миллиардов" in html
    assert "4 февраля 2026" in html
    (article,) = [a for a in editor._assistant.articles() if a.published == "2026-02-04"]
    assert article.title == "Итоги года"
    assert article.file == "итоги-года.md"


def test_a_wrong_field_keeps_the_draft_and_says_why(editor):
    token = named("data-draft", editor.edit(upload(CHINA)))
    for do in ("check", "put"):
        html = editor.edit({"do": do, "draft": token, "fields": {"published": "вчера"}})
        assert "непонятна" in html
        assert named("data-draft", html) == token
    assert len(files(editor)) == 1


def test_a_file_with_wrong_fields_can_be_corrected(editor, tmp_path):
    file = tmp_path / "wrong.md"
    text = CHINA.read_text("utf-8").partition("---\n\n")[2]
    # The colon in the title breaks the block, too.
    fields = "title: Итоги: год\nurl: inform.kz/a\nlanguage: de\npublished: 3 февраля\nid: a b"
    file.write_text(f"---\n{fields}\n---\n\n{text}", "utf-8")
    html = editor.edit(upload(file))
    wrong = re.findall(r'name="(\w+)" aria-invalid=true', html)
    assert wrong == ["published", "language", "url", "id"]
    assert "Итоги: год" in html
    assert "Министерство торговли подвело итоги" in html
    for value in ("inform.kz/a", ">de<", "3 февраля", '"a b"'):
        assert value in html
    token = named("data-draft", html)
    html = editor.edit({"do": "put", "draft": token, "fields": {"published": "2026-02-03"}})
    assert re.findall(r'name="(\w+)" aria-invalid=true', html) == wrong[1:]
    right = {"url": "", "language": "ru", "id": "a-b", "published": "2026-02-03"}
    ended(editor, editor.edit({"do": "put", "draft": token, "fields": right}))
    article = editor._assistant.article("a-b")
    assert (article.title, article.url, article.published) == ("Итоги: год", None, "2026-02-03")


def test_a_replaced_article_stays_readable_as_it_was(editor, tmp_path):
    (before,) = editor._assistant.articles()
    newer = tmp_path / "newer.txt"
    newer.write_text(before.text.replace("44 миллиардов", "48 миллиардов"), "utf-8")
    html = editor.edit(upload(newer, replaces=before.id))
    assert "Заменит статью" in html
    assert before.publisher in html
    fields = {"published": "2026", "title": before.title}
    request = {"do": "put", "draft": named("data-draft", html), "fields": fields}
    html = ended(editor, editor.edit(request))
    assert "<s>44 миллиардов долларов</s> → <b>48 миллиардов долларов</b>" in html
    assert editor._assistant.revision(before.id, before.revision) == (before, "replaced")
    assert [article.id for article in editor._assistant.articles()] == [before.id]


def replaced(editor, folder, figure):
    """What comes of replacing the one article by itself with another figure."""
    (before,) = editor._assistant.articles()
    newer = folder / f"{figure}.txt"
    newer.write_text(re.sub(r"рекордных \d+", f"рекордных {figure}", before.text), "utf-8")
    html = editor.edit(upload(newer, replaces=before.id))
    return ended(editor, editor.edit({"do": "put", "draft": named("data-draft", html)}))


def test_what_an_article_replaced_is_put_back_with_one_click(editor, tmp_path):
    (before,) = editor._assistant.articles()
    file = (editor._settings.docs / before.file).read_bytes()
    html = replaced(editor, tmp_path, 48)
    assert "Вернуть прежнюю" in html
    assert "48 миллиардов" in editor._assistant.article(before.id).text
    html = ended(editor, editor.edit({"do": "undo", "undo": named("data-undo", html)}))
    assert "Возвращена" in html
    assert editor._assistant.articles() == [before]
    assert (editor._settings.docs / before.file).read_bytes() == file


def test_an_article_that_changed_again_is_not_put_back(editor, tmp_path):
    first = replaced(editor, tmp_path, 48)
    replaced(editor, tmp_path, 51)
    html = ended(editor, editor.edit({"do": "undo", "undo": named("data-undo", first)}))
    assert "снова изменили" in html
    (article,) = editor._assistant.articles()
    assert "44 миллиардов" not in article.text


def test_a_removed_article_can_be_put_back(editor):
    (article,) = editor._assistant.articles()
    html = ended(editor, editor.edit({"do": "remove", "article": article.id}))
    assert files(editor) == []
    assert editor._assistant.articles() == []
    assert "Статей пока нет" in editor.shelf()
    undo = {"do": "undo", "undo": named("data-undo", html)}
    ended(editor, editor.edit(undo))
    assert editor._assistant.articles() == [article]
    assert "такой статьи уже нет" in editor.edit(undo).casefold()


@pytest.mark.parametrize(
    "request_",
    [
        None,
        [],
        {"do": "read"},
        {"do": "read", "name": "a.md", "data": "?"},
        {"do": "read", "url": "127.0.0.1"},
        {"do": "read", "url": 5, "name": 5, "data": 5},
        {"do": "check", "draft": "never"},
        {"do": "put", "fields": []},
        {"do": "remove", "article": "never"},
        {"do": "remove"},
        {"do": "undo"},
        {"do": "progress", "job": "never"},
        {"do": "<script>"},
    ],
)
def test_whatever_is_asked_for_the_list_comes_back(editor, request_):
    html = editor.edit(request_)
    assert 'class="shelf"' in html
    assert "Политический почерк" in html
    assert len(files(editor)) == 1


def test_the_name_of_a_file_never_decides_where_it_is_written(editor):
    html = editor.edit(upload(CHINA, name="../../../etc/evil.md"))
    fields = {"id": "../../evil"}
    token = named("data-draft", html)
    ended(editor, editor.edit({"do": "put", "draft": token, "fields": fields}))
    folder = editor._settings.docs
    assert len(files(editor)) == 2
    assert all((folder / name).is_file() for name in files(editor))
    assert not list(folder.parent.parent.glob("evil*"))


def test_old_drafts_are_forgotten(editor):
    first = named("data-draft", editor.edit(upload(CHINA)))
    for _ in range(40):
        editor.edit(upload(CHINA))
    assert len(editor._drafts) <= 31
    assert "Черновик не сохранился" in editor.edit({"do": "check", "draft": first})


def test_two_changes_at_once_come_one_after_the_other(editor, tmp_path):
    drafts = []
    for name in ("usa-2026.md", "china-2026.md"):
        html = editor.edit(upload(CHINA.with_name(name)))
        drafts.append({"do": "put", "draft": named("data-draft", html)})
    jobs = [editor.edit(draft) for draft in drafts]
    assert all('class="outcome"' in ended(editor, job) for job in jobs)
    assert len(editor._assistant.articles()) == 3


def test_who_has_no_password_changes_nothing(editor):
    guarded = Settings(**editor._settings.model_dump() | {"admin_password": "тайна"})
    editor = Editor(editor._assistant, guarded)
    before = files(editor)
    html = editor.edit({"do": "shelf"})
    assert "Политический почерк" in html
    assert 'type="password"' in html
    assert not re.search('data-act="(?:ask|replace|file)"', html)
    (article,) = editor._assistant.articles()
    for request in (upload(CHINA), {"do": "remove", "article": article.id}):
        for password in ({}, {"password": "догадка"}):
            html = editor.edit(request | password)
            assert "Это не пароль администратора" in html
    assert files(editor) == before
    html = editor.edit(upload(CHINA, password="тайна"))
    assert "data-draft" in html
