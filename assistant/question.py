"""Reading a question: as it was meant, in which language, and what sort of thing answers it."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.errors import AssistantError
from assistant.names import WORD, Name, is_russian, names, parses
from assistant.spelling import in_right_layout, with_kazakh_letters, without_typos
from index.article import Language
from index.keywords import terms
from index.language import detect_language

Kind = Literal["count", "which", "compare", "why", "who", "when", "where", "what-said", "other"]
Expects = Literal["number", "money", "percent", "date", "person", "place"]

MAX_LENGTH = 2_000
"""Characters that a question may have."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed and as understood.

    `kind` says how it is answered, `expects` what the answer must hold (None: no telling). The
    rest are parts of `text`, word for word: `sides` are what is compared, `person` whose words
    are asked for, `years` of four digits, `numbers` all other figures.
    """

    typed: str
    text: str
    language: Language
    kind: Kind
    expects: Expects | None
    names: tuple[Name, ...] = ()
    years: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    person: str | None = None


def read_question(
    text: str,
    language: Language | None,
    known_words: Callable[[str], bool],
    vocabulary: Collection[str] = (),
) -> Question:
    """Read what was typed; `language` None: found from the text.

    `known_words` says whether the articles hold a keyword term (`index.keywords.terms`);
    `vocabulary` are the word forms of the articles in small letters, better a set: with it,
    typos in words that the Russian dictionary lacks are mended too.
    Raises AssistantError where the text is empty or longer than MAX_LENGTH characters.
    """
    typed = " ".join(text.split())
    if not typed:
        raise AssistantError("The question is empty: type one.")
    if len(text) > MAX_LENGTH:
        raise AssistantError(
            f"The question has {len(text):,} characters, {MAX_LENGTH:,} is the most: shorten it."
        )

    def in_articles(word: str) -> bool:
        if word in vocabulary:
            return True
        script: Language = "en" if re.match("[a-z]", word) else "ru"
        return any(known_words(term) for term in terms(word, script))

    meant = in_right_layout(typed, in_articles)
    language = language or detect_language(meant)
    if language == "kk":
        meant = with_kazakh_letters(meant, vocabulary)
    meant = without_typos(meant, language, in_articles, vocabulary)
    return understand(meant, language, typed=typed)


def understand(text: str, language: Language, typed: str | None = None) -> Question:
    """The kind and the parts of a question that needs no mending, as one resolved from history."""
    found = names(text, language)
    years, numbers = _figures(text)
    kind, expects = _kind(text, language)
    sides = _sides(text, language, found)
    if sides:
        kind = "compare"
    person = _person(text, language, found)
    if person and kind in ("other", "which") and _asks_for_words(text, language):
        kind, expects = "what-said", None
    return Question(
        typed=text if typed is None else typed,
        text=text,
        language=language,
        kind=kind,
        expects=expects,
        names=found,
        years=years,
        numbers=numbers,
        sides=sides,
        person=person,
    )


def _figures(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    figures = re.findall(r"(?<![\w.,-])\d+(?:[.,]\d+|[ \u00a0]\d{3}(?!\d))*(?![\w-])", text)
    years = tuple(f for f in figures if re.fullmatch("1[0-9]{3}|20[0-9]{2}", f))
    return years, tuple(f for f in figures if f not in years)


# --- the kind -----------------------------------------------------------------------------------

_CUES: dict[Language, tuple[tuple[str, Kind, Expects | None], ...]] = {
    "ru": (
        (r"во сколько(?! раз)|когда|с каких пор|как давно", "when", "date"),
        (r"на сколько процентов|сколько процентов", "count", "percent"),
        (
            r"сколько (?:\w+ )?(?:сто[ия]\w+|заплат\w+|плат[ия]т\w*|денег|доллар\w+|тенге|рубл\w+|евро"
            r"|вложил\w*|инвестир\w+|потрат\w+|выдел\w+)|почем\b",
            "count",
            "money",
        ),
        (r"(?:на |во |в )?скольк(?:о|их|им|ими)|как долго|насколько \w+", "count", "number"),
        (r"кто так(?:ой|ая|ие)|чем извест\w+", "who", None),
        (r"кто|кого|кому|кем|ком|чей|чья|ч[ьё]и", "who", "person"),
        (r"где|куда|откуда|в каком месте", "where", "place"),
        (
            r"почему|зачем|отчего|по какой причине|в ч[её]м причин\w+|каков\w* причин\w+|какие причины"
            r"|с какой целью|ради чего|чем (?:объясн|вызван|обуслов)\w*",
            "why",
            None,
        ),
    ),
    "en": (
        (r"what time (?:is|was|do|does|did|will)|(?:since )?when|how long ago", "when", "date"),
        (
            r"how much (?:\w+ ){0,6}?(?:worth|costs?|money|pay|paid|spen[dt]|invest\w*|dollars|earn)"
            r"|how many (?:\w+ )?(?:dollars|euros|pounds|tenge|rubles)",
            "count",
            "money",
        ),
        (
            r"how (?:many|much|long|old|far|tall|big|large|high|deep|often|fast|heavy|wide)",
            "count",
            "number",
        ),
        (r"who(?:'s| is| was| are| were) (?=(?-i:(?:[A-Z]\S+ ?)+\?*$))", "who", None),
        (r"who(?:m|se)?", "who", "person"),
        (r"where", "where", "place"),
        (
            r"why|for what (?:reason|purpose)|how come|what (?:is|was|were|are) the (?:\w+ )?"
            r"(?:reason|cause)s?",
            "why",
            None,
        ),
    ),
    "kk": (
        (r"қашан|қай (?:жыл|күн|ай|уақыт|ғасыр|кезе)\w*|нешінші жыл\w*", "when", "date"),
        (r"(?:қанша|неше) пайыз\w*|пайызы қанша|үлесі? (?:қанша|қандай)", "count", "percent"),
        (
            r"(?:қанша|неше) (?:\w+ )?(?:доллар|теңге|ақша|рубль|еуро)\w*"
            r"|(?:сома|құн|баға)\w* (?:қанша|қандай)|қанша тұрады",
            "count",
            "money",
        ),
        (r"қанша\w*|неше\w*|нешеу|(?:көлем|сан)[іы]\w* қандай", "count", "number"),
        (r"неге|неліктен|не үшін|себебі (?:не|неде|қандай)|қандай себе\w+", "why", None),
        (r"кім\w*", "who", "person"),
        (r"қайда\w*|қай (?:жер|қала|ел|мемлекет|өңір|аймақ|облыс)\w*", "where", "place"),
    ),
}
_WHICH: dict[Language, str] = {
    "ru": r"как(?:ой|ая|ое|ие|ого|их|им|ими|ому|ую|ом|ов|ова|ово|овы)|котор\w+",
    "en": r"what|which",
    "kk": r"қандай|қай(?:сы)?",
}
_NOUNS: tuple[tuple[str, Kind, Expects], ...] = (
    (
        "год месяц день дата век время период десятилетие неделя year month day date century decade"
        " week",
        "when",
        "date",
    ),
    (
        "сумма стоимость цена бюджет зарплата выручка прибыль доход amount price cost value budget"
        " salary revenue profit sum",
        "count",
        "money",
    ),
    ("доля процент share percentage percent proportion fraction rate", "count", "percent"),
    (
        "количество численность число объем объём размер площадь население длина высота возраст"
        " температура скорость вес масса глубина ширина расстояние товарооборот мощность"
        " продолжительность длительность number population size volume length height age"
        " temperature speed weight mass depth width distance turnover capacity duration total"
        " score ratio",
        "count",
        "number",
    ),
    (
        "страна город регион область государство столица штат район континент republic место"
        " country countries city cities place places region capital district continent town"
        " location",
        "which",
        "place",
    ),
    (
        "person people president minister expert experts man woman scientist politician king queen"
        " actor author singer leader",
        "which",
        "person",
    ),
)


@cache
def _noun_meanings() -> dict[str, tuple[Kind, Expects]]:
    return {noun: (kind, expects) for nouns, kind, expects in _NOUNS for noun in nouns.split()}


def _kind(text: str, language: Language) -> tuple[Kind, Expects | None]:
    """What the first question word of the text asks for."""
    cues = [
        (match.start(), -len(match.group()), kind, expects)
        for pattern, kind, expects in _CUES[language]
        if (match := re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE))
    ]
    which = re.search(rf"\b(?:{_WHICH[language]})\b", text, re.IGNORECASE)
    if which:
        kind, expects = _which(text[which.end() :], language, which.group().casefold())
        cues.append((which.start(), 0, kind, expects))
    if not cues:
        return "other", None
    _, _, kind, expects = min(cues, key=lambda cue: cue[:2])
    return kind, expects


def _which(rest: str, language: Language, word: str) -> tuple[Kind, Expects | None]:
    """What «какой», "what" or «қандай» asks for, by the noun after it."""
    following = WORD.findall(rest)[:6]
    if language == "ru":
        for noun in following[:4]:
            reading = parses(noun)[0]
            meaning = _noun_meanings().get(reading.normal_form)
            if meaning:
                return meaning
            if reading.tag.POS == "NOUN":
                person = "anim" in reading.tag and "Geox" not in reading.tag
                return "which", "person" if person else None
            if reading.tag.POS == "VERB" and reading.normal_form != "быть":
                break
        return "which", None
    if language == "en":
        phrase = _noun_phrase(following)
        for noun in reversed(phrase):
            if meaning := _noun_meanings().get(noun.casefold()):
                return meaning
        named = bool(phrase) and not re.match(r"\s*(?:is|was|are|were|'s)\b", rest)
        return ("which" if named or word == "which" else "other"), None
    return "which", None


def _noun_phrase(words: list[str]) -> list[str]:
    """The English noun phrase that the words open with, a form of «be» before it skipped."""
    phrase: list[str] = []
    for i, word in enumerate(words):
        small = word.casefold()
        if small in {"is", "was", "are", "were"} and i == 0:
            continue
        if small in {"the", "a", "an"}:
            continue
        if small in _ENGLISH_BREAKS:
            break
        phrase.append(word)
    return phrase


_ENGLISH_BREAKS_TEXT = """
    of in on at for by with from to and or did do does is was are were has have had can could
    will would that which who when where it he she they you
"""
_ENGLISH_BREAKS = frozenset(_ENGLISH_BREAKS_TEXT.split())

# --- whose words --------------------------------------------------------------------------------

_SAYING: dict[Language, str] = {
    "ru": r"(?:с?каза|заяв|говор|расска|отме(?:т|ч)|подч[её]рк|счита|дума|полага|ответ(?:и|$)|объяс"
    r"|оцени|коммент|прокоммент|отз[ыо]в|высказ|утвержд|призна|предлож|напомн|назвал"
    r"|добав|пояс|увер[ея]н|обеща|предупре|опис)\w*",
    "en": r"(?:say|said|says|think|thinks|thought|tell|told|announce|claim|state|comment|explain"
    r"|describe|assess|mention|note|stress|emphasi[sz]e|argue|believe|call|respond|promise"
    r"|suggest|see|view|react|add|warn)\w*",
    "kk": r"(?:не де(?:ді|йді|ген)\b|айт[тақу](?!ыл)|ойлай|түсіндір[еді]|бағала[дйғ]|мәлімде[дг]"
    r"|(?:пікір|сөз|көзқарас)і)\w*",
}
_ACCORDING: dict[Language, str] = {
    "ru": r"(?:по|со) (?:словам|мнению|утверждению|оценке|слов)|словами|мнени[ея]|позици[яи]"
    r"|точк[аи] зрения|слова|оценк[аиу]|заявлени[еяю]|комментари\w+",
    "en": r"according to|in the (?:words|opinion|view) of|(?:words|opinions?|views?|comments?"
    r"|position|statements?|remarks?) (?:of|by|from)|(?:said|told|noted|stressed) by",
    "kk": r"(?!)",
}


def _person(text: str, language: Language, found: tuple[Name, ...]) -> str | None:
    """The person whose words are asked for: beside a verb of saying or «по словам»."""
    people = [name for name in found if name.kind != "country" and not name.text.isupper()]
    saying = list(re.finditer(rf"\b{_SAYING[language]}", text, re.IGNORECASE))
    for name in people:
        before = text[: name.start].rstrip(' «"')
        if re.search(rf"\b(?:{_ACCORDING[language]})(?: \w+){{0,2}}$", before, re.IGNORECASE):
            return name.text
        if language == "en" and re.match(
            r"['’]s? (?:words|opinion|view|position|comment)", text[name.start + len(name.text) :]
        ):
            return name.text
    for verb in saying:
        near = [n for n in people if _is_subject(text, language, n, verb)]
        if near:
            return min(near, key=lambda n: abs(n.start - verb.start())).text
    if language == "kk" and saying:
        opening = re.match(r"(?:[А-ЯӘҒҚҢӨҰҮҺІ]\w+ ?){1,2}(?= (?!туралы|жайлы|жөнінде))", text)
        if opening and not any(n.start == 0 and n.kind == "country" for n in found):
            return opening.group().strip()
    return None


def _is_subject(text: str, language: Language, name: Name, verb: re.Match[str]) -> bool:
    """Whether the name can be the one who speaks, by its case or its place beside the verb."""
    first, last = sorted(((name.start, name.end), verb.span()))
    between = text[first[1] : last[0]]
    if len(between.split()) > 3:
        return False
    if language == "ru":
        words = WORD.findall(name.text)
        return all(_may_be_nominative(w) for w in words) and not re.search(
            r"(?:^|\s)(?:о|об|обо|про|с|со|в|на|к|у|для|от)\s*$", text[: name.start], re.IGNORECASE
        )
    if language == "en":
        return name.start < verb.start() and bool(
            re.search(r"\b(?:did|do|does|has|had|will)\s+(?:[a-z]+ ){0,3}$", text[: name.start])
        )
    return name.start < verb.start() and not between.strip().startswith("туралы")


def _may_be_nominative(word: str) -> bool:
    if re.search("(?:[оеё]в|[иы]н)$", word) or not re.match("[а-яё]", word.casefold()):
        return True
    if not is_russian(word):
        return not re.search("(?:[оеё]в|[иы]н)(?:а|у|ым|е)$", word)
    return any(p.tag.case == "nomn" and p.tag.number == "sing" for p in parses(word))


def _asks_for_words(text: str, language: Language) -> bool:
    """Whether the words of a person are the thing asked for, not a means to another end."""
    opening = {
        "ru": r"(?:а |и )?(?:о ч[её]м|что|как|каков\w*|какое|какую|какая|чем)\b"
        r"|.*\b(?:мнение|позиция|точка зрения|оценка|слова)\b|(?:по|со) (?:слов|мнени)",
        "en": r"(?:and |so )?(?:what|how|which)\b|.*\b(?:opinion|view|position|words)\b"
        r"|according to",
        "kk": r".*(?:\bне(?:ні|мен|ге|ден)?\b|қалай|қандай|пікір|көзқарас)",
    }[language]
    return bool(re.match(opening, text, re.IGNORECASE))


# --- what is compared ---------------------------------------------------------------------------

_COMPARING: dict[Language, str] = {
    "ru": r"сравн\w+|отлича\w+|отличи[еяй]\w*|разниц\w+|различ\w+|разня\w+"
    r"|(?:больше|меньше|выше|ниже|лучше|хуже|важнее|дороже|дешевле)[^?]*\bили\b"
    r"|в отличие|схож\w+|похож\w+",
    "en": r"compar\w+|differ(?:s|ed|ences?)?|different from|how different|versus|vs|contrast\w*"
    r"|in common|similar\w*|(?:more|less|better|larger|bigger|higher)\b[^?]*\bor",
    "kk": r"салыстыр\w*|айырмашылы\w+|ерекшелен\w+|өзгешеліг\w*|қарағанда|айырма\w+",
}
_JOINTS = r"(?:,\s*|\s+[–—]\s+|,?\s+(?:и|а|или|and|or|versus|vs\.?|than|мен|пен|бен|және|әлде)\s+)"
_PREPOSITION = r"(?:(?:с|со|в|во|на|для|к|у|от|из|чем|with|in|for|to|from|of|the)\s+){0,2}"
_PREPOSITION_BEFORE = re.compile(
    r"\b(со?|во?|на|для|with|in|for)\s+(?:the\s+)?[«\"]?$", re.IGNORECASE
)
_SPANS: dict[Language, tuple[str, ...]] = {
    "ru": (
        r"между\s+(.+?)\s+и\s+(?:между\s+)?(.+)",
        r"чем\s+(.+?)\s+отлича\w+\s+от\s+(.+)",
        r"сравни\w*\s+(.+?)\s+(?:и|со?)\s+(.+)",
        r"отличи\w+\s+(.+?)\s+от\s+(.+)",
    ),
    "en": (
        r"between\s+(.+?)\s+and\s+(.+)",
        r"do(?:es)?\s+(.+?)\s+differ\s+from\s+(.+)",
        r"compare\s+(.+?)\s+(?:and|with|to)\s+(.+)",
        r"(\S+)\s+(?:vs\.?|versus)\s+(.+)",
        r"is\s+(.+?)\s+different\s+from\s+(.+)",
    ),
    "kk": (r"(\S+(?:\s\S+)?)\s+(?:мен|пен|бен)\s+(\S+)",),
}


def _sides(text: str, language: Language, found: tuple[Name, ...]) -> tuple[str, ...]:
    """What is compared, as it stands in the text; empty where nothing is."""
    compared = re.search(rf"\b(?:{_COMPARING[language]})\b", text, re.IGNORECASE)
    group = _coordinated(text, found)
    leads = [_PREPOSITION_BEFORE.search(text[: name.start]) for name in group]
    prepositions = {lead.group(1)[0].casefold() if lead else "" for lead in leads}
    doubled = len(group) > 1 and len(prepositions) == 1 and "" not in prepositions
    if not compared and not doubled:
        return ()
    if len(group) > 1:
        return tuple(name.text for name in group)
    for pattern in _SPANS[language] if compared else ():
        if match := re.search(pattern, text.rstrip(" ?!."), re.IGNORECASE):
            return match.group(1).strip(" ,"), match.group(2).strip(" ,")
    return tuple(n.text for n in (found[0], found[-1])) if len(found) > 1 else ()


def _coordinated(text: str, found: tuple[Name, ...]) -> tuple[Name, ...]:
    """The longest row of names joined by «и», «или» or commas, a preposition repeated or not."""
    best: tuple[Name, ...] = ()
    row: tuple[Name, ...] = ()
    for name in found:
        joined = row and re.fullmatch(
            _JOINTS + _PREPOSITION, text[row[-1].end : name.start], re.IGNORECASE
        )
        row = (*row, name) if joined else (name,)
        if len(row) > len(best):
            best = row
    return best
