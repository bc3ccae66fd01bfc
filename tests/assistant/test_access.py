import pytest

from assistant.access import RateLimit, may_change_articles, may_enter
from assistant.errors import AssistantError
from index.settings import Settings


def test_without_passwords_everybody_may_do_everything():
    assert may_enter(Settings(), "")
    assert may_change_articles(Settings(), "")


def test_visitors_enter_and_only_the_administrator_changes_articles():
    settings = Settings(password="пароль", admin_password="ключ")
    assert may_enter(settings, "пароль")
    assert may_enter(settings, "ключ")
    assert not may_enter(settings, "")
    assert not may_enter(settings, "пароль ")
    assert may_change_articles(settings, "ключ")
    assert not may_change_articles(settings, "пароль")
    assert not may_change_articles(settings, "\ud800")


def test_an_open_page_may_have_an_administrator():
    settings = Settings(admin_password="key")
    assert may_enter(settings, "anything")
    assert not may_change_articles(settings, "anything")


def test_a_user_asks_so_often_a_minute_and_no_more():
    at = [0.0]
    limit = RateLimit(2, lambda: at[0])
    limit.count("a")
    at[0] = 30.0
    limit.count("a")
    limit.count("b")
    with pytest.raises(AssistantError, match=r"2 questions a minute .* in 31 s"):
        limit.count("a")
    at[0] = 60.0
    limit.count("a")
    with pytest.raises(AssistantError):
        limit.count("a")


def test_without_a_limit_nothing_is_counted():
    limit = RateLimit(None)
    for _ in range(1000):
        limit.count("a")
