"""Mending how a question is typed: the keyboard layout, typos, Kazakh without its letters."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache

from assistant.names import WORD, fold, is_russian, parses
from assistant.places import places
from index.article import Language

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?&"
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,?"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS[:-2], _LATIN_KEYS[:-2])
# The Kazakh layout is the Russian one with the letters of Kazakh in place of the digits.
_KAZAKH_DIGITS = str.maketrans("234589-0=@#$%*(_)+", "әіңғүұөқһӘІҢҒҮҰӨҚҺ")

_ENGLISH_BIGRAMS_TEXT = """
    th he in an er re on en at es ti te st or nd ed ar al it nt of is io le as co me ng to ro ne
    ea se de ri la ra ve li ic ou ta ha om ma ce si ch ca ur ns hi be ec fo pr tr el un di ll am
    na no rs ge ia et ts nc ni po ac pe ol us ly ho ct ie pa il em lo rt ut wa ir ot we wi ad op
    ss os ow ci mi so ee
"""
_ENGLISH_BIGRAMS = frozenset(_ENGLISH_BIGRAMS_TEXT.split())
_ENGLISH_WORDS_TEXT = """
    a about and are as at be by can compare did do does for from had has have he her him his how
    i in is it its many more most much my no not of on or said say she that the their them they
    this to us was we were what when where which who why will with you
"""
_ENGLISH_WORDS = frozenset(_ENGLISH_WORDS_TEXT.split())
_ENGLISH_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_KAZAKH_LETTERS = _RUSSIAN_LETTERS + "әғқңөұүһі"

# Stems typed without their letters, longest first where one opens another. Harmony gives the rest.
_KAZAKH_STEMS = """
    қазақ қытай қырғыз өзбек түрік түркия түрікмен әзербайжан ұлыбритания ақш үндістан жапония
    қанша қандай қашан қайда қай қалай неліктен кім үшін және туралы бұл осы сол соң кейін дейін
    келісім қол қойыл қойды көлем құн құжат құрыл құқық қызмет қатынас қауіпсіз қаржы қоғам қор
    қала қалалы халық халқы ұлт ұзақ ұйым ұсын үлес үкімет үш үй үлкен өнім өнер өкіл өсім өсті
    өмір өзге өз өңір өте бөлім бүгін күн күш көп көмек көш көрсет сөз сөйле сөйлес төр төре түр
    түс тұр тұрғын тұлға тұжырым жүз жүр жүйе жүйелі жұмыс жүргіз жөн жөнінде әлем әріптес әскер
    әр әкім дүние мүше мүмкін мұнай мұра мәселе мәдени мәлім мән мемлекет министрлік ғылым ғалым
    ғасыр тәуелсіз шеберхана шешім білім бірін бірге бірлік серіктес инвестиция іс ішкі ірі
    пікір пайыз сұра сыртқы аралық мың миллиард миллион ең аң таң кең жең жаңа
"""
_KAZAKH_STEM = {fold(stem): stem for stem in sorted(_KAZAKH_STEMS.split(), key=len)}
_COLLOQUIAL = {"скока": "сколько", "скоко": "сколько", "сколка": "сколько", "скольк": "сколько"}


def in_right_layout(text: str, in_articles: Callable[[str], bool]) -> str:
    """The text as it would read in the keyboard layout that was meant.

    Changed only where what was typed are no words and what was meant are: «crjkmrj vkhl» is
    «сколько млрд», «рщц ьгср» is "how much". Latin names inside Russian text stay.
    """
    tokens = text.split()
    latin = [t for t in tokens if re.search("[A-Za-z]", t) and not re.search("[а-яА-ЯёЁ]", t)]
    cyrillic = [t for t in tokens if re.search("[а-яА-ЯёЁ]{2}", t)]
    if latin and not cyrillic:
        meant = {t: _as_cyrillic(t, in_articles) for t in latin}
        strange = {t for t in latin if not _looks_english(t, in_articles)}
        sure = {t for t in latin if _is_cyrillic_word(meant[t], in_articles)}
        kazakh = all(_reads_as_cyrillic(m) for m in meant.values())
        if 2 * len(strange) > len(meant) and (2 * len(sure) >= len(meant) or kazakh):
            return _replaced(text, {t: m for t, m in meant.items() if t in strange | sure})
    elif latin:
        meant = {t: _as_cyrillic(t, in_articles) for t in latin}
        return _replaced(
            text,
            {
                t: m
                for t, m in meant.items()
                if len(m) > 3
                and not t.isupper()
                and not _looks_english(t, in_articles)
                and _is_cyrillic_word(m, in_articles)
            },
        )
    elif cyrillic and not re.search("[әғқңөұүһі]", text.casefold()):
        typed = {t: t.translate(_TO_LATIN) for t in tokens}
        unknown = [t for t in cyrillic if not _is_cyrillic_word(t.strip("?!.,"), in_articles)]
        english = [t for t in unknown if _looks_english(typed[t], in_articles)]
        if 3 * len(unknown) > 2 * len(cyrillic) and 3 * len(english) > 2 * len(unknown):
            return _replaced(text, {t: re.sub("[&/,]+$", "?", m) for t, m in typed.items()})
    return text


def _replaced(text: str, meant: dict[str, str]) -> str:
    return re.sub(r"\S+", lambda m: meant.get(m.group(), m.group()), text)


def _as_cyrillic(token: str, in_articles: Callable[[str], bool]) -> str:
    """The token's keys on the Russian or Kazakh layout; closing punctuation may be just that."""
    mixed = re.search(r"[a-zA-Z]", token) and re.search(r"[2-589()_=]|0|-", token.strip("()-"))
    keys = token.translate(_KAZAKH_DIGITS) if mixed else token
    whole = keys.translate(_TO_RUSSIAN)
    mark = re.search(r"[?!.,:;&]+$", token)
    if not mark:
        return whole
    word = keys[: mark.start()].translate(_TO_RUSSIAN)
    closed = word + mark.group().replace("&", "?")
    if _is_cyrillic_word(word, in_articles) or not re.search(r"[,.;:]", mark.group()):
        return closed
    return whole if _is_cyrillic_word(whole, in_articles) else closed


def _is_cyrillic_word(word: str, in_articles: Callable[[str], bool]) -> bool:
    word = word.strip('?!.,«»"()').casefold()
    return bool(word) and (is_russian(word) or in_articles(word))


def _looks_english(token: str, in_articles: Callable[[str], bool]) -> bool:
    """Whether the token is an English word, by a short list, the articles, or its letters."""
    word = re.sub(r"^[^a-z]+|[^a-z]+$", "", token.casefold())
    if word in _ENGLISH_WORDS or (len(word) > 2 and in_articles(word)) or places(token):
        return True
    if len(word) < 3 or re.search(r"[^a-z'’-]", word):
        return False
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return sum(p in _ENGLISH_BIGRAMS for p in pairs) >= 0.5 * len(pairs)


def _reads_as_cyrillic(word: str) -> bool:
    """Whether vowels and consonants alternate as in a Russian or Kazakh word."""
    letters = re.sub(r"[^а-яёәғқңөұүһі]", "", word.casefold())
    vowels = sum(c in "аеёиоуыэюяәөұүі" for c in letters)
    return 0.25 <= vowels / max(len(letters), 1) <= 0.7 and not re.search("[ъь]{2}|^[ъьы]", letters)


def with_kazakh_letters(text: str, vocabulary: Collection[str] = ()) -> str:
    """Kazakh typed with Russian letters only, its own letters put back where they are likely.

    The words of the articles come first, then common stems, then vowel harmony, which decides
    between к and қ, г and ғ, и and і. Words of Russian stay.
    """
    if re.search("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", text):
        return text
    spelled = {fold(w): w for w in vocabulary if fold(w) != w}
    return WORD.sub(lambda m: _restored(m.group(), m.start() > 0, spelled), text)


def _restored(word: str, inside: bool, spelled: dict[str, str]) -> str:
    folded = word.casefold()
    if folded in spelled:
        return _cased(spelled[folded], word)
    stems = (_KAZAKH_STEM.get(folded[:n]) for n in range(len(folded), 2, -1))
    stem = _KAZAKH_STEM.get(folded) or next(filter(None, stems), "")
    loan = is_russian(folded) or not re.fullmatch("(?!.*ия)[абгдежзийклмнопрстухчшыюя]{3,}", folded)
    if loan and not stem:
        return word
    name = inside and word[0].isupper() and not stem
    return _cased(_harmonised(stem, folded[len(stem) :], name), word)


def _harmonised(stem: str, letters: str, name: bool) -> str:
    """The word, the letters after its stem in vowel harmony; of a name, only what is certain."""
    vowels = [c for c in stem + letters if c in "аеиоыәөүұі"]
    front = sum(c in "еиәөүі" for c in vowels) * 2 > len(vowels)
    if front and not name:
        letters = re.sub("и", "і", letters)
        if not stem:
            letters = re.sub("^([^аеиоуыі]?)о", r"\1ө", letters)
            letters = re.sub("^([^аеиоуыі]?)у", r"\1ү", letters)
    for plain, back in (("к", "қ"), ("г", "ғ")):
        # The nearest vowel decides, the one after it before the one before it.
        letters = re.sub(f"{plain}(?=[^аеиоуыіөү]{{0,2}}[аоуы])", back, letters)
        letters = re.sub(f"(?<=[аоы]){plain}(?![^аоуы]{{0,2}}[еиіөү])", back, letters)
    word = stem + letters
    word = re.sub("(?<=[нд])([ыиі])н$|(?<=[бгғкқпстфхцчш]т)([ыиі])н$", r"\1\2ң", word)
    return re.sub("(?<=[ыиі])н(?=[ыиі]з$)", "ң", word)


def without_typos(
    text: str,
    language: Language,
    in_articles: Callable[[str], bool],
    vocabulary: Collection[str] = (),
) -> str:
    """The text with each mistyped word that has one near neighbour in the articles replaced.

    Mistyped is a word that neither the dictionary nor the articles know, in small letters or
    opening the text, of four letters or more. Near is one insertion, deletion, substitution or
    swap; two for ten letters or more, among `vocabulary`, the word forms of the articles.
    """

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        if word.casefold() in _COLLOQUIAL:
            return _cased(_COLLOQUIAL[word.casefold()], word)
        opens = match.start() == 0 and word[1:].islower() and text.strip(" ?.!") != word
        if len(word) < 4 or not word.isalpha() or not word[1:].islower():
            return word
        if word[0].isupper() and not opens:
            return _place(word, vocabulary) or word
        if in_articles(word.casefold()):
            return word
        if _is_word(word, language):
            return _cased(_sounding_alike(word.casefold(), language, in_articles), word)
        return _cased(_neighbour(word.casefold(), language, in_articles, vocabulary), word)

    return WORD.sub(mend, text)


def _place(word: str, vocabulary: Collection[str]) -> str | None:
    """The one place of the articles that a name which nobody has is a mistyping of."""
    if len(word) < 6 or is_russian(word) or word.casefold() in vocabulary or places(word):
        return None
    near = {w for w in _edits(word.casefold(), _RUSSIAN_LETTERS) if w in vocabulary}
    near = {w for w in near if "Geox" in parses(w)[0].tag or places(w.capitalize())}
    return near.pop().capitalize() if len(near) == 1 else None


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[0].isupper() else word


def _is_word(word: str, language: Language) -> bool:
    if re.search("[а-яё]", word.casefold()):
        return is_russian(word) or (language == "kk" and fold(word) in _KAZAKH_STEM)
    return word.casefold() in _ENGLISH_WORDS


def _sounding_alike(word: str, language: Language, in_articles: Callable[[str], bool]) -> str:
    """The word of the articles that sounds like one they lack: «кампаний» for «компаний»."""
    if language != "ru" or len(word) < _LONG:
        return word
    twins = {
        word[:i] + _UNSTRESSED[letter] + word[i + 1 :]
        for i, letter in enumerate(word[:-_ENDING])
        if letter in _UNSTRESSED
    }
    known = [twin for twin in twins if is_russian(twin) and in_articles(twin)]
    return known[0] if len(known) == 1 else word


def _neighbour(
    word: str, language: Language, in_articles: Callable[[str], bool], vocabulary: Collection[str]
) -> str:
    if re.search("[a-z]", word):
        # Without a dictionary of English, a long word that lost or gained a letter is sure enough.
        near = {w for w in _edits(word, _ENGLISH_LETTERS) if w in vocabulary and len(word) >= 8}
        near = {w for w in near if len(w) != len(word) or sorted(w) == sorted(word)}
    elif language == "kk":
        near = {w for w in _edits(word, _KAZAKH_LETTERS) if w in vocabulary and fold(w) != w}
    else:
        edits = set(_edits(word, _RUSSIAN_LETTERS))
        if asking := edits & _RUSSIAN_ASKING:
            return min(asking)
        near = {w for w in edits if is_russian(w) and in_articles(w)}
        near = {w for w in near if not _is_personal(w)}
        if len({parses(w)[0].normal_form for w in near}) == 1:
            # Forms of one word differ in the ending; the one whose ending was typed is meant.
            return max(sorted(near), key=lambda w: _shared_ending(w, word))
        if not near and len(word) >= 10:
            alike = {w for w in vocabulary if w[:3] == word[:3] and not _is_personal(w)}
            near = {w for w in alike if _distance_at_most_2(word, w)}
    return near.pop() if len(near) == 1 else word


# Vowels that sound alike where no stress is, looked for in long words before their ending.
_UNSTRESSED = {"а": "о", "о": "а", "е": "и", "и": "е"}
_LONG = 6
_ENDING = 2

# What opens a question is mistyped as often as what it asks about.
_RUSSIAN_ASKING = frozenset(
    """сколько скольких какой какая какое какие какую каких каким какова каковы почему зачем когда
    откуда который которая которые""".split()  # noqa: SIM905
)


def _is_personal(word: str) -> bool:
    return not {"Surn", "Name", "Patr"}.isdisjoint(parses(word)[0].tag.grammemes)


def _shared_ending(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length


def _edits(word: str, alphabet: str) -> Iterator[str]:
    """Every string one edit away whose first letter is the same."""
    for i in range(1, len(word) + 1):
        head, tail = word[:i], word[i:]
        for letter in alphabet:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


@cache
def _distance_at_most_2(one: str, other: str) -> bool:
    """Whether two insertions, deletions, substitutions or swaps make one of the other."""
    if abs(len(one) - len(other)) > 2:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row, older = row, [i], before
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if older and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1] <= 2
