"""Whether a sentence of the model says that the sources do not answer, in whatever words."""

import re

from assistant.prompt import NOT_IN_SOURCES

_EN = r"(?:sources?|passages?|articles?|texts?|documents?|excerpts?|context|materials?)"
_RU = r"(?:источник|фрагмент|отрыв|стать|текст|материал|документ|контекст)\w*"
_KK = r"(?:дереккөз|мәтін|мақала|үзінді|құжат)\w*"
_SAYS_NOTHING = re.compile(
    # "The sources do not say", "There is nothing on it in the sources", "I don't know"
    rf"\b{_EN}\b.{{0,40}}\b(?:do(?:es)?\snot|don['’]t|doesn['’]t|did\snot|didn['’]t|cannot|fails?\sto"
    r"|lacks?|(?:have|has|contain|contains|provide|provides|offer|offers)\sno)\b"
    rf"|\b(?:no|not|nothing|isn['’]t|aren['’]t)\b.{{0,60}}\b(?:in|by|from|within)\s"
    rf"(?:[a-z]+\s){{0,3}}{_EN}\b"
    r"|\bi\s(?:do\snot|don['’]t)\sknow\b"
    r"|\bi\s(?:could\snot|couldn['’]t|cannot|can['’]t|(?:am|was)\sunable\sto)\s(?:find|answer|determine"
    r"|locate|provide)\b"
    # «В источниках об этом не сказано», «Информации об этом в источниках нет»
    rf"|\b{_RU}\s.{{0,50}}?\b(?:нет|отсутству\w+|не\s+(?:содерж|сообща|сообщ|упомина|упомян|говор|указ|сказ"
    r"|найд|обнаруж|привод|приве|да[её]т|дают|отвеча|раскрыва|уточня|опис|представл|позволя|имеет))"
    rf"|\b(?:нет|не\s+\w+|отсутству\w+)\b.{{0,60}}\b(?:в|из|по)\s+(?:\w+\s+){{0,2}}{_RU}"
    r"|\bя\s+не\s+знаю\b|\bне\s+удалось\s+найти\b"
    # «Дереккөздерде бұл туралы айтылмаған», «Бұл жөнінде мәлімет жоқ»
    rf"|\b{_KK}\s.{{0,60}}?(?:\bжоқ\b|(?:айтыл|көрсетіл|келтіріл|беріл|табыл|кездес|қамты|баяндал|атал"
    r"|сипаттал)(?:ма|ме|па|пе)\w*|жауап\s+бермейді)"
    r"|\b(?:ақпарат|мәлімет|дерек|жауап)\w*\s+(?:жоқ|табылмады)\b",
    re.IGNORECASE,
)


def says_nothing_is_there(sentence: str) -> bool:
    """Whether the sentence, without its markers, says that the sources do not answer.

    An article can say so of its own matter, of the text of a treaty: look first whether the
    sentence stands.
    """
    said = sentence.strip(" .!\"'*[]\n").upper()
    return said == NOT_IN_SOURCES or bool(_SAYS_NOTHING.search(sentence))


def may_become_absence(text: str) -> bool:
    """Whether what was written so far is the beginning of the prompt's own words for it."""
    said = text.strip(" .!\"'*[]\n").upper()
    return bool(said) and (said == NOT_IN_SOURCES or NOT_IN_SOURCES.startswith(said))
