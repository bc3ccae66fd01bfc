import io
import re
from dataclasses import replace

import pytest
from docx import Document
from pypdf import PdfReader

from assistant.export import document, export

QUESTIONS = ("На какую сумму подписаны соглашения в Вашингтоне?", "Қытаймен сауда көлемі қанша?")
URL = "https://www.inform.kz/ru/"


@pytest.fixture(scope="module")
def answers(kazinform):
    return [kazinform.ask(question) for question in QUESTIONS]


def quotes(answers):
    return [citation.quote for answer in answers for citation in answer.citations]


def one_line(text):
    return re.sub(r"\s+", "", text)


def test_notes_are_numbered_through_the_conversation(answers):
    made = document(answers)
    assert [note.number for note in made.notes] == list(range(1, len(made.notes) + 1))
    marked = [part for s in made.sections for line in s.lines for part in line if type(part) is int]
    assert marked == [note.number for note in made.notes]
    assert [note.quote for note in made.notes] == quotes(answers)


def test_markdown_has_a_footnote_for_each_quote(answers):
    text = export(answers, "md").decode()
    assert text.startswith("# Мақалалар бойынша")
    for number, quote in enumerate(quotes(answers), start=1):
        assert text.count(f"[^{number}]") == 2
        assert f"[^{number}]: «{quote[:20]}" in text
    assert f"<{URL}" in text
    assert "Kazinform" in text


def test_nothing_in_an_answer_is_markup(answers):
    hostile = replace(answers[0], question="<b>x</b> [a](javascript:y) # _z_")
    text = export([hostile], "md").decode()
    assert r"\<b\>x\</b\> \[a\](javascript:y) \# \_z\_" in text


def test_a_word_file_links_the_notes_and_the_articles(answers):
    written = Document(io.BytesIO(export(answers, "docx")))
    text = "".join(paragraph.text for paragraph in written.paragraphs)
    for quote in quotes(answers):
        assert quote in text
    targets = [r.target_ref for r in written.part.rels.values() if r.is_external]
    assert any(target.startswith(URL) for target in targets)
    xml = written.element.xml
    assert 'w:anchor="note1"' in xml
    assert 'w:name="note1"' in xml


def test_a_pdf_has_the_sentences_the_kazakh_letters_and_working_links(answers):
    reader = PdfReader(io.BytesIO(export(answers, "pdf")))
    text = one_line("".join(page.extract_text() for page in reader.pages))
    for quote in quotes(answers):
        assert one_line(quote) in text
    assert one_line("Қытаймен сауда көлемі қанша?") in text
    links = [a.get_object() for page in reader.pages for a in page.get("/Annots", ())]
    actions = [link.get("/A", {}) for link in links]
    assert any(action.get("/URI", "").startswith(URL) for action in actions)
    assert sum("/Dest" in link or "/D" in link.get("/A", {}) for link in links) >= 2


@pytest.mark.parametrize("format", ["md", "docx", "pdf"])
def test_letters_that_no_font_or_file_holds_are_no_fault(answers, format):
    assert export([replace(answers[0], question="\x00 \ud800 😀 中 ﷺ?")], format)
    assert export([], format)
