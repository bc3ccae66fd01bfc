import os
from pathlib import Path

import pytest

from index.errors import IndexingError
from index.reading import find_articles, read_article

FRONT = "---\ntitle: Мост\npublisher: Kazinform\npublished: 2025-11-03\n---\n"
BODY = "Президент подписал соглашение о новом мосте через реку. Его построят за два года.\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: str | bytes, name: str = "мост.md"):
    return read_article(write(folder, name, content), folder)


def test_front_matter_is_read(tmp_path: Path) -> None:
    front = FRONT.replace("---\n", "---\nurl: https://inform.kz/1\nlanguage: ru\n", 1)
    article = read(tmp_path, front + BODY, "sub/мост.md")
    assert article.id == "sub/мост"
    assert article.file == "sub/мост.md"
    assert (article.title, article.publisher) == ("Мост", "Kazinform")
    assert (article.published, article.url) == ("2025-11-03", "https://inform.kz/1")
    assert article.text == BODY.strip()


def test_without_front_matter_the_file_says_it(tmp_path: Path) -> None:
    article = read(tmp_path, "# Новый мост\n\n" + BODY, "мост-2025-11.md")
    assert article.title == "Новый мост"
    assert article.published == "2025-11"
    assert article.language == "ru"
    assert article.text.startswith("# Новый мост")


@pytest.mark.parametrize(
    ("stem", "published"),
    [
        ("2025-11-03-a", "2025-11-03"),
        ("a-20251103", "2025-11-03"),
        ("2025-13-03", None),
        ("a12025-11", None),
        ("report-2025", None),
    ],
)
def test_date_from_the_file_name(tmp_path: Path, stem: str, published: str | None) -> None:
    assert read(tmp_path, BODY, stem + ".txt").published == published


@pytest.mark.parametrize("value", ["2025", "2025-11", "2025-11-03", "2025-11-03T10:00:00"])
def test_published_is_cut_to_the_date(tmp_path: Path, value: str) -> None:
    assert read(tmp_path, f"---\npublished: {value}\n---\n{BODY}").published == value[:10]


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("published: 03.11.2025", "published: '03.11.2025'"),
        ("published: 2025-02-30", "2025-02-30"),
        ("language: de", "language: 'de'"),
        ("url: javascript:alert(1)", "url: 'javascript"),
        ("id: ../../etc x", "id: "),
        ("title: [a, b]", "title: "),
        ("title: Мост: через реку", "line 2"),
        ("publisher: x\ntitle: 'Мост", "line "),
        ("просто слова", "line 2"),
    ],
)
def test_broken_fields_are_named(tmp_path: Path, front: str, told: str) -> None:
    with pytest.raises(IndexingError) as error:
        read(tmp_path, f"---\n{front}\n---\n{BODY}")
    assert "мост.md" in str(error.value)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_front_matter_that_never_ends(tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="line 1"):
        read(tmp_path, "---\ntitle: Мост\n\n" + BODY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    article = read(tmp_path, (FRONT + BODY).encode(encoding))
    assert article.title == "Мост"
    assert article.text == BODY.strip()


def test_kazakh_windows_table(tmp_path: Path) -> None:
    text = "Қазақстан Қытаймен жаңа келісімге қол қойды, сауда көлемі өседі."
    assert read(tmp_path, text.encode("kz1048")).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Filter/FlateDecode>>\x9c\x01\x02" * 9,
        "Привет, мир, это текст".encode("koi8-r"),
        bytes(200),
    ],
)
def test_binary_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(IndexingError, match=r"мост\.md is not a text"):
        read(tmp_path, data)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", FRONT, "Фото: akorda.kz\n"])
def test_empty_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(IndexingError, match="empty"):
        read(tmp_path, text)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", BODY)
    path.chmod(0)
    with pytest.raises(IndexingError, match="cannot be read"):
        read_article(path, tmp_path)


def test_file_that_went_away(tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match=r"a\.md cannot be read"):
        read_article(tmp_path / "a.md", tmp_path)


@pytest.mark.parametrize(
    "credit",
    [
        "Фото: akorda.kz",
        "Коллаж: Kazinform; Pixabay",
        "Photo: Reuters/John Smith",
        "Сурет: Ақорда",
        "*Фото: пресс-служба*",
        "![мост](most.jpg)",
        "Фото © Sputnik",
    ],
)
def test_credits_are_dropped(tmp_path: Path, credit: str) -> None:
    article = read(tmp_path, f"Начало.\n\n{credit}\n\nКонец.")
    assert article.text == "Начало.\n\nКонец."


@pytest.mark.parametrize(
    "line", ["Фото показало, что мост цел.", "Видео: министр сказал правду. Потом он ушел."]
)
def test_sentences_about_pictures_stay(tmp_path: Path, line: str) -> None:
    assert line in read(tmp_path, f"Начало.\n\n{line}\n\nКонец.").text


def test_newlines_and_control_characters(tmp_path: Path) -> None:
    article = read(tmp_path, "Один.\r\nДва.\rТри.\u2028Четыре." + "я" * 1000 + "\x00.")
    assert article.text == "Один.\nДва.\nТри.\nЧетыре." + "я" * 1000 + "."


def test_revision_follows_every_field(tmp_path: Path) -> None:
    first = read(tmp_path, FRONT + BODY)
    assert read(tmp_path, FRONT + BODY).revision == first.revision
    assert read(tmp_path, FRONT.replace("Kaz", "kaz") + BODY).revision != first.revision
    assert read(tmp_path, FRONT + BODY + "!").revision != first.revision


def test_find_articles(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "sub/c.MD", ".hidden.md", ".git/d.md", "e.pdf"):
        write(tmp_path, name, BODY)
    found = [path.relative_to(tmp_path).as_posix() for path in find_articles(tmp_path)]
    assert found == ["a.txt", "b.md", "sub/c.MD"]


def test_find_articles_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="does not exist"):
        find_articles(tmp_path / "nowhere")
    with pytest.raises(IndexingError, match="not a folder"):
        find_articles(write(tmp_path, "a.md", BODY))
