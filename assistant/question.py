"""Reading a question: as it was meant, in which language, and what sort of thing answers it."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from assistant.errors import AssistantError
from assistant.kinds import Expects, Kind, kind_of
from assistant.names import WORD, Name, is_russian, names, parses
from assistant.places import places
from assistant.spelling import in_right_layout, with_kazakh_letters, without_typos
from index.article import Language
from index.keywords import terms
from index.language import detect_language

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
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
        if not re.fullmatch(r"[a-z\u0400-\u04ff'’-]+", word):
            return False
        script: Language = "en" if re.match("[a-z]", word) else "ru"
        return any(known_words(term) for term in terms(word, script))

    plain = _TAG.sub(" ", unicodedata.normalize("NFC", typed))
    meant = in_right_layout(" ".join(plain.split()) or typed, in_articles)
    language = language or detect_language(meant)
    if language == "kk":
        meant = with_kazakh_letters(meant, vocabulary)
    meant = without_typos(meant, language, in_articles, vocabulary)
    return understand(meant, language, typed=typed)


def understand(text: str, language: Language, typed: str | None = None) -> Question:
    """The kind and the parts of a question that needs no mending, as one resolved from history."""
    found = names(text, language)
    years, numbers = _figures(text)
    kind, expects = kind_of(text, language)
    sides = _sides(text, language, found)
    if sides:
        kind = "compare"
    person = _person(text, language, found)
    if person and kind in ("other", "which") and asks_for_words(text, language):
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


# --- whose words --------------------------------------------------------------------------------

_SAYING: dict[Language, str] = {
    "ru": r"(?:сказа|заяв|говор|сообщ|расска|отме(?:т|ч)|подч[её]рк|счита|дума|полага|ответ(?:и|$)"
    r"|объяс"
    r"|оцени|коммент|прокоммент|отз[ыо]в|высказ|утвержд|призна|предлож|напомн|назвал"
    r"|добав|пояс|увер[ея]н|обеща|предупре|опис|отн[её]с(?:ся|л)|отреагир|восприн)\w*",
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
    people = [
        name
        for name in found
        if name.kind != "country" and not name.text.isupper() and not places(name.text)
    ]
    saying = verbs_of_saying(text, language)
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
        # «думает Айгуль Сарсенова»: beside the verb it is no genitive of «Сарсенов».
        beside = len(words) > 1 and not between.strip() and name.start > verb.start()
        return (beside or all(_may_be_nominative(w) for w in words)) and not re.search(
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


def asks_who_said(question: Question) -> bool:
    """Whether the question asks which person spoke: «Кто ещё высказался об этом?»."""
    return question.kind == "who" and reports(question.text, question.language)


def asks_for_words(text: str, language: Language) -> bool:
    """Whether the words of a person are the thing asked for, not a means to another end."""
    opening = {
        "ru": r"(?:а |и )?(?:о ч[её]м|что|как|каков\w*|какое|какую|какая|чем)\b"
        r"|.*\b(?:мнение|позиция|точка зрения|оценка|слова)\b|(?:по|со) (?:слов|мнени)",
        "en": r"(?:and |so )?(?:what|how|which)\b|.*\b(?:opinion|view|position|words)\b"
        r"|according to",
        "kk": r".*(?:\bне(?:ні|мен|ге|ден)?\b|қалай|қандай|пікір|көзқарас)",
    }[language]
    return bool(re.match(opening, text, re.IGNORECASE))


_EXCLUDING: dict[Language, str] = {
    "ru": r",?\s*\b(?:кроме|помимо|не считая|за исключением)\s+[^,?.!]+,?",
    "en": r",?\s*\b(?:besides|apart from|aside from|other than|except(?: for)?|in addition to)\s+"
    r"[^,?.!]+,?",
    "kk": r"\s*\S+(?:[дтн][ае]н)\s+(?:басқа|бөлек)\b",
}


def sought(question: Question) -> Question:
    """The question without what it leaves out: «Что было в Москве, кроме переговоров?».

    What it does not ask for would be found best. Unchanged where little else is left.
    """
    rest = re.sub(_EXCLUDING[question.language], " ", question.text, flags=re.IGNORECASE)
    rest = re.sub(r"\s+(?=[?.!])", "", " ".join(rest.split()))
    whole, left = (len(set(terms(text, question.language))) for text in (question.text, rest))
    if rest == question.text or 2 * left < whole:
        return question
    return understand(rest[:1].upper() + rest[1:], question.language, question.typed)


def verbs_of_saying(text: str, language: Language) -> list[re.Match[str]]:
    """The words for speaking in a text: «назвал», "said", «деді»."""
    return list(re.finditer(rf"\b{_SAYING[language]}", text, re.IGNORECASE))


def reports(text: str, language: Language) -> bool:
    """Whether a text has a word for speaking."""
    return bool(verbs_of_saying(text, language))


def topic_words(question: Question) -> list[tuple[int, int]]:
    """The spans of the words that say on what somebody's words are asked for.

    Neither who speaks nor that somebody does: of «Что Токаев сказал о Хиросиме?» «Хиросиме».
    """
    saying = rf"{_SAYING[question.language]}|{_ACCORDING[question.language]}|{_ASIDE}"
    start = question.text.find(question.person) if question.person else -1
    end = start + len(question.person or "")
    return [
        word.span()
        for word in WORD.finditer(question.text)
        if not start <= word.start() < end
        and not re.fullmatch(saying, word.group(), re.IGNORECASE)
        and kind_of(word.group(), question.language) == ("other", None)
        and terms(word.group(), question.language)
    ]


def asks_for_more(question: Question) -> bool:
    """Whether the question asks for what has not been said yet: «Что ещё говорит …?»."""
    return bool(re.search(r"\b(?:ещ[её]|else|тағы)\b", question.text, re.IGNORECASE))


def is_bare(question: Question) -> bool:
    """Whether a question asks for somebody's words without a topic: «Что сказал X?»."""
    spoken = question.kind in ("what-said", "reported") and bool(question.person)
    return spoken and not topic_words(question)


# --- what is compared ---------------------------------------------------------------------------

_COMPARING: dict[Language, str] = {
    "ru": r"сравн\w+|отлича\w+|отличи[еяй]\w*|разниц\w+|различ\w+|разня\w+"
    r"|(?:больше|меньше|выше|ниже|лучше|хуже|важнее|дороже|дешевле)[^?]*\bили\b"
    r"|в отличие|схож\w+|похож\w+",
    "en": r"compar\w+|differ(?:s|ed|ences?)?|different from|how different|versus|vs|contrast\w*"
    r"|in common|similar\w*|(?:more|less|better|larger|bigger|higher)\b[^?]*\bor",
    "kk": r"салыстыр\w*|айырмашылы\w+|ерекшелен\w+|өзгешеліг\w*|қарағанда|айырма\w+",
}
# Words of a question about somebody's words that ask for none in particular.
_ASIDE = (
    r"эксперт\w*|политолог\w*|президент\w*|статье?|именно|ещё|еще|вообще|expert|article|exactly|else"
    r"|мақала\w*|сарапшы\w*|тағы|де(?:ді|йді|ген)"
)
_OPENS_COMPARISON = re.compile(
    r"(?:сравни(?:те|вая)?|сопоставь(?:те)?|compare|салыстыр\w*)\s+", re.IGNORECASE
)
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


def joined_names(question: Question) -> tuple[Name, ...]:
    """The names about each of which a question asks: «с Китаем и с США»; empty: about all at once.

    Without a preposition of its own a second name belongs to the first: «Китая и России».
    """
    text, language = question.text, question.language
    group = _coordinated(text, question.names)
    leads = [_PREPOSITION_BEFORE.search(text[: name.start]) for name in group]
    # «Как отнеслись Москва и Вашингтон?»: each for itself; what they do together, they may not.
    speak = reports(text, language) and not any(leads)
    subjects = language != "ru" or all(
        _may_be_nominative(word) for name in group for word in WORD.findall(name.text)
    )
    own = all(leads) or (speak and subjects and language != "kk")
    return group if len(group) > 1 and (question.sides or own) else ()


def parts_of(question: Question) -> tuple[Question, ...]:
    """The questions about each of its joined names.

    «Каков товарооборот с Китаем и с США?»: the same of «с Китаем», and of «с США».
    """
    group = joined_names(question)
    if not group:
        return ()
    leads = [_PREPOSITION_BEFORE.search(question.text[: name.start]) for name in group]
    first = leads[0].start() if leads[0] else group[0].start
    before = _OPENS_COMPARISON.sub("", question.text[:first])
    after = question.text[group[-1].end :]
    parts = []
    for name, lead in zip(group, leads, strict=True):
        opening = lead or leads[0]
        own = opening.group() if opening else ""
        text = f"{before}{own}{name.text}{after}"
        text = text[:1].upper() + text[1:]
        parts.append(understand(text, question.language, question.typed))
    return tuple(parts)


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
