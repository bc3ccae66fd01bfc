import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def opened(visit, **options):
    user = visit(**options)
    user.page.click("[data-do=vectors]")
    user.page.wait_for_selector(".cell", timeout=60_000)
    return user


def choose(user, topic):
    user.page.click(f"[data-topic={topic}]")
    expect(user.page.locator(".comparison .searching")).to_have_count(0, timeout=60_000)


def test_the_partners_stand_side_by_side_and_an_empty_cell_says_so(visit):
    user = opened(visit)
    expect(user.page.locator(".topic[aria-pressed=true]")).to_have_text(re.compile("Торговля"))
    names = user.page.locator(".cell h2")
    expect(names).to_have_count(3)
    assert [name.strip() for name in names.all_inner_texts()] == ["Китай", "США", "Россия"]
    expect(user.page.locator(".cell").nth(0)).to_contain_text("44 миллиардов долларов")
    expect(user.page.locator(".cell").nth(0)).to_contain_text("Kazinform, ноябрь 2025")
    expect(user.page.locator(".cell").nth(2)).to_contain_text("В статьях об этом ничего нет")
    expect(user.page.locator(".silent")).to_contain_text("Монголия")
    tops = {round(cell.bounding_box()["y"]) for cell in user.page.locator(".cell").all()}
    assert len(tops) == 1
    expect(user.page.locator("#question")).to_be_hidden()


def test_a_click_on_a_cell_opens_the_article_at_the_sentence(visit):
    user = opened(visit)
    user.page.locator(".cell .chip").first.click()
    mark = user.page.locator("mark.active").first
    expect(mark).to_be_in_viewport()
    expect(mark).to_contain_text("44 миллиардов долларов")
    user.page.keyboard.press("ArrowRight")
    expect(user.page.locator(".pane .position")).to_have_text(re.compile("2 / "))


def test_own_words_are_compared(visit):
    user = opened(visit)
    user.page.fill("#own-topic", "искусственный интеллект")
    user.page.keyboard.press("Enter")
    expect(user.page.locator(".cell").nth(1)).to_contain_text("NVIDIA", timeout=60_000)
    expect(user.page.locator(".cell").nth(0)).to_contain_text("ничего нет")
    expect(user.page.locator(".topic[aria-pressed=true]")).to_have_count(0)
    user.page.fill("#own-topic", "<img src=x onerror=\"document.title='hacked'\">")
    user.page.keyboard.press("Enter")
    expect(user.page.locator(".nothing")).to_have_count(3, timeout=60_000)


def test_the_timeline_is_in_the_order_of_the_dates(visit):
    user = opened(visit)
    choose(user, "timeline")
    dates = user.page.locator(".timeline li > time").evaluate_all(
        "times => times.map((time) => time.dateTime)"
    )
    assert dates == sorted(dates)
    assert "2025-09" in dates
    user.page.locator(".timeline li", has_text="Тяньцзине").locator(".chip").click()
    expect(user.page.locator("mark.active").first).to_contain_text("В Китае в начале сентября")


def test_the_view_closes_to_the_conversation(visit):
    user = opened(visit)
    user.page.click("[data-do=vectors]")
    expect(user.page.locator(".vectors")).to_be_hidden()
    expect(user.page.locator("#question")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "words"), [("kk-KZ", ("Векторлар", "Қытай")), ("en-GB", ("Vectors", "China"))]
)
def test_the_view_speaks_the_readers_language(visit, locale, words):
    user = opened(visit, locale=locale)
    expect(user.page.locator("[data-do=vectors]")).to_contain_text(words[0])
    expect(user.page.locator(".cell h2").first).to_contain_text(words[1])


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_no_fault_in_the_view(visit, width, scheme):
    user = opened(visit, width=width, color_scheme=scheme, reduced_motion="reduce")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    for topic in ("culture", "timeline"):
        choose(user, topic)
        found = Axe().run(user.page, options=rules).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    assert user.page.evaluate("document.documentElement.scrollWidth") <= width
