"""Words that a statement turns round: grew for fell, exports for imports, "did not" for "did".

Within a language what is denied is compared word for word here, across languages by the model's
states of the words in `assistant/displaced.py`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.article import Language
from index.keywords import terms

# A family a line: of its members none can stand for another. Beginnings of words in Russian,
# English and Kazakh, a word in full where `.` ends it, one that across languages must stand
# before a figure where `#` does, `-` for a space.
_FAMILIES_TEXT = """
вырос возрос увелич повыс рост. роста. increas grew. grow risen. rose. өсті. өскен артты. ұлғай
| снизи сниж снижен сократ сокращ уменьш упал падени понизи decreas declin fell. fallen. drop
  reduc shrank. төменде азай қысқар

экспорт вывоз export | импорт ввоз import

купи покуп приобр buy bought. purchas сатып-ал | прода sell sold. sale

присоедин вступ join accede қосыл | выйти. вышел. вышла. вышли. покину покида withdr leave. left.

поддерж support қолда | отверг отклон осуди reject condemn oppos сынға

подписа заключ sign signed. қол-қой | расторг отмен аннулир денонс cancel annul scrap revok

более# свыше. больше# превы more# over# above. exceed астам. артық.
| менее# меньше# less# fewer. below. under# кем. аз.

президент president | премьер premier prime-minister | госсекретар secretary-of-state
| депутат deputy | посол. посла. послу. ambassador елші | король. короля. королем. king.
| император emperor

понедельник monday дүйсенбі | вторник tuesday сейсенбі | среда. среду. wednesday сәрсенбі
| четверг thursday бейсенбі | пятниц friday | суббот saturday сенбі | воскресень sunday жексенбі

север north солтүстік | юг. юга. югу. юге. южн south оңтүстік | запад west батыс
| восток восточ east шығыс
"""
_NEGATED = {
    "ru": re.compile(r"\b(?:не|ни|без)\s+(?:был[аио]?\s+|будет\s+)?(\w+)", re.IGNORECASE),
    "en": re.compile(
        r"(?:\b(?:not|never|without|cannot|no)|n['’]t)\s+(?:longer\s+)?(?:been\s+|be\s+|yet\s+|a\s+|an\s+|the\s+)?(\w+)",
        re.IGNORECASE,
    ),
    "kk": re.compile(r"(\w+)\s+(?:емес|жоқ)\b", re.IGNORECASE),
}
# «төлемейді», «шешпейді», «жасалмаған»: a verb denies itself.
_NEGATED_VERB = re.compile(
    r"(\w{2,}[мбп][ае](?:й(?:ды|ді|тын|тін|міз|мін)?|ды|ді|ған|ген|с|стан|стен)|\w+(?=\s(?:емес|жоқ)))\b",
    re.IGNORECASE,
)
# Whatever else may say that something is not so, too.
_DENIAL = {
    "ru": re.compile(
        r"\b(?:не|ни|без|нет|нельзя|отказ\w*|отверг\w*|отриц\w*|сомнева\w*|лиш[ие]\w*|отсутств\w*"
        r"|продолжа\w*|по-прежнему|остав?[её]тся|остаются|потер\w+|теря\w+|утра[тч]\w*|против\w*|запре\w+"
        r"|отмен\w+|предотвра\w+|кроме|прекра\w+|перест\w+|закры\w+|освобо\w+|игнор\w+|избе\w+|минуя|никто|ничего|никогда|едва"
        r"|не[а-яё]{4,})\b", re.I
    ),
    "en": re.compile(
        r"\b(?:not|no|never|without|cannot|nothing|nobody|none|neither|nor|lacks?|lacked|lacking|fail\w*"
        r"|refus\w*|reject\w*|den(?:y|ies|ied)|doubt\w*|avoid\w*|exempt\w*|free|freed|rather|instead"
        r"|los(?:e|es|t|ing|s)|continu\w*|still|until|unless|anti-?\w*|against|miss\w*|prevent\w*|banned"
        r"|prohibit\w*|halt\w*|cancel\w*|unable|hardly|only|stop\w*|abandon\w*|renounc\w*|ignor\w*|gave|give|gives|(?:un|in|im)\w{4,})\b"
        r"|n['’]t\b|\w+less\b", re.I,
    ),
    "kk": re.compile(
        r"\w{2,}[мбп][ае](?:й|ды|ді|ған|ген|с)|\b(?:емес|жоқ|бас\sтарт\w*|босат\w*)\b"
        r"|\w{3,}с[ыі]з\b", re.I
    ),
}  # fmt: skip
_WORD = re.compile(r"\w+")
# Not «более простой», "over the sea", which the other language says in other words.
_BEFORE_FIGURE = r"(?=\s(?:чем\s|than\s)?(?:[$€£₸₽¥]?\d|(?:{})\b))".format(
    r"half|an?\s|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundred\w*|dozen\w*"
    r"|one|полов\w+|четверт\w+|дв\w+|тр[её]х|четыр\w+|пят\w+|шест\w+|сем\w+|вос\w+|девя\w+"
    r"|десят\w+|сот\w+|ста|\w+надцат\w+|сорока|полутор\w+|одно\w+|тысяч\w*|миллион\w*"
)
_CONTRARY = re.compile(
    r"\bне\s+(?:только|менее|более|превыша\w+)|\bnot\s+(?:only|exceed\w*)|\bno\s+(?:less|more)"
    r"|\bnot(?=\s(?:\w+\s)?(?:more|less|fewer|longer)\sthan\b)",
    re.I,
)
# Denies what stands beside it, too, and is no "not".
_DENIES_BESIDE = re.compile(
    r"\b(?:нельзя|отказ\w*|лиш(?:и|е)\w*|запре\w+|освобо\w+|исключ\w+|невозможн\w+"
    r"|exempt\w*|free (?:of|from)|refus\w*|fail\w*|bans?|banned|prohibit\w*|unable|impossible"
    r"|тыйым|бас тарт\w*|босат\w*|мүмкін емес)\b",
    re.IGNORECASE,
)
_AROUND = 4  # words that a denial in other words may stand away


def turned_round(
    text: str, language: Language, passage: str, carrying: Sequence[str], passage_language: Language
) -> tuple[str, ...]:
    """The words of a statement that the sentences which carry it turn round.

    Either they have another word of the same family and the whole passage never has this one, or,
    within one language, a word is denied by one side only.
    """
    across = language != passage_language
    found = list(_of_other_family_members(text, passage, " ".join(carrying), across))
    if not across:
        found += _denied_by_one(text, " ".join(carrying), language)
    return tuple(dict.fromkeys(found))


def _of_other_family_members(text: str, passage: str, carrying: str, across: bool) -> Iterator[str]:
    for members in _families(across):
        for i, member in enumerate(members):
            said = member.search(text)
            if not said or member.search(passage):
                continue
            if any(other.search(carrying) for k, other in enumerate(members) if k != i):
                yield said[0]


def _denied_by_one(text: str, carrying: str, language: Language) -> Iterator[str]:
    text, carrying = _CONTRARY.sub(" ", text), _CONTRARY.sub(" ", carrying)
    denied, plain = _denied(text, language)
    denied_there, plain_there = _denied(carrying, language)
    for term, word in denied.items():
        only_here = term in plain_there and term not in denied_there
        if only_here and not _denied_otherwise(carrying, plain_there[term]):
            yield word
    for term, word in plain.items():
        only_there = term in denied_there and term not in plain_there and term not in denied
        if only_there and not _denied_otherwise(text, word):
            yield word


def _denied_otherwise(text: str, word: str) -> bool:
    """Whether a word near this one of the text denies it, and is no "not": «exempt from tax»."""
    before, _, after = text.partition(word)
    around = before.split()[-_AROUND:], after.split()[:_AROUND]
    return any(_DENIES_BESIDE.search(" ".join(words)) for words in around)


def negated(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """The spans of the words that a text denies."""
    plain = _CONTRARY.sub(lambda m: "_" * len(m[0]), text)
    pattern = _NEGATED_VERB if language == "kk" else _NEGATED[language]
    return tuple(match.span(1) for match in pattern.finditer(plain))


def denies(text: str, language: Language) -> bool:
    """Whether anything in a text is denied, in whatever words."""
    return bool(_DENIAL[language].search(_CONTRARY.sub(" ", text)))


@lru_cache(maxsize=1024)
def _denied(text: str, language: Language) -> tuple[dict[str, str], dict[str, str]]:
    """The terms of a text that it denies and those that it does not, with their words."""
    denied: dict[str, str] = {}
    places = set()
    for match in _NEGATED[language].finditer(text):
        places.add(match.start(1))
        for term in terms(match[1], language):
            denied[term] = match[0].strip()
    plain = {
        term: match[0]
        for match in _WORD.finditer(text)
        if match.start() not in places
        for term in terms(match[0], language)
    }
    return denied, plain


@lru_cache(maxsize=2)
def _families(across: bool) -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(
        tuple(_member(words, across) for words in family.split("|"))
        for family in _FAMILIES_TEXT.strip().split("\n\n")
    )


def _member(words: str, across: bool) -> re.Pattern[str]:
    ends = {".": r"\b", "#": rf"\b{_BEFORE_FIGURE}" if across else r"\b"}
    forms = [
        re.escape(word.rstrip(".#")).replace(r"\-", " ") + ends.get(word[-1], r"\w*")
        for word in words.split()
    ]
    # «северо-восток» is the north, as "the northeast" is.
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})", re.IGNORECASE)
