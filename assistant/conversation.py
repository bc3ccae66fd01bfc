"""Follow-ups: a question that leans on the ones before it, made to stand on its own."""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.answer import Turn
from assistant.antecedent import with_antecedent
from assistant.follow_up import TODAY, WH, asked_anew, substituted, substituted_word
from assistant.names import WORD, Name, names
from assistant.phrases import in_case
from assistant.question import reports, topic_words, understand
from index.article import Language

_LOOK_BACK = 10
"""Follow-ups in a row that are resolved one upon the other; what is older is not looked at."""

_CONNECTIVE: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(
        r"^(?:ну\s+)?(?:(?:а|и|но)\s+)?(?:(?:что|как)\s+(?:насч[её]т|по поводу|же)\s+)|"
        r"^(?:ну\s+)?(?:а|и|но)\s+",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"^(?:(?:and|but|so|ok)[,\s]+)?(?:what|how)\s+about\s+|^(?:and|but|so)[,\s]+", re.IGNORECASE
    ),
    "kk": re.compile(r"^(?:ал|және|сонда)\s+", re.IGNORECASE),
}
_PARTICLE = re.compile(r"[\s,]+(?:ше|ша)\s*(?=[?.!]*$)", re.IGNORECASE)

_FILLERS: dict[Language, str] = {
    "ru": r"ещ[её]|именно|так|тоже|также|же|тогда|это|всё|потом",
    "en": r"else|exactly|so|not|too|also|then|that|this|is|was|did|it|happen|happened",
    "kk": r"тағы|да|де|дәл|сонда",
}
_ANAPHOR: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(
        r"\b(?:он|она|оно|они|его|е[её]|их|ему|ей|им|ими|н[её]м|ней|них|ним|ними|нею"
        r"|него|не[её]|это|этого|этому|этим|этом|там|туда|оттуда"
        r"|(?:этот|эта|эти|этих|эту|этой|этими|тот|той|том|тех)(?=\s+\w))\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:it|he|she|they|him|her|them|his|its|their|there"
        r"|(?<=about )(?:this|that)|(?<=on )(?:this|that)|(?<=of )(?:this|that)"
        r"|(?:this|that|these|those)(?=\W*$)|(?<=did )(?:this|that)|(?<=was )(?:this|that)"
        r"|(?<=is )(?:this|that)|(?:this|these|those)(?=\s+[a-z]+))\b",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"\b(?:ол|оның|оны|оған|онда|одан|онымен|олар\w*|бұл|бұны\w*|бұған|мұны\w*|сол"
        r"|соны\w*|осы|осының|осыған|сонда|мұнда)\b",
        re.IGNORECASE,
    ),
}
# «в этом году», "is there", "does it take": these point at nothing said before.
_NO_ANAPHOR: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(
        r"(?:это|эт|т)\w*\s+(?:год|месяц|недел|раз|ден|дн|момент|случа|время|времен)"
        r"|\bтом,? (?:что|как)|\bтех,? кто",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:(?:is|are|was|were|be|been)\s+there|there\s+(?:is|are|was|were|be))\b"
        r"|it\s+(?:(?:takes?|took)(?! place)|true|possible|like)|is\s+it\s*$|time\s+is\s+it"
        r"|(?:this|these)\s+(?:year|month|week|day|time)|those\s+(?:who|of|with|in)",
        re.IGNORECASE,
    ),
    "kk": re.compile(r"(?:бұл|сол|осы)\s+(?:жыл|ай|апта|күн|уақыт|кез)", re.IGNORECASE),
}
_CLAUSE = re.compile(
    r"[,;:–—]|\s(?:и|но|а|когда|если|and|but|when|if|after|before|that|және|бірақ)\s", re.IGNORECASE
)


def standalone(question: str, history: Sequence[Turn], language: Language) -> str:
    """The question as it reads without the conversation; unchanged where it stands on its own.

    The user's turns since the last question that stands on its own are resolved one upon the
    other («А с США?», «А с Россией?»); the assistant's turns give antecedents where a pronoun
    means what was answered. Older turns are not looked at.
    """
    if not leans(question, language):
        return question
    chain: list[tuple[str, str]] = []
    answer = ""
    for turn in reversed(history):
        if turn.role == "assistant":
            answer = answer or turn.content
            continue
        chain.append((turn.content, answer))
        answer = ""
        if len(chain) == _LOOK_BACK or not leans(turn.content, language):
            break
    if not chain:
        return question
    earlier, answer = chain.pop()
    while chain:
        follow_up, next_answer = chain.pop()
        earlier, answer = _resolved(follow_up, earlier, answer, language), next_answer
    return _resolved(question, earlier, answer, language)


@lru_cache(maxsize=512)
def leans(question: str, language: Language) -> bool:
    """Whether the question cannot be understood without the one before it."""
    body, connected = _body(question, language)
    found = names(body, language, opens=not connected)
    rest = _without_wh(body, language)
    if not rest or _MORE.fullmatch(body) or _anaphor(body, found, language):
        return True
    if _is_fragment(rest, found):
        return connected or rest != body or len(WORD.findall(rest)) <= 3
    if found or re.search(r"\d", body):
        return False
    content = _content(rest, language)
    if rest == body and not connected:
        return False
    more = re.search(rf"\b(?:{'ещ[её]|else|other|другие|тағы|басқа'})\b", body, re.IGNORECASE)
    return len(content) <= (2 if connected or more else 1)


def _body(question: str, language: Language) -> tuple[str, bool]:
    """The question without «а», "what about" or «ше», and whether it had one."""
    text = question.strip()
    body = _PARTICLE.sub("", text) if language == "kk" else text
    body = _CONNECTIVE[language].sub("", body)
    return body.strip(" ?!."), body != text


def _without_wh(body: str, language: Language) -> str:
    """What is left of the question without its question word and words like «ещё»."""
    rest = re.sub(rf"\b{WH[language]}\b", " ", body, count=1, flags=re.IGNORECASE)
    stripped = re.sub(rf"\b(?:{_FILLERS[language]})\b", " ", rest, flags=re.IGNORECASE)
    return body if rest == body else " ".join(stripped.split())


_MORE = re.compile(r"ещё|еще|и вс[её]|что-то ещ[её]|more|anything else|тағы", re.IGNORECASE)
_ELSE = re.compile(r"\b(?:ещ[её]|else|тағы)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:он|она|he|she|ол)\b", re.IGNORECASE)
_MORE_WORDS: dict[Language, str] = {
    "ru": "Что ещё говорит {}",
    "en": "What else did {} say",
    "kk": "{} тағы не деді",
}
_IDLE = re.compile(
    r"\b(?:так|тоже|также|же|тогда|потом|exactly|so|not|too|also|then|is|was|did|happen|happened"
    r"|да)\b",
    re.IGNORECASE,
)
_SMALL_TEXT = """
    а и с со в во на о об от до из у к ко по при за для про между через году год года годах
    словам мнению слов the a an in on at with to from of for by about as and according жылы жылдары
    туралы мен пен бен and г
"""
_SMALL = frozenset(_SMALL_TEXT.split())


def _content(rest: str, language: Language) -> list[str]:
    helpers = {"did", "do", "does", "is", "are", "was", "were", "has", "have", "been", "be"}
    return [w for w in WORD.findall(rest) if w.casefold() not in _SMALL | helpers and len(w) > 1]


def _is_fragment(rest: str, found: tuple[Name, ...]) -> bool:
    """Whether the text is a name or a year with at most a preposition: «с США», "in 2024"."""
    left = rest
    for name in found:
        left = left.replace(name.text, " ")
    left = re.sub(r"\b(?:1\d{3}|20\d\d)(?:-?\w{1,2})?\b", " ", TODAY.sub(" ", left))
    return left != rest and all(w.casefold() in _SMALL or len(w) == 1 for w in WORD.findall(left))


def _anaphor(body: str, found: tuple[Name, ...], language: Language) -> re.Match[str] | None:
    """The first word that points outside the question; None where it has its own antecedent."""
    idle = [m.span() for m in _NO_ANAPHOR[language].finditer(body)]
    for match in _ANAPHOR[language].finditer(body):
        if any(a <= match.start() < b for a, b in idle):
            continue
        before = [n for n in found if n.start < match.start()]
        between = body[before[0].start : match.start()] if before else ""
        possessive = match.group().casefold() in {"its", "his", "her", "their"}
        own = possessive and len(_content(_without_wh(body[: match.start()], language), language))
        if own or (before and _CLAUSE.search(between)):
            continue
        if match.group().casefold() == "это" and len(_content(body[: match.start()], language)) > 1:
            continue
        return match
    return None


def _of_speaker(body: str, earlier: str, language: Language) -> str | None:
    """A further question about the words of the person whose words the earlier one asked for.

    «Что он сказал о Китае?» of the same person; «Что ещё он сказал?» without the earlier topic.
    None: it asks something else.
    """
    person = understand(earlier, language).person
    pronoun = _SPEAKER.search(body)
    asked = understand(body, language)
    if not person or asked.kind == "who" or not reports(body, language):
        return None
    if language == "ru" and re.search(r"\bслов(?:ам|а)?\b|мнени", earlier):
        person = in_case(person, "nomn")
    topic = (body[start:end] for start, end in topic_words(asked))
    if _ELSE.search(body) and all(_ANAPHOR[language].fullmatch(word) for word in topic):
        return _MORE_WORDS[language].format(person)
    if pronoun and not _anaphor(body[pronoun.end() :], (), language):
        return body[: pronoun.start()] + person + body[pronoun.end() :]
    return None


@lru_cache(maxsize=512)
def _resolved(question: str, earlier: str, answer: str, language: Language) -> str:
    """The follow-up completed from the question it follows, which stands on its own."""
    if not leans(question, language):
        return question
    body, connected = _body(question, language)
    found = names(body, language, opens=not connected)
    rest = _without_wh(body, language)
    anaphor = _anaphor(body, found, language)
    if _MORE.fullmatch(body):
        more = {"ru": r"\1 ещё", "en": r"\1 else", "kk": r"тағы \1"}[language]
        text = re.sub(rf"\b({WH[language]})\b", more, earlier, count=1, flags=re.IGNORECASE)
    elif words := _of_speaker(body, earlier, language):
        text = words
    elif anaphor:
        text = with_antecedent(body, anaphor, earlier, answer, language)
        # «Что он сказал там?» has two to fill.
        second = _anaphor(text, names(text, language), language)
        if second and second.start() > anaphor.start():
            text = with_antecedent(text, second, earlier, answer, language)
    elif not rest:
        text = asked_anew(_IDLE.sub(" ", body).strip(), earlier, language)
    elif _is_fragment(rest, found):
        text = substituted(rest, earlier, language)
    else:
        changed = substituted_word(rest, earlier, language) if rest == body else None
        text = changed or asked_anew(body, earlier, language)
    text = " ".join(text.split()).strip(" ?!.")
    return text[:1].upper() + text[1:] + "?"
