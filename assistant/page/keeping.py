"""Keeping answers as HTML: what can be done with one, the file formats, earlier conversations."""

import json
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import feedback
from assistant.answer import Answer
from assistant.answer_text import answer_text
from assistant.export import MIME, export
from assistant.kept import keep, restore, restore_all
from assistant.page.texts import label

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_MOST_TURNS = 500  # of one conversation that a browser brings back

_COPY = (
    '<rect x="9" y="9" width="10.5" height="10.5" rx="2"/><path d="M15 9V6.5a2 2 0 0 0-2-2H6.5a2 2 '
    '0 0 0-2 2V13a2 2 0 0 0 2 2H9"/>'
)
_LINK = (
    '<path d="M10 13.5a4 4 0 0 0 6 .4l2.3-2.3a4 4 0 0 0-5.7-5.7l-1.1 1.1M14 10.5a4 4 0 0 0-6-.4'
    'l-2.3 2.3a4 4 0 0 0 5.7 5.7l1.1-1.1"/>'
)
_UP = (
    '<path d="M7.5 10.5v8.5H5v-8.5zM7.5 10.5l3.6-6.3a1.7 1.7 0 0 1 2.6 1.8L13 9.5h4.6a1.8 1.8 0 0 1'
    ' 1.7 2.2l-1.4 5.8a2 2 0 0 1-1.9 1.5H7.5"/>'
)
_DOWN = f'<g transform="rotate(180 12 12)">{_UP}</g>'
_SAVE = '<path d="M12 4.5v10m-4-4 4 4 4-4M5 19.5h14"/>'
_NAMES = {"md": "Markdown", "docx": "Word", "pdf": "PDF"}


def kept_attributes(answer: Answer) -> str:
    """The attributes of a turn from which the browser keeps it and copies its answer."""
    kept = escape(json.dumps(keep(answer), ensure_ascii=False))
    return f' data-kept="{kept}" data-copy="{escape(answer_text(answer).plain)}"'


def render_actions() -> str:
    """The row of small buttons under an answer."""
    buttons = "".join(
        f'<button type="button" class="icon" data-keep="{name}"><svg viewBox="0 0 24 24" '
        f'aria-hidden="true">{paths}</svg><span class="tip">{label(name)}</span></button>'
        for name, paths in (("copy", _COPY), ("link", _LINK), ("good", _UP), ("bad", _DOWN))
    )
    return f'<div class="actions">{buttons}<span class="outcome" role="status"></span></div>'


def render_save() -> str:
    """The file formats of a conversation, folded under one button of the bar."""
    formats = "".join(
        f'<li><button type="button" data-save="{name}">{_NAMES[name]}</button></li>'
        for name in MIME
    )
    return (
        f'<details class="save"><summary class="icon"><svg viewBox="0 0 24 24" aria-hidden="true">'
        f'{_SAVE}</svg><span class="tip">{label("save")}</span></summary>'
        f"<div><p>{label('saved_as')}</p><ul>{formats}</ul></div></details>"
    )


def render_keeping() -> str:
    """The place of the earlier conversations, and what the script puts under an answer."""
    reasons = "".join(
        f'<label><input type="checkbox" name="{reason}"> {label(reason)}</label>'
        for reason in feedback.REASONS
    )
    said = "".join(
        f'<template class="said-{name}">{label(name)}</template>'
        for name in ("copied", "thanks", "not_noted", "forget", "forget_really")
    )
    return (
        f'<section class="recent" hidden><h2>{label("recent")}</h2><ul></ul>'
        f'<button type="button" class="link" data-keep="forget">{label("forget")}</button>'
        f'</section><template class="why"><form class="why"><fieldset><legend>{label("why_bad")}'
        f'</legend><div class="reasons">{reasons}</div><label class="words">{label("in_words")}'
        f'<textarea rows="2" maxlength="1000"></textarea></label>'
        f'<button type="submit" class="plain">{label("note_it")}</button></fieldset></form>'
        f'</template><template class="forget-one"><button type="button" class="icon">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6.5 6.5 11 11m0-11-11 11"/></svg>'
        f'<span class="tip">{label("forget_one")}</span></button></template>{said}'
    )


def reopened(turns: object, assistant: "Assistant") -> list[Answer]:
    """The answers of a conversation that a browser kept, read from the articles again."""
    kept = turns[:_MOST_TURNS] if isinstance(turns, list) else []
    return restore_all(kept, assistant)


def saved_file(request: object, assistant: "Assistant") -> dict[str, str] | None:
    """A conversation that the browser holds as a file: its name, type and bytes in base64."""
    match request:
        case {"format": "md" | "docx" | "pdf" as format, "turns": list() as turns}:
            data = b64encode(export(reopened(turns, assistant), format)).decode()
            return {"name": f"multivector.{format}", "type": MIME[format], "data": data}
    return None


def noted(request: object, assistant: "Assistant", store: Path) -> bool:
    """Keep what a reader thinks of an answer; whether it was kept."""
    match request:
        case {
            "kept": kept,
            "good": bool() as good,
            "reasons": list() as reasons,
            "words": str() as words,
        } if answer := restore(kept, assistant):
            feedback.record(store, answer, good, reasons, words)
            return True
    return False
