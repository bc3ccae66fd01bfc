"""The partners side by side as HTML: topics, a cell for each partner, a timeline."""

from collections.abc import Sequence
from html import escape

from assistant.compare import Cell, Comparison
from assistant.page.conversation import render_quote
from assistant.page.texts import LANGUAGES, date_label, in_each_language, label, text
from assistant.partners import FIRST, country_name
from assistant.question import MAX_LENGTH
from assistant.timeline import Dated
from assistant.topics import topics

ALL_DATES = "timeline"
"""What the page asks for where it wants the dates of all articles, not a topic."""


def render_vectors() -> str:
    """The view before a topic is chosen: the topics, the field for one's own, an empty place."""
    chips = "".join(
        f'<li><button type="button" class="topic" data-topic="{key}" aria-pressed="false">'
        f"{words}</button></li>"
        for key, words in (
            *((topic.key, in_each_language(topic.names)) for topic in topics().values()),
            (ALL_DATES, label("timeline")),
        )
    )
    placeholders = " ".join(
        f'data-placeholder-{code}="{escape(text("own_topic", code))}"' for code in LANGUAGES
    )
    return (
        f'<main class="vectors" aria-labelledby="vectors-title">'
        f'<h2 id="vectors-title" tabindex="-1">{label("vectors_title")}</h2>'
        f'<div class="choice"><h2 class="sr">{label("vectors_topics")}</h2><ul>{chips}</ul>'
        f'<form class="own"><label class="sr" for="own-topic">{label("own_topic")}</label>'
        f'<input id="own-topic" type="text" maxlength="{MAX_LENGTH}" autocomplete="off" '
        f'enterkeyhint="search" {placeholders}>'
        f'<button type="submit" class="plain">{label("compare")}</button></form></div>'
        '<div class="comparison" aria-live="polite"></div>'
        f'<template class="comparing"><p class="aside searching">{label("comparing")}</p>'
        f'</template><template class="failed"><p class="aside">{label("compare_failed")}</p>'
        "</template></main>"
    )


def render_comparison(comparison: Comparison) -> str:
    """The cells of the first partners and of those of whom something is said; the others named."""
    shown = [cell for cell in comparison.cells if cell.citations or cell.partner in FIRST]
    silent = [cell for cell in comparison.cells if cell not in shown]
    cells = "".join(map(_cell, shown))
    dated = f"<h2>{label('timeline')}</h2>{_list(comparison.timeline)}"
    return (
        f'<div class="cells">{cells}</div>{_silent(silent)}{dated if comparison.timeline else ""}'
    )


def render_timeline(dated: Sequence[Dated]) -> str:
    """The dated statements of all articles."""
    return _list(dated) if dated else f'<p class="aside">{label("no_dates")}</p>'


def _cell(cell: Cell) -> str:
    said = "".join(map(render_quote, cell.citations))
    nothing = f'<p class="nothing">{label("nothing_of_partner")}</p>'
    return f'<section class="cell"><h2>{_name(cell.partner)}</h2>{said or nothing}</section>'


def _silent(cells: Sequence[Cell]) -> str:
    if not cells:
        return ""
    names = ", ".join(_name(cell.partner) for cell in cells)
    return f'<p class="silent">{label("nothing_of_others")}: {names}</p>'


def _list(dated: Sequence[Dated]) -> str:
    rows = "".join(f"<li>{date_label(one.date)}{render_quote(one.citation)}</li>" for one in dated)
    return f'<ol class="timeline">{rows}</ol>'


def _name(code: str) -> str:
    return in_each_language({language: country_name(code, language) for language in LANGUAGES})
