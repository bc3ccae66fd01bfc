"""A conversation as HTML: questions, answers with their citations, and what went wrong."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from assistant.answer import Answer, Citation, FoundPassage, Turn
from assistant.page.keeping import kept_attributes, render_actions
from assistant.page.texts import LANGUAGES, date_label, in_each_language, label, text, written_date
from assistant.question import MAX_LENGTH
from assistant.web_link import web_link
from assistant.written import Event, Found, Settled, Token
from index.article import Article, Passage, Speaker

_LONGEST_ECHO = 400
_LONGEST_SNIPPET = 180
_NEAREST = 3
_ISO_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d\d")
# The dash that opens direct speech in a paragraph; between quotation marks it has no place.
_SPEECH_DASH = re.compile(r"[-–—]\s+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: an answer, a fault, or (neither) still being answered.

    `fault` is the line the user reads; empty for a fault that has none (a defect of the program).
    `as_of` is the date by which what it is answered from had been published, if one was chosen.
    `wait` are the seconds until more may be asked, where that is the fault.
    `next` are questions to go on with, each of which the articles answer.
    `loading`: the question waits for the model; `lost`: it did not reach the server.
    While a language model writes, `partial` is the answer so far and `draft` what is not checked.
    `stopped`: it is no longer waited for; its answer is then what had been checked, if anything.
    """

    question: str
    answer: Answer | None = None
    fault: str | None = None
    stopped: bool = False
    partial: Answer | None = None
    draft: str = ""
    as_of: str | None = None
    next: tuple[str, ...] = ()
    wait: int = 0
    loading: bool = False
    lost: bool = False

    @property
    def pending(self) -> bool:
        """Whether it is still being answered."""
        return not (self.answer or self.stopped or self.lost) and self.fault is None


def progressed(exchange: Exchange, event: Event) -> Exchange:
    """The exchange after one more event of its answer."""
    if isinstance(event, Found):
        return replace(exchange, partial=replace(event.answer, text="", citations=()))
    if isinstance(event, Token):
        return replace(exchange, draft=exchange.draft + event.text)
    if isinstance(event, Settled):
        return replace(exchange, partial=event.answer, draft=event.pending)
    return replace(exchange, answer=event.answer, partial=None, draft="")


def stopped(exchange: Exchange) -> Exchange:
    """The exchange that is no longer waited for; the sentences that were checked are its answer."""
    settled = exchange.partial if exchange.partial and exchange.partial.citations else None
    return replace(exchange, answer=settled, partial=None, draft="", stopped=True)


def as_turns(exchanges: Iterable[Exchange]) -> list[Turn]:
    """The conversation as the assistant reads it: only what was answered."""
    return [
        turn
        for exchange in exchanges
        if exchange.answer
        for turn in (Turn("user", exchange.question), Turn("assistant", exchange.answer.text))
    ]


def render_greeting() -> str:
    """What stands where there is no question yet."""
    return f'<div class="greeting"><h1>{label("greeting")}</h1><p>{label("introduction")}</p></div>'


def render_turns(
    exchanges: Sequence[Exchange], at: int = 0, of: int | None = None, conversation: int = 0
) -> str:
    """Turns of a conversation of `of` turns, from number `at` on, for page.js to put in place.

    The other turns stay as they are: what is open, half typed or being read there is not touched.
    They travel as text, which Gradio leaves alone.
    """
    turns = "".join(map(render_exchange, exchanges))
    of = at + len(exchanges) if of is None else of
    where = f'data-conversation="{conversation}" data-at="{at}" data-of="{of}"'
    return f"<pre {where}>{escape(turns)}</pre>"


def render_exchange(exchange: Exchange) -> str:
    """One question with its answer, its fault, or the sign that it is being answered."""
    question = shortened(exchange.question, _LONGEST_ECHO)
    if exchange.answer:
        body = render_answer(exchange.answer)
        if exchange.stopped:
            body += f'<p class="aside">{label("stopped")}</p>'
    elif exchange.fault is not None or exchange.lost:
        fault = _fault(exchange)
        body = f'<div class="notice fault">{_title("fault")}<p>{fault}</p></div>'
    elif exchange.stopped:
        body = f'<p class="aside">{label("stopped")}</p>'
    elif exchange.partial and exchange.partial.answered:
        body = _being_written(exchange.partial, exchange.draft)
    else:
        awaited = label("pending_model" if exchange.loading else "pending")
        body = f'<p class="aside searching">{awaited}</p>'
    state = " pending" if exchange.pending else " lost" if exchange.lost else ""
    kept = kept_attributes(exchange.answer) if exchange.answer else ""
    return (
        f'<section class="turn{state}"{kept}>'
        f'<h2 class="question" data-question="{escape(question)}">{escape(question)}</h2>'
        f"{_as_of(exchange)}{body}{render_actions() if kept else ''}{_next(exchange)}</section>"
    )


def _next(exchange: Exchange) -> str:
    """Questions to go on with, as chips; the style shows those of the last turn only."""
    if not exchange.next:
        return ""
    chips = "".join(
        f'<li><button type="button" data-ask="{escape(question)}">{escape(question)}</button></li>'
        for question in exchange.next
    )
    return f'<div class="next">{_title("next_questions")}<ul>{chips}</ul></div>'


def _as_of(exchange: Exchange) -> str:
    """The line that says of which day the answer is, where one was chosen."""
    day = _ISO_DAY.fullmatch(exchange.as_of or "")
    if not day:
        return ""
    words = {
        language: text("answered_as_of", language).format(written_date(day[0], language))
        for language in LANGUAGES
    }
    return f'<p class="as-of-line">{in_each_language(words)}</p>'


def _fault(exchange: Exchange) -> str:
    """What went wrong, in the page's language where the page has words for it."""
    if len(exchange.question) > MAX_LENGTH:
        return label("too_long", MAX_LENGTH)
    if exchange.lost:
        return label("lost")
    if exchange.wait:
        return label("too_often", exchange.wait)
    return escape(exchange.fault or "") or label("unexpected")


def render_answer(answer: Answer) -> str:
    """An answer with its sources, or the notice that the articles do not hold one."""
    if not answer.answered:
        # Where nothing was looked for, nothing is missing: a greeting.
        absent = " absent" if answer.passages else ""
        return (
            f'{_understood(answer)}<div class="notice{absent}"><p>{escape(answer.text)}</p></div>'
            f"{_see_also(answer)}"
        )
    return (
        f"{_understood(answer)}{_notice(answer)}"
        f'<div class="answer">{"".join(_blocks(answer))}</div>'
        f"{_unsupported(answer)}{_sources(answer)}{_unread(answer)}"
    )


def _being_written(answer: Answer, draft: str) -> str:
    """The checked sentences so far, what the model writes on, and the sources it has."""
    drafted = f'<p class="draft">{escape(draft)}</p>' if draft.strip() else ""
    return (
        f'{_understood(answer)}<div class="answer">{"".join(_blocks(answer))}{drafted}</div>'
        f"{_unsupported(answer)}"
        f'<div class="see-also">{_title("sources")}{_rows(answer.passages[:_NEAREST])}</div>'
    )


def byline(article: Article) -> str:
    """Publisher and date of an article as HTML, as far as they are known."""
    publisher = escape(article.publisher) if article.publisher else ""
    date = date_label(article.published) if article.published else ""
    return ", ".join(filter(None, (publisher, date)))


def shortened(text: str, length: int) -> str:
    """The text on one line, cut at a word with an ellipsis where it is longer than `length`."""
    text = " ".join(text[: 4 * length].split()) if len(text) > length else text
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(" ,.;:–—-") + "…"


def _title(key: str) -> str:
    return f"<h3>{label(key)}</h3>"


def _understood(answer: Answer) -> str:
    if answer.understood.strip() == answer.question.strip():
        return ""
    understood = escape(answer.understood)
    return (
        f'<p class="understood">{label("understood")} <q>{understood}</q> '
        f'<button type="button" class="link" data-edit="{understood}">{label("edit")}</button></p>'
    )


def _blocks(answer: Answer) -> Iterator[str]:
    """The answer's text as quotes and paragraphs; only a marker with its citation is a button.

    A quote of its citation is found whole, so that a "[2]" among an article's own words stays text.
    """
    citations = {citation.number: citation for citation in answer.citations if _holds(citation)}
    quotes = [
        rf"(?P<quote{number}>[«“\"]?\s*{re.escape(citation.quote)}\s*[»”\"]?)\s*\[{number}\]"
        for number, citation in citations.items()
    ]
    prose, end = "", 0
    for found in re.finditer("|".join([*quotes, r"\[(?P<marker>\d+)\]"]), answer.text):
        prose += escape(answer.text[end : found.start()])
        end = found.end()
        marker = found["marker"]
        if marker is None:
            number = int((found.lastgroup or "").removeprefix("quote"))
            yield from _paragraphs(prose)
            yield render_quote(citations[number])
            prose = ""
        else:
            known = citations.get(int(marker)) if len(marker) < 9 else None
            prose = prose.rstrip(" ") + "\u202f" + _chip(known) if known else prose + found[0]
    yield from _paragraphs(prose + escape(answer.text[end:]))


def _holds(citation: Citation) -> bool:
    """Whether the article says the quote at its place: a citation that does not is never shown."""
    start, end = citation.sentence.start, citation.sentence.end
    return citation.article.text[start:end] == citation.quote


def _paragraphs(prose: str) -> Iterator[str]:
    for line in prose.splitlines():
        if line.strip():
            yield f"<p>{line.strip()}</p>"


def render_quote(citation: Citation) -> str:
    """A citation as a quotation with its marker, who said it, and what published it when."""
    language = citation.article.language
    opens, closes = "“”" if language == "en" else "«»"
    about = byline(citation.article)
    caption = _speaker(citation.sentence.speaker)
    caption += f'<span class="from">{about}</span>' if about else ""
    words = _held_together(f"{opens}{_with_bold(citation)}{closes}", _chip(citation))
    return (
        f'<figure class="quote"><blockquote lang="{language}">{words}</blockquote>'
        f"{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"
    )


def _held_together(quote: str, chip: str) -> str:
    """The quote and its marker, which never stands alone on a line."""
    rest, space, last = quote.rpartition(" ")
    if last.count("</strong>") > last.count("<strong>"):
        rest, last = f"{rest}{space}</strong>", f"<strong>{last}"
        space = ""
    return f'{rest}{space}<span class="last">{last}\u202f{chip}</span>'


def _with_bold(citation: Citation) -> str:
    """The quote as HTML, the spans that answer the question in bold, no dash of speech."""
    dash = _SPEECH_DASH.match(citation.quote)
    html, at = "", dash.end() if dash else 0
    for start, end in sorted(citation.bold):
        if at <= start < end <= len(citation.quote):
            html += escape(citation.quote[at:start])
            html += f"<strong>{escape(citation.quote[start:end])}</strong>"
            at = end
    return html + escape(citation.quote[at:])


def _speaker(speaker: Speaker | None) -> str:
    if speaker is None:
        return ""
    role = f'<span class="role">, {escape(speaker.role)}</span>' if speaker.role else ""
    return f'<span class="speaker">{escape(speaker.name)}{role}</span>'


def _chip(citation: Citation) -> str:
    article, sentence = citation.article, citation.sentence
    name = byline(article) or escape(shortened(article.title, 60))
    return (
        f'<button type="button" class="chip" {place(article, sentence.start, sentence.end)}>'
        f'<span class="sr">{label("citation")} </span>{citation.number}'
        f'<span class="tip">{name}</span></button>'
    )


def place(article: Article, start: int, end: int) -> str:
    """The attributes by which the page opens this revision of an article at a span."""
    return (
        f'data-article="{escape(article.id)}" data-revision="{escape(article.revision)}" '
        f'data-start="{start}" data-end="{end}"'
    )


def _sources(answer: Answer) -> str:
    """The articles cited, each once, and what the check of the answer came to."""
    articles = {citation.article.id: citation.article for citation in answer.citations}
    rows = "".join(f"<li>{source_line(article)}</li>" for article in articles.values())
    checked = "verbatim" if answer.mode == "quotes" else "checked"
    verdict = "" if answer.unsupported else f'<p class="verdict">{label(checked)}</p>'
    return (
        f'<div class="sources"><h3 class="sr">{label("sources")}</h3><ul>{rows}</ul>{verdict}</div>'
    )


def source_line(article: Article) -> str:
    """Title, publisher and date of an article; the title opens it, the arrow leads to the web."""
    line = (
        f'<button type="button" class="link" lang="{article.language}" '
        f"{place(article, 0, 0)}>{escape(article.title)}</button>"
    )
    if about := byline(article):
        line += f' <span class="byline">{about}</span>'
    return f"{line} {web_anchor(article)}".rstrip()


def web_anchor(article: Article) -> str:
    """A link to the article on the web, in a new window; empty where it has no safe address."""
    if (url := web_link(article.url)) is None:
        return ""
    return (
        f'<a class="web" href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
        f'{label("original")}<span class="sr"> ({label("new_window")})</span></a>'
    )


def _notice(answer: Answer) -> str:
    return f'<p class="aside">{escape(answer.notice)}</p>' if answer.notice else ""


def _unsupported(answer: Answer) -> str:
    """The sentences that the check refused: struck through, with the reason, folded away."""
    if not answer.unsupported:
        return ""
    rows = "".join(
        f"<li><s>{escape(refused.text)}</s> – <em>{escape(refused.reason)}</em></li>"
        for refused in answer.unsupported
    )
    return (
        f'<details class="notice refused"><summary>{label("unsupported")} '
        f"({len(answer.unsupported)})</summary><ul>{rows}</ul></details>"
    )


def _see_also(answer: Answer) -> str:
    if not answer.passages:
        return ""
    return f'<div class="see-also">{_title("see_also")}{_rows(answer.passages[:_NEAREST])}</div>'


def _unread(answer: Answer) -> str:
    """The passages that were found and not cited, folded away."""
    cited = {citation.passage for citation in answer.citations}
    rest = [found for found in answer.passages if found.passage not in cited]
    if not rest:
        return ""
    return (
        f'<details class="see-also"><summary>{label("read")} ({len(rest)})</summary>'
        f"{_rows(rest)}</details>"
    )


def _rows(passages: Iterable[FoundPassage]) -> str:
    """Passages as buttons that open the article there."""
    return f"<ul>{''.join(f'<li>{_row(found)}</li>' for found in passages)}</ul>"


def _row(found: FoundPassage) -> str:
    passage: Passage = found.passage
    dash = _SPEECH_DASH.match(passage.text)
    words = passage.text[dash.end() :] if dash else passage.text
    about = " · ".join(filter(None, (escape(passage.heading or ""), byline(found.article))))
    return (
        f'<button type="button" class="passage" lang="{passage.language}" '
        f"{place(found.article, passage.start, passage.end)}>"
        f"{escape(shortened(words, _LONGEST_SNIPPET))}"
        f'<span class="byline">{about}</span></button>'
    )
