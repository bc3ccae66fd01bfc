"""The names in a statement: runs of capitalised words, without titles and what opens a sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.names import is_russian, parses
from assistant.places import places
from index.article import Language
from index.speech import ENGLISH_TITLES, KAZAKH_ROLES

_WORD = re.compile(r"[^\W_]+(?:[-‑’'][^\W_]+)*")
_JOINT = re.compile(r"\s|\s(?:of|de|la|al|van|von|bin|der|du|del)\s|\s(?:of|for)\sthe\s")
_SENTENCE_END = re.compile(r"(?:^|[.!?…:]\s?[»”\")\]]*|\n)\s*[-–—«“\"(\[]*\s*$")

# Words that stand in names and are translated with them.
_GENERIC_TEXT = """
    academic academy accord accords act administration affairs africa age agency agenda
    agreement agreements air airline airlines airport alliance ancient annual anthem arab army art
    arts asia asian assembly association atlantic authority autumn award awards bank basin battle
    bay belt board bowl bridge building bureau business cabinet campaign canal capital castle
    catholic center central centre century chamber championship channel chapter christian church
    city civil club coalition coast code college colonial commission committee commonwealth
    communist community company conference congress constitution convention cooperation
    corporation corridor council country county court crisis crown cultural culture cup day deal
    declaration defence defense democratic department development dialogue digital diplomacy
    district division doctrine dynasty east eastern economic economy education embassy emperor
    empire energy english entente era europe european exchange exhibition exhibitions expo export
    faculty fair federal federation festival field finance financial first fleet forces foreign
    forest forum foundation framework freedom friendship fund future galaxy gallery game games gas
    general geography global goals government grand great group gulf hall head health high hill
    historic history holding house human humanitarian income independence indian industrial industry
    information initiative institute integration interior international investment island
    islands islamic joint journal jubilee judicial justice king kingdom knowledge labor labour lake
    land language law laws league left legislative liberal liberation library line logistics lower
    machine main majority march market mass media memorandum middle military mind ministry minority
    mission model modern monument mosque mount mountain mountains movement museum muslim national
    nations natural navy nazi network new news north northern nuclear ocean office official oil old
    olympic open opera orchestra order organisation organization orthodox pacific palace papal
    parish park parliament partner partners partnership party peace peninsula people peoples
    philosophy pipeline plan planet plateau platform plaza policy political pope power press
    principle principles prize program programme project prosperity protestant province public
    queen railway railways rebellion red reform region regional religion religious republic
    republican research reserve resolution restoration revolution right rights river road room
    route royal russian safety school science sciences sea season secret section security senate
    senior service services sino six society soldier solar source south southern sovereignty space
    special square stadium standing state states station statue stock stone strategic strategy
    street strike summer summit super supreme system team technology telegraph theater theatre
    theology theorem theory third times title tomb tourism tower town trade transport treasury
    treaty tribunal trust union united university unknown upper valley victory village war ward
    water way weekly welfare west western white wing winter wisdom women world writer year yellow
    northeast northeastern northwest northwestern southeast southeastern southwest southwestern
    ombudsman commissioner inspectorate inspector prosecutor spokesman spokeswoman spokesperson
    type measure weight unit standard steam farmer democracy
    duke count bishop earl baron saint st elder younger administrator constable interstate freeway
    monday tuesday wednesday thursday friday saturday sunday boulevard prime ii iii iv xiv bc ad
    young youth zone trans silk two three four five olympics test american british latin
    roman greek french german chinese kazakh black green blue gold golden silver inner outer joint
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())
_OPENING_TEXT = """
    the a an this that these those it its he his she her they their we our you your i there here
    in on at by for from with to into of as about after before during since until while when where
    who what which why how if although though because however moreover also but and or so yet not
    no nor both each every all some many most more much few several other another such only even
    still just then now today tomorrow yesterday later earlier recently currently according
    according despite under over between among through across against within without upon beside
    besides instead given thus therefore hence meanwhile overall finally first second third last
    next one two three four five six seven eight nine ten nearly almost about around exactly
    particularly especially specifically notably additionally furthermore likewise similarly
    following trade yes monday tuesday wednesday thursday friday saturday sunday please sorry
    unfortunately based did does do is are was were has have had can could will would should may
    might must information cooperation diplomacy business talks sources passage source answer
    people everyone nobody nothing something everything somebody someone anyone compare list name
    tell explain describe show give find summarise summarize
"""
_OPENING = frozenset(_OPENING_TEXT.split())
_CONTRACTION = re.compile(
    r"(?:(?:i|we|you|they|he|she|it|that|there|here|who|what|where|how|let)['’](?:m|ve|re|ll|d|s)"
    r"|\w+n['’]t)",
    re.IGNORECASE,
)
# «said», "is", "has": what follows a subject that stands without an article
_AFTER_SUBJECT = re.compile(
    r"\s(?:[a-z]+ly\s|also\s|then\s)?(?:is|was|has|had|will|would|said|says|told|met|made|took|gave"
    r"|went|became|held|won|spoke|sat|led|kept|saw|[a-z]{3,}ed|[a-z]{3,}s)\b"
)
_COMMON_ENDING = re.compile(
    r"(?:s|ing|ions?|ments?|ity|ness|[ae]nce|ly|ism|age|ics|ship|hood|ure|ade|[ae]cy|ers?|logy)$"
)
_ABSTRACT = re.compile(
    r"(?:tions?|ments?|isms?|ists?|ities|ity|ology|ness|ives?|[nu]al|ental|ical|isation|ization)$"
)
_KAZAKH_SURNAME = re.compile(r"(?:[оеё]в|[оеё]ва|[иы]н|[иы]на|ұлы|қызы)(?:[а-яәғқңөұүһі]{0,4})$")
_KAZAKH_ASKING = re.compile(r"(?:не|кім|қа[йнш]|қалай|неше|салыстыр)\w*")
_KAZAKH_GENERIC = re.compile(
    r"(?:президент|премьер|министр|министрлі|мемлекет|басшы|төраға|орталық|қор|университет|одақ|ұйым"
    r"|саммит|декларация|келісім|жоба|жол|бағдарлама|банк|компания|форум|кеңес|мәжіліс|сенат|парламент"
    r"|республика|азия|еуропа|әлем|халықаралық|ұлттық|мәдени|сапар|шеберхана|хан|үй|театр|ақ|жаңа"
    r"|үкімет|сыртқы|ішкі|істер|экономика|білім|ғылым|басқарма|агенттік|комитет|палата|ел|тарап|жібек"
    r"|орта|бас|үлкен|ұлы|батыс|шығыс|оңтүстік|солтүстік|трансалтай|диалог)\w*"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A name as it stands in a text: `text[start:end]`, and the words of it that tell it.

    `personal`: it may be a person's, whose surname is enough. `translated`: its words may be
    other words in another language.
    """

    text: str
    start: int
    end: int
    words: tuple[str, ...]
    personal: bool
    translated: bool


def name_runs(text: str, language: Language, taken: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """The names of a text in order; spans that are `taken` are no names."""
    occupied = bytearray(len(text))
    for start, end in taken:
        occupied[start:end] = b"\1" * (end - start)
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        free = not any(occupied[match.start() : match.end()])
        if free and _is_capitalised(text, match, language):
            if run and not _JOINT.fullmatch(text[run[-1].end() : match.start()]):
                yield from _name(text, run, language)
                run = []
            run.append(match)
        elif run and not (free and _JOINT.fullmatch(f" {match[0]} ")):
            yield from _name(text, run, language)
            run = []
    if run:
        yield from _name(text, run, language)


def _is_capitalised(text: str, match: re.Match[str], language: Language) -> bool:
    word = match[0]
    if word[0].isdigit() or len(word) == 1 or word.islower() or _CONTRACTION.fullmatch(word):
        return False
    if any(c.isupper() for c in word[1:]) and not word.isupper():
        return True
    return word[0].isupper() and not (
        _SENTENCE_END.search(text[max(0, match.start() - 8) : match.start()])
        and not _opens_as_name(text, match, language)
    )


def _opens_as_name(text: str, match: re.Match[str], language: Language) -> bool:
    """Whether the first word of a sentence, always capitalised, is a name."""
    word, rest = match[0], text[match.end() : match.end() + 40]
    if word.isupper() or any(place.weak for place in places(word)):
        return True
    if language == "en" or word.isascii():
        lowered = re.sub("['’]s?$", "", word.lower())
        if lowered in _OPENING or lowered in _GENERIC or lowered in ENGLISH_TITLES:
            return False
        if (
            re.match(r"\s(?:and\s|or\s)?[A-Z]", rest)
            or word.endswith(("'s", "’s"))
            or language != "en"
        ):
            return True
        return bool(_AFTER_SUBJECT.match(rest)) and not _COMMON_ENDING.search(lowered)
    if language == "ru":
        return not _is_common(word)
    if _KAZAKH_ASKING.fullmatch(word.lower()):
        return False
    if re.match(r"\s[А-ЯӘҒҚҢӨҰҮҺІ]", rest) and not KAZAKH_ROLES.fullmatch(word):
        return not _KAZAKH_GENERIC.fullmatch(word.lower())
    return bool(_KAZAKH_SURNAME.search(word)) and not is_russian(word)


def _name(text: str, run: list[re.Match[str]], language: Language) -> Iterator[Run]:
    words = [re.sub("['’]s?$", "", match[0]) for match in run]
    common = [_says_little(word, language) for word in words]
    telling = tuple(word for word, little in zip(words, common, strict=True) if not little)
    if not telling:
        return
    start, end = run[0].start(), run[-1].end()
    title = all(
        not little or word.lower() in ENGLISH_TITLES or language != "en"
        for word, little in zip(words, common, strict=True)
    )
    the = bool(re.search(r"\b[Tt]he\s$", text[:start]))
    quoted = start > 0 and text[start - 1] in '«“"„'
    multiple = len(words) > 1
    yield Run(
        re.sub("['’]s?$", "", text[start:end]),
        start,
        end,
        telling,
        personal=title
        and not the
        and not quoted
        and len(telling) in (2, 3)
        and not _acronym(telling),
        translated=multiple and (not title or the or quoted or (language != "en" and any(common))),
    )


def _acronym(words: Sequence[str]) -> bool:
    return any(word.isupper() and len(word) > 1 for word in words)


@lru_cache(maxsize=50_000)
def _says_little(word: str, language: Language) -> bool:
    """Whether the word tells no one from another: a title, or an ordinary word with a capital."""
    if word.isascii():
        lowered = word.lower()
        singular = re.sub("ies$", "y", lowered).removesuffix("s")
        return bool(
            {lowered, singular} & (_GENERIC | ENGLISH_TITLES)
            or _ABSTRACT.search(lowered)
            or (lowered in _OPENING and not word.isupper())
        )
    if language == "ru":
        return _is_common(word)
    return bool(KAZAKH_ROLES.fullmatch(word) or _KAZAKH_GENERIC.fullmatch(word.lower()))


@lru_cache(maxsize=50_000)
def _is_common(word: str) -> bool:
    """Whether a Russian word is an ordinary one, no name in its likeliest reading."""
    if word.isupper() and len(word) > 1:
        return False
    if not is_russian(word):
        return bool(re.fullmatch("(?:экс|вице|гос|зам|пресс)-?.*", word.lower()))
    likeliest = parses(word)[0].tag
    if likeliest.POS in ("CONJ", "PRCL", "PREP", "NPRO", "ADVB") or "Apro" in likeliest:
        return True  # «Куда» is a river too, «Самой» a man
    named = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad"}
    return not any(
        named & set(parse.tag.grammemes) for parse in parses(word)[:3] if parse.score > 0.15
    )
