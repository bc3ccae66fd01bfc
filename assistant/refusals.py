"""Why a sentence of the model does not stand, and why quotes stand in for the model's words."""

from assistant.check import Checked, Reason
from assistant.writer import Failing
from index.article import Language

_REASONS: dict[Reason, dict[Language, str]] = {
    "no source": {
        "ru": "источник не указан, и ни один из найденных этого не подтверждает",
        "kk": "дереккөзі көрсетілмеген, табылғандардың ешқайсысы мұны растамайды",
        "en": "it names no source, and none of those found bears it out",
    },
    "unknown source": {
        "ru": "такого источника нет: [{}]",
        "kk": "мұндай дереккөз жоқ: [{}]",
        "en": "there is no such source: [{}]",
    },
    "facts": {
        "ru": "в источнике этого нет: {}",
        "kk": "дереккөзде бұл жоқ: {}",
        "en": "the source does not have this: {}",
    },
    "meaning": {
        "ru": "источник говорит о другом",
        "kk": "дереккөз басқа нәрсе туралы айтады",
        "en": "the source speaks of something else",
    },
    "no statement": {
        "ru": "это ничего не сообщает",
        "kk": "бұл ештеңе хабарламайды",
        "en": "it states nothing",
    },
    "language": {
        "ru": "это не на языке вопроса",
        "kk": "бұл сұрақтың тілінде емес",
        "en": "it is not in the language of the question",
    },
}
_STANDING_IN: dict[Language, str] = {
    "ru": "Здесь цитаты вместо ответа языковой модели: {}.",
    "kk": "Тілдік модельдің жауабының орнына дәйексөздер берілді: {}.",
    "en": "These are quotes in place of the language model's answer: {}.",
}
_FAILURES: dict[Failing | str, dict[Language, str]] = {
    "unreachable": {
        "ru": "она недоступна",
        "kk": "оған қосылу мүмкін болмады",
        "en": "it cannot be reached",
    },
    "slow": {
        "ru": "она не ответила вовремя",
        "kk": "ол уақытында жауап бермеді",
        "en": "it did not answer in time",
    },
    "quota": {
        "ru": "исчерпан лимит обращений к ней",
        "kk": "оған сұрау шегі таусылды",
        "en": "its quota is used up",
    },
    "key": {
        "ru": "она не приняла ключ доступа (MULTIVECTOR_LLM_API_KEY)",
        "kk": "ол қолжетім кілтін қабылдамады (MULTIVECTOR_LLM_API_KEY)",
        "en": "it refused the key (MULTIVECTOR_LLM_API_KEY)",
    },
    "context": {
        "ru": "найденное не поместилось в её контекст (MULTIVECTOR_LLM_CONTEXT)",
        "kk": "табылған мәтін оның контекстіне сыймады (MULTIVECTOR_LLM_CONTEXT)",
        "en": "what was found does not fit its context (MULTIVECTOR_LLM_CONTEXT)",
    },
    "empty": {"ru": "её ответ пуст", "kk": "оның жауабы бос", "en": "its answer is empty"},
    "html": {
        "ru": "вместо ответа пришла веб-страница",
        "kk": "жауап орнына веб-бет келді",
        "en": "a web page came in place of an answer",
    },
    "refusal": {
        "ru": "она отказалась отвечать",
        "kk": "ол жауап беруден бас тартты",
        "en": "it declined to answer",
    },
    "unknown": {
        "ru": "в ней произошёл сбой",
        "kk": "онда ақау болды",
        "en": "it failed",
    },
    "unsupported": {
        "ru": "ни одно её предложение не подтверждается источниками",
        "kk": "оның бірде-бір сөйлемі дереккөздермен расталмады",
        "en": "the sources bear out none of its sentences",
    },
}


def reason(checked: Checked, language: Language) -> str:
    """Why a sentence does not stand, in the reader's language."""
    why = "facts" if checked.reason == "no source" and checked.missing else checked.reason
    return _REASONS[why or "meaning"][language].format(", ".join(checked.missing))


def standing_in(why: str, language: Language) -> str:
    """One line: why the reader gets quotes; `why` is a `Failing` or "unsupported"."""
    return _STANDING_IN[language].format(_FAILURES[why][language])
