"""The topics that partners are compared on: their names, and the words that tell a sentence of one.

The words are beginnings, in the three languages; what stands before a word and makes it mean
something else («продовольственная безопасность») is excluded beside it.
"""

import re
from dataclasses import dataclass
from functools import cache

from index.article import Language

_SAME = 6  # two forms of one word begin alike


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic by its short name and the fuller words that it is searched for by."""

    key: str
    names: dict[Language, str]
    asked: dict[Language, str]
    pattern: re.Pattern[str]

    def found(self, sentence: str) -> list[str]:
        """The topic's words that a sentence, in any of the languages, has, in small letters."""
        return [word.group()[:_SAME].casefold() for word in self.pattern.finditer(sentence)]


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
        r"торгов|товарооборот|экспорт|импорт|поставк|пошлин|спрос(?:а|у|ом|е)?(?!\w)"
        r"|сауда|тауар айналым|кеден|trade(?!r|mark)|trading|export|import(?!an|un)|tariff|customs",
    ),
    (
        "investment",
        ("Инвестиции", "Инвестиция", "Investment"),
        (
            "Инвестиции и вложения в экономику",
            "Экономикаға салынған инвестициялар",
            "Investment and capital put into the economy",
        ),
        r"инвест|вложил|вложен|вкладыва|капиталовлож|финансирован|қаржыландыр|invest(?!igat)"
        r"|funding|financed",
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
        r"|\bпорт(?:а|у|ы|ов|ом|е|ам)?\b|көлік|теміржол|темір жол|әуежай|transport|transit|rail"
        r"|logistic|airport|airline|aviation|shipping|\bports?\b|freight",
    ),
    (
        "culture",
        ("Культура", "Мәдениет", "Culture"),
        (
            "Культура, образование и гуманитарное сотрудничество",
            "Мәдениет, білім және гуманитарлық ынтымақтастық",
            "Culture, education and humanitarian cooperation",
        ),
        r"культур|гуманитар|образован|образоват|университет|студент|театр|музе[йяе]|кинемато|туризм"
        r"|\bвуз|языков|наследи|мәдени|білім|жоғары оқу|театр|мұражай|cultur|educat|universit"
        r"|student|theat(?:re|er)|museum|touris|heritage|humanitarian",
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
