"""Names compared across alphabets and cases: Токаева, Тоқаевтың and Tokayev are one name."""

import re
import unicodedata
from functools import lru_cache

# Of the longer name's length, how much of it may differ in names that resemble each other.
_RESEMBLING = 0.4
_LETTERS = {
    **dict(zip("абвгдеёжзийклмнопрстуфыэ", "abvgdeejziiklmnoprstufiE", strict=True)),
    **dict(zip("әғқңөұүһіў", "agknouuhiu", strict=True)),
    "х": "h", "ц": "c", "ч": "C", "ш": "S", "щ": "S", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
}  # fmt: skip
_ENGLISH = {
    **dict(zip("абвгдзийклмнопрстуфыэ", "abvgdziyklmnoprstufye", strict=True)),
    **dict(zip("әғқңөұүһі", "agqnouuhi", strict=True)),
    "ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "",
    "ю": "yu", "я": "ya",
}  # fmt: skip
_DIGRAPHS = (
    # «Цзиньпин» and Jinping, «Чжэцзян» and Zhejiang, «Дж» and J, «Кс» and X
    ("чж", "j"), ("цз", "j"), ("дж", "j"), ("кс", "x"), ("хс", "s"),
    # Irkutsk and «Иркутск», Brighton and «Брайтон», Kavanaugh and «Кавано»
    ("тс", "ц"), ("ck", "k"), ("igh", "ai"), ("augh", "o"),
    ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("shch", "S"), ("zh", "j"), ("kh", "h"), ("gh", "g"),
    ("ch", "C"), ("sh", "S"), ("sz", "S"), ("cz", "C"), ("ph", "f"),
    ("th", "t"), ("ts", "c"), ("tz", "c"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("qi", "ci"), ("qu", "kv"), ("q", "k"), ("eau", "o"),
    ("dge", "j"), ("ew", "iu"), ("stle", "sl"), ("w", "v"), ("y", "i"),
)  # fmt: skip
# soft before e, i and y, hard elsewhere; part of ch and ck
_LATIN_C = re.compile(r"c(?:(?=([eiy]))|(?![hk]))")
_DOUBLED = re.compile(r"(.)\1")
_VOWELS = "aeiouE"
# What transliterations make of each other: never a different name by itself.
_CLOSE = {
    frozenset(pair)
    for pair in "kc kC kh kg gh gj cs cC cz sz sS sx zj jC jS fv bv bp td Cs vu tC jd".split()  # noqa: SIM905
}
_CLOSE_VOWELS = {frozenset(pair) for pair in ("ei", "ao", "ou", "iu", "Ea", "Ee")}
_RUSSIAN_CASE = re.compile(
    r"(?:ами|ями|ого|его|ому|ему|ыми|ими|ом|ем|ой|ей|ым|им|ах|ях|ам|ям|ию|ии|ия|ие|ью"
    r"|[аяуюеиоыьй])$"
)
_RUSSIAN_ADJECTIVE = re.compile(
    r"(?:ов|ев|ан|ян|ий)?[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$"
)
# «Иркутской» is of Irkutsk, «Кировской» of Kirov.
_RUSSIAN_ADJECTIVE_ENDING = r"(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$"
_RUSSIAN_OF_PLACE = (
    re.compile(rf"(?<=[сц]к){_RUSSIAN_ADJECTIVE_ENDING}"),
    re.compile(rf"(?<=[оеаи][внй])ск{_RUSSIAN_ADJECTIVE_ENDING}"),
)
_KAZAKH_CASE = re.compile(
    r"[-’']?(?:(?:лар|лер|дар|дер|тар|тер)?(?:[нтд][ыі]ң|[гғкқ][ае]|[дт][ае]н?|[мпб]ен|н[ае]н?|нда|нде"
    r"|[нтд][ыі]|[дт]ағы|[дт]егі|лық\w*|лік\w*)|сы|сі|ы|і)$"
)
_ENGLISH_ADJECTIVE = re.compile(r"(?:i?ans?|eans?|ish|ese|ic)$")
# «Тейт», «Коул» and «Майк» are Tate, Cole and Mike.
_LONG_VOWEL = re.compile(r"([aoi])(?=[bcdfgklmnprstvz]e(?:s?$|\b))")
_LONG = {"a": "ei", "o": "ou", "i": "ai"}
_POSSESSIVE = re.compile(r"['’]s?$")


@lru_cache(maxsize=100_000)
def romanised(word: str) -> str:
    """A word in Latin letters as it sounds, roughly, whatever its alphabet."""
    text = word.lower()
    if "a" <= text[:1] <= "z" or "\u00df" <= text[:1] <= "\u024f":
        text = "".join(
            c for c in unicodedata.normalize("NFD", text.replace("ł", "l")) if c.isalnum()
        )
        text = _LATIN_C.sub(lambda m: "s" if m[1] else "k", re.sub("^x", "s", text))
    for pair, sound in _DIGRAPHS:
        text = text.replace(pair, sound)
    text = text.replace("x", "ks")
    text = "".join(_LETTERS.get(letter, letter) for letter in text)
    text = "".join(letter for letter in text if letter.isalnum())
    return _DOUBLED.sub(r"\1", text)


@lru_cache(maxsize=100_000)
def stems(word: str) -> tuple[str, ...]:
    """What the word may be without its case ending, romanised, the word itself first."""
    lowered = word.lower().replace("ё", "е")
    found = [lowered]
    if re.match("[a-z]", lowered):
        found.append(_POSSESSIVE.sub("", lowered))
        if lowered.endswith("s") and len(lowered) > 4:
            found.append(lowered[:-1])
        cut = _ENGLISH_ADJECTIVE.sub("", lowered)
        if len(cut) > 3:
            found.append(cut)
        long = _LONG_VOWEL.sub(lambda m: _LONG[m[1]], found[-1])
        if long != found[-1]:
            found.append(re.sub("e(s?)$", r"\1", long))
        if "x" in lowered:  # Texas is «Техас»
            found.append(lowered.replace("x", "h"))
        # Киликия and Йенсен are Cilicia and Jensen in their older sound.
        if older := _older_sound(found[-1]):
            found.append(older)
    else:
        patterns = [_RUSSIAN_CASE, _RUSSIAN_ADJECTIVE, *_RUSSIAN_OF_PLACE, _KAZAKH_CASE]
        for pattern in patterns:
            cut = pattern.sub("", lowered)
            if len(cut) >= 2 and len(cut) >= len(lowered) / 2 - 1:
                found.append(cut)
        # «Астанадағы»: a case upon a case
        twice = _KAZAKH_CASE.sub("", found[-1])
        if len(twice) >= 3:
            found.append(twice)
    return tuple(dict.fromkeys(romanised(stem) for stem in found if stem))


def _older_sound(word: str) -> str:
    """A word with each c hard that opens with a soft one, or with its first j as i; else empty."""
    if re.match("c[eiy]", word):
        return re.sub("c(?!h)", "k", word)
    return re.sub("^j(?=[aeou])", "i", word) if word[0] == "j" else ""


@lru_cache(maxsize=200_000)
def same_name(left: str, right: str, loose: bool = False) -> bool:
    """Whether two words, in whatever alphabet and case, are forms of one name.

    `loose`: for one of several words that must all agree, so that each may differ a little more.
    """
    if left.lower() == right.lower():
        return True
    lefts, rights = stems(left), stems(right)
    if not set(lefts).isdisjoint(rights):
        return True
    if left[0].isdigit() or right[0].isdigit():
        return False
    across = left[0].isascii() != right[0].isascii()
    return any(_alike(a, b, across, loose) for a in lefts for b in rights)


def same_initials(left: str, right: str) -> bool:
    """Whether two abbreviations have the same letters, each by itself: KHL is «КХЛ»."""
    return (
        len(left) == len(right)
        and right.isupper()
        and all(romanised(a) == romanised(b) for a, b in zip(left, right, strict=True))
    )


def resembles(left: str, right: str) -> bool:
    """Whether two words may be one name in two alphabets, by their letters alone: Cilicia, Киликия.

    Much weaker than `same_name`: it takes something else to say that they are.
    """
    return likeness_in_letters(left, right) >= 1 - _RESEMBLING


@lru_cache(maxsize=200_000)
def likeness_in_letters(left: str, right: str) -> float:
    """How much of two words' letters, in whatever alphabets, is the same; 0 with other openings."""
    return max(
        (
            1 - _distance(a, b) / max(len(a), len(b))
            for a in stems(left)
            for b in stems(right)
            if a and b and _same_opening(a[0], b[0])
        ),
        default=0.0,
    )


def _alike(a: str, b: str, across: bool, loose: bool) -> bool:
    shorter = min(len(a), len(b))
    if shorter < 2 or abs(len(a) - len(b)) > max(2, shorter // 2):
        return False
    if not _same_opening(a[0], b[0]):
        return False
    # Within one alphabet only the ending may differ, and endings are off already.
    if across:
        longer = max(len(a), len(b))
        share = 0.28 if loose else 0.18 if longer > 6 else 0.13
        return _distance(a, b) <= max(share * longer, 0.4)
    return shorter > 4 and _distance(a, b) <= 0.05 * shorter


def _same_opening(a: str, b: str) -> bool:
    return a == b or {a, b} <= {*_VOWELS, "h"} or frozenset((a, b)) in _CLOSE


def _distance(a: str, b: str) -> float:
    """Edit distance in which vowels, and letters that stand for each other, cost little."""
    above = [0.0]
    for j in range(len(b)):
        above.append(above[-1] + _weight(b, j))
    for i, x in enumerate(a):
        row = [above[0] + _weight(a, i)]
        for j, y in enumerate(b):
            row.append(
                min(above[j] + _change(x, y), above[j + 1] + _weight(a, i), row[j] + _weight(b, j))
            )
        above = row
    return above[-1]


def _weight(word: str, i: int) -> float:
    """What a letter left out costs: vowels little, and the g of "ng", which Russian drops."""
    free = word[i] in _VOWELS or word[i] == "h" or (word[i] == "g" and word[i - 1 : i] == "n")
    return 0.4 if free else 1.0


def _change(x: str, y: str) -> float:
    if x == y:
        return 0.0
    if x in _VOWELS and y in _VOWELS:
        # the vowel of Trump and Трамп
        return 0.2 if frozenset((x, y)) in _CLOSE_VOWELS else 0.5 if {x, y} == {*"ua"} else 0.8
    return 0.4 if frozenset((x, y)) in _CLOSE else 1.0


def in_latin_letters(name: str) -> str:
    """A name in Cyrillic letters as English writes it, «Полетаев» → Poletayev; others unchanged."""
    written = "".join(_written(name[i - 1] if i else " ", letter) for i, letter in enumerate(name))
    return re.sub(r"iy\b|yy\b", "y", written)


def _written(before: str, letter: str) -> str:
    low = letter.lower()
    opens = not before.isalpha() or before.lower() in "аеёиоуыэюяьъәөұүі"
    latin = ("ye" if opens else "e") if low == "е" else _ENGLISH.get(low)
    if latin is None:
        return letter
    return latin.capitalize() if letter != low else latin
