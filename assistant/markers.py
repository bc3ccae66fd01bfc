"""What a model writes around a statement: source markers of every fashion, openings, labels.

It is told to write [1], and writes 【1†source】, (Source 1), [^1] or "According to source 1," too.
"""

import re

_LABEL = r"(?:sources?|src|refs?|passages?|documents?|docs?|источник\w*|ист|дереккөз\w*|№|#|\^)"
_ONE = rf"(?:{_LABEL}[.:]?\s*)*\d{{1,2}}(?:\s?-?\s?дереккөз\w*)?(?:†[^\]】)]*)?"
_LIST = rf"{_ONE}(?:\s*(?:,?\s*(?:and|и|және)\b|[,;&–-])\s*{_ONE})*"
_FASHIONS = (
    rf"[\[【]+\s*{_LIST}\s*[\]】]+",
    rf"\(\s*(?:{_LABEL}[.:]?\s*{_LIST}|\d{{1,2}}\s?-?\s?дереккөз\w*)\s*\)",
    # (1) is a marker where a sentence or a clause ends, else a number in brackets
    r"(?<=[.!?…])\s*\(\d{1,2}(?:\s*[,;]\s*\d{1,2})*\)",
    r"\(\d{1,2}(?:\s*[,;]\s*\d{1,2})*\)(?=\s*(?:[.!?;,…\[(]|$))",
    # neither 10^9 nor m²
    r"(?<![\dmм])\^\s?[\[({]?\d{1,2}[\])}]?",
    r"(?<![\dmмMМ])[⁰¹²³⁴-⁹]+",
    r"[\[【]\s*(?:n|\^)?\s*[\]】]",
)
_ANY = "(?:" + "|".join(_FASHIONS) + ")"
_MARKER = re.compile(rf"\s*{_ANY}(?:(?:\s*(?:,|and|и|және|&))?\s*{_ANY})*", re.IGNORECASE)
LEADING = re.compile(rf"^(?:\s*{_ANY}[.;,]?)+", re.IGNORECASE)

_SOURCE = (
    r"(?:sources?|passages?|texts?|articles?|excerpts?|documents?|information|context|materials?"
    r"|источник\w*|фрагмент\w*|отрывк\w*|текст\w*|стать\w*|материал\w*|документ\w*|информаци\w*)"
)
_NUMBERED = r"(?:\s*(?:(?:,|and|и)\s*)?[№#]?[\[(【]?\d{1,2}[\])】]?)"
_OPENING = re.compile(
    rf"^(?:(?:according to|based on|as per|согласно|исходя из|судя по|на основ\w+|по данным)\s"
    rf"(?:[^\W\d]+\s){{0,3}}?{_SOURCE}(?:\s(?:provided|given|above))?{_NUMBERED}*\s*,\s*"
    rf"|(?:\d{{1,2}}-?)?(?:\w+\s)?дереккөз\w*\s(?:сәйкес|бойынша|сүйенсек)\s*,?\s*"
    rf"|(?:the\s)?source{_NUMBERED}\s(?:says|states|reports|notes|mentions|indicates)\sthat\s"
    rf"|(?:в\sисточнике{_NUMBERED}\s(?:говорится|сказано|указано|отмечается|сообщается)"
    rf"|источник{_NUMBERED}\s(?:сообщает|говорит|указывает|отмечает)),\sчто\s"
    r"|(?:(?:short|final|brief)\s)?(?:answer|summary|sources?|references?)\s*:\s*"
    r"|(?:(?:краткий|итоговый)\s)?(?:ответ|итог|вывод|источники?)\s*:\s*"
    r"|(?:қысқаша\s)?(?:жауап|дереккөз(?:дер)?)\s*:\s*)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,2})\s*[–-]\s*(\d{1,2})")
_LONGEST_RANGE = 8
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def without_markers(sentence: str) -> tuple[str, tuple[int, ...]]:
    """A sentence without markers and opening, and the sources named in them in their order."""
    numbers: list[int] = []
    while opening := _OPENING.match(sentence):
        numbers += _numbers(opening[0])
        rest = sentence[opening.end() :]
        sentence = rest[:1].upper() + rest[1:]
    for marker in _MARKER.finditer(sentence):
        numbers += _numbers(marker[0])
    text = re.sub(r"\s+([.,;:!?…])", r"\1", _MARKER.sub(" ", sentence))
    text = re.sub(r"[,;](?=[.!?…]|$)", "", text.strip())
    return " ".join(text.split()), tuple(dict.fromkeys(numbers))


def _numbers(marker: str) -> list[int]:
    if raised := re.findall("[⁰¹²³⁴-⁹]", marker):
        return [int(digit.translate(_SUPERSCRIPTS)) for digit in raised]
    marker = re.sub("†[^\\]】)]*", "", marker)
    spelled = _RANGE.sub(_spelled_out, marker)
    return [int(number) for number in re.findall(r"\d+", spelled)]


def _spelled_out(found: re.Match[str]) -> str:
    first, last = int(found[1]), int(found[2])
    if first <= last < first + _LONGEST_RANGE:
        return " ".join(map(str, range(first, last + 1)))
    return found[0]
