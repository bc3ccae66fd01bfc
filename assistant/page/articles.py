"""The list of articles as HTML: what is indexed, an article on its way in, what a swap changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from assistant.changes import Change, Value
from assistant.page.conversation import byline, place, shortened, web_anchor
from assistant.page.faults import fault_label
from assistant.page.texts import (
    LANGUAGE_NAMES,
    LANGUAGES,
    in_each_language,
    label,
    text,
    written_date,
)
from index.adding import Addition
from index.article import Article, Language
from index.formats import FORMATS, MOST_BYTES

FIELDS = ("title", "publisher", "published", "language", "url", "id")
"""The fields of an article that can be corrected before it counts, in their order."""

_MOST_ROWS = 100
_SEARCHED_FROM = 8  # shorter lists are looked through faster than searched
_OPENING = 260


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running change is; `what` is the key of its words, `step` that of the sync."""

    job: str
    what: str
    done: int = 0
    total: int = 0
    step: str = "loading"


def render_shelf(
    articles: Sequence[Article],
    passages: Mapping[str, int],
    find: str = "",
    fault: str = "",
    locked: bool = False,
) -> str:
    """The articles indexed, newest first, with the form that adds one and their buttons.

    `passages` counts them by article id; `find` keeps those with these words in title or
    publisher; `fault` is what went wrong, shown above; `locked`: only who gives the administrator's
    password may change anything.
    """
    newest = sorted(articles, key=lambda article: article.published or "", reverse=True)
    found = [article for article in newest if _matches(article, find)]
    rows = "".join(
        _card(article, passages.get(article.id, 0), locked) for article in found[:_MOST_ROWS]
    )
    search = (
        f'<label class="find"><input type="search" data-act="find" placeholder=" " '
        f'value="{escape(find)}"><span>{label("find_article")}</span></label>'
        if len(articles) >= _SEARCHED_FROM
        else ""
    )
    more = f'<p class="aside">{len(found[:_MOST_ROWS])} / {len(found)}</p>'
    empty = "" if articles else f'<p class="aside">{label("no_articles")}</p>'
    return (
        f'<div class="shelf"><header><h2 tabindex="-1">{label("articles")} '
        f'<span class="count">{len(articles)}</span></h2>{search}</header>'
        f"{render_fault_line(fault)}{_unlocking() if locked else _adding(bool(fault))}"
        f"{empty}<ul>{rows}</ul>"
        f"{more if len(found) > _MOST_ROWS else ''}"
        f'<template class="sure"><span class="sure" role="group"><span>{label("remove_really")}'
        f"</span> {_button('remove', 'remove', 'danger')} {_button('keep', 'keep')}</span>"
        "</template></div>"
    )


def render_draft(
    token: str, fields: Mapping[str, str], addition: Addition, faults: Mapping[str, str]
) -> str:
    """An article on its way in: its fields to correct, what it would be, and the two ways on.

    `faults` are the messages of the fields that make no sense, by their names.
    """
    put = "replace" if addition.replaces else "add"
    inputs = "".join(_field(name, fields.get(name, ""), faults.get(name, "")) for name in FIELDS)
    return (
        f'<form class="draft" data-draft="{token}"><h2 tabindex="-1">{label("draft")}</h2>'
        f'<div class="facts" aria-live="polite">{_facts(addition)}</div>{inputs}'
        f"{_opening(addition)}"
        f'<p class="ways"><button class="solid" data-act="put">{label(put)}</button> '
        f"{_button('cancel', 'cancel')}</p></form>"
    )


def render_progress(progress: Progress) -> str:
    """A change that is running, for the page to ask about again."""
    share = f'value="{progress.done}" max="{progress.total}"' if progress.total else ""
    count = f"{progress.done} / {progress.total}" if progress.total else ""
    meanwhile = "ask_already" if progress.what == "preparing" else "meanwhile"
    return (
        f'<div class="job" data-job="{progress.job}"><h2 tabindex="-1">{label(progress.what)}</h2>'
        f'<p class="step"><span role="status">{label(f"step_{progress.step}")}</span> '
        f'<span class="count">{count}</span></p><progress aria-labelledby="job" {share}></progress>'
        f'<span class="sr" id="job">{label(progress.what)}</span>'
        f'<p class="aside">{label(meanwhile)}</p></div>'
    )


def render_added(
    article: Article, passages: int, replaced: bool, found: Sequence[Change], undo: str = ""
) -> str:
    """What came of adding an article: the article, and the values that it changed.

    `undo` names the way back to the revision that it replaced.
    """
    back = _button("undo", "undo_replacing", "plain", f'data-undo="{undo}"') if undo else ""
    about = f'{_opener(article)} <p class="byline">{_about(article, passages)}</p>'
    changes = "".join(map(_change, found)) or f'<p class="aside">{label("no_changes")}</p>'
    return (
        f'<div class="outcome"><h2 tabindex="-1">{label("replaced" if replaced else "added")}</h2>'
        f'{about}<h3>{label("changes")}</h3><div class="changes">{changes}</div>'
        f'<p class="ways">{_button("done", "done", "solid")} {back}</p></div>'
    )


def render_moved(what: str, article: Article, undo: str = "") -> str:
    """What came of removing an article or of putting it back; `undo` names the way back."""
    back = f'<p class="aside">{label("kept_file")}</p>' if undo else ""
    button = _button("undo", "undo", "plain", f'data-undo="{undo}"') if undo else ""
    return (
        f'<div class="outcome"><h2 tabindex="-1">{label(what)}</h2>'
        f'<p lang="{article.language}">{escape(article.title)}</p>{back}'
        f'<p class="ways">{_button("done", "done", "solid")} {button}</p></div>'
    )


def render_fault_line(message: str) -> str:
    """A fault as one line in the page's language; nothing where there is none."""
    return f'<p class="wrong" role="alert">{fault_label(message)}</p>' if message else ""


def _matches(article: Article, find: str) -> bool:
    words = find.casefold().split()
    text = f"{article.title} {article.publisher or ''}".casefold()
    return all(word in text for word in words)


def _card(article: Article, passages: int, locked: bool) -> str:
    of = f'data-id="{escape(article.id)}"'
    acts = f"{_button('replace', 'replace', 'quiet', of)} {_button('ask', 'remove', 'quiet', of)}"
    return (
        f'<li {of}>{_opener(article)}<p class="byline">{_about(article, passages)}</p>'
        f'<p class="acts">{web_anchor(article)} {"" if locked else acts}</p></li>'
    )


def _opener(article: Article) -> str:
    return (
        f'<button type="button" class="link" lang="{article.language}" {place(article, 0, 0)}>'
        f"{escape(article.title)}</button>"
    )


def _about(article: Article, passages: int) -> str:
    """Publisher, date, language and number of passages of an article."""
    language = f'<span lang="{article.language}">{LANGUAGE_NAMES[article.language]}</span>'
    return " · ".join(filter(None, (byline(article), language, label("passages", passages))))


def _unlocking() -> str:
    """The form that asks for the administrator's password."""
    return (
        f'<form class="unlock"><label class="field"><span>{label("administrator")}</span>'
        '<span class="row"><input type="password" name="password" required '
        f'autocomplete="current-password"><button class="plain">{label("unlock")}</button>'
        "</span></label></form>"
    )


def _adding(unfolded: bool) -> str:
    """The form that takes a file or an address, folded away until it is wanted."""
    accepted = ",".join((*FORMATS, ".htm"))
    return (
        f'<details class="adding"{" open" if unfolded else ""}><summary>{label("add")}</summary>'
        '<form class="source">'
        f'<p class="replacing" hidden><span>{label("replacing")}</span> <b></b></p>'
        f'<label class="drop"><span><span class="drag">{label("drop")}</span> '
        f"<u>{label('choose')}</u></span>"
        f"<small>{label('formats', MOST_BYTES // 1_000_000)}</small>"
        f'<input type="file" class="sr" data-act="file" accept="{accepted}" multiple></label>'
        f'<label class="field"><span>{label("address")}</span><span class="row">'
        '<input type="url" name="url" placeholder="https://" autocomplete="off" required>'
        f'<button class="plain" data-act="fetch">{label("read_it")}</button></span></label>'
        f'<p class="busy" role="status" hidden>{label("reading")}</p></form></details>'
    )


def _field(name: str, value: str, fault: str) -> str:
    key = "article_language" if name == "language" else name
    of = f'name="{name}"{" aria-invalid=true" if fault else ""}'
    if name == "language":
        known = "".join(
            f'<option value="{code}" lang="{code}"{" selected" if code == value else ""}>'
            f"{words}</option>"
            for code, words in LANGUAGE_NAMES.items()
        )
        unknown = f"<option selected>{escape(value)}</option>" if fault else ""
        control = f"<select {of}>{unknown}{known}</select>"
    elif name == "title":
        control = f'<textarea {of} rows="2">{escape(value)}</textarea>'
    else:
        control = f'<input {of} value="{escape(value)}" autocomplete="off">'
    said = f'<small class="fault" role="alert">{fault_label(fault) if fault else ""}</small>'
    hint = f"<small>{label('published_hint')}</small>" if name == "published" else ""
    return f'<label class="field {name}"><span>{label(key)}</span>{control}{said}{hint}</label>'


def _facts(addition: Addition) -> str:
    """What the article would be, would replace and nearly repeats."""
    language = addition.article.language
    about = f'<span lang="{language}">{LANGUAGE_NAMES[language]}</span>'
    lines = [f"<p>{about} · {label('passages', addition.passages)}</p>"]
    if addition.replaces:
        lines.append(f'<p class="notice">{_replaces(addition.replaces)}</p>')
    for copy in addition.near_copies:
        that = _button(
            "replace-that", "replace_that", "link", f'data-id="{escape(copy.article.id)}"'
        )
        near = label("near_copy", shortened(copy.article.title, 90))
        lines.append(f'<p class="notice">{near} ({copy.share:.0%}): {that}</p>')
    return "".join(lines)


def _replaces(before: Article) -> str:
    """What is said of the article that a new revision replaces, with its date."""

    def name(language: Language) -> str:
        day = f", {written_date(before.published, language)}" if before.published else ""
        return text("replaces", language).format(shortened(before.title, 90), day)

    return in_each_language({language: name(language) for language in LANGUAGES})


def _opening(addition: Addition) -> str:
    lines = "".join(
        f"<p>{escape(shortened(line.lstrip('# '), _OPENING))}</p>" for line in addition.opening()
    )
    return (
        f'<div class="opening"><h3>{label("opening")}</h3>'
        f'<blockquote lang="{addition.article.language}">{lines}</blockquote></div>'
    )


def _change(change: Change) -> str:
    """A value that changed: the figures, then both sentences, each opening its article there."""
    return (
        f'<section class="change"><h4><s>{escape(change.old.figure.text)}</s> → '
        f"<b>{escape(change.new.figure.text)}</b></h4>"
        f"{_said('newer_says', change.new)}{_said('older_says', change.old)}</section>"
    )


def _said(key: str, value: Value) -> str:
    article, sentence = value.article, value.sentence
    source = byline(article) or escape(article.id)
    return (
        f'<button type="button" class="passage" lang="{article.language}" '
        f"{place(article, sentence.start, sentence.end)}>«{escape(sentence.text)}»"
        f'<span class="byline">{label(key)}: {source}</span></button>'
    )


def _button(action: str, key: str, look: str = "quiet", more: str = "") -> str:
    return f'<button type="button" class="{look}" data-act="{action}" {more}>{label(key)}</button>'
