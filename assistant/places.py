"""Countries, regions, world cities and bodies by their names in three languages, in any case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

_WORD = re.compile(r"[^\W_]+(?:[-‑.][^\W_]+)*")
_PART = re.compile(r"[^-‑–—\s]+")
# «Самой», «Того»: forms of Samoa and Togo, but words far more often.
_ORDINARY = frozenset("само самой самом того том".split())  # noqa: SIM905
_CODE = re.compile(r"[A-Z]{2}|002|142|143|150|419")
_NOT_A_PLACE = {"ZZ", "QO", "XA", "XB", "EZ"}

# Beginnings of words: Russian, English, Kazakh. What stands after `;` is evidence for the country
# and names it only by the way: its people's language, its capital. In capitals: abbreviations.
_COUNTRIES = """
AE эмират эмираттар ОАЭ UAE БАӘ ; абу-даби abu_dhabi дубай dubai
AF афганистан афганск афганц+ы,ев,ам,ами,ах,а,у afghan ауған ; кабул kabul
AM армени армянск armenia армян ; ереван yerevan
AR аргентин argentin ; буэнос-айрес buenos_aires
AT австри austria ; вен+а,е,у,ой,ский,ская,ские,ских vienna
AU австрали australia ; канберр canberra
AZ азербайджан azerbaijan әзербайжан ; баку baku
BD бангладеш bangladesh ; дакк+а,е,у dhaka
BE бельги belgi ; брюссел brussels
BG болгари болгарск bulgari болгар ; софи+я,и,ю,ей sofia
BR бразили brazil ; бразилиа
BY беларус белорус belarus беларусь ; минск minsk
CA канад canad ; оттав ottawa
CH швейцар swiss switzerland ; берн+е,а,ский bern geneva женев
CL чили чилийск chile
CN кита китай поднебесн КНР chin+a,ese,a's,a’s PRC қытай ҚХР ; пекин beijing бейжің
CU куб+а,ы,е,у,ой кубинск кубинц cuba куба ; гаван havana
CY кипр cypr кипр
CZ чехи чешск czech чех+,и,ия,ияда,иямен ; праг+а,е,и,у,ой prague
DE германи германск немецк немц+ы,ев,ам,ами,ах ФРГ german неміс ; берлин berlin
DK дани+я,и,ю,ей датск датчан denmark danish dane+s
DK дания+,ның,да,дан,мен,ға,ны,дағы,лық ; копенгаген copenhagen
EE эстон estonia ; таллин tallinn
EG егип egypt мысыр ; каир cairo
ES испан spain spanish spaniard ; мадрид madrid
FI финлянд финск finland finnish finn+,s финн ; хельсинк helsinki
FR франц франци франс+,а,е,у,ом franc+e,e's,e’s french франция француз ; париж paris
GB британ великобритан английск англи ингленд UK britain british england english
GB U.K ұлыбритан ағылшын соединенн_королевств
GB ; лондон london шотланд scot уэльс wales
GE грузи georgia грузин ; тбилис tbilisi
GR грец греческ грек+,а,и,ов,ам,ами,ах greece greek ; афин athens
HU венгри венгерск hungar венгр ; будапешт budapest
ID индонези indonesia ; джакарт jakarta
IE ирланд irish ireland ; дублин dublin
IL израил израиль israel ; иерусалим jerusalem тель-авив tel_aviv
IN инди+я,и,ю,ей индийск индийц india үнді үндістан ; нью-дели delhi
IQ ирак+,а,у,ом,е,ский,ская,ские,ских,тың,қа,та,тан,пен иракц iraq ; багдад baghdad
IR иран iran ; тегеран tehran тегран
IT итал ital ; рим+е,а,ский rome ватикан римск roman+,s
JO иордани jordan+,ian ; амман amman
JP япон japan жапон ; токио tokyo
KG киргиз кыргыз kyrgyz қырғыз ; бишкек bishkek бішкек
KP северн_коре северокоре КНДР north_korea DPRK ; пхеньян pyongyang
KR южн_коре южнокоре south_korea корей ; сеул seoul
KW кувейт kuwait
KZ казахстан казахск РК kazakhstan kazakh қазақстан ҚР ; астан astana казах қазақ алматы almaty
LT литв литовск литовц lithuania ; вильнюс vilnius
LV латви латыш latvia ; риг+а,е,и,у riga
MD молдав молдов moldova ; кишин chisinau
MN монгол mongol моңғол монғол ; улан-батор ulaanbaatar
MX мексик mexic
MY малайзи malaysia ; куала-лумпур kuala_lumpur
NG нигери nigeria
NL нидерланд голланд netherlands dutch holland ; гааг hague амстердам amsterdam
NO норвег норвежц norway norwegian ; осло oslo
PK пакистан pakistan пәкістан ; исламабад islamabad
PL польш польск polish poland поляк ; варшав warsaw
PS палестин palestin
PT португал portug ; лиссабон lisbon
QA катар qatar ; дох+а,е,у,и doha
RO румын romania ; бухарест bucharest
RS серби сербск серб+,ы,ов,ам,ами,ах serb+ia,ian,s ; белград belgrade
RU росси российск РФ russia ресей
RU ; москв московск moscow русск русскоязычн орыс мәскеу кремл kremlin
SA саудовск saudi сауд_арабия ; эр-рияд riyadh
SE швед швеци swed ; стокгольм stockholm
SG сингапур singapore
SY сири+я,и,ю,ей,йцы,йцев,йцам,йский,йская,йские,йских syria ; дамаск damascus
TH таиланд тайск thai ; бангкок bangkok
TJ таджик tajik тәжік ; душанб dushanbe
TM туркмен turkmen түрікмен түркімен ; ашхабад ashgabat
TR турц турецк турк+и,ов,ам,ами,ах turkey turkish turk+,s
TR türkiye түркия түрік+,тің,ті,ке,пен,тер,терді,тердің,ше
TR ; анкар ankara стамбул istanbul
TW тайван taiwan
UA украин ukrain ; киев kyiv kiev
US США афроамерик америк американск USA US U.S U.S.A America american АҚШ ; вашингтон washington
US ; белый_дом white_house ақ_үй
UZ узбек uzbek өзбек ; ташкент tashkent ташкент
VE венесуэл venezuela
VN вьетнам vietnam ; хано hanoi
ZA юар ЮАР south_africa
EU ЕС евросоюз EU еуроодақ ; брюссел brussels
UN ООН UN БҰҰ
143 ЦА
SCO ШОС SCO ШЫҰ шанхайск_организац shanghai_cooperation_organi
CIS СНГ CIS ТМД содружеств_независимых commonwealth_of_independent
EAEU ЕАЭС EAEU ЕАЭО евразийск_экономическ eurasian_economic
OTS ОТГ OTS ТМҰ тюркских_государств turkic_states
NATO НАТО NATO
BRICS БРИКС BRICS
OPEC ОПЕК OPEC ОПЕК+ OPEC+
OSCE ОБСЕ OSCE ЕҚЫҰ
CSTO ОДКБ CSTO ҰҚШҰ
CICA СВМДА CICA АӨСШК
WTO ВТО WTO ДСҰ всемирн_торгов world_trade_organi
IMF МВФ IMF ХВҚ международн_валютн international_monetary
WHO ВОЗ WHO ДДСҰ
IAEA МАГАТЭ IAEA
UNESCO ЮНЕСКО UNESCO
EBRD ЕБРР EBRD ЕҚДБ
GDP ВВП GDP ЖІӨ
AI ИИ AI ЖИ искусственн_интеллект artificial_intelligence жасанды_интеллект
DZ алжир algeria ; algiers
003 северн_америк north_america
005 южн_америк south_america
150 европ european europe еуроп
142 ази asia
002 африк афроамерик africa
"""
# Beginnings with fewer letters than this say too little in small letters.
_SURE = 5
_ADJECTIVE = re.compile(
    r"\w+(?:[сц]к[иаоу][йяеюмх]\w{0,2}|[сц]к(?:ого|ому|ими|ой)|(?:лық|лік|тық|тік)\w*)"
)
_CASE = (
    r"(?:[аеиоуыьйюя]|[аоеия]й|[оеаыяи]м|[ая]х|ами|ями|ыми|ими|[ео]го|[ео]му|ые|ие|ых|их|ая|ую|ев|ов"
    r"|й?ск\w{2,3})"
)


# «Мали», «Малиде», «Малимен», «малилік», and not «Малик».
_KAZAKH_CASE = (
    r"(?:[лдт][ыі][қк]\w{0,5})?(?:[ндт][ыі]ң?|[нғгқк][ае]|н?[дтн][ае]н?|[мбп]ен|[дт][ае]ғы)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A country or region named in a text; `weak`: by its capital or its people only."""

    text: str
    start: int
    end: int
    code: str
    weak: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """A beginning of a country's name; `listed`: by hand above, so it can be trusted."""

    pattern: re.Pattern[str]
    code: str
    weak: bool
    listed: bool


@cache
def _table() -> tuple[dict[str, str], dict[str, list[_Entry]]]:
    """Countries by their abbreviations, and the other names by their first two letters."""
    abbreviations: dict[str, str] = {}
    entries: dict[str, list[_Entry]] = {}
    for line in _COUNTRIES.strip().splitlines():
        code, *names = line.split()
        weak = False
        for name in names:
            if name == ";":
                weak = True
            elif re.sub(r"\W", "", name).isupper():
                abbreviations[name] = code
            else:
                entry = _Entry(_pattern(name), code, weak, listed=True)
                entries.setdefault(name[:2].lower(), []).append(entry)
    for name, pattern, code in _from_cldr():
        entries.setdefault(name[:2], []).append(_Entry(pattern, code, weak=False, listed=False))
    return abbreviations, entries


def _pattern(name: str) -> re.Pattern[str]:
    stem, plus, endings = name.lower().partition("+")
    if plus:
        words = "|".join(re.escape(stem + ending) for ending in endings.split(","))
    else:
        words = r"\s".join(re.escape(part) + r"\w*" for part in stem.split("_"))
    return re.compile(rf"(?:{words})(?:['’]s|[-‑][^\W_]+)?")


def _from_cldr() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """The territories' names in the three languages, in all cases."""
    from babel import Locale

    for language in ("ru", "kk", "en"):
        for code, listed in Locale(language).territories.items():
            if not _CODE.fullmatch(code) or code in _NOT_A_PLACE:
                continue
            name = re.sub(r"\s*\(.*?\)|\bSAR\b", "", listed).lower().replace("ё", "е").strip()
            if language == "ru":
                stems = [re.sub("(?:ая|ые|ий|[аеиоуыьйя])$", "", part) for part in name.split()]
                cut = [_CASE + "?" * (s == p) for s, p in zip(stems, name.split(), strict=True)]
                pattern = r"\s".join(
                    re.escape(stem) + case for stem, case in zip(stems, cut, strict=True)
                )
            else:
                ending = r"(?:['’]s)?" if language == "en" else _KAZAKH_CASE
                pattern = re.escape(name).replace(r"\ ", r"\s") + ending
            yield name, re.compile(pattern), code


@lru_cache(maxsize=4096)
def places(text: str) -> tuple[Place, ...]:
    """The countries and regions of a text, in order; strong names before weak ones."""
    plain = text.lower().replace("ё", "е")
    if len(plain) != len(text):  # a capital whose small letter is longer moves every offset
        return ()
    words = [match.span() for match in _WORD.finditer(plain)]
    found: list[Place] = []
    for i, (start, _) in enumerate(words):
        if not found or start >= found[-1].end:
            found += _places_at(text, plain, words[i : i + 3])
    return tuple(found)


def _places_at(text: str, plain: str, words: list[tuple[int, int]]) -> list[Place]:
    """The places that the first of these words names, alone or with those after it."""
    start, end = words[0]
    code = _table()[0].get(text[start:end].rstrip("."))
    if code:
        return [Place(text[start:end], start, end, code, weak=False)]
    found: list[Place] = []
    for _, last in reversed(words):
        for code, weak in _codes(plain[start:last], text[start].isupper()):
            found.append(Place(text[start:last], start, last, code, weak))
        if found:
            break
    # «казахстанско-американских», «АҚШ-пен»
    parts = list(_PART.finditer(text, start, end))
    for part in parts if len(parts) > 1 else ():
        own = _table()[0].get(part[0])
        named = ((own, False),) if own else _codes(plain[part.start() : part.end()], True)
        found += [
            Place(part[0], part.start(), part.end(), code, weak)
            for code, weak in named
            if all(place.code != code for place in found)
        ]
    return found


@lru_cache(maxsize=100_000)
def _codes(words: str, capital: bool) -> tuple[tuple[str, bool], ...]:
    """The countries that these words, given in small letters, are a form of."""
    if len(words) < 3 or words in _ORDINARY:
        return ()
    adjective = _ADJECTIVE.fullmatch(words)
    hits = {
        (entry.code, entry.weak)
        for entry in _table()[1].get(words[:2], ())
        if (
            capital
            or adjective
            or (entry.listed and len(words) >= _SURE and (words[0] > "z" or " " in words))
        )
        and entry.pattern.fullmatch(words)
    }
    strong = {code for code, weak in hits if not weak}
    return tuple(sorted((code, weak) for code, weak in hits if not (weak and code in strong)))
