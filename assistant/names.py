"""Finding the names in a question: countries by their names in three languages, and the rest."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from index.article import Language
from index.language import russian_morphology

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse

NameKind = Literal["country", "person", "other"]

WORD = re.compile(r"[^\W_]+(?:[-'’.–][^\W_]+)*")

_ALIASES: dict[str, str] = {
    "US": "сша|америка|соединенные штаты америки|ақш|usa|america|united states of america",
    "RU": "рф|российская федерация|ресей федерациясы|rf|russian federation",
    "CN": "кнр|қхр|поднебесная|prc",
    "KZ": "рк|республика казахстан|қр|қазақстан республикасы|republic of kazakhstan",
    "GB": "британия|англия|великобритания|britain|uk|great britain|england",
    "AE": "оаэ|эмираты|бaә|uae|emirates",
    "EU": "ес|евросоюз|еуроодақ|ео",
    "UN": "оон|бұұ",
    "TR": "turkey",
    "KG": "кыргызстан",
    "BY": "белоруссия",
    "KR": "южная корея",
    "KP": "северная корея",
    "CZ": "czech republic",
    "JP": "жапония",
}
# Written in capitals these are countries, in small letters words or parts of words.
_CAPITALS = {"US": "US", "U.S": "US", "EU": "EU", "UN": "UN", "UK": "GB", "U.K": "GB"}

_FUNCTION_WORDS_TEXT = """
    a an the and or but so then what which who whom whose why when where how is are was were do
    does did has have had can could will would should may might must be been being of in on at
    by for with from to into about between among after before during under over than as if it
    its he she they them his her their this that these those there i you we me us your my our
    not no also only other else more most much many some any tell give show list name compare
    explain describe according please and yes а и но или да нет же ли бы что кто какой какая
    какое какие какого каких каким какими какую каков какова каково каковы чем чего чему кого
    кому кем почему зачем когда где куда откуда как сколько чей чья чьи в во на с со о об обо от
    до из у к ко по при за над под про для без после перед между через того это этот эта эти тот та
    те он она оно они его ее её их расскажи назови покажи сравни сравните объясни перечисли
    скажи скока ал және мен пен бен не кім қандай қанша неше қашан қайда қай неге неліктен қалай
    ол бұл сол осы олар оның тағы туралы канша кандай кашан кайда калай каша сонда онда
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())

_KAZAKH_SUFFIX = re.compile(
    r"(?:[-'’]?(?:[нтд][ыіи][нң]?|[гғкқ][ае]|[дт][ае]н?|[нм]ен|[пб]ен|ме[нр]|не[нр]|ндагы|нен|на|не"
    r"|[дт]а[гғ][ыі]|[дт]е[гғ][іи]|лық|лік|лык|лик|лар|лер|дар|дер|тар|тер|ш[ае]|[сд]?[ыі])){0,3}"
)
# After a case ending or the ending of a surname the next capitalised word is another name.
_KAZAKH_NAME_END = re.compile(
    r"(?:[оеё]в|[иы]н|[тдн][ыі]ң|[тдн][ыі]|[қғкг][ае]|[тд][ае]н?|[мпб]ен)$"
)
_FOLD = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІёЁ", "агкноуухиАГКНОУУХИеЕ")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: `text[start:end]` of it; `code` is the country's ISO 3166 code."""

    text: str
    start: int
    end: int
    kind: NameKind
    code: str | None = None


def fold(word: str) -> str:
    """The word in small letters, its Kazakh letters replaced by their Russian neighbours."""
    return word.casefold().translate(_FOLD)


@lru_cache(maxsize=20_000)
def parses(word: str) -> "tuple[Parse, ...]":
    """The readings of a Russian word form, the most probable first."""
    # pymorphy3 asks Unicode for the letter's name, and not every letter has one.
    plain = word if re.fullmatch(r"[\u0400-\u04ff\w'’.–-]+", word, re.ASCII) else "x"
    return tuple(russian_morphology().parse(plain))


@lru_cache(maxsize=20_000)
def is_russian(word: str) -> bool:
    """Whether the dictionary of Russian knows the word form."""
    return bool(russian_morphology().word_is_known(word.casefold()))


def names(text: str, language: Language, opens: bool = True) -> tuple[Name, ...]:
    """The countries and the capitalised names of the text, in order, without overlap.

    `opens` says that the text opens a sentence, so that its first capital shows no name.
    """
    words = list(WORD.finditer(text))
    found: list[Name] = []
    i = 0
    while i < len(words):
        country = _country_at(words, i, language)
        if country:
            length, code = country
            last = words[i + length - 1]
            found.append(_name(text, words[i].start(), last.end(), "country", code))
            i += length
            continue
        length = _capitalised_run(text, words, i, language, opens)
        if length:
            run = words[i : i + length]
            the = re.search(r"\bthe\s$", text[: run[0].start()], re.IGNORECASE)
            quoted = run[0].start() and text[run[0].start() - 1] in '«"“'
            person = not the and not quoted and _is_person([w.group() for w in run])
            kind: NameKind = "person" if person else "other"
            found.append(_name(text, run[0].start(), run[-1].end(), kind))
        i += length or 1
    return tuple(found)


def _name(text: str, start: int, end: int, kind: NameKind, code: str | None = None) -> Name:
    return Name(re.sub(r"['’]s$", "", text[start:end]), start, end, kind, code)


def _capitalised_run(
    text: str, words: list[re.Match[str]], i: int, language: Language, opens: bool
) -> int:
    """How many words from the i-th on make one capitalised name; 0 where none starts."""
    length = 0
    while i + length < len(words):
        word = words[i + length]
        if length and text[words[i + length - 1].end() : word.start()].strip(' «"“'):
            break
        starts_sentence = (opens and word.start() == 0) or re.search(
            r"[.!?…]\s*$", text[: word.start()]
        )
        if not word.group()[0].isupper() or word.group().casefold() in _FUNCTION_WORDS:
            break
        if length and (
            _country_at(words, i + length, language)
            or re.match(r"\s(?:туралы|жайлы|жөнінде)\b", text[word.end() :])
        ):
            break
        if starts_sentence and not _opens_as_name(text, words, i, language):
            break
        length += 1
        if language == "kk" and _KAZAKH_NAME_END.search(word.group()):
            break
    if length and language == "ru" and _completes(words, i + length):
        # «Всемирный банк», «Трансалтайский диалог»: the noun belongs to the name.
        length += 1
    return length


def _completes(words: list[re.Match[str]], i: int) -> bool:
    """Whether the i-th word is the noun of the capitalised adjective before it."""
    if i >= len(words) or words[i].end() - words[i - 1].end() != len(words[i].group()) + 1:
        return False
    adjective, noun = parses(words[i - 1].group())[0], parses(words[i].group())[0]
    return (
        adjective.tag.POS == "ADJF"
        and noun.tag.POS == "NOUN"
        and words[i].group().islower()
        and is_russian(words[i - 1].group())
    )


def _opens_as_name(text: str, words: list[re.Match[str]], i: int, language: Language) -> bool:
    """Whether the first word of a sentence, always capitalised, is a name."""
    word = words[i].group()
    rest = text[words[i].end() :]
    if any(c.isupper() for c in word[1:]) or re.match(r"\s+[^\W\d_a-zа-яәғқңөұүһі]", rest):
        return True
    if language == "ru":
        tag = parses(word)[0].tag
        return not is_russian(word) or bool({"Surn", "Geox", "Orgn", "Name"} & set(tag.grammemes))
    return not rest.strip(" ?!.") or word.endswith(("'s", "’s"))


def _is_person(words: list[str]) -> bool:
    if any(w.isupper() and len(w) > 1 for w in words):
        return False
    if re.match(r"[A-Za-z]", words[0]):
        return len(words) > 1 or not re.search("(?:[ai]an|can|ese|ish|kh)$", words[0])
    people = [
        re.search("(?:[оеё]в|[иы]н)(?:а|у|ым|е|ой)?$", w)
        or any({"Surn", "Name", "Patr"} & set(p.tag.grammemes) for p in parses(w)[:4])
        for w in words
    ]
    places = ["Geox" in p.tag and p.score >= 0.3 for w in words for p in parses(w)]
    return any(people) and not any(places)


@cache
def _territories() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Country names as folded words, by their first word, longest first."""
    from babel import Locale

    table: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    for language in ("ru", "kk", "en"):
        listed = Locale(language).territories
        pairs = [(name, code) for code, name in listed.items() if re.fullmatch(r"[A-Z]{2}", code)]
        pairs += [(n, code) for code, alias in _ALIASES.items() for n in alias.split("|")]
        for name, code in pairs:
            words = tuple(fold(w) for w in WORD.findall(re.sub(r"\(.*?\)|\bSAR\b", "", name)))
            if words and code not in {"ZZ", "QO", "XA", "XB", "EZ"}:
                table.setdefault(words[0][:3], set()).add((words, code))
    return {key: sorted(rows, key=lambda r: -len(r[0])) for key, rows in table.items()}


def _country_at(words: list[re.Match[str]], i: int, language: Language) -> tuple[int, str] | None:
    """The number of words and the code of the country named from the i-th word on."""
    word = words[i].group()
    if word in _CAPITALS:
        return 1, _CAPITALS[word]
    for spelled, code in _territories().get(fold(word).partition("-")[0][:3], []):
        if i + len(spelled) <= len(words) and all(
            _is_form_of(words[i + k].group(), part, language) for k, part in enumerate(spelled)
        ):
            return len(spelled), code
    return None


@lru_cache(maxsize=50_000)
def _is_form_of(word: str, name: str, language: Language) -> bool:
    """Whether the word is the name, or a case of it in Russian or Kazakh."""
    folded = re.sub(r"['’]s$", "", fold(word))
    if len(name) <= 4 and (not word[0].isupper() or word.casefold() in _FUNCTION_WORDS):
        return folded == name == "сша"
    if folded == name:
        return word[0].isupper() or language != "ru" or _is_place(word)
    if folded[:2] != name[:2] or re.match("[a-z]", folded):
        return False
    if language == "kk":
        return folded.startswith(name) and bool(_KAZAKH_SUFFIX.fullmatch(folded[len(name) :]))
    best = parses(word)[:3] if word[0].isupper() else parses(word)[:1]
    return not {fold(p.normal_form) for p in best}.isdisjoint(_lemmas(name))


@cache
def _lemmas(name: str) -> frozenset[str]:
    return frozenset({name, *(fold(p.normal_form) for p in parses(name)[:2])})


def _is_place(word: str) -> bool:
    return "Geox" in parses(word)[0].tag.grammemes
