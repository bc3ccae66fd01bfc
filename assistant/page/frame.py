"""The page's fixed parts as HTML (header, composer, article pane) and its style and script."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

from assistant.page.conversation import Exchange, render_exchange
from assistant.page.faults import fault_label
from assistant.page.keeping import render_save
from assistant.page.texts import LANGUAGE_NAMES, LANGUAGES, MONTH_NAMES, MONTHS, label, text
from assistant.suggestions import SHOWN
from index.article import Language

ICON = Path(__file__).with_name("icon.svg")

_DATE_PARTS = ("day", "month", "year")
_SEND = '<path d="M12 19V5M5.5 11.5 12 5l6.5 6.5"/>'
_STOP = '<rect x="7" y="7" width="10" height="10" rx="1.5"/>'
_NEW = '<path d="M12 5v14M5 12h14"/>'
_THEME = '<circle cx="12" cy="12" r="7.5"/><path d="M12 4.5a7.5 7.5 0 0 1 0 15z" class="full"/>'
_SHELF = '<path d="M7 3.5h7l4 4v13H7zM13.5 4v4H18M10 12.5h5M10 16h5"/>'
_DAY = '<rect x="4.5" y="6" width="15" height="13.5" rx="2"/><path d="M4.5 10.5h15M9 3.5v4m6-4v4"/>'
_CLOSE = '<path d="m6.5 6.5 11 11m0-11-11 11"/>'
_BACK = '<path d="m14.5 6-6 6 6 6"/>'
_ON = '<path d="m9.5 6 6 6-6 6"/>'
_VIEW = '<path d="M5 5v14M12 5v14M19 5v14"/>'
# Three vectors from one point: the page's sign.
_SIGN = (
    '<path d="M5 19 19 5M5 19l15-6.5M5 19 11.5 4"/><circle cx="5" cy="19" r="2.2" class="full"/>'
)


def head(language: Language | None = None) -> str:
    """The style, the script and the viewport for the document's head.

    `language` is the page's first language where the settings name one, else the browser's.
    """
    placeholders = {code: text("placeholder", code) for code in LANGUAGES}
    settings = json.dumps(
        {
            "language": language,
            "placeholders": placeholders,
            "months": MONTHS,
            "monthNames": MONTH_NAMES,
            "dateParts": {
                code: {part: text(part, code) for part in _DATE_PARTS} for code in LANGUAGES
            },
        }
    )
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1, '
        'interactive-widget=resizes-content">'
        f"<style>{_file('page.css')}{_file('articles.css')}{_file('vectors.css')}"
        f"{_file('keeping.css')}</style>"
        f"<script>window.multivectorSettings = {settings};\n"
        f"{_file('day.js')}\n{_file('articles.js')}\n{_file('vectors.js')}\n{_file('keeping.js')}\n"
        f"{_file('page.js')}</script>"
    )


def render_header() -> str:
    """The name of the page and its switches: articles, new conversation, language, theme."""
    languages = "".join(
        f'<button type="button" lang="{code}" data-language="{code}" '
        f'aria-label="{LANGUAGE_NAMES[code]}">{LANGUAGE_NAMES[code][:3]}</button>'
        for code in LANGUAGES
    )
    return (
        f'<header class="bar"><p class="name">{_icon(_SIGN)}<span>Multivector</span></p>'
        f'<button type="button" class="view" data-do="vectors">{_icon(_VIEW)}'
        f'<span class="words">{label("vectors")}</span></button>'
        f"{_button('shelf', _SHELF, 'articles')}{_button('new', _NEW, 'new')}{render_save()}"
        f"{_button('theme', _THEME, 'theme')}"
        f'<div class="languages" role="group" aria-labelledby="languages">'
        f'<span class="sr" id="languages">{label("language")}</span>{languages}</div></header>'
    )


def render_composer() -> str:
    """The form that a question is typed into."""
    return (
        '<form class="composer"><p class="as-of" role="group" aria-labelledby="as-of" hidden>'
        f'<span id="as-of">{label("published_by")}</span>{_render_day()}'
        f"{_button('any-day', _CLOSE, 'as_of_clear')}</p>"
        f'<p class="editing" role="status" hidden><span>{label("editing")}</span>'
        f"{_button('leave', _CLOSE, 'stop_editing')}</p>"
        f'<label class="sr" for="question">{label("question")}</label>'
        '<textarea id="question" rows="1" enterkeyhint="send" autocomplete="off"></textarea>'
        f"{_button('as-of', _DAY, 'as_of')}"
        f"{_button('send', _SEND, 'send', 'submit', keys='Enter')}"
        f"{_button('stop', _STOP, 'stop', keys='Esc')}"
        f'</form><p class="keys">{label("keys")}</p>'
        f'<template class="asked">{render_exchange(Exchange(""))}</template>'
        f'<template class="lost">{render_exchange(Exchange("", lost=True))}</template>'
    )


def _render_day() -> str:
    """The lists of a date's parts; the script fills them, in the order of the language."""
    lists = "".join(
        f'<label><span class="sr">{label(part)}</span><select name="{part}"></select></label>'
        for part in _DATE_PARTS
    )
    return f'<span class="day">{lists}</span>'


def render_pane() -> str:
    """The article's pane: its buttons, and the place its content is put into."""
    return (
        '<aside class="pane" aria-labelledby="pane">'
        f'<h2 class="sr" id="pane">{label("article")}</h2><div class="bar">'
        f"{_button('previous', _BACK, 'previous', keys='←')}"
        f'<span class="position"></span>{_button("next", _ON, "next", keys="→")}'
        f'<span class="section"></span>{_button("close", _CLOSE, "close", keys="Esc")}</div>'
        f'<div class="content" tabindex="0"></div>'
        f'<template class="unopened"><p class="aside">{label("unopened")}</p></template></aside>'
    )


def render_examples(questions: Mapping[Language, Sequence[str]]) -> str:
    """Example questions as chips, those of the page's language showing."""
    lists = "".join(
        f'<ul class="t" lang="{language}">'
        + "".join(
            f'<li><button type="button" data-ask="{escape(question)}">{escape(question)}</button>'
            for question in questions.get(language, ())
        )
        + "</ul>"
        for language in LANGUAGES
        if questions.get(language)
    )
    if not lists:
        return ""
    return f'<div class="examples"><h2 class="sr">{label("examples")}</h2>{lists}</div>'


def render_examples_to_come() -> str:
    """The place of the example questions while they are made from the articles."""
    chips = "<li></li>" * SHOWN
    return (
        f'<div class="examples to-come"><p class="sr">{label("examples_to_come")}</p>'
        f'<ul aria-hidden="true">{chips}</ul></div>'
    )


def render_status(key: str | None = None, message: str = "", percent: int | None = None) -> str:
    """One quiet line above the composer: words of the page, how far it is, or a fault."""
    words = label(key) if key else fault_label(message)
    if key == "preparing":
        words += f"{f' {percent}%.' if percent else '…'} {label('ask_already')}"
    return f'<p class="status" role="status">{words}</p>'


def _button(name: str, paths: str, key: str, kind: str = "button", keys: str = "") -> str:
    """A button with its words on hover, and the keys that do the same."""
    pressed = f' <kbd aria-hidden="true">{keys}</kbd>' if keys else ""
    return (
        f'<button type="{kind}" class="icon" data-do="{name}">{_icon(paths)}'
        f'<span class="tip">{label(key)}{pressed}</span></button>'
    )


def _icon(paths: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true">{paths}</svg>'


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
