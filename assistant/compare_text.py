"""A comparison of the partners as text for a terminal."""

from rich.text import Text

from assistant.answer import Citation
from assistant.answer_text import article_line
from assistant.compare import Comparison
from assistant.partners import country_name
from index.article import Language

NOTHING: dict[Language, str] = {
    "ru": "В статьях об этом ничего не сказано.",
    "kk": "Мақалаларда бұл туралы ештеңе айтылмаған.",
    "en": "The articles say nothing of this.",
}
_DATED: dict[Language, str] = {"ru": "Хронология", "kk": "Уақыт желісі", "en": "Timeline"}
_ALWAYS = 3


def comparison_text(comparison: Comparison) -> Text:
    """The partners with their quotes, those of whom nothing is said in one line, the timeline."""
    language = comparison.language
    blocks: list[Text] = []
    silent: list[str] = []
    for place, cell in enumerate(comparison.cells):
        name = country_name(cell.partner, language)
        if not cell.citations and place >= _ALWAYS:
            silent.append(name)
            continue
        lines = [_line(citation) for citation in cell.citations] or [NOTHING[language]]
        blocks.append(Text(f"{name}\n", style="bold").append("\n".join(lines), style="not bold"))
    if silent:
        blocks.append(Text(f"{', '.join(silent)}: {NOTHING[language]}", style="dim"))
    if comparison.timeline:
        lines = [f"{dated.date}  {_line(dated.citation)}" for dated in comparison.timeline]
        title = Text(f"{_DATED[language]}\n", style="bold")
        blocks.append(title.append("\n".join(lines), style="not bold"))
    return Text("\n\n").join(blocks)


def _line(citation: Citation) -> str:
    speaker = citation.sentence.speaker
    by = [speaker.name] if speaker else []
    source = "; ".join([*by, article_line(citation.article)])
    return f"«{citation.quote}»\n  {source}"
