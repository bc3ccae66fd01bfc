"""A text's sentences, as spans."""

import re
from collections.abc import Iterator

from index.article import Language

Span = tuple[int, int]

# razdel's time grows with the square of a text that has few sentence ends
_BLOCK_LENGTH = 2000

_BREAK = re.compile(r"\n[^\S\n]*\n\s*|\n(?=[^\S\n]*(?:[-–—*•·]|\d{1,2}[.)])[^\S\n])")
_END = re.compile(r"[.!?…][»”\"')\]]*\s+(?=[^\W\d_a-zа-я])")

# abbreviations that stand before a name or number, so that a capital does not end the sentence
_BEFORE_NAME = {
    "ru": r"долл|дол|млн|млрд|трлн|тыс|англ|обл|респ|мин|ген|полк|адм|сэр",
    "en": r"Mr|Mrs|Ms|Messrs|Dr|Prof|Sen|Gov|Gen|Rep|Rev|Hon|Pres|Amb|Sec|Lt|Col|Capt|Cmdr|Sgt"
    r"|Maj|Adm|St|Mt|Ft|No|Nos|Fig|vs|cf|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec",
    "kk": r"проф|акад|ақ|обл|көш|қ|ауд|тоқ|млн|млрд|трлн|мың|долл|т",
}
_SHORTENED = {
    "ru": re.compile(r"(?:долл|дол)\.$"),
    "en": re.compile(r"\b(?:Inc|Corp|Ltd|Co|LLC|Bros|Jr|Sr|[ap]\.m|(?:[A-Z]\.)+[A-Z])\.$"),
    "kk": re.compile(r"\b(?:ж|жж|ғ|ғғ)\.$"),
}
_NAME_NEXT = {
    language: re.compile(rf"(?:^|[^\w.])(?:{words})\.$") for language, words in _BEFORE_NAME.items()
}
_ENGLISH_OPENING = re.compile(
    r"[\"“(]?(?:The|An?|He|She|It|They|We|You|I|In|On|At|By|For|From|With|To|As|But|And|Or|So|Yet"
    r"|This|That|These|Those|There|Here|His|Her|Its|Their|Our|My|After|Before|During|While|When"
    r"|Since|If|Although|Though|However|Meanwhile|Moreover|Also|According|Last|Next|Earlier|Later"
    r"|Both|Many|Some|Most|Such|No|Not|What|Who|Why|How|Where|Under|Among|Between|Since)\b"
)
_MERGED_END = {
    "ru": re.compile(r"\b\d{4}(?:[-–]\d{2,4})?\s?гг?\.\s+(?=[А-ЯЁ«])"),
    "en": re.compile(r"\b(?:[A-Z]\.){2,}\s+(?=[A-Z\"“])"),
}
# «В 2024 г. Казахстан …»: too short for a sentence of its own
_SHORT = 25


def split_sentences(text: str, language: Language) -> list[Span]:
    """Spans of the sentences: in order, without overlap or white space around them.

    Every character that is not white space is in exactly one of them. The time grows with the
    text's length, whatever it holds.
    """
    spans: list[Span] = []
    for start, end in _blocks(text):
        spans += _join_abbreviated(text, list(_razdel(text, start, end)), language)
    return [part for span in spans for part in _cut_merged(text, span, language)]


def _blocks(text: str) -> Iterator[Span]:
    """Parts between blank lines and list items, none longer than `_BLOCK_LENGTH`."""
    start = 0
    for end, next_start in [(m.start(), m.end()) for m in _BREAK.finditer(text)] + [
        (len(text), len(text))
    ]:
        while end - start > _BLOCK_LENGTH:
            cut = _cut(text, start, start + _BLOCK_LENGTH)
            yield start, cut
            start = cut
        if end > start:
            yield start, end
        start = next_start


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut a long text before `limit`: a sentence's end, else a space, else there."""
    ends = [match.end() for match in _END.finditer(text, start, limit)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", start, limit)
    return space + 1 if space > start else limit


def _razdel(text: str, start: int, end: int) -> Iterator[Span]:
    from razdel import sentenize

    for found in sentenize(text[start:end]):
        if found.start < found.stop:
            yield _stripped(text, start + found.start, start + found.stop)


def _stripped(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _join_abbreviated(text: str, spans: list[Span], language: Language) -> list[Span]:
    """Sentences that an abbreviation cut in two, joined."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and _goes_on(text, joined[-1], start, language):
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _goes_on(text: str, left: Span, right: int, language: Language) -> bool:
    tail = text[max(left[0], left[1] - 20) : left[1]]
    following = text[right : right + 20]
    if language == "en":
        return bool(
            _NAME_NEXT["en"].search(tail)
            or (_SHORTENED["en"].search(tail) and not _ENGLISH_OPENING.match(following))
        )
    if language == "kk":
        short = left[1] - left[0] <= _SHORT
        return bool(_NAME_NEXT["kk"].search(tail) or (short and _SHORTENED["kk"].search(tail)))
    return bool(_SHORTENED["ru"].search(tail) and following.startswith("США"))


def _cut_merged(text: str, span: Span, language: Language) -> Iterator[Span]:
    """A sentence cut where razdel took its last word for the beginning of a name."""
    start, end = span
    pattern = _MERGED_END.get(language)
    for match in pattern.finditer(text, start, end) if pattern else ():
        following = text[match.end() : match.end() + 40]
        if (language == "en" or match.end() - start > _SHORT) and _opens_sentence(
            following, language
        ):
            yield _stripped(text, start, match.end())
            start = match.end()
    yield start, end


def _opens_sentence(following: str, language: Language) -> bool:
    """Whether the capital of the next word is a sentence's, not a name's."""
    if language == "en":
        return bool(_ENGLISH_OPENING.match(following))
    from index.language import russian_morphology

    word = re.match(r"\w+", following)
    if not word or (len(word[0]) > 1 and word[0].isupper()):
        return following.startswith("«")
    parse = russian_morphology().parse(word[0])[0]
    names = {"Geox", "Name", "Surn", "Patr", "Orgn", "Trad", "Abbr"}
    return parse.is_known and not names & parse.tag.grammemes
