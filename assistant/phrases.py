"""Noun phrases of a question: finding what was spoken of, and putting it into another case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.names import WORD, names, parses
from index.article import Language

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun with its adjectives and what depends on it: `text` of a question, from `start` on.

    `case`, `gender` and `number` are pymorphy's, of the Russian head; empty in other languages.
    """

    text: str
    start: int
    head: str
    case: str = ""
    gender: str = ""
    number: str = ""
    person: bool = False
    asked: bool = False


_ASKING = re.compile(r"как(?:ой|ая|ое|ие|ого|их|им|ими|ому|ую|ом)|скольк\w+|чей|чья|чьи", re.I)
_MODIFIERS = {"ADJF", "PRTF"}


def noun_phrases(text: str, language: Language) -> list[NounPhrase]:
    """The noun phrases of a question in order; those that are asked for (`asked`) among them."""
    if language == "ru":
        return list(_russian(text))
    if language == "en":
        return list(_english(text))
    return list(_kazakh(text))


def in_case(phrase: str, case: str, number: str = "") -> str:
    """The Russian noun phrase, its head and adjectives put into the case («gent», «loct» …).

    `number` («sing», «plur») tells forms apart that look alike, as «соглашения».
    """
    words = list(WORD.finditer(phrase))
    out, position = [], 0
    headed, row, womanly = False, True, False
    for match in words:
        word = match.group()
        out.append(phrase[position : match.start()])
        position = match.end()
        if headed and word.casefold() != "и" and not (row and word[0].isupper()):
            row = False
        if word.casefold() == "и" or (headed and not row):
            out.append(word)
            continue
        out.append(_inflected(word, case, number, womanly))
        reading = _nominal(word)
        womanly = reading is not None and "Name" in reading.tag and reading.tag.gender == "femn"
        row = row and word[0].isupper()
        headed = headed or (reading is not None and reading.tag.POS == "NOUN")
    return "".join(out) + phrase[position:]


_SURNAME = re.compile(r"(\w*(?:[оеё]в|[иы]н))(?:а|у|ым|е)?")
_SURNAME_ENDINGS = {"nomn": "", "gent": "а", "datv": "у", "accs": "а", "ablt": "ым", "loct": "е"}


def _inflected(word: str, case: str, number: str, womanly: bool) -> str:
    reading = _nominal(word, number)
    surname = _SURNAME.fullmatch(word)
    masculine = surname is not None and word[0].isupper() and not womanly
    if surname and masculine and case in _SURNAME_ENDINGS and not _names_place(word):
        return surname.group(1) + _SURNAME_ENDINGS[case]
    if reading is None or (word.isupper() and len(word) > 1):
        return word
    grammemes = {case, reading.tag.number} if reading.tag.number else {case}
    if reading.tag.POS != "NOUN" and case == "accs" and reading.tag.gender != "femn":
        grammemes |= {"inan"}
    form = reading.inflect(grammemes)
    if form is None:
        return word
    parts = zip(form.word.split("-"), word.split("-"), strict=False)
    return "-".join(new.capitalize() if old[:1].isupper() else new for new, old in parts)


def case_of(name: str, lead: str = "") -> str:
    """The case of a Russian name after the preposition `lead`; empty where no telling."""
    word = name.split()[-1]
    first = parses(name.split()[0])[0]
    if word != name and "Name" in first.tag:
        return str(first.tag.case)
    surname = _SURNAME.fullmatch(word)
    if surname and word[0].isupper() and not _names_place(word):
        ending = word[surname.end(1) :]
        return next(case for case, form in _SURNAME_ENDINGS.items() if form == ending)
    reading = _nominal(word)
    if reading is None or "Fixd" in reading.tag:
        return _GOVERNED.get(lead, "")
    return str(_by_preposition(reading, word, lead).tag.case or "")


def _names_place(word: str) -> bool:
    return any("Geox" in p.tag and p.score > 0.2 for p in parses(word))


def _nominal(word: str, number: str = "") -> "Parse | None":
    """The likeliest reading of the word as noun or adjective; surnames first if capitalised."""
    readings = [p for p in parses(word) if p.tag.POS in {"NOUN", *_MODIFIERS}]
    if number:
        readings = [p for p in readings if p.tag.number == number] or readings
    if not readings:
        return None
    if word[0].isupper():
        masculine = _SURNAME.fullmatch(word)
        named = [p for p in readings if "Surn" in p.tag or "Name" in p.tag]
        named = [p for p in named if not masculine or p.tag.gender == "masc"]
        return (named or readings)[0]
    return readings[0] if parses(word)[0].tag.POS in {"NOUN", *_MODIFIERS} else None


def _russian(text: str) -> Iterator[NounPhrase]:
    words = list(WORD.finditer(text))
    spans = {n.start: n for n in names(text, "ru")}
    i, asked = 0, False
    before = ""
    while i < len(words):
        start = i
        while i < len(words) and (_is_modifier(words[i].group()) or _opens_name(words, i)):
            asked = asked or bool(_ASKING.fullmatch(words[i].group()))
            start, i = (i + 1, i + 1) if _ASKING.fullmatch(words[i].group()) else (start, i + 1)
        head = _nominal(words[i].group()) if i < len(words) else None
        if head is None or head.tag.POS != "NOUN":
            if i < len(words):
                before = words[i].group().casefold()
                asked = asked and _ASKING.fullmatch(before) is not None
                asked = asked or bool(_ASKING.fullmatch(before))
                i += 1
            continue
        name = spans.get(words[i].start())
        asked = asked and name is None
        last = _tail(text, words, i, asked or (name is not None and name.kind == "person"))
        tag = _by_preposition(head, words[i].group(), before)
        yield NounPhrase(
            text[words[start].start() : words[last].end()],
            words[start].start(),
            words[i].group(),
            case_of(words[i].group(), before) if name else str(tag.tag.case or ""),
            str(tag.tag.gender or ""),
            str(tag.tag.number or ""),
            name is not None and name.kind == "person",
            asked,
        )
        asked, before = False, ""
        yield from _nouns_inside(text, words[i + 1 : last + 1])
        # Names inside the phrase can be what a pronoun means as well, after the phrase itself.
        for inner in spans.values():
            if words[i].end() <= inner.start < words[last].end():
                reading = _nominal(inner.text.split()[-1])
                yield NounPhrase(
                    inner.text,
                    inner.start,
                    inner.text,
                    str(reading.tag.case) if reading else "",
                    str(reading.tag.gender or "") if reading else "",
                    str(reading.tag.number or "") if reading else "",
                    inner.kind == "person",
                )
        i = last + 1


def _nouns_inside(text: str, words: list[re.Match[str]]) -> Iterator[NounPhrase]:
    """The common nouns that depend on a noun, each with its adjectives."""
    start = None
    for word in words:
        start = word.start() if start is None else start
        reading = _nominal(word.group())
        if reading and reading.tag.POS == "NOUN" and word.group().islower():
            tag = reading.tag
            yield NounPhrase(
                text[start : word.end()],
                start,
                word.group(),
                str(tag.case or ""),
                str(tag.gender or ""),
                str(tag.number or ""),
            )
        if reading is None or reading.tag.POS == "NOUN":
            start = None


def _opens_name(words: list[re.Match[str]], i: int) -> bool:
    """Whether a capitalised adjective opens a name like «Каспийский трубопровод»."""
    if i + 1 >= len(words) or words[i + 1].group()[0].isupper():
        return False
    return words[i].group()[0].isupper() and parses(words[i].group())[0].tag.POS == "ADJF"


def _is_modifier(word: str) -> bool:
    top = parses(word)[0]
    modifier = top.tag.POS in _MODIFIERS and "Apro" not in top.tag and not word[0].isupper()
    return modifier or bool(_ASKING.fullmatch(word))


_GOVERNED = {
    "о": "loct",
    "об": "loct",
    "обо": "loct",
    "с": "ablt",
    "со": "ablt",
    "к": "datv",
    "по": "datv",
    "от": "gent",
    "из": "gent",
    "для": "gent",
    "до": "gent",
}


def _by_preposition(head: "Parse", word: str, before: str) -> "Parse":
    case = _GOVERNED.get(before)
    fitting = [p for p in parses(word) if p.tag.POS == "NOUN" and p.tag.case == case]
    if fitting:
        return fitting[0]
    if before in {"в", "во", "на"}:
        return next((p for p in parses(word) if p.tag.case in {"loct", "accs"}), head)
    # Without a preposition before it a phrase is seldom opened by a genitive.
    return next((p for p in parses(word) if p.tag.POS == "NOUN" and p.tag.case == "nomn"), head)


_LINKS_TEXT = "и с со о об в во на между для из по от к через при над под против"
_LINKS = frozenset(_LINKS_TEXT.split())


def _tail(text: str, words: list[re.Match[str]], i: int, bare: bool) -> int:
    """The index of the last word that depends on the noun: genitives, names, «с Китаем»."""
    last = i
    while last + 1 < len(words):
        gap = text[words[last].end() : words[last + 1].start()]
        if gap.strip(' «»"'):
            break
        k = last + 1
        linked = words[k].group().casefold() in _LINKS
        k += linked
        while (
            k < len(words)
            and _is_modifier(words[k].group())
            and not _ASKING.fullmatch(words[k].group())
        ):
            k += 1
        if k >= len(words):
            break
        reading = _nominal(words[k].group())
        capital = words[k].group()[0].isupper()
        cases = {p.tag.case for p in parses(words[k].group()) if p.tag.POS == "NOUN"}
        own = capital and words[last].group()[0].isupper() and k == last + 1
        if not own and (
            bare
            or (reading is None and not capital)
            or (not linked and not capital and "gent" not in cases)
            or (not linked and capital and cases and "gent" not in cases)
        ):
            break
        last = k
    return last


_ENGLISH_VERBS = re.compile(
    r"\s+(?:take|takes|took|last|lasts|lasted|cost|costs|begin|began|start|started|happen|happened"
    r"|cover|covers|include|includes|give|gave|say|said|bring|brought|mean|means|end|ended|go|went"
    r"|signed|held|made|built|worth|about|do|done|make|get|got|open|opened|call|called|grow|grew"
    r"|invest|invested|provide|support|is|was|were|are|has|have|had|did|will|that|which|who|when"
    r"|where|why|how|what|as|at|during|after|before|among|into|over(?! the [A-Z])|under)\b.*$"
)


_ENGLISH_ASKED = re.compile(
    r"^\W*(?:\w+ )?(?:what|which|how many) ((?:[a-z]+ ){0,2}?[a-z]+) (?=(?:did|do|does|was|were|is"
    r"|are|has|have|will)\b)",
    re.IGNORECASE,
)


def _english(text: str) -> Iterator[NounPhrase]:
    end = 0
    asked = _ENGLISH_ASKED.match(text)
    if asked:
        noun = asked.group(1)
        number = "plur" if re.search("[^s]s$", noun) else "sing"
        yield NounPhrase(f"the {noun}", asked.start(1), noun, number=number, asked=True)
    for match in re.finditer(r"\b(?:the|this|a|an)\s+(?=[a-z])[^?!.,]+", text):
        phrase = _ENGLISH_VERBS.sub("", match.group()).strip()
        if len(phrase.split()) < 2 or match.start() < end:
            continue
        end = match.start() + len(phrase)
        core = re.split(r"\s(?:of|between|with|to|from|on|in|for|by)\s", phrase)[0]
        number = "plur" if re.search("[^s]s$", core) else "sing"
        yield NounPhrase(phrase, match.start(), core, number=number)
    for name in names(text, "en"):
        yield NounPhrase(
            name.text, name.start, name.text, number="sing", person=name.kind == "person"
        )


_KAZAKH_ASKING = re.compile(
    r"\b(?:қандай|қай(?:да|дан|сы)?|қанша\w*|неше\w*|қашан|неге|неліктен|кім\w*|не(?:ні|мен|ге|де)?"
    r"|қалай)\b",
    re.IGNORECASE,
)


def _kazakh(text: str) -> Iterator[NounPhrase]:
    """What stands before the question word, the time and place that open it left out."""
    asking = _KAZAKH_ASKING.search(text)
    before = text[: asking.start()] if asking else text
    before = re.sub(r"^\s*(?:\d{4}\s+жыл\w*|[\w-]+[дт][ае])\s+(?=\S)", "", before)
    start = text.find(before)
    phrase = before.strip(" ?,.")
    # What stands in another case beside the subject is no part of it.
    while " " in phrase and kazakh_case(phrase) in {"datv", "loct", "ablt", "accs", "inst"}:
        phrase = phrase.rpartition(" ")[0]
    if phrase:
        yield NounPhrase(phrase, max(start, 0), phrase.split()[-1])
    for name in names(text, "kk"):
        yield NounPhrase(name.text, name.start, name.text, person=name.kind == "person")


_KAZAKH_CASES = {
    "inst": r"[мпб]ен",
    "gent": r"[нтд][ыі]ң",
    "ablt": r"[тдн][ае]н",
    "loct": r"[тд][ае]",
    "datv": r"[қғкг][ае]|н[ае]",
    "accs": r"[нтд][ыі]",
}


def kazakh_case(name: str) -> str:
    """The case that the ending of a Kazakh name shows; empty for the nominative."""
    ending = re.search(rf"-?({'|'.join(_KAZAKH_CASES.values())})$", name)
    if ending is None or len(name) - len(ending.group()) < 3:
        return ""
    return next(c for c, form in _KAZAKH_CASES.items() if re.fullmatch(form, ending.group(1)))


def in_kazakh_case(phrase: str, case: str) -> str:
    """The Kazakh phrase with the ending of the case, in vowel and consonant harmony."""
    if not case:
        return phrase
    vowels = re.findall("[аоұыуяәеөүіиэ]", phrase.casefold())
    front = bool(vowels) and vowels[-1] in "әеөүіиэ"
    last = phrase.casefold()[-1]
    vowel, voiceless = last in "аоұыуәеөүіиэя", last in "пткқсшщчхцфбвгд"
    kind = 0 if vowel else 1 + voiceless
    forms = {
        "inst": ("мен", "мен", "пен"),
        "gent": ("ның", "ның" if last in "мнң" else "дың", "тың"),
        "ablt": ("дан", "нан" if last in "мнң" else "дан", "тан"),
        "loct": ("да", "да", "та"),
        "datv": ("ға", "ға", "қа"),
        "accs": ("ны", "ды", "ты"),
    }
    ending = forms[case][kind]
    if " " in phrase and last in "ыі" and case != "inst":
        # After the possessive of «… құрылысы» the endings are shorter, or gain an «н».
        own = {"gent": "ның", "ablt": "нан", "loct": "нда", "datv": "на", "accs": "н"}
        ending = own[case]
    if front and case != "inst":
        ending = ending.translate(str.maketrans("аығқ", "еігк"))
    return phrase + ending
