import io
import zipfile

import pytest

from index.draft import paragraphs_of_lines
from index.errors import IndexingError
from index.formats import read_draft
from index.reading import parse_article

TITLE = "Экспорт вырос: «рекорд» года"
FIRST = "Экспорт в Китай вырос на 12% и достиг 44 млрд долларов, сообщил министр торговли."
SECOND = "Переговоры о новых поставках зерна продолжатся осенью в Астане, заявили стороны."
BODY = f"<p>{FIRST}</p><h2>Что дальше</h2><p>{SECOND}</p><ul><li>зерно и мука</li></ul>"
PAGE = (
    '<!doctype html><html lang="ru"><head><title>Экспорт — Агентство</title>'
    '<meta property="og:title" content="Экспорт вырос: «рекорд» года">'
    '<meta property="article:published_time" content="2026-02-03T10:00:00+05:00">'
    '<meta property="og:site_name" content="Агентство"></head><body><nav>Главная | Спорт</nav>'
    f"<article><h1>{TITLE}</h1>{BODY}{BODY.replace('Экспорт', 'Импорт')}</article>"
    "<footer>Все права защищены</footer></body></html>"
)


def archive(parts: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return data.getvalue()


def docx() -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.title = TITLE
    document.add_paragraph(FIRST)
    document.add_heading("Что дальше", 2)
    document.add_paragraph(SECOND)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "зерно", "5 млн тонн"
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def odt() -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<o:document-content xmlns:o="{office}office:1.0" xmlns:t="{office}text:1.0">'
        f"<o:body><o:text><t:p>{FIRST.replace('в Китай', 'в<t:s/>Китай')}"
        "<t:note><t:note-body><t:p>сноска</t:p></t:note-body></t:note></t:p>"
        f"<t:h>Что дальше</t:h><t:p>{SECOND}</t:p></o:text></o:body></o:document-content>"
    )
    dc = "http://purl.org/dc/elements/1.1/"
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "meta.xml": f'<meta xmlns:dc="{dc}"><dc:title>{TITLE}</dc:title></meta>',
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def epub() -> bytes:
    return archive(
        {
            "META-INF/container.xml": '<container><rootfile full-path="o/p.opf"/></container>',
            "o/p.opf": (
                '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
                f"<dc:title>{TITLE}</dc:title><dc:date>2026-02-03T00:00:00Z</dc:date>"
                '<dc:publisher>Агентство</dc:publisher></metadata><manifest><item id="b" '
                'href="b%20b.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a.xhtml"'
                ' media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/>'
                '<itemref idref="b"/></spine></package>'
            ),
            "o/a.xhtml": f"<?xml version='1.0' encoding='utf-8'?><html><p>{FIRST}</p></html>",
            "o/b b.xhtml": f"<?xml version='1.0' encoding='utf-8'?><html><div><h2>Что дальше</h2>"
            f"<p>{SECOND}</p></div></html>",
        }
    )


def pdf(pages: list[list[str]], password: str | None = None) -> bytes:
    """A PDF of Latin text; a page without lines is a blank one, as a scan is to a text reader."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        if lines:
            stream = DecodedStreamObject()
            shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
            stream.set_data(f"BT /F1 11 Tf 50 780 Td\n{shown}ET".encode("latin-1"))
            page[NameObject("/Contents")] = writer._add_object(stream)
            page[NameObject("/Resources")] = DictionaryObject(
                {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
            )
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


ENGLISH = [
    "Exports to China rose by 12 per cent and reached 44 billion dollars, the mini-",
    "ster of trade said on Tuesday after the talks in Astana with the partners.",
    "A new paragraph tells that the talks will be continued in the autumn of this",
    "year.",
]


@pytest.mark.parametrize(
    ("data", "name"),
    [(PAGE.encode(), "x.html"), (docx(), "x.docx"), (odt(), "x.odt"), (epub(), "x.epub")],
    ids=["html", "docx", "odt", "epub"],
)
def test_text_headings_and_title(data, name):
    draft = read_draft(data, name)
    assert draft.title == TITLE
    paragraphs = draft.text.split("\n\n")
    assert paragraphs[:3] == [FIRST, "## Что дальше", SECOND]
    assert "сноска" not in draft.text
    article = parse_article(draft.markdown().encode(), "any.md")
    assert (article.title, article.language) == (TITLE, "ru")
    assert article.text == draft.text


def test_what_a_page_states():
    draft = read_draft(PAGE.encode(), "x.html", "https://example.kz/a")
    assert (draft.published, draft.publisher) == ("2026-02-03", "Агентство")
    assert draft.url == "https://example.kz/a"
    assert "Спорт" not in draft.text
    assert "права защищены" not in draft.text
    assert "- зерно и мука" in draft.text


def test_the_format_is_told_by_the_content():
    assert read_draft(docx(), "article.txt").title == TITLE
    assert read_draft(PAGE.encode(), "page").title == TITLE


def test_what_a_text_file_states_is_kept():
    draft = read_draft(b"---\nid: a/b\npublished: 2026\n---\n\n" + FIRST.encode(), "x.md")
    assert (draft.id, draft.published) == ("a/b", "2026")
    assert read_draft(FIRST.encode(), "2026-02-03.txt").published == "2026-02-03"


def test_pdf_pages_become_paragraphs_without_running_heads():
    pages = [
        ["Daily News 5 May", f"{word} report.", *ENGLISH, f"{word} note.", str(number)]
        for number, word in enumerate(("First", "Second", "Third", "Fourth"), 1)
    ]
    text = read_draft(pdf(pages), "x.pdf").text
    assert "the minister of trade said" in text
    assert "Daily News" not in text
    assert text.startswith("First report.")
    assert "Second note.\n\nThird report." in text


def test_dates_of_a_pdf_are_not_the_articles():
    assert read_draft(pdf([ENGLISH]), "x.pdf").published is None


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.html", "empty"),
        (b"<html><body><nav>Menu</nav></body></html>", "a.html", "no article"),
        (PAGE.encode(), "a.exe.zip.html", None),
        (b"MZ\x90\x00", "a.exe", "kind that is not read"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "a.doc", "old or encrypted Office"),
        (pdf([ENGLISH], "secret"), "a.pdf", "encrypted"),
        (pdf([[], []]), "a.pdf", "pictures of 2 pages"),
        (pdf([["x"]] * 201), "a.pdf", "201 pages"),
        (b"%PDF-1.7\nnothing", "a.pdf", "damaged"),
        (pdf([ENGLISH])[:300], "a.pdf", "damaged"),
        (docx()[:2000], "a.docx", "damaged"),
        (archive({"x.txt": "x"}), "a.zip", "no article"),
        (archive({"word/document.xml": "<x>" + " " * 30_000_000}), "a.docx", "would unpack"),
        (archive({f"{i}": "" for i in range(6000)}), "a.docx", "would unpack"),
        (archive({"word/document.xml": "<broken"}), "a.docx", "no Word document"),
        (archive({"content.xml": "<a>", "META-INF/manifest.xml": ""}), "a.odt", "damaged"),
        (archive({"META-INF/container.xml": "<c/>"}), "a.epub", "no such document"),
    ],
)
def test_what_holds_no_article_is_one_line(data, name, says):
    if says is None:
        assert read_draft(data, name).text
        return
    with pytest.raises(IndexingError, match=says) as fault:
        read_draft(data, name)
    assert "\n" not in str(fault.value)
    assert name in str(fault.value)


def test_entities_are_not_expanded():
    bomb = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    secret = "<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    office = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = f"{bomb}{secret}<x xmlns:t='{office}'><t:p>{FIRST} &i; &f;</t:p></x>"
    try:
        text = read_draft(
            archive({"content.xml": content, "META-INF/manifest.xml": ""}), "a.odt"
        ).text
    except IndexingError:
        return
    assert "haha" not in text
    assert "root:" not in text


def test_lines_of_a_page():
    lines = ["одна строка, которая заполняет всю ширину страницы до её края", "конец.", "новый"]
    assert paragraphs_of_lines(lines).split("\n\n") == [f"{lines[0]} конец.", "новый"]
