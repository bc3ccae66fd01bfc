"""The ways to complete a follow-up: put a name in place of another, ask anew, fill a pronoun."""

import re
from dataclasses import replace

from assistant.names import WORD, Name, names, parses
from assistant.phrases import (
    NounPhrase,
    case_of,
    in_case,
    in_kazakh_case,
    kazakh_case,
    noun_phrases,
)
from index.article import Language

WH: dict[Language, str] = {
    "ru": r"(?:(?:на|в|во|о|об|с|со|к|по|из|от|до|для|за|при)\s+)?(?:сколько|скольких|как(?:ой|ая"
    r"|ое|ие|ого|их|им|ими|ому|ую|ом)|каков[аоы]?|кто|кого|кому|кем|ком|что|чего|чему|чем|ч[её]м"
    r"|почему|зачем|отчего|когда|где|куда|откуда|как)",
    "en": r"(?:(?:in|on|at|with|for|to|from|of|about|by)\s+)?(?:how\s+(?:many|much|long|old|far|big"
    r"|large|often|high)|what|which|whom?|whose|why|when|where|how)",
    "kk": r"(?:қандай|қай(?:да|дан|сы)?|қанша\w*|неше\w*|қашан|неге|неліктен|кім\w*"
    r"|не(?:ні|мен|ден|де)?|қалай)",
}
YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)\b")

_COUNTING = re.compile(
    r"(?:сколь\w+|как(?:ой|ая|ое|ие|их|им|ими|ому|ую|ом|ого)|how many|how much"
    r"|what|which|қанша\w*|неше\w*|қандай|қай)$",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:did|do|does|was|were|is|are|has|have|had|will|would|can|could)\b")
_SHORT = {"со": "с", "во": "в", "об": "о", "обо": "о", "ко": "к", "изо": "из"}
_PREPOSITIONS_TEXT = """
    с в о к из на по от у для до за между через про при над под против словам мнению
    with in on at to from of for by between about against into
"""
_PREPOSITIONS = frozenset(_PREPOSITIONS_TEXT.split())


def substituted(fragment: str, earlier: str, language: Language) -> str:
    """The earlier question about the name or the year of the fragment: «с США», "in 2024"."""
    year, old_year = YEAR.search(fragment), YEAR.search(earlier)
    if year:
        if not old_year:
            return _appended(earlier, fragment)
        return earlier[: old_year.start()] + year.group() + earlier[old_year.end() :]
    found = names(fragment, language)
    new = fragment[found[0].start : found[-1].end]
    target = _counterpart(found[0], fragment, earlier, language)
    if target is None:
        return _appended(earlier, fragment)
    start, end = _with_row(target, earlier, language)
    if language == "en":
        article = re.compile(r"\bthe\s+$", re.IGNORECASE)
        new = ("the " if article.search(fragment[: found[0].start]) else "") + new
        if before_it := article.search(earlier[:start]):
            start = before_it.start()
    lead, old_lead = _lead(fragment, found[0].start), _lead(earlier, start)
    if language == "ru" and not lead:
        new = _agreeing(new, earlier[target.start : target.end], old_lead)
    if language == "kk" and not kazakh_case(new):
        new = in_kazakh_case(new, kazakh_case(target.text))
    if language == "ru" and lead and old_lead and lead != old_lead:
        start = re.search(r"\S+\s+$", earlier[:start]).start()  # type: ignore[union-attr]
        new = fragment[: found[0].start] + new
    before, after = earlier[:start], earlier[end:]
    if language == "ru" and not old_lead and "nomn" in _cases(target.text, "ru"):
        before, after = _agreeing_verb(before, new), _agreeing_verb(after, new)
    return before + new + after


def _agreeing_verb(part: str, subject: str) -> str:
    """The verb beside the new subject in its gender and number: «сказала Ирина Соколова»."""
    match = re.search(r"^\s+(\w+)|(\w+)\s+$", part)
    verb = match.group(1) or match.group(2) if match else ""
    reading = parses(verb)[0] if verb else None
    noun = next((p for p in parses(subject.split()[0]) if p.tag.case == "nomn"), None)
    if match is None or reading is None or noun is None or reading.tag.tense != "past":
        return part
    plural = noun.tag.number == "plur"
    form = reading.inflect({"plur"} if plural else {"sing", noun.tag.gender or "masc"})
    return part.replace(verb, form.word, 1) if form else part


def _appended(earlier: str, piece: str) -> str:
    return f"{earlier.strip(' ?!.')} {piece}"


def _lead(text: str, start: int) -> str:
    """The small word before a place in the text, «со» as «с»; empty where there is none."""
    before = re.search(r"([a-zа-яё]+)\s+(?:the\s+)?[«\"]?$", text[:start])
    word = before.group(1) if before else ""
    word = _SHORT.get(word, word)
    return word if word in _PREPOSITIONS else ""


def _counterpart(new: Name, fragment: str, earlier: str, language: Language) -> Name | None:
    """The name of the earlier question that the new one stands in for."""
    lead = _lead(fragment, new.start)
    cases = _cases(new.text, language)

    def likeness(name: Name) -> tuple[int, ...]:
        same_lead = lead != "" and _lead(earlier, name.start) == lead
        same_kind = (name.kind == "country") == (new.kind == "country")
        same_case = bool(cases & _cases(name.text, language))
        joined = re.search(r"\b(?:и|and|мен|пен|бен)\s+(?:the\s+)?$", earlier[: name.start])
        # What is asked of the reader's own country is seldom asked of another next.
        return (4 * same_lead + 3 * same_kind + 2 * same_case + (name.code != "KZ") + bool(joined),)

    others = [n for n in names(earlier, language) if not (n.code and n.code == new.code)]
    fitting = [
        n
        for n in others
        if (n.kind == "country") == (new.kind == "country")
        or (lead and _lead(earlier, n.start) == lead)
    ]
    return max(fitting, key=likeness, default=None)


def _cases(name: str, language: Language) -> set[str]:
    if language == "ru":
        readings = [p for p in parses(name.split()[-1]) if p.tag.case]
        return {str(p.tag.case) for p in readings[:6]}
    return {kazakh_case(name)} if language == "kk" else set()


def _with_row(target: Name, earlier: str, language: Language) -> tuple[int, int]:
    """The span to replace: «с Китаем и с Россией» gives way as a whole."""
    start, end = target.start, target.end
    lead = _lead(earlier, start)
    for other in reversed(names(earlier, language)):
        gap = earlier[other.end : start]
        if lead and other.end <= start and re.fullmatch(rf"\s+(?:и|and)\s+{lead}о?\s+", gap):
            start = other.start
    return start, end


def _agreeing(new: str, old: str, lead: str) -> str:
    """A Russian name given in the nominative, in the case of the one that it replaces."""
    if "nomn" not in _cases(new, "ru"):
        return new
    case = case_of(old, lead)
    return new if case in ("", "nomn") else in_case(new, case)


def asked_anew(body: str, earlier: str, language: Language) -> str:
    """The earlier question with another question word: «Почему?», "And how many hospitals?"."""
    old = re.search(rf"\b{WH[language]}\b", earlier, re.IGNORECASE)
    new = re.search(rf"\b{WH[language]}\b", body, re.IGNORECASE)
    if not old or not new:
        return f"{body} ({earlier.strip(' ?!.')})"
    if language == "kk":
        return _asked_anew_in_place(body, new, earlier, old)
    head = earlier[: old.start()]
    noun, rest = _asked_noun(earlier[old.end() :].strip(" ?!."), old.group(), language)
    bare = not _content_after(body[new.end() :])
    family = bool(_COUNTING.search(old.group())) and bool(_COUNTING.search(new.group()))
    who = re.match(r"(?:а\s+)?(?:кто|who)\b", body, re.IGNORECASE)
    if who and re.fullmatch("(?:кто|who)", old.group(), re.IGNORECASE):
        return f"{body} {rest}"
    if who:
        return _who_else(body, earlier, language) or f"{body} ({_plain(noun, rest)})"
    if not bare:
        fits = family and _is_noun_phrase(body[new.end() :], language)
        fits = fits and " " not in old.group().removeprefix("how ")
        return f"{head}{body} {rest}" if fits else f"{body} ({_plain(noun, rest)})"
    if family and noun:
        many = in_case(noun, "nomn", "plur") if language == "ru" else noun
        return f"{body} {many} {rest}"
    prepositional = " " in old.group() and language == "ru"
    if language == "ru":
        kept = "" if prepositional else _plainly(noun, old.group())
        return f"{body} {kept} {rest}"
    return _english_anew(body, noun, rest, old.group())


def _content_after(text: str) -> bool:
    small = r"ещё|еще|именно|так|тоже|else|exactly|so|not|is|was|did|that|это|happened|happen"
    return bool(WORD.findall(re.sub(rf"\b(?:{small})\b", " ", text, flags=re.IGNORECASE)))


def _plainly(noun: str, asking: str) -> str:
    """«Сколько рейсов» leaves «рейсы», «какие меры» leaves «меры»."""
    return in_case(noun, "nomn", "plur") if asking.casefold().startswith("сколь") else noun


def _plain(noun: str, rest: str) -> str:
    return re.sub(
        r"^(?:did|do|does|was|were|is|are|has|have|will)\s+", "", f"{rest} {noun}".strip()
    )


def _asked_noun(after: str, asking: str, language: Language) -> tuple[str, str]:
    """The noun that belongs to the question word («сколько рейсов»), and the rest."""
    if not _COUNTING.search(asking):
        return "", after
    if language == "en":
        auxiliary = _AUXILIARY.search(after)
        if asking.casefold() in {"what", "how much"} and auxiliary and auxiliary.start() == 0:
            return "", after
        cut = auxiliary.start() if auxiliary else len((after + " ").split(" ")[0])
        return after[:cut].strip(), after[cut:].strip()
    words = list(WORD.finditer(after))
    for i, word in enumerate(words[:4]):
        reading = parses(word.group())[0]
        counted = asking.casefold().startswith("сколь")
        if reading.tag.POS == "NOUN":
            named = word.group()[0].isupper() or (
                counted and reading.tag.case not in {"gent", "accs"}
            )
            if named:
                break
            return after[: word.end()], after[word.end() :].strip()
        if reading.tag.POS not in {"ADJF", "PRTF"} and i == 0:
            break
    return "", after


def _is_noun_phrase(text: str, language: Language) -> bool:
    words = WORD.findall(text)
    if language == "ru":
        return all(parses(w)[0].tag.POS not in {"VERB", "PRTS", "ADJS", "INFN"} for w in words)
    return len(words) <= 3 and not _AUXILIARY.search(text)


def _english_anew(body: str, noun: str, rest: str, asking: str) -> str:
    auxiliary = _AUXILIARY.match(rest)
    if not auxiliary:
        return f"{body} ({_plain(noun, rest)})"
    after = rest[auxiliary.end() :].strip()
    if (
        asking.casefold() == "what"
        and auxiliary.group() in {"was", "were", "is", "are"}
        and re.match(r"[a-z]+(?:ed|n|t|d)\b", after)
    ):
        after = f"it {after}"
    return f"{body} {auxiliary.group()} {after} {noun}"


def _asked_anew_in_place(body: str, new: re.Match[str], earlier: str, old: re.Match[str]) -> str:
    """Kazakh question words stand where the answer would: «Германия … қанша мектеп салды?»."""
    end = old.end()
    if re.match("кім", new.group(), re.IGNORECASE) and not re.match("кім", old.group(), re.I):
        people = [n for n in noun_phrases(earlier, "kk") if n.person]
        first = people[0].text if people else re.match(r"\S+", earlier).group()  # type: ignore[union-attr]
        return earlier.replace(first, body, 1)
    if _COUNTING.search(old.group()) and len(body.split()) > 1:
        following = re.match(r"\s+\S+", earlier[end:])
        end += following.end() if following else 0
    at_start = old.start() == 0
    return (
        earlier[: old.start()] + (body if at_start else body[0].lower() + body[1:]) + earlier[end:]
    )


def _who_else(body: str, earlier: str, language: Language) -> str | None:
    """Who else spoke: about what the earlier question asked a person's words on."""
    about = _about(earlier, language)
    if about is None:
        return None
    verb = {"ru": "высказался", "en": "spoke", "kk": ""}[language]
    if _content_after(re.sub(rf"\b{WH[language]}\b", "", body, flags=re.IGNORECASE)):
        return f"{body} {about}"
    return f"{body} {verb} {about}"


def _about(earlier: str, language: Language) -> str | None:
    pattern = {
        "ru": r"\b(?:об?|про)\s+\S.*",
        "en": r"\b(?:about|on|of)\s+(?:the\s+)?\S.*",
        "kk": r"$^",
    }[language]
    match = re.search(pattern, earlier.strip(" ?!."))
    return match.group() if match else None


# --- pronouns -----------------------------------------------------------------------------------

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
        return _replaced(body, anaphor, _place(earlier, answer, language))
    phrase = _antecedent(word, earlier, answer, language)
    if phrase is not None and phrase.asked:
        phrase = replace(
            phrase, text=" ".join([phrase.text, *_settings(phrase, earlier, language)])
        )
    if phrase is None:
        return f"{body} ({_frame(earlier, language)})"
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


def _settings(phrase: NounPhrase, earlier: str, language: Language) -> list[str]:
    """The names of the earlier question with their prepositions, outside the phrase."""
    end = phrase.start + len(phrase.text)
    return [
        f"{_lead(earlier, n.start)} {n.text}".strip()
        for n in names(earlier, language)
        if n.start >= end and _lead(earlier, n.start)
    ]


def _replaced(body: str, anaphor: re.Match[str], text: str) -> str:
    return body[: anaphor.start()] + text + body[anaphor.end() :]


def _frame(earlier: str, language: Language) -> str:
    """The earlier question without its question word."""
    plain = re.sub(rf"^\W*{WH[language]}\b", "", earlier.strip(" ?!."), flags=re.IGNORECASE)
    return _plain("", plain.strip()) or earlier.strip(" ?!.")


def _place(earlier: str, answer: str, language: Language) -> str:
    for text in (earlier, answer):
        for name in names(text, language):
            if language == "kk" and kazakh_case(name.text) == "loct":
                return name.text
            if _lead(text, name.start) in {"в", "на", "in", "at"}:
                start = re.search(r"\S+\s+(?:the\s+)?$", text[: name.start]).start()  # type: ignore[union-attr]
                return text[start : name.end]
    found = names(earlier, language)
    lead = {"ru": "", "en": "in ", "kk": ""}[language]
    return lead + found[-1].text if found else f"({_frame(earlier, language)})"


def _antecedent(word: str, earlier: str, answer: str, language: Language) -> NounPhrase | None:
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
    if language == "ru":
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
            return min(fits, key=lambda p: (p.asked, p.case != "nomn"), default=None)
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
    lead = _lead(body, anaphor.start())
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
    if case == "nomn" and verb and parses(verb.group(1))[0].tag.POS in {"VERB", "PRTS"}:
        return f"{before}{verb.group(1)} {text}"
    return before + text + after
