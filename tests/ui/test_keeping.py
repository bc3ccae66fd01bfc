import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from assistant.feedback import FILE

QUESTION = "На какую сумму подписаны соглашения в Вашингтоне?"


def test_a_conversation_is_kept_in_the_browser_and_opened_again(visit):
    user = visit()
    user.ask(QUESTION)
    said = user.last(".answer").inner_text()
    user.page.reload()
    row = user.page.locator(".recent [data-conversation]")
    expect(row).to_have_text(QUESTION)
    row.click()
    expect(user.last(".answer")).to_have_text(said, use_inner_text=True)
    user.last(".chip").first.click()
    expect(user.page.locator("mark.active").first).to_contain_text("17,2 млрд")
    user.ask("А с Китаем?")
    user.page.click("[data-do=new]")
    expect(user.page.locator(".recent li")).to_have_count(1)
    user.ask(QUESTION)
    user.page.click("[data-do=new]")
    expect(user.page.locator(".recent li")).to_have_count(2)
    user.page.locator("[data-drop]").first.click()
    expect(user.page.locator(".recent li")).to_have_count(1)
    user.page.click("[data-keep=forget]")
    expect(user.page.locator("[data-keep=forget]")).to_contain_text("Точно удалить")
    user.page.click("[data-keep=forget]")
    expect(user.page.locator(".recent")).to_be_hidden()


@pytest.mark.parametrize("format", ["md", "docx", "pdf"])
def test_a_conversation_is_saved_as_a_file(visit, format, tmp_path):
    user = visit()
    expect(user.page.locator("details.save")).to_be_hidden()
    user.ask(QUESTION)
    user.page.click("details.save summary")
    with user.page.expect_download() as download:
        user.page.click(f"[data-save={format}]")
    download.value.save_as(tmp_path / "file")
    head = (tmp_path / "file").read_bytes()[:4]
    assert head == {"md": "# Во".encode()[:4], "docx": b"PK\x03\x04", "pdf": b"%PDF"}[format]


def test_an_answer_is_copied_with_its_sources(visit):
    user = visit(permissions=["clipboard-read", "clipboard-write"])
    user.ask(QUESTION)
    user.last("[data-keep=copy]").click()
    expect(user.last(".outcome")).to_have_text("Скопировано", use_inner_text=True)
    copied = user.page.evaluate("navigator.clipboard.readText()")
    assert "17,2 млрд" in copied
    assert "https://www.inform.kz/" in copied


def test_a_link_opens_the_same_answer(visit):
    user = visit(permissions=["clipboard-read", "clipboard-write"])
    user.ask(QUESTION)
    said = user.last(".answer").inner_text()
    user.last("[data-keep=link]").click()
    expect(user.last(".outcome")).to_have_text("Скопировано", use_inner_text=True)
    other = visit(user.page.evaluate("navigator.clipboard.readText()"))
    expect(other.last(".question")).to_have_text(QUESTION)
    expect(other.last(".answer")).to_have_text(said, use_inner_text=True, timeout=60_000)


def test_what_a_reader_thinks_is_kept_with_the_reason(visit, settings):
    user = visit(reduced_motion="reduce")
    user.ask(QUESTION)
    user.last("[data-keep=good]").click()
    expect(user.last(".outcome")).to_contain_text("записано")
    user.last("[data-keep=bad]").click()
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    assert Axe().run(user.page, options=rules).response["violations"] == []
    user.last("input[name=incomplete]").check()
    user.last("form.why textarea").fill("нет <b>разбивки</b>")
    user.last("form.why [type=submit]").click()
    expect(user.last("form.why")).to_have_count(0)
    expect(user.last("[data-keep=bad]")).to_have_attribute("aria-pressed", "true")
    lines = [json.loads(line) for line in (settings.store / FILE).read_text("utf-8").splitlines()]
    good, bad = lines[-2:]
    assert (good["kind"], good["question"]) == ("good", QUESTION)
    assert (bad["reasons"], bad["words"]) == (["incomplete"], "нет <b>разбивки</b>")
