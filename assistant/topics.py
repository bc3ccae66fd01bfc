"""The topics that partners are compared on: their names, and the words that tell a sentence of one.

The words are beginnings, in the three languages; what stands before a word and makes it mean
something else («продовольственная безопасность») is excluded beside it.
"""

import re
from dataclasses import dataclass
from functools import cache

from index.article import Language

_SAME = 6  # two forms of one word begin alike
# Whose business a topic is says nothing of it: «сообщили в Министерстве торговли».
_OFFICE = re.compile(
    r"\b(?:вице-)?(?:министр|министерств|ведомств|комитет|департамент|институт)\w*\s+\w+"
    r"(?:\s+и\s+\w+)?"
    r"|\w+(?:\s+және\s+\w+)?\s+(?:министр|комитет|институт)\w*"
    r"|\b(?:\w+\s+)?(?:ministry|minister|institute|department|committee)\s+(?:of|for)\s+\w+"
    r"(?:\s+(?:and\s+)?\w+)?"
    r"|\w+\s+minist(?:er|ry)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic by its short name and the fuller words that it is searched for by."""

    key: str
    names: dict[Language, str]
    asked: dict[Language, str]
    pattern: re.Pattern[str]

    def spans(self, sentence: str) -> list[tuple[int, int]]:
        """Where a sentence, in any of the languages, has the topic's words."""
        offices = [office.span() for office in _OFFICE.finditer(sentence)]
        return [
            word.span()
            for word in self.pattern.finditer(sentence)
            if not any(start <= word.start() < end for start, end in offices)
        ]

    def found(self, sentence: str) -> list[str]:
        """The topic's words that a sentence has, in small letters."""
        return [sentence[start:end][:_SAME].casefold() for start, end in self.spans(sentence)]


# The key, then its name and what is searched for in Russian, Kazakh and English, then the words.
_ROWS: tuple[tuple[str, tuple[str, str, str], tuple[str, str, str], str], ...] = (
    (
        "trade",
        ("Торговля", "Сауда", "Trade"),
        (
            "Объём торговли, экспорт и импорт товаров",
            "Сауда көлемі, тауарлар экспорты мен импорты",
            "Volume of trade, exports and imports of goods",
        ),
        r"торгов|товарооборот|экспорт|импорт|поставк|поставля|пошлин|закуп|прода(?:[её]т|ют|ж)"
        r"|сауда|тауар айналым|кеден|сатып ал|trade(?!r|mark)|trading|export|import(?!an|un)"
        r"|tariffs|customs|purchas",
    ),
    (
        "investment",
        ("Инвестиции", "Инвестиция", "Investment"),
        (
            "Инвестиции и вложения в экономику",
            "Экономикаға салынған инвестициялар",
            "Investment and capital put into the economy",
        ),
        r"инвест|вложил|вложен|вкладыва|капиталовлож|финансир|кредит(?!ор)|совместн\w+ предприяти"
        r"|(?<!человеческий )(?<!человеческого )капитал(?!ь|ис)|қаржыландыр|несие"
        r"|бірлескен кәсіпорын|invest(?!igat)|funding"
        r"|financ(?:e|ed|ing)\b|loans?\b|joint venture|stakes? in",
    ),
    (
        "security",
        ("Безопасность", "Қауіпсіздік", "Security"),
        (
            "Безопасность, оборона и военное сотрудничество",
            "Қауіпсіздік, қорғаныс және әскери ынтымақтастық",
            "Security, defence and military cooperation",
        ),
        r"(?<!ной )(?<!ную )(?<!ная )безопасн(?:ост|ую|ой|ого|ым)|национальн\w+ безопасност"
        r"|региональн\w+ безопасност|оборон(?!от)|военн|войск|вооруж|террори|ядерн\w+ оруж"
        r"|қауіпсізд|қорғаныс|әскер|қару|(?<!food )(?<!water )(?<!energy )\bsecurity|defen[cs]e"
        r"|military|weapon|\barm(?:y|ed|s)\b|terroris",
    ),
    (
        "transport",
        ("Транспорт", "Көлік", "Transport"),
        (
            "Транспорт, железные дороги, транзит и логистика",
            "Көлік, теміржол, транзит және логистика",
            "Transport, railways, transit and logistics",
        ),
        r"транспорт|транзит|железн\w+ дорог|железнодорож|логист|авиа|аэропорт|перевоз|судоход"
        r"|порт(?:а|у|ы|ов|ом|е|ам)?\b|рейс(?!тер)|поезд(?!к)|вагон|локомотив|контейнер|паром|танкер"
        r"|маршрут|көлік|теміржол|темір жол|әуежай|порт(?:ы|ын|қа|тар)?\b|пойыз|transport|transit"
        r"|rail|logistic|airport|airline|aviation|flights?\b|shipping|ships?\b|ports?\b|freight"
        r"|trains?\b|locomotive|containers?\b|ferr(?:y|ies)\b|corridor",
    ),
    (
        "culture",
        ("Культура", "Мәдениет", "Culture"),
        (
            "Культура, образование, туризм и гуманитарное сотрудничество",
            "Мәдениет, білім, туризм және гуманитарлық ынтымақтастық",
            "Culture, education, tourism and humanitarian cooperation",
        ),
        r"культур|гуманитар|образован|образоват|университет|студент|театр|музе[йяе]|кинемато|туризм"
        r"|турист|вуз|языков|\w+ск(?:ий|ого|ому|им|ом) язык|наследи|преподават|школ|фестивал"
        r"|концерт|выставк|мәдени|білім|жоғары оқу|театр|мұражай|оқытушы|мектеп|cultur|educat"
        r"|universit|student|theat(?:re|er)|museum|touris|heritage|humanitarian|teacher|schools?\b|festival"
        r"|concert|exhibition",
    ),
)
_LANGUAGES: tuple[Language, ...] = ("ru", "kk", "en")


@cache
def topics() -> dict[str, Topic]:
    """The topics by their keys, in the order in which they are offered."""
    return {
        key: Topic(
            key=key,
            names=dict(zip(_LANGUAGES, names, strict=True)),
            asked=dict(zip(_LANGUAGES, asked, strict=True)),
            # A beginning is one only where a word begins: «парламент» has no «арм».
            pattern=re.compile(rf"\b(?:{words})\w*", re.IGNORECASE),
        )
        for key, names, asked, words in _ROWS
    }


def topic_of(words: str) -> Topic | None:
    """The topic that these words name, by its key or its name in any language; None: own words."""
    named = " ".join(words.split()).casefold()
    for topic in topics().values():
        if named in {topic.key, *(name.casefold() for name in topic.names.values())}:
            return topic
    return None
