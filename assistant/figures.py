"""The figures of a text with their values: numbers, sums, percentages, years, dates."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.ellipsis import with_shared
from index.article import Language


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stands in a text: `text[start:end]` of it.

    `value` has the scale in it («17,2 млрд» is 17.2e9). `unit` is `%`, a currency (`USD`), `day`
    or `month` of a date, `month` counting from 1, or empty. `word` says that it was written out.
    `scale` is what the value was multiplied by, `shared` the scale and the unit that it may have
    from another figure.
    """

    text: str
    start: int
    end: int
    value: float
    unit: str = ""
    word: bool = False
    scale: float = 1.0
    shared: tuple[float, str] | None = None


_SPACE = "[ \u00a0\u202f]"
# In the order they are tried: a scale's own letters stand at the word's end.
_SCALES = (
    (1e12, r"трлн|триллион\w*|trillions?|trn|tln|tn"),
    (1e9, r"млрд|миллиард\w*|billions?|bln|bn"),
    (1e6, r"млн|миллион\w*|millions?|mln|m"),
    (1e3, r"тыс|тысяч(?!елет)\w*|мың\w*|thousands?|k"),
    (12, r"дюжин\w*|dozens?"),
    (10, r"десятилети\w*|онжылды\w*|decades?"),
)
_SCALE = "|".join(words for _, words in _SCALES)
_UNITS = (
    ("%", r"%|процент\w*|п\.\s?п|пайыз\w*|пайызд\w*|per\s?cents?|percent\w*|pct"),
    ("USD", r"\$|долл\w*|usd|dollars?|ақш\s+долл\w*|америк\w+\s+долл\w*|us\s+dollars?"),
    ("EUR", r"€|евро|eur|euros?|еуро\w*"),
    ("KZT", r"₸|тенге|теңге\w*|тг|kzt|tenge"),
    ("RUB", r"₽|руб\w*|rub|rou?bles?|рубль\w*"),
    ("CNY", r"юан\w*|cny|yuans?|rmb|renminbi"),
    ("GBP", r"£|фунт\w*\s+стерлинг\w*|gbp|pounds?\s+sterling|фунт\w*"),
    ("JPY", r"¥|иен\w*|jpy|yen|йен\w*"),
)
_UNIT = "|".join(words for _, words in _UNITS)
_SIGN = {"$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "₽": "RUB", "¥": "JPY"}
_MONTHS = {
    "ru": "январ феврал март апрел ма[йяюе] июн июл август сентябр октябр ноябр декабр",
    "en": "january february march april may june july august september october november december",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
}
_RUSSIAN_MONTH = r"(?:[ьяею]|ем|та|а|у|е|ом|(?:ь|ов)?ск\w+)?"  # «декабрьский» too
_ENGLISH_SHORT = tuple("jan feb mar apr may jun jul aug sept? oct nov dec".split())  # noqa: SIM905
# May and March are months only beside a figure or a word of time.
_UNSURE = (
    r"(?:\b(?:in|of|since|until|by|from|early|late|mid|last|this|next)[\s-]+"
    r"|\d(?:st|nd|rd|th)?\s+)$"
)

_WORD = re.compile(r"[^\W\d_]+")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_NUMBER = re.compile(
    rf"(?P<sign>(?:US)?[$€£₸₽¥]{_SPACE}?)?"
    rf"(?<![\w])(?P<digits>\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    rf"(?P<fraction>[½¼¾⅓⅔])?"
    rf"(?:(?P<range>\s?[-–—]\s?|\s(?:до|to|and|и|дан|ден)\s)(?=\d))?"
    rf"(?P<ordinal>st|nd|rd|th|(?:-?(?:й|я|е|х|го|му|м|ые|ых|ыми|ти|ші|шы|s|ме|мь))\b)?"
    rf"(?:{_SPACE}?-?(?P<scale>{_SCALE})\b\.?)?"
    rf"(?:{_SPACE}?-?(?P<unit>{_UNIT})(?![^\W_]))?",
    re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(
    r"(?<![\d.])(?:(?P<y>[12]\d{3})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"|(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>(?:19|20)\d\d))(?!\d)"
)
# 15:00, 3 p.m., 7.55am
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])(?:(?P<sign>[:.])(?P<minutes>[0-5]\d))?(?![\d:])"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_CENTURY = re.compile(
    r"\b(?P<roman>[IVXІХ]{1,5})(?:[-–]?\w{0,2})?"
    r"(?=(?:(?:\s(?:и|and|мен)\s|\s?[-–—,]\s?)[IVXІХ]{1,5})?\s+(?:век|столет|ғасыр|centur))",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "і": 1, "х": 10}


_KAZAKH_ENDING = re.compile(
    r"(?:інші|ыншы|нші|ншы|еу|ау|сы|сі|ден|нен|тен|дан|нан|тан|ге|ке|ға|қа)$"
)
_KAZAKH_UNITS = "бір екі үш төрт бес алты жеті сегіз тоғыз".split()  # noqa: SIM905
_KAZAKH_TENS = "он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан жүз".split()  # noqa: SIM905
_KAZAKH_WORDS = {
    **{word: i for i, word in enumerate(_KAZAKH_UNITS, 1)},
    **{word: 10 * i for i, word in enumerate(_KAZAKH_TENS, 1)},
    "алғаш": 1, "тұңғыш": 1, "екеу": 2,
}  # fmt: skip
# «пятилетний», «трехдневный»
_COMPOUND = re.compile(r"(?<=[их])(?:лет|дневн|кратн|месячн|часов|недельн|сторонн)\w+$")
_ENDINGS = r"(?:ый|ая|ое|ого|ой|ому|ым|ом|ые|ых|ую|ыми)"
_WORDS: tuple[tuple[float, str], ...] = (
    (1, "один|одна|одно|одного|одной|одному|одним|одном|одну|перв\\w+|впервые|one|once|first"
        "|single"),
    (1.5, "полтор\\w+"),
    (2, "два|две|двух|двум|двумя|оба|обе|обоих|обеих|вдвое|удвои\\w*|двое|дважды"
        "|втор(?:ой|ая|ое|ого|ым|ом)|two|both|twice|doubled|twofold|second"),
    (3, "три|трех|трем|тремя|втрое|трижды|утрои\\w*|трое|треть(?:я|е|его|ей|им|ем)|третий"
        "|three|tripled|threefold|third|thrice"),
    (4, f"четыре|четырех|четырем|четырьмя|вчетверо|четверо|четверт{_ENDINGS}"
        f"|four|fourfold|fourth|quadrupled"),
    (5, f"пять|пяти|пятью|впятеро|пятеро|пят{_ENDINGS}|пятер\\w+|five|fivefold|fifths?"),
    (6, f"шесть|шести|шестью|шестер\\w+|шест{_ENDINGS}|six|sixfold|sixths?"),
    (7, "семь|семи|семью|седьм\\w+|семер\\w+|seven|sevenfold|sevenths?"),
    (8, f"восемь|восьми|восемью|восьмью|восьм{_ENDINGS}|eight|eightfold|eighths?"),
    (9, f"девять|девяти|девятью|девят{_ENDINGS}|nine|ninefold|ninths?"),
    (10, f"десять|десяти|десятью|вдесятеро|десят{_ENDINGS}|ten|tenfold|tenths?"),
    *(
        (11 + i, rf"{russian}надцат\w{{1,3}}|{english}(?:th)?")
        for i, (russian, english) in enumerate((
            ("один", "eleven"), ("две", "twel(?:ve|f)"), ("три", "thirteen"), ("четыр", "fourteen"),
            ("пят", "fifteen"), ("шест", "sixteen"), ("сем", "seventeen"), ("восем", "eighteen"),
            ("девят", "nineteen"),
        ))
    ),
    *(
        (20 + 10 * i, rf"(?:{russian})\w{{0,3}}|{english}(?:y|ieth|ies)")
        for i, (russian, english) in enumerate((
            ("двадцат", "twent"), ("тридцат", "thirt"), ("сорок", "fort"),
            ("пятьдесят|пятидесят", "fift"), ("шестьдесят|шестидесят", "sixt"),
            ("семьдесят|семидесят", "sevent"),
            ("восемьдесят|восьмидесят", "eight"), ("девяност", "ninet"),
        ))
    ),
    (100, "сто|ста|hundreds?"),
    *(
        (200 + 100 * i, word)
        for i, word in enumerate((
            "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот",
            "девятьсот",
        ))
    ),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def _worth(word: str, language: Language) -> float:
    """The value of a number word in small letters; 0 for other words."""
    if language == "kk":
        stem = _KAZAKH_ENDING.sub("", word)
        return float(_KAZAKH_WORDS.get(word, _KAZAKH_WORDS.get(stem, 0)))
    word = _COMPOUND.sub("", word)
    for value, forms in _WORDS:
        if re.fullmatch(forms, word):
            return value
    return 0.0


# Who they are is said elsewhere, and that they are two goes without saying.
_THE_TWO = re.compile(
    r"\s(?:стран|сторон|государств|лидер|президент|глав|народ|столиц"
    r"|countr|sides|parties|nations|states|leaders|presidents|governments|neighbo|peoples|capitals"
    r"|ел(?:дің|ге|де|)?\b|тарап|мемлекет|президент|көшбасшы)",
    re.IGNORECASE,
)
_HALF = re.compile(r"\s(?:с\s+половиной|and\s+a\s+half|жарым)\b", re.IGNORECASE)
# «процентов на пятнадцать»
_ABOUT = re.compile(r"\bпроцентов\s(?:на\s)?$", re.IGNORECASE)
_BELOW_HALVES = 100
_AFTER_WORD = re.compile(
    rf"\s(?P<scale>{_SCALE})\b\.?(?:\s(?P<unit>{_UNIT})(?![^\W_]))?|\s(?P<only>{_UNIT})(?![^\W_])",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def figures(text: str, language: Language) -> tuple[Figure, ...]:
    """The figures of a text in order: digits, number words up to the hundreds, months."""
    found = [*_dates(text), *_times(text), *_digits(text, language)]
    found += [*_written_out(text, language), *_months(text, language)]
    found += [
        Figure(m["roman"], m.start(), m.end("roman"), _roman(m["roman"]))
        for m in _CENTURY.finditer(text)
    ]
    return with_shared(text, sorted(found, key=lambda figure: (figure.start, figure.end)))


def _roman(numeral: str) -> float:
    digits = [_ROMAN[letter] for letter in numeral.lower()]
    following = [*digits[1:], 0]
    return float(sum(-d if d < n else d for d, n in zip(digits, following, strict=True)))


def _dates(text: str) -> list[Figure]:
    found = []
    for m in _NUMERIC_DATE.finditer(text):
        year, month, day = m["y"] or m["year"], m["m"] or m["month"], m["d"] or m["day"]
        for value, unit in ((year, ""), (month, "month"), (day, "day")):
            found.append(Figure(m[0], m.start(), m.end(), float(value), unit))
    return found


def _clocks(text: str) -> list[re.Match[str]]:
    """The times of day in a text."""
    return [m for m in _CLOCK.finditer(text) if m["half"] or m["sign"] == ":"]


def _times(text: str) -> list[Figure]:
    """The hours of the times of day, from 0 to 24, and their minutes where there are any."""
    found = []
    for m in _clocks(text):
        hour, minutes = int(m["hour"]), int(m["minutes"] or 0)
        if m["half"] and hour <= 12:
            hour = hour % 12 + (12 if m["half"] in "pP" else 0)
        for value in (hour, minutes) if minutes else (hour,):
            found.append(Figure(m[0], m.start(), m.end(), float(value)))
    return found


def _digits(text: str, language: Language) -> list[Figure]:
    dates = [match.span() for match in (*_NUMERIC_DATE.finditer(text), *_clocks(text))]
    found: list[Figure] = []
    ranged: list[Figure] = []
    for m in _NUMBER.finditer(text):
        if any(start <= m.start("digits") < end for start, end in dates):
            continue
        scale = 1.0 if _is_length(m) else _scale(m["scale"])
        unit = _SIGN.get((m["sign"] or "").strip()[-1:], "") or _unit(m["unit"])
        end = m.start("range") if m["range"] else m.end()
        figure = Figure(
            text[m.start() : end].strip(), m.start(), end, 0.0, unit or _day(text, m, language)
        )
        plain = _value(m["digits"], language) + _FRACTIONS.get(m["fraction"] or "", 0.0)
        found.append(replace(figure, value=plain * scale, scale=scale))
        if m["range"]:
            ranged.append(replace(figure, value=plain))
            continue
        # «от 3 до 5 млн»: the scale and the unit are the first number's too.
        found += [
            Figure(first.text, first.start, first.end, first.value * scale, unit)
            for first in ranged
            if scale != 1 or unit
        ]
        ranged = []
    return found


def _is_length(m: re.Match[str]) -> bool:
    """Whether the m after a number is metres, not millions: «10 m/s», "2 m"."""
    if m["scale"] not in ("m", "M"):
        return False
    after = m.string[m.end("scale") : m.end("scale") + 2].lstrip()
    apart = m.string[m.start("scale") - 1].isspace() and not m["sign"] and not m["unit"]
    return apart or after.startswith("/")


def _value(digits: str, language: Language) -> float:
    digits = re.sub(r"\s", "", digits)
    grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits)
    # «500,000» is grouped in whatever language: no fraction is written with three noughts.
    is_grouped = grouped and (language == "en" or digits.endswith(",000"))
    if digits.count(",") + digits.count(".") > 1 or is_grouped:
        head, last = re.match(r"(.*?)(?:([.,]\d{1,2}))?$", digits).groups()  # type: ignore[union-attr]
        return float(re.sub(r"[.,]", "", head) + (last or "").replace(",", "."))
    return float(digits.replace(",", "."))


def _scale(word: str | None) -> float:
    if word:
        for scale, words in _SCALES:
            if re.fullmatch(words, word, re.IGNORECASE):
                return scale
    return 1.0


def _unit(word: str | None) -> str:
    if word:
        for unit, words in _UNITS:
            if re.fullmatch(words, word, re.IGNORECASE):
                return unit
    return ""


def _day(text: str, m: re.Match[str], language: Language) -> str:
    """`day` for the number beside a month's name."""
    if m["digits"].isdigit() and 1 <= int(m["digits"]) <= 31 and not m["scale"]:
        english = language == "en"
        after = text[m.end() : m.end() + 14]
        before = text[max(0, m.start() - 14) : m.start()].rstrip()
        beside = [*_WORD.findall(after)[:1], *(_WORD.findall(before)[-1:] if english else [])]
        if any(_month(word.lower(), language) for word in beside):
            return "day"
    return ""


@lru_cache(maxsize=50_000)
def _month(word: str, language: Language) -> int:
    """The number of the month that a word in small letters names; 0 for other words."""
    ending = {"ru": _RUSSIAN_MONTH, "en": "", "kk": r"\w{0,5}"}[language]
    for i, stem in enumerate(_MONTHS[language].split()):
        short = f"|{_ENGLISH_SHORT[i]}" if language == "en" else ""
        if re.fullmatch(f"{stem}{ending}{short}", word):
            return i + 1
    return 0


def _months(text: str, language: Language) -> list[Figure]:
    found = []
    for m in _WORD.finditer(text):
        month = _month(m[0].lower(), language)
        if month and not (language == "en" and not _is_month(text, m)):
            found.append(Figure(m[0], m.start(), m.end(), float(month), "month"))
    return found


def _is_month(text: str, m: re.Match[str]) -> bool:
    """Whether an English word that may name a month does: May, not "may"."""
    if not m[0][0].isupper():
        return False
    unsure = len(m[0]) < 4 or m[0] in ("March", "Sept")
    return (
        not unsure
        or bool(re.match(r"\.?\s+\d", text[m.end() : m.end() + 4]))
        or bool(re.search(_UNSURE, text[max(0, m.start() - 12) : m.start()], re.IGNORECASE))
    )


def _written_out(text: str, language: Language) -> list[Figure]:
    """Number words, «сорок два» and "forty-two" as one."""
    lowered = text.lower().replace("ё", "е")
    if len(lowered) != len(text):  # a capital whose small letter is longer moves every offset
        return []
    found: list[Figure] = []
    for m in _WORD.finditer(lowered):
        value = _worth(m[0], language)
        if not value or (value == 2 and _THE_TWO.match(lowered, m.end())):
            continue
        last = found[-1] if found else None
        joint = lowered[last.end : m.start()] if last else ""
        if last and joint in (" ", "-", " and ") and value < last.value and last.value >= 20:
            found.pop()
            value, start = value + last.value, last.start
        elif last and joint == " " and value == 100 and last.value < 10:
            found.pop()
            value, start = value * last.value, last.start
        else:
            start = m.start()
        found.append(Figure(text[start : m.end()], start, m.end(), value, "", word=True))
    return [_scaled(text, _and_a_half(text, figure)) for figure in found]


def _and_a_half(text: str, figure: Figure) -> Figure:
    """«два с половиной», "two and a half": one figure."""
    half = _HALF.match(text, figure.end)
    if not half or figure.value >= _BELOW_HALVES:
        return figure
    words = text[figure.start : half.end()]
    return Figure(words, figure.start, half.end(), figure.value + 0.5, "", word=True)


def _scaled(text: str, figure: Figure) -> Figure:
    after = _AFTER_WORD.match(text, figure.end)
    if not after:
        return replace(figure, unit="%") if _ABOUT.search(text[: figure.start]) else figure
    scale = _scale(after["scale"])
    return Figure(
        text[figure.start : after.end()],
        figure.start,
        after.end(),
        figure.value * scale,
        _unit(after["unit"] or after["only"]),
        word=True,
        scale=scale,
    )
