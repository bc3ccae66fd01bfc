import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from assistant.assistant import Assistant
from index.settings import Settings

ROOT = Path(__file__).parents[2]
CHINA = ROOT / "tests/assistant/newer/china-2026.md"
QUESTION = "Каков объём торговли Казахстана и Китая?"


@pytest.fixture
def own(serve, indexed, encoder, tmp_path):
    """The address of a page whose articles the test may change."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(indexed.store, tmp_path / "store")
    settings = Settings(docs=tmp_path / "docs", store=tmp_path / "store", port=7971)
    assistant = Assistant(settings)
    assistant._encoder = encoder
    return serve(assistant, settings)


def faults(page):
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def choose(page, path=CHINA):
    page.locator(".adding").evaluate("element => element.open = true")
    page.set_input_files(".source [type=file]", path)
    page.wait_for_selector(".draft")


def test_an_article_is_added_corrected_compared_removed_and_put_back(visit, own):
    page = visit(own).page
    expect(page.locator(".shelf li")).to_have_count(1)
    expect(page.locator(".shelf li")).to_contain_text("Kazinform, ноябрь 2025")
    choose(page)
    expect(page.locator(".draft h2")).to_be_focused()
    expect(page.locator(".opening")).to_contain_text("Министерство торговли подвело итоги")
    page.fill(".draft [name=published]", "вчера")
    page.keyboard.press("Tab")
    expect(page.locator(".published .fault")).to_contain_text("непонятна")
    expect(page.locator("[aria-invalid]")).to_have_attribute("name", "published")
    page.fill(".draft [name=published]", "2026-02-04")
    page.keyboard.press("Tab")
    expect(page.locator(".published .fault")).to_be_empty()
    expect(page.locator("[aria-invalid]")).to_have_count(0)
    page.click(".draft .solid")
    change = page.locator(".change").first
    expect(change).to_be_visible(timeout=60_000)
    expect(change.locator("h4")).to_have_text("44 миллиардов долларов → 48,7 млрд долларов")
    expect(change.locator(".passage")).to_have_count(2)
    expect(change.locator(".passage").first).to_contain_text("4 февраля 2026")
    change.locator(".passage").last.click()
    expect(page.locator("mark.active").first).to_contain_text("рекордных 44 миллиардов")
    expect(page.locator(".pane .position")).to_have_text(re.compile(r"^\d+ / \d+$"))
    page.keyboard.press("Escape")
    page.click("[data-act=done]")
    expect(page.locator(".shelf li")).to_have_count(2)
    row = page.locator(".shelf li", has_text="итоги года")
    row.locator("[data-act=ask]").click()
    row.locator("[data-act=keep]").click()
    expect(row.locator("[data-act=remove]")).to_have_count(0)
    row.locator("[data-act=ask]").click()
    row.locator("[data-act=remove]").click()
    page.click("[data-act=undo]", timeout=60_000)
    expect(page.locator(".outcome h2")).to_contain_text("Возвращена", timeout=60_000)


def test_an_answer_opens_the_revision_that_it_quoted(visit, own, tmp_path):
    user = visit(own)
    page = user.page
    user.ask(QUESTION)
    old = (ROOT / "docs").glob("*.md").__next__().read_text("utf-8")
    newer = tmp_path / "newer.md"
    newer.write_text(old.replace("44 миллиардов", "48 миллиардов"), "utf-8")
    choose(page, newer)
    expect(page.locator(".facts")).to_contain_text("Заменит статью")
    page.click(".draft .solid")
    expect(page.locator(".outcome h2")).to_contain_text("Заменена", timeout=60_000)
    user.last(
        ".quote",
    ).filter(has_text="44 миллиардов").locator(".chip").first.click()
    expect(page.locator(".fate")).to_contain_text("статью с тех пор заменили")
    expect(page.locator("mark.active").first).to_contain_text("44 миллиардов")
    page.click(".fate .link")
    expect(page.locator(".fate")).to_have_count(0)
    expect(page.locator(".article")).to_contain_text("48 миллиардов")
    user.ask(QUESTION)
    expect(user.last(".answer")).to_contain_text("48 миллиардов")


def test_a_file_is_dropped_and_a_bad_one_is_said_in_the_page_s_language(visit, own):
    page = visit(own, locale="kk-KZ").page
    page.evaluate(
        """() => {
          const brought = new DataTransfer();
          brought.items.add(new File(["MZ..."], "virus.exe"));
          document.dispatchEvent(
            new DragEvent("drop", { dataTransfer: brought, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".wrong")).to_contain_text("virus.exe: мұндай файлдар оқылмайды")
    page.fill(".source [name=url]", "http://127.0.0.1/x")
    page.keyboard.press("Enter")
    expect(page.locator(".wrong")).to_contain_text("ашық интернетте емес")


def test_an_answer_as_of_a_day(visit, own):
    user = visit(own)
    page = user.page
    expect(page.locator(".as-of")).to_be_hidden()
    page.click("[data-do=as-of]")
    for part, value in (("year", "2024"), ("month", "12"), ("day", "31")):
        page.select_option(f".as-of [name={part}]", value)
    user.ask(QUESTION)
    expect(user.last(".as-of-line")).to_contain_text("31 декабря 2024")
    expect(user.last(".answer")).to_have_count(0)
    page.select_option(".as-of [name=year]", "2025")
    user.ask(QUESTION)
    expect(user.last(".answer")).to_contain_text("44 миллиардов")
    page.click("[data-do=any-day]")
    expect(page.locator(".as-of")).to_be_hidden()
    user.ask(QUESTION)
    expect(user.last(".as-of-line")).to_have_count(0)


def test_fields_that_make_no_sense_are_marked_and_can_be_corrected(visit, own, tmp_path):
    page = visit(own, reduced_motion="reduce").page
    file = tmp_path / "wrong.md"
    text = CHINA.read_text("utf-8").partition("---\n\n")[2]
    file.write_text(f"---\nurl: inform.kz/a\nlanguage: de\npublished: 3.2.2026\n---\n\n{text}")
    choose(page, file)
    expect(page.locator(".draft [aria-invalid]")).to_have_count(3)
    expect(page.locator(".opening")).to_contain_text("Министерство торговли подвело итоги")
    expect(page.locator(".draft [name=language]")).to_have_value("de")
    assert faults(page) == []
    page.click(".draft .solid")
    expect(page.locator(".draft [aria-invalid]").first).to_be_focused()
    page.fill(".draft [name=url]", "https://inform.kz/a")
    page.fill(".draft [name=published]", "2026-02-03")
    page.select_option(".draft [name=language]", "ru")
    expect(page.locator("[aria-invalid]")).to_have_count(0)
    page.click(".draft .solid")
    expect(page.locator(".outcome h2")).to_contain_text("Добавлена", timeout=60_000)


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("ru-RU", ["29", "февраля", "2024"]),
        ("kk-KZ", ["2024", "29", "ақпан"]),
        ("en-US", ["29", "February", "2024"]),
    ],
)
def test_the_day_is_chosen_in_the_words_and_the_order_of_the_language(visit, locale, shown):
    page = visit(locale=locale).page
    page.click("[data-do=as-of]")
    page.select_option(".as-of [name=year]", "2024")
    page.select_option(".as-of [name=month]", "01")
    page.select_option(".as-of [name=day]", "31")
    page.select_option(".as-of [name=month]", "02")  # which has no 31st
    lists = page.locator(".as-of select")
    assert [one.evaluate("e => e.selectedOptions[0].text") for one in lists.all()] == shown
    assert page.evaluate("multivectorDay.value()") == "2024-02-29"
    page.select_option(".as-of [name=day]", "")
    assert page.evaluate("multivectorDay.value()") == "2024-02"
    page.click("[data-do=any-day]")
    page.click("[data-do=as-of]")
    page.select_option(".as-of [name=month]", "02")  # the year is then this one
    assert re.fullmatch(r"20\d\d-02", page.evaluate("multivectorDay.value()"))


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_no_fault_in_the_list_and_the_draft(visit, own, width, scheme):
    page = visit(own, width=width, color_scheme=scheme, reduced_motion="reduce").page
    if width < 860:
        page.click("[data-do=shelf]")
    page.wait_for_selector(".shelf li")
    page.locator(".adding summary").click()
    page.locator("[data-act=ask]").first.click()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    choose(page)
    assert faults(page) == []
    assert page.evaluate("document.querySelector('.content').scrollWidth") <= width
    page.click(".draft .solid")
    page.wait_for_selector(".outcome", timeout=60_000)
    assert faults(page) == []
    if width < 860:
        page.click("[data-do=close]")
    page.click("[data-do=as-of]")
    assert faults(page) == []
