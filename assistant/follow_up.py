"""Completing an elliptic follow-up: one name in place of another, another question word."""

import re

from assistant.names import WORD, Name, names, parses
from assistant.phrases import (
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
_YEAR_PHRASE = re.compile(
    r"\b(?:(?:в|за|in)\s+)?(?:1\d{3}|20\d\d)(?:-?\w{1,2}\b)?(?:\s+(?:год[уа]?|жылы?|жылғы)\b)?",
    re.IGNORECASE,
)

# A time named by today: «в прошлом году», "now"; a year may take its place and the other way round.
TODAY = re.compile(
    r"\b(?:(?:в|за)\s+(?:эт|прошл|минувш|текущ|нынешн|позапрошл|следующ)\w+\s+год[уа]?|сегодня|сейчас"
    r"|ныне|теперь|(?:last|this|next)\s+year|today|now|currently|nowadays|былтыр|биыл|қазір|бүгін"
    r"|(?:өткен|келесі|осы)\s+жылы?)\b",
    re.IGNORECASE,
)

_COUNTING = re.compile(
    r"(?:сколь\w+|как(?:ой|ая|ое|ие|их|им|ими|ому|ую|ом|ого)|how many|how much"
    r"|what|which|қанша\w*|неше\w*|қандай|қай)$",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:did|do|does|was|were|is|are|has|have|had|will|would|can|could)\b")
SHORT = {"со": "с", "во": "в", "об": "о", "обо": "о", "ко": "к", "изо": "из"}
_PREPOSITIONS_TEXT = """
    с в о к из на по от у для до за между через про при над под против словам мнению
    with in on at to from of for by between about against into
"""
PREPOSITIONS = frozenset(_PREPOSITIONS_TEXT.split())


def substituted(fragment: str, earlier: str, language: Language) -> str:
    """The earlier question about the name or the year of the fragment: «с США», "in 2024"."""
    year, old_year = YEAR.search(fragment), YEAR.search(earlier)
    if year and old_year:
        return earlier[: old_year.start()] + year.group() + earlier[old_year.end() :]
    today, old_today = TODAY.search(fragment), TODAY.search(earlier)
    if (year and old_today) or (today and old_today):
        return earlier[: old_today.start()] + fragment.strip() + earlier[old_today.end() :]
    if today and old_year:
        whole = _YEAR_PHRASE.search(earlier) or old_year
        return earlier[: whole.start()] + fragment.strip() + earlier[whole.end() :]
    if year or today:
        return _appended(earlier, fragment)
    found = names(fragment, language, opens=False)
    new = fragment[found[0].start : found[-1].end]
    lead = lead_of(fragment, found[0].start)
    target = _counterpart(found[0], fragment, earlier, language)
    old_lead = lead_of(earlier, target.start) if target else ""
    if lead and lead != old_lead:
        for phrase in noun_phrases(earlier, language):
            if lead_of(earlier, phrase.start) == lead:
                rest = earlier[phrase.start + len(phrase.text) :]
                return earlier[: phrase.start] + new + rest
    opening = re.match(r"[^\W\d_]\w+(?=\s)", earlier)
    fits = opening and kazakh_case(new) in ("", kazakh_case(opening.group()))
    if target is None and language == "kk" and opening and fits:
        # The subject or the place opens a Kazakh question, where its capital shows no name.
        return new + earlier[opening.end() :]
    if target is None or (lead and found[0].kind == "person" and not old_lead):
        return _appended(earlier, fragment)
    return _in_place_of(target, new, fragment[: found[0].start], earlier, language)


def _in_place_of(target: Name, new: str, opening: str, earlier: str, language: Language) -> str:
    """The earlier question with the new name where the target stands; «с» or "the" opens it."""
    start, end = _with_row(target, earlier, language)
    lead, old_lead = lead_of(opening, len(opening)), lead_of(earlier, start)
    article = re.compile(r"\bthe\s+$", re.IGNORECASE)
    if language == "en":
        new = ("the " if article.search(opening) else "") + new
        if before_it := article.search(earlier[:start]):
            start = before_it.start()
    if language == "kk" and not kazakh_case(new):
        new = in_kazakh_case(new, kazakh_case(target.text))
    if language == "ru" and not (lead and old_lead):
        new = _agreeing(new, target.text, old_lead)
    elif language == "ru" and lead != old_lead:
        start = earlier[:start].rstrip().rindex(" ") + 1 if " " in earlier[:start].rstrip() else 0
        new = opening + new
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


def substituted_word(fragment: str, earlier: str, language: Language) -> str | None:
    """The earlier question with one word changed for a like one: «А китайских?», «А экспорт?»."""
    if language != "ru":
        return None
    reading = parses(fragment.split()[-1])[0]
    for match in WORD.finditer(earlier):
        word = match.group()
        old = parses(word)[0]
        if word[0].isupper() or "Apro" in old.tag or re.fullmatch(WH["ru"], word):
            continue
        if old.tag.POS == reading.tag.POS and {p.tag.case for p in parses(word)} & {
            p.tag.case for p in parses(fragment.split()[-1])
        }:
            start = earlier[: match.start()]
            if re.match("каков", start, re.IGNORECASE):
                gender = reading.tag.gender if reading.tag.number == "sing" else "plur"
                ending = {"femn": "а", "neut": "о", "plur": "ы"}.get(gender, "")
                start = re.sub(r"^(\w{5})\w?", rf"\g<1>{ending}", start)
            return start + fragment + earlier[match.end() :]
    return None


def _appended(earlier: str, piece: str) -> str:
    return f"{earlier.strip(' ?!.')} {piece}"


def lead_of(text: str, start: int) -> str:
    """The small word before a place in the text, «со» as «с»; empty where there is none."""
    before = re.search(r"([a-zа-яё]+)\s+(?:the\s+)?[«\"]?$", text[:start])
    word = before.group(1) if before else ""
    word = SHORT.get(word, word)
    return word if word in PREPOSITIONS else ""


def _counterpart(new: Name, fragment: str, earlier: str, language: Language) -> Name | None:
    """The name of the earlier question that the new one stands in for."""
    lead = lead_of(fragment, new.start)
    cases = _cases(new.text, language)

    def likeness(name: Name) -> tuple[int, ...]:
        same_lead = lead != "" and lead_of(earlier, name.start) == lead
        same_kind = (name.kind == "country") == (new.kind == "country")
        same_case = bool(cases & _cases(name.text, language))
        joined = re.search(r"\b(?:и|and|мен|пен|бен)\s+(?:the\s+)?$", earlier[: name.start])
        # What is asked of the reader's own country is seldom asked of another next.
        score = 4 * same_lead + 3 * same_kind + 2 * same_case + (name.code != "KZ") + bool(joined)
        beside_verb = language == "ru" and not lead and _beside_verb(name, earlier)
        return score, beside_verb

    others = [n for n in names(earlier, language) if not (n.code and n.code == new.code)]
    fitting = [
        n
        for n in others
        if (n.kind == "country") == (new.kind == "country")
        or (lead and lead_of(earlier, n.start) == lead)
    ]
    return max(fitting, key=likeness, default=None)


def _beside_verb(name: Name, text: str) -> bool:
    beside = [*WORD.findall(text[: name.start])[-1:], *WORD.findall(text[name.end :])[:1]]
    return any(parses(word)[0].tag.POS in {"VERB", "PRTS"} for word in beside)


def _cases(name: str, language: Language) -> set[str]:
    if language == "ru":
        readings = [p for p in parses(name.split()[-1]) if p.tag.case]
        person = re.search(r"\w+ \w+$|(?:[оеё]в|[иы]н)(?:а|у|ым|е)?$", name)
        surname = case_of(name) if person else ""
        # The accusative of a man's name looks like the genitive.
        own = {surname, "accs"} if surname == "gent" else {surname}
        return own if surname else {str(p.tag.case) for p in readings[:6]}
    return {kazakh_case(name)} if language == "kk" else set()


def _with_row(target: Name, earlier: str, language: Language) -> tuple[int, int]:
    """The span to replace: «Китаем и с Россией» after «с» gives way as a whole."""
    start, end = target.start, target.end
    lead = lead_of(earlier, start)
    if not lead:
        return start, end
    again = re.compile(rf"\s+(?:и|and)\s+{lead}[оё]?\s+(?:the\s+)?")
    found = names(earlier, language)
    for name in found:
        if name.start > end and again.fullmatch(earlier[end : name.start]):
            end = name.end
    for name in reversed(found):
        if name.end < start and again.fullmatch(earlier[name.end : start]):
            start = name.start
    return start, end


def _agreeing(new: str, old: str, lead: str) -> str:
    """A Russian name in the case of the one that it replaces, where its own does not fit."""
    if _cases(new, "ru") & _cases(old, "ru"):
        return new
    case = case_of(old, lead)
    return new if not case or case in _cases(new, "ru") else in_case(new, case)


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
        return _who_else(body, earlier, language) or f"{body} ({without_auxiliary(noun, rest)})"
    if not bare:
        fits = family and _is_noun_phrase(body[new.end() :], language)
        fits = fits and " " not in old.group().casefold().removeprefix("how ")
        return f"{head}{body} {rest}" if fits else f"{body} ({without_auxiliary(noun, rest)})"
    if family and noun:
        many = in_case(noun, "nomn", "plur") if language == "ru" else noun
        return f"{body} {many} {rest}"
    prepositional = " " in old.group() and language == "ru"
    if language == "ru":
        if prepositional or not noun:
            return f"{body} {rest}"
        return f"{body} {_plainly(noun, old.group())} {_in_plural(rest)}"
    return _english_anew(body, noun, rest, old.group())


def _content_after(text: str) -> bool:
    small = r"ещё|еще|именно|так|тоже|else|exactly|so|not|is|was|did|that|это|happened|happen"
    small += "|тағы|да|де"
    return bool(WORD.findall(re.sub(rf"\b(?:{small})\b", " ", text, flags=re.IGNORECASE)))


def _plainly(noun: str, asking: str) -> str:
    """«Сколько рейсов» leaves «рейсы», «какие меры» leaves «меры»."""
    return in_case(noun, "nomn", "plur") if asking.casefold().startswith("сколь") else noun


def _in_plural(rest: str) -> str:
    """«подписано с Китаем» as «подписаны с Китаем»: what is counted becomes the subject."""
    verb = rest.split(" ")[0]
    reading = parses(verb)[0] if verb else None
    form = reading.inflect({"plur"}) if reading and reading.tag.gender == "neut" else None
    return rest.replace(verb, form.word, 1) if form else rest


def without_auxiliary(noun: str, rest: str) -> str:
    """The rest of a question and its noun as they stand in brackets, "did" left out."""
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
        return f"{body} ({without_auxiliary(noun, rest)})"
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
    if _content_after(body.replace(new.group(), "")) and not _COUNTING.search(new.group()):
        return f"{body} ({noun_phrases(earlier, 'kk')[0].text})"
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
