"""Whether a sentence holds the sort of thing that a question expects: a count, a sum, a date."""

import re

from assistant.facts import facts
from assistant.figures import Figure, figures
from assistant.kinds import Expects
from assistant.question import Question
from assistant.values import answers
from index.article import Language

_STEM = 5  # a name is already said in any of its cases
_TIME = (
    r"(?:секунд|минут|час(?:а|ов)?\b|дн[еяй]|день|сут[ок]|недел|месяц|лет\b|год|сағат|күн|апта|ай\b"
    r"|жыл|second|minute|hour|day|week|month|year)"
)
_TIME_ASKED = (
    rf"\b{_TIME}|длил|длит|продолж|долго|давно|возраст|созыл|ұзақ|жас|\blong\b|\bold\b|\blast"
    r"|сокра[тщ]|быстр|срок|задерж|shorten|faster|quick|\bsoon|delay|қысқар|мерзім"
)
# Here only so many hours, days or years answer: «Сколько лет …?», "How long did …?"
_TIME_COUNTED = re.compile(
    rf"\b(?:скольк\w+|how many|неше|қанша)\s+(?:\w+\s+)?{_TIME}"
    r"|\b(?:как долго|как(?:ое время|ой срок)|сколько (?:времени|дл\w+|продолж\w+)|қанша уақыт|"
    r"how (?:long|much time) (?:did|does|do|will|has|have|had))\b",
    re.IGNORECASE,
)
# «Сколько лет …?»: «с 1994 года» tells it too.
_SINCE = re.compile(r"(?:\b(?:с|since)\s+(?:\w+\s+){0,2})[12]\d{3}|[12]\d{3} жылдан", re.IGNORECASE)
_NUMBER = (
    r"\d+(?:[.,]\d+)?|\b(?:одн\w{1,3}|дв[аеу]\w{0,2}|тр[её][хм]?|три|четыр\w+|пят[ьи]|шест[ьи]|сем[ьи]"
    r"|восем[ьи]|восьми|девят[ьи]|десят[ьи]|\w+надцат[ьи]|двадцат[ьи]|тридцат[ьи]|сорока?|сто|втор\w+|трет\w+|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз"
    r"|жиырма|отыз|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|dozen|once|twice|double\w*|triple\w*)\b"
    r"|удво\w+|утро\w+|вдвое|втрое|половин\w+|half"
)
_EXPECTED_IN: dict[Expects, re.Pattern[str]] = {
    "number": re.compile(_NUMBER, re.IGNORECASE),
    "percent": re.compile(
        r"\d+(?:[.,]\d+)? ?%|процент|пайыз|per ?cent|\bдол[яиюе]\b|четверт|половин|треть|half|third"
        r"|quarter",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"\b[12]\d{3}\b|январ|феврал|\bмарт|апрел|\bма[йяе]\b|июн[ьяе]|июл[ьяе]|август|сентябр"
        r"|октябр|ноябр|декабр|January|February|\bMarch|April|\bMay\b|June|July|August|September"
        r"|October|November|December|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек"
        r"|\bқазан|қараша|желтоқсан|\bвек[аеу]?\b|\bвека|столети|centur|ғасыр"
        r"|\bвесн|\bлет(?:ом|а|о|у)\b|\bосен|\bзим[оыау]|spring|summer|autumn|winter|көктем|\bкүз"
        r"|\bжаз(?:да|ғы|ы)\b|\bқыс(?:та|қы|ы)\b|понедельник|вторник|\bсред[уы]\b|четверг|пятниц"
        r"|суббот|воскресен|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|сенбі|\bжұма|квартал|quarter"
        r"|тоқсан|полугоди|вчера|завтра|yesterday|tomorrow|\bкеше\b|ертең|\bДн[юя] "
        r"|(?:лет|года?|дн(?:я|ей)|недел\w+|месяц\w*) назад|\bago\b|бұрын|через (?:\w+ )?(?:год|лет"
        r"|месяц|недел|дн|день)|(?:прошл|следующ|будущ|эт|нынешн|минувш)\w+ (?:год|недел|месяц)"
        r"|(?:last|next|this) (?:year|week|month)|(?:өткен|келесі|осы) (?:жыл|апта|ай)|былтыр|биыл",
        re.IGNORECASE,
    ),
}


def holds(question: Question, sentence: str, language: Language) -> bool:
    """Whether a sentence holds what the question expects, and not just what it already said."""
    if question.expects is None:
        return False
    asked = question.text.casefold()
    if question.expects in ("person", "place"):
        stated = facts(sentence, language)
        # A company builds and signs as a person does: «Кто построит завод?»
        found = [name.words[-1 if name.personal else 0] for name in stated.names]
        if question.expects == "place":
            found = [name.words[0] for name in stated.names if not name.personal]
            found += [place.text for place in stated.places]
    elif question.expects == "money":
        amounts = figures(sentence, language)
        found = [f.text for f in amounts if answers(f, sentence, "money") or _is_large(f)]
    else:
        found = [
            match.group()
            for match in _EXPECTED_IN[question.expects].finditer(sentence)
            if not (question.expects == "number" and _is_other_time(question, sentence, match))
        ]
    if question.expects == "number" and _TIME_COUNTED.search(question.text):
        found += [match.group() for match in _SINCE.finditer(sentence)]
    return any(word[:_STEM].casefold() not in asked for word in found)


def _is_large(figure: Figure) -> bool:
    """Whether a figure can only be a sum where one is looked for: «27 миллиардов»."""
    return not figure.unit and figure.value >= 1e6


def _is_other_time(question: Question, sentence: str, number: re.Match[str]) -> bool:
    """Whether a number counts days or years and the question something else, or the reverse."""
    after = sentence[number.end() :]
    if _TIME_COUNTED.search(question.text):
        return not re.match(rf"[\s-]*(?:\w+\s+)?{_TIME}|-?(?:летн|дневн)", after, re.IGNORECASE)
    counts_time = re.match(rf"[\s-]*{_TIME}", after, re.IGNORECASE)
    return bool(counts_time) and not re.search(_TIME_ASKED, question.text, re.IGNORECASE)
