"""An answer as text for a terminal."""

from rich.text import Text

from assistant.answer import Answer, Citation
from index.article import Article, Language, Passage

_UNDERSTOOD: dict[Language, str] = {
    "ru": "Вопрос понят так",
    "kk": "Сұрақ былай түсінілді",
    "en": "Understood as",
}
_WORDS: dict[Language, str] = {"ru": "Чьи слова", "kk": "Кімнің сөзі", "en": "Whose words"}
_SOURCES: dict[Language, str] = {"ru": "Источники", "kk": "Дереккөздер", "en": "Sources"}
_NEAREST: dict[Language, str] = {"ru": "См. также", "kk": "Тағы қараңыз", "en": "See also"}
_REFUSED: dict[Language, str] = {
    "ru": "Не подтверждено статьями",
    "kk": "Мақалалармен расталмады",
    "en": "Not borne out by the articles",
}
_NEAREST_SHOWN = 3
_EXCERPT = 200  # characters


def answer_text(answer: Answer) -> Text:
    """The answer with its markers, then whose words they are and where they stand."""
    language = answer.language
    blocks = []
    if answer.understood != answer.question:
        blocks.append(Text(f"{_UNDERSTOOD[language]}: {answer.understood}", style="dim"))
    if answer.notice:
        blocks.append(Text(answer.notice, style="dim"))
    blocks.append(_marked(answer))
    if answer.mode == "model":
        blocks.extend(Text(f"[{c.number}] «{c.quote}»") for c in answer.citations)
    speakers = [
        _speaker_line(citation) for citation in answer.citations if citation.sentence.speaker
    ]
    if speakers:
        blocks.append(_section(_WORDS[language], speakers))
    if answer.unsupported:
        refused = [
            Text(sentence.text, style="strike").append(f" ({sentence.reason})", style="not strike")
            for sentence in answer.unsupported
        ]
        title = Text(f"{_REFUSED[language]}\n", style="bold")
        blocks.append(title.append(Text("\n").join(refused)))
    if answer.citations:
        blocks.append(_section(_SOURCES[language], _sources(answer.citations)))
    elif answer.passages:
        nearest = [
            f"«{excerpt(found.passage)}»\n{article_line(found.article)}"
            for found in answer.passages[:_NEAREST_SHOWN]
        ]
        blocks.append(_section(_NEAREST[language], nearest))
    return Text("\n\n").join(blocks)


def article_line(article: Article) -> str:
    """Title, publisher and date of an article, as far as they are known."""
    return ", ".join(filter(None, (article.title, article.publisher, article.published)))


def excerpt(passage: Passage) -> str:
    """The passage on one line, cut at a word where it is long."""
    text = " ".join(passage.text.split())
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def _marked(answer: Answer) -> Text:
    """The answer's text with what answers the question in bold."""
    text = Text(answer.text)
    for citation in answer.citations:
        at = answer.text.find(citation.quote)
        for start, end in citation.bold if at >= 0 else ():
            text.stylize("bold", at + start, at + end)
    return text


def _section(title: str, lines: list[str]) -> Text:
    return Text(f"{title}\n", style="bold").append("\n".join(lines), style="not bold")


def _speaker_line(citation: Citation) -> str:
    speaker = citation.sentence.speaker
    assert speaker is not None
    return f"[{citation.number}] {', '.join(filter(None, (speaker.name, speaker.role)))}"


def _sources(citations: tuple[Citation, ...]) -> list[str]:
    """A line for each article, with the numbers of its citations, and its address under it."""
    articles: dict[str, list[Citation]] = {}
    for citation in citations:
        articles.setdefault(citation.article.id, []).append(citation)
    lines = []
    for cited in articles.values():
        article = cited[0].article
        markers = "".join(f"[{citation.number}]" for citation in cited)
        lines.append("\n".join(filter(None, (f"{markers} {article_line(article)}", article.url))))
    return lines
