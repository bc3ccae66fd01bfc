"""Sentences that say of what only together with the one before, in an article made up for it."""

import pytest

from assistant.assistant import Assistant
from index.settings import Settings
from index.sync import sync

ARTICLE = """---
title: "Стройки на Чарыне"
publisher: Дала
published: "2026-05-02"
language: ru
---

Главная стройка долины – Сарытогайская гидростанция на Чарыне. Станцию мощностью 64 мегаватта \
возводят с 2023 года. Дорогу к ней проложили военные строители.

Рядом растёт музей динозавров. Музей откроют ко Дню города, вход будет бесплатным для школьников. \
Билет для взрослых обойдётся в 900 тенге.

О воде говорили в Таразе: делегацию Министерства водных ресурсов возглавил вице-министр Болат \
Ергалиев. Итоги обсудят осенью.
"""


@pytest.fixture(scope="module")
def valley(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("valley")
    (folder / "docs").mkdir()
    (folder / "docs" / "valley.md").write_text(ARTICLE, "utf-8")
    settings = Settings(docs=folder / "docs", store=folder / "store", _env_file=None)
    sync(settings, encoder)
    assistant = Assistant(settings)
    assistant._encoder = encoder
    return assistant


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Какой мощности Сарытогайская гидростанция?", "64 мегаватта"),
        ("Когда откроют музей динозавров?", "ко Дню города"),
        ("Сколько стоит билет в музей динозавров?", "900 тенге"),
    ],
)
def test_a_sentence_that_goes_on_with_what_was_named_before(valley, question, answer):
    assert answer in valley.ask(question).text


@pytest.mark.parametrize(
    "question", ["Кто министр водных ресурсов?", "Who is the minister of water resources?"]
)
def test_a_deputy_holds_no_office(valley, question):
    assert not valley.ask(question).answered
