import json
import re

from playwright.sync_api import expect

from assistant.assistant import Assistant

QUESTION = "На какую сумму подписаны соглашения в Вашингтоне?"
FOLLOW_UP = "А с Китаем?"


def questions(user):
    return user.page.locator(".turn .question").all_inner_texts()


def settled(user):
    expect(user.page.locator(".turn.pending")).to_have_count(0, timeout=60_000)


def test_a_question_is_corrected_as_it_was_understood_and_asked_again_in_its_place(visit):
    user = visit()
    user.ask(QUESTION)
    user.ask(FOLLOW_UP)
    understood = user.last(".understood q").inner_text()
    user.last("[data-edit]").focus()
    user.page.keyboard.press("Enter")
    expect(user.page.locator("#question")).to_have_value(understood)
    corrected = "На какую сумму подписаны соглашения с Китаем?"
    user.page.fill("#question", corrected)
    user.page.keyboard.press("Enter")
    settled(user)
    assert questions(user) == [QUESTION, corrected]
    expect(user.last(".understood")).to_have_count(0)
    expect(user.last(".answer")).to_contain_text("15 млрд долларов")
    expect(user.page.locator(".editing")).to_be_hidden()


def test_arrow_up_corrects_the_last_question_and_escape_leaves_it(visit):
    user = visit()
    user.ask(QUESTION)
    user.ask("Какая погода в Токио?")
    user.page.focus("#question")
    user.page.keyboard.press("ArrowUp")
    expect(user.page.locator("#question")).to_have_value("Какая погода в Токио?")
    expect(user.page.locator(".editing")).to_be_visible()
    user.page.keyboard.press("Escape")
    expect(user.page.locator("#question")).to_have_value("")
    expect(user.page.locator(".editing")).to_be_hidden()
    user.page.keyboard.press("ArrowUp")
    user.page.fill("#question", "Сколько длился разговор Путина и Токаева?")
    user.page.keyboard.press("Enter")
    settled(user)
    assert questions(user) == [QUESTION, "Сколько длился разговор Путина и Токаева?"]


def test_a_new_answer_leaves_the_others_as_they_are(visit):
    user = visit()
    user.ask(QUESTION)
    user.page.locator("details.see-also summary").click()
    user.page.locator("[data-keep=bad]").click()
    user.page.fill("form.why textarea", "не то")
    user.ask(FOLLOW_UP)
    first = user.page.locator(".turn").first
    expect(first.locator("details.see-also")).to_have_attribute("open", "")
    expect(first.locator("form.why textarea")).to_have_value("не то")


def test_who_said_it_and_when_it_was_published_stand_beside_each_quote(visit):
    user = visit()
    user.ask("Что говорит Рустем Мустафин о США?")
    for quote in user.last(".quote").all():
        expect(quote.locator("figcaption")).to_contain_text("Рустем Мустафин")
        expect(quote.locator("figcaption")).to_contain_text("Kazinform, ноябрь 2025")


def test_the_keys_are_told(visit):
    user = visit()
    expect(user.page.locator(".keys")).to_contain_text("исправить вопрос")
    expect(user.page.locator(".pane [data-do=next] .tip")).to_contain_text("→")


def test_a_program_that_does_not_respond_is_said_and_the_question_is_not_lost(visit):
    user = visit()
    user.ask(QUESTION)
    user.page.context.set_offline(True)
    user.page.fill("#question", FOLLOW_UP)
    user.page.keyboard.press("Enter")
    expect(user.last()).to_contain_text("Программа не отвечает", timeout=20_000)
    expect(user.page.locator("#question")).to_have_value(FOLLOW_UP)
    assert user.page.locator(".toast-wrap:visible").count() == 0
    user.page.locator(".chip").first.click()
    expect(user.page.locator(".pane .content")).to_contain_text("Статья не открылась")


def test_what_was_typed_outlives_a_page_that_is_loaded_anew(visit):
    user = visit()
    user.page.locator("#question").press_sequentially("Сколько согл")
    user.page.reload()
    expect(user.page.locator("#question")).to_have_value("Сколько согл")


def test_a_question_waits_for_the_model_and_says_so(visit, serve, settings, slow_to_load):
    user = visit(serve(slow_to_load, settings))
    user.page.fill("#question", QUESTION)
    user.page.keyboard.press("Enter")
    expect(user.last(".searching")).to_contain_text("Готовлюсь, затем")
    slow_to_load.may_load.set()
    user.last(".answer").wait_for(timeout=60_000)


def test_example_questions_are_there_at_once_at_the_next_start(visit, serve, settings, address):
    user = visit(address)
    user.page.locator(".examples button:visible").first.wait_for(timeout=120_000)
    kept = json.loads((settings.store / "suggestions.json").read_text("utf-8"))
    assert re.fullmatch(r"[0-9a-f]{64}", kept["made_from"])

    class NeverReady(Assistant):
        def warm_up(self):
            import time

            time.sleep(30)

    later = visit(serve(NeverReady(settings), settings))
    expect(later.page.locator(".examples button:visible")).to_have_count(3, timeout=5_000)
    expect(later.page.locator(".status")).to_contain_text("Модель ещё загружается")
