"""The words of reporting: verbs of speech, phrases like «по словам», nouns for people, pronouns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from index.article import Language
from index.language import russian_morphology


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for lists that are read better as one."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Reporting:
    """How a language names the person whose words it reports.

    `verbs` report by themselves («заявил»), `weak_verbs` only beside a quotation or what `that`
    matches after them («считает, что») or `led_by` before («деп санайды»), `naming` ones with a
    quotation anywhere («назвал это «прорывом»»). `sources` matches a phrase that a name in an
    oblique case belongs to; where it has a group `pronoun`, that is the person.
    """

    verbs: frozenset[str]
    weak_verbs: frozenset[str]
    sources: re.Pattern[str]
    pronouns: dict[str, str | None]
    that: re.Pattern[str]
    led_by: re.Pattern[str]
    naming: frozenset[str]


_NEVER = re.compile(r"(?!)")

_RUSSIAN_VERBS = word_set(
    """
    заявлять заявить отмечать отметить подчеркивать подчеркнуть напоминать напомнить сообщать
    сообщить пояснять пояснить объяснять объяснить уточнять уточнить комментировать
    прокомментировать рассказать рассказывать сказать констатировать утверждать признаваться
    признаться предупредить предупреждать уверять заверить заверять резюмировать указать
    указывать прогнозировать высказаться высказать акцентировать возразить возражать поделиться
    призвать призывать
    """
)
_RUSSIAN_WEAK_VERBS = word_set(
    """
    признать признавать поблагодарить говорить считать полагать добавить добавлять думать
    ответить отвечать обещать пообещать предположить предполагать продолжить продолжать заметить
    замечать заключить заключать писать написать верить надеяться вспоминать вспомнить спросить
    спрашивать рекомендовать отвергнуть опровергнуть подтвердить подтверждать выразить доложить
    подытожить отрезать парировать советовать посоветовать восклицать воскликнуть объявить
    объявлять
    """
)

_RUSSIAN_ADJECTIVES = {"уверен", "уверена", "убежден", "убеждена", "согласен", "согласна"}

_ENGLISH_VERBS = word_set(
    """
    said says told tells stated stressed stresses emphasized emphasizes emphasised emphasises
    noted notes explained explains argued argues claimed claims insisted insists remarked
    commented comments warned warns declared announced reiterated recalled recalls underlined
    underscored acknowledged admitted testified
    """
)
_ENGLISH_WEAK_VERBS = word_set(
    """
    added adds believes believed thinks thought replied answered asked wrote writes concluded
    concludes continued suggested suggests expects expected hopes hoped promised agreed
    confirmed confirms observed reported predicted predicts highlighted pledged urged denied
    """
)

_KAZAKH_VERBS = word_set(
    """
    деді дейді айтты айтады мәлімдеді мәлімдейді хабарлады хабарлайды түсіндірді түсіндіреді
    ескертті баяндады
    """
)
_KAZAKH_WEAK_VERBS = word_set(
    """
    өтті өтеді көрсетті көрсетеді қосты санайды есептейді жазды берді сендірді білдірді ойлайды
    сенеді толықтырды салды жеткізді атады
    """
)

ENGLISH_TITLES = word_set(
    """
    president minister secretary governor senator ambassador chairman chairwoman chair director
    chief professor doctor general mayor speaker chancellor king prince queen spokesman
    spokeswoman spokesperson analyst expert economist historian scientist researcher head leader
    founder co-founder ceo cfo cto partner manager lawmaker deputy congressman congresswoman
    representative commissioner envoy adviser advisor officer official premier lecturer fellow
    scholar author journalist editor lawyer attorney commander judge rector dean diplomat
    coordinator strategist colonel captain owner engineer emperor pope archaeologist physicist
    politician specialist mr mrs ms dr sir lord vice-president
    """
)
KAZAKH_ROLES = re.compile(
    r"(?:вице-|экс-)?(?:президент|премьер|министр|басшы|төраға|төрайым|депутат|сарапшы|саясаттанушы|директор|жетекші"
    r"|маман|ғалым|профессор|елші|әкім|хатшы|сенатор|экономист|спикер|заңгер|өкіл|орынбасар"
    r"|журналист|кеңесші|ректор|дипломат|тарихшы|қызметкер|саясаткер|зерттеуші|талдаушы)[\w-]*",
    re.IGNORECASE,
)


@cache
def reporting(language: Language) -> Reporting:
    """The words of reporting of a language."""
    if language == "en":
        return Reporting(
            _ENGLISH_VERBS,
            _ENGLISH_WEAK_VERBS,
            re.compile(
                r"\b(?:according to|in the (?:words|opinion|view) of)\s+"
                r"(?P<pronoun>him|her\b(?!\s+\w))?"
                r"|\bin (?P<whose>his|her) (?:words|opinion|view)\b",
                re.IGNORECASE,
            ),
            {"he": "masc", "she": "femn", "him": "masc", "her": "femn", "his": "masc"},
            re.compile(
                r"\s*(?:,\s*)?(?:that\b|[:\"“,]|\w+(?:\s\w+)?\s+that\b"
                r"|(?:it|he|she|they|we|the|this|these|there|an?|its|his|her|their)\b)"
            ),
            _NEVER,
            frozenset({"called", "calls", "described", "describes", "dubbed"}),
        )
    if language == "kk":
        return Reporting(
            _KAZAKH_VERBS,
            _KAZAKH_WEAK_VERBS,
            re.compile(
                r"(?:(?P<pronoun>\bоның)\s+)?\b(?:айтуынша|пікірінше|сөзінше|ойынша|мәліметінше"
                r"|айтуына қарағанда|сөзіне қарағанда)\b",
                re.IGNORECASE,
            ),
            {"ол": None, "оның": None},
            _NEVER,
            re.compile(r"\b(?:деп|атап|жауап|еске|баса)\s+$"),
            frozenset({"атады"}),
        )
    return Reporting(
        _russian_forms(_RUSSIAN_VERBS),
        _russian_forms(_RUSSIAN_WEAK_VERBS) | _RUSSIAN_ADJECTIVES,
        re.compile(
            r"\bпо\s+(?:(?P<pronoun>его|её|ее)\s+)?(?:собственному\s+|собственным\s+)?"
            r"(?:словам|мнению|оценке|оценкам|утверждению|убеждению|заявлению|признанию|выражению"
            r"|данным|информации|прогнозу|прогнозам|подсчетам|подсчётам|версии)\b"
            r"|\b(?:как\s+)?со\s+слов\b",
            re.IGNORECASE,
        ),
        {"он": "masc", "она": "femn", "его": "masc", "её": "femn", "ее": "femn"},
        re.compile(r"\s*(?:,|:|«|\"|[-–—]\s|\w+(?:\s+\w+){0,4},\s+что\b|о\s+том,)"),
        _NEVER,
        _russian_forms(["назвать", "называть", "охарактеризовать"]),
    )


def _russian_forms(lemmas: Iterable[str]) -> frozenset[str]:
    """The forms of the third person singular: «заявит», «заявил», «заявила»."""
    forms = set()
    for lemma in lemmas:
        for form in russian_morphology().parse(lemma)[0].lexeme:
            tag = form.tag
            one_person = "sing" in tag and ("3per" in tag or "past" in tag) and "neut" not in tag
            if tag.POS == "VERB" and one_person:
                forms.add(form.word.replace("ё", "е"))
    return frozenset(forms)
