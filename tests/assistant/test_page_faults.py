import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from assistant.page.faults import fault_label
from index.adding import plan
from index.draft import Draft
from index.errors import IndexingError
from index.fetching import fetch
from index.formats import read_draft
from index.vectors import Server, collection_names
from tests.index.conftest import free_port
from tests.index.test_formats import pdf

DRAFT = Draft("Достаточно длинный текст статьи, чтобы она была статьёй. " * 3)


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return file.getvalue()


def planned(tmp_path, **fields):
    return plan(replace(DRAFT, **fields), tmp_path, [])


FAULTS = {
    "empty": lambda folder: read_draft(b"", "a.md"),
    "office": lambda folder: read_draft(b"\xd0\xcf\x11\xe0" + b"0" * 99, "a.doc"),
    "kind": lambda folder: read_draft(b"MZ" + b"0" * 99, "a.exe"),
    "short": lambda folder: read_draft(b"hm", "a.txt"),
    "page": lambda folder: read_draft(b"<html><body><nav>hm</nav></body></html>", "a.html"),
    "damaged": lambda folder: read_draft(b"%PDF-1.4 nothing", "a.pdf"),
    "scan": lambda folder: read_draft(pdf([[], [], []]), "a.pdf"),
    "encrypted": lambda folder: read_draft(pdf([["a"]], password="x"), "a.pdf"),
    "bomb": lambda folder: read_draft(bomb(), "a.docx"),
    "scheme": lambda folder: fetch("file:///etc/passwd"),
    "no address": lambda folder: fetch("http://"),
    "loopback": lambda folder: fetch("http://127.0.0.1/a"),
    "date": lambda folder: planned(folder, published="вчера"),
    "url": lambda folder: planned(folder, url="нигде"),
    "id": lambda folder: planned(folder, id="a b"),
    "server": lambda folder: collection_names(Server(f"http://127.0.0.1:{free_port()}")),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_line_in_each_language(fault, tmp_path):
    with pytest.raises(IndexingError) as raised:
        fault(tmp_path)
    html = fault_label(str(raised.value))
    lines = dict(re.findall(r'<span class="t" lang="(\w\w)">(.*?)</span>', html, re.DOTALL))
    assert len(set(lines.values())) == 3, lines
    assert re.search("[а-я]{3}", lines["ru"])
    assert re.search("[а-яәғқңөұүһі]{3}", lines["kk"])
    assert not any("\n" in line for line in lines.values())


def test_what_is_not_listed_is_shown_as_it_is():
    assert fault_label("Quite <b>another</b> thing").count("Quite &lt;b&gt;another") == 3
