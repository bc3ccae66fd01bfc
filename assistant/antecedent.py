"""Completing a follow-up with a pronoun: what «он», "it" or «ол» means, put in its place."""

import re
from itertools import islice

from assistant.follow_up import (
    PREPOSITIONS,
    SHORT,
    WH,
    asked_anew,
    lead_of,
    without_auxiliary,
)
from assistant.names import names, parses
from assistant.phrases import NounPhrase, in_case, in_kazakh_case, kazakh_case, noun_phrases
from assistant.question import reports
from index.article import Language
from index.attribution import find_references
from index.language import detect_language
from index.sentences import split_sentences

_AGREEMENT: tuple[tuple[str, set[str], str], ...] = (
    (r"он|его|ему|него|нему|н[её]м", {"masc", "neut"}, "sing"),
    (r"она|е[её]|ей|ней|нею|не[её]", {"femn"}, "sing"),
    (r"оно", {"neut"}, "sing"),
    (r"они|их|ими|них|ними", set(), "plur"),
    (r"им|ним", {"masc", "neut"}, ""),
)
_CASES = (
    (r"он|она|оно|они|это|эт[аи]", "nomn"),
    (r"его|е[её]|их", "accs"),
    (r"него|не[её]|них|этого", "gent"),
    (r"ему|ей|нему|этому", "datv"),
    (r"им|ими|ним|ними|нею|этим", "ablt"),
    (r"н[её]м|ней|этом", "loct"),
)
_CASE_AFTER = {
    "с": "ablt",
    "к": "datv",
    "по": "datv",
    "о": "loct",
    "в": "loct",
    "на": "loct",
    "от": "gent",
    "у": "gent",
    "из": "gent",
    "для": "gent",
    "до": "gent",
    "за": "ablt",
}
_HAPPENED = re.compile(
    r"(?:произошло|случилось|было|стало|состоялось|happen(?:ed)?|болды|болған)\W*$", re.IGNORECASE
)
_KAZAKH_PRONOUN_CASES = {
    "оның": "gent",
    "бұның": "gent",
    "мұның": "gent",
    "оны": "accs",
    "оған": "datv",
    "онда": "loct",
    "одан": "ablt",
    "онымен": "inst",
}


def with_antecedent(
    body: str, anaphor: re.Match[str], earlier: str, answer: str, language: Language
) -> str:
    """The question with what its pronoun means in place of the pronoun."""
    word = anaphor.group().casefold()
    neutral = re.fullmatch(r"это|it|this|that|бұл|ол", word)
    wh = re.search(rf"\b{WH[language]}\b", body, re.IGNORECASE)
    if neutral and wh and not re.match("что|what", wh.group(), re.IGNORECASE):
        left = _replaced(body, anaphor, "").replace(wh.group(), "").strip(" ,")
        if not left or _HAPPENED.search(left):
            return asked_anew(wh.group(), earlier, language)
    if word in {"там", "туда", "оттуда", "there", "мұнда"}:
        place = _place(earlier, answer, language)
        return (
            _replaced(body, anaphor, place)
            if place
            else f"{_replaced(body, anaphor, '')} ({_frame(earlier, language)})"
        )
    phrase = _antecedent(word, body, earlier, answer, language)
    if phrase is None and reports(body, language) and re.fullmatch(_SAYS, word):
        return body
    if phrase is None:
        return f"{body} ({_frame(earlier, language)})"
    if phrase.asked:
        rest = earlier[phrase.start + len(phrase.head) :].strip(" ?!.")
        body = f"{body} ({without_auxiliary('', rest)})" if rest else body
    if language == "ru":
        return _russian_filled(body, anaphor, phrase)
    if language == "kk":
        case = _KAZAKH_PRONOUN_CASES.get(word, "")
        return _replaced(body, anaphor, in_kazakh_case(phrase.text, case))
    possessive = word in {"its", "his", "their"} or (
        word == "her" and re.match(r"\s+[a-z]", body[anaphor.end() :])
    )
    mark = ("'" if phrase.text.endswith("s") else "'s") if possessive else ""
    text = phrase.text
    if possessive and re.search(r"\bthe\s+$", earlier[: phrase.start]):
        text = f"the {text}"
    return _replaced(body, anaphor, text + mark)


def _replaced(body: str, anaphor: re.Match[str], text: str) -> str:
    return body[: anaphor.start()] + text + body[anaphor.end() :]


def _frame(earlier: str, language: Language) -> str:
    """The earlier question without its question word."""
    plain = re.sub(rf"^\W*{WH[language]}\b", "", earlier.strip(" ?!."), flags=re.IGNORECASE)
    return without_auxiliary("", plain.strip()) or earlier.strip(" ?!.")


def _place(earlier: str, answer: str, language: Language) -> str:
    for text in (earlier, answer):
        for name in names(text, language):
            if language == "kk" and kazakh_case(name.text) == "loct":
                return name.text
            if lead_of(text, name.start) in {"в", "на", "in", "at"}:
                start = re.search(r"\S+\s+(?:the\s+)?$", text[: name.start]).start()  # type: ignore[union-attr]
                return text[start : name.end]
    found = names(earlier, language)
    lead = {"ru": "", "en": "in ", "kk": ""}[language]
    return lead + found[-1].text if found else ""


_HUMAN = re.compile(
    r"\b(?:с?каза|заяв|говор|отмет|подч[её]рк|счита|дума|полага|ответи|объясн|оцени|договор|подпис"
    r"|предл|пообещ|обещ|встре[тч]|приех|прилет|реши|хоч|намер|критик|лет\b|родил|работа|призва)"
)


_SAYS = r"он|она|they|he|she|они|ол|олар"


def _antecedent(
    word: str, body: str, earlier: str, answer: str, language: Language
) -> NounPhrase | None:
    """What the pronoun most likely means: of the earlier question, or of who it asked for."""
    phrases = [p for p in noun_phrases(earlier, language) if p.text]
    answered = [p for p in noun_phrases(answer, language) if p.person]
    if (
        re.match(
            r"\W*(?:(?:кто(?! так)|кого|кем)\b|whom?\b(?!(?:'s| is| was) [A-Z]))|.*\bкім\w*",
            earlier,
            re.IGNORECASE,
        )
        and answered
    ):
        known = {p.text for p in phrases}
        phrases = [p for p in answered if p.text not in known] + phrases
    if reports(body, language) and re.fullmatch(_SAYS, word) and not any(p.person for p in phrases):
        # A thing says nothing: it is who was quoted last.
        phrases = _quoted(answer)
    if language == "ru":
        if re.match("он|она|они|ему|ей", word) and _HUMAN.search(body):
            phrases.sort(key=lambda p: not p.person)
        return _russian_antecedent(word, phrases, earlier)
    if language == "kk":
        return _kazakh_antecedent(word, phrases)
    people = word in {"he", "she", "him", "his", "her"}
    if people:
        return next((p for p in phrases if p.person), None)
    about = re.search(r"\babout\s+", earlier)
    if about and word in {"it", "this", "that"}:
        phrases = [p for p in phrases if p.start >= about.end()] or phrases
    things = [p for p in phrases if not p.person]
    plural = word in {"they", "them", "their", "these", "those"}
    fitting = [p for p in things if (p.number == "plur") == plural]
    return next(iter([*fitting, *things]), None)


def _quoted(answer: str) -> list[NounPhrase]:
    """The person whose words an answer quotes last, where it names any."""
    language = detect_language(answer)
    named = [
        reference.name
        for start, end in split_sentences(answer, language)
        for reference in islice(find_references(answer[start:end], language), 1)
        if reference.name
    ]
    return [NounPhrase(named[-1], 0, named[-1], case="nomn", person=True)] if named else []


def _kazakh_antecedent(word: str, phrases: list[NounPhrase]) -> NounPhrase | None:
    subject = phrases[0] if phrases else None
    if subject is None or "туралы" not in subject.text:
        return subject
    person, _, topic = subject.text.partition(" ")
    chosen = person if word.startswith("о") and word != "осы" else topic.partition(" туралы")[0]
    return NounPhrase(chosen, subject.start, chosen)


def _russian_antecedent(word: str, phrases: list[NounPhrase], earlier: str) -> NounPhrase | None:
    said = [p for p in phrases if not _is_according(p)]
    for pattern, genders, number in _AGREEMENT:
        if re.fullmatch(pattern, word):
            fits = [p for p in said if _agrees(p, genders, number)]
            first = fits[0].person if fits else False
            return min(
                fits, key=lambda p: (p.person != first, p.asked, p.case != "nomn"), default=None
            )
    # «об этом»: what a person spoke about, else what the question is about.
    topics = [p for p in said if not p.asked and not p.person and p.case]
    about = re.search(r"\b(?:об?|про)\s+$", earlier[: topics[0].start]) if topics else None
    spoken = [p for p in topics if re.search(r"\b(?:об?|про)\s+$", earlier[: p.start])]
    common = [p for p in topics if p.text[0].islower()]
    if about or spoken:
        return (spoken or topics)[0]
    return min(common, key=lambda p: p.case != "nomn", default=None)


def _is_according(phrase: NounPhrase) -> bool:
    return bool(re.match("слов|мнени|оценк", phrase.head.casefold()))


def _agrees(phrase: NounPhrase, genders: set[str], number: str) -> bool:
    surname = phrase.person and re.search("(?:[оеё]в|[иы]н)а?$", phrase.text)
    if number and phrase.number and phrase.number != number:
        return False
    return not genders or phrase.gender in genders or bool(surname) or not phrase.gender


def _russian_filled(body: str, anaphor: re.Match[str], phrase: NounPhrase) -> str:
    word = anaphor.group().casefold()
    before, after = body[: anaphor.start()], body[anaphor.end() :]
    lead = lead_of(body, anaphor.start())
    case = _CASE_AFTER.get(lead) or next(
        c for p, c in _CASES if re.fullmatch(p, word) or p == _CASES[-1][0]
    )
    following = re.match(r"\s+((?:\w+(?:ый|ая|ое|ие|ые|ого|ой|их|ых|ую)\s+)*)(\w+)", after)
    owned = following and parses(following.group(2))[0].tag.POS == "NOUN"
    if word in {"его", "ее", "её", "их"} and owned and following:
        text = in_case(phrase.text, "gent", phrase.number)
        return f"{before}{following.group().strip()} {text}{after[following.end() :]}"
    if re.match("эт|т[оеа]", word) and following and owned and word not in {"это"}:
        return (
            f"{before.strip()} {after.strip()} ({phrase.text})"
            if not after.strip().startswith(phrase.head)
            else f"{before}{after.strip().replace(phrase.head, phrase.text, 1)}"
        )
    text = in_case(phrase.text, case, phrase.number) if case != phrase.case else phrase.text
    if case in {"loct"} and re.search(r"\bоб?\s+$", before, re.IGNORECASE):
        vowel = re.match("[аэиоу]", text.casefold())
        before = re.sub(r"\bоб?\s+$", "об " if vowel else "о ", before, flags=re.IGNORECASE)
    verb = re.fullmatch(r"\s+(\w+)", after)
    if verb and parses(verb.group(1))[0].tag.POS in {"VERB", "PRTS"}:
        head, preposition = re.fullmatch(r"(.*?)(\b(?:[а-яё]{1,3})\s+)?", before).groups()  # type: ignore[union-attr]
        if (preposition or "").strip() in {*SHORT, *PREPOSITIONS}:
            return f"{head}{verb.group(1)} {preposition}{text}"
        return f"{before}{verb.group(1)} {text}"
    return before + text + after
