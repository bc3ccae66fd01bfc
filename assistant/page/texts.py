"""The page's own words in Russian, Kazakh and English, and dates as each language writes them."""

from html import escape
from typing import get_args

from assistant.page import keeping_texts, vector_texts
from assistant.page.article_texts import ROWS
from index.article import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
LANGUAGE_NAMES: dict[Language, str] = {"ru": "Русский", "kk": "Қазақша", "en": "English"}

# Each row: Russian, Kazakh, English.
_ROWS: dict[str, tuple[str, str, str]] = ROWS | {
    "greeting": (
        "Спросите и проверьте каждое слово",
        "Сұраңыз да, әр сөзін тексеріңіз",
        "Ask, and check every word",
    ),
    "introduction": (
        "Ответ состоит из дословных цитат. Нажмите на номер у цитаты, и статья откроется "
        "на этом месте.",
        "Жауап мақалалардан сөзбе-сөз алынған дәйексөздерден тұрады. Дәйексөз жанындағы нөмірді "
        "бассаңыз, мақала дәл сол жерінен ашылады.",
        "Answers are word-for-word quotes. Press the number beside a quote, and the article opens "
        "at that very place.",
    ),
    "question": ("Ваш вопрос", "Сұрағыңыз", "Your question"),
    "placeholder": (
        "Задайте вопрос по статьям",
        "Сұрағыңызды жазыңыз",
        "Ask about the articles",
    ),
    "examples": ("Например", "Мысалы", "For example"),
    "examples_to_come": (
        "Подбираю примеры вопросов по статьям…",
        "Мақалалар бойынша сұрақ үлгілерін дайындап жатырмын…",
        "Making example questions from the articles…",
    ),
    "next_questions": ("Спросить дальше", "Келесі сұрақтар", "Ask next"),
    "send": ("Отправить", "Жіберу", "Send"),
    "stop": ("Остановить", "Тоқтату", "Stop"),
    "stopped": ("Остановлено.", "Тоқтатылды.", "Stopped."),
    "new": ("Новая беседа", "Жаңа әңгіме", "New conversation"),
    "conversation": ("Беседа", "Әңгіме", "Conversation"),
    "language": ("Язык страницы", "Бет тілі", "Page language"),
    "theme": (
        "Светлая или тёмная тема",
        "Ашық немесе қараңғы көрініс",
        "Light or dark theme",
    ),
    "pending": ("Ищу в статьях…", "Мақалалардан іздеп жатырмын…", "Searching the articles…"),
    "pending_model": (
        "Готовлюсь, затем отвечу…",
        "Дайындалып жатырмын, содан кейін жауап беремін…",
        "Getting ready, then answering…",
    ),
    "loading": (
        "Модель ещё загружается: первый ответ займёт несколько секунд.",
        "Модель әлі жүктеліп жатыр: алғашқы жауап бірнеше секунд күттіреді.",
        "The model is still loading: the first answer will take a few seconds.",
    ),
    "preparing": (
        "Готовлю статьи к поиску",
        "Мақалаларды іздеуге дайындап жатырмын",
        "Preparing the articles",
    ),
    "ask_already": (
        "Спросить можно уже сейчас, ответ придёт следом.",
        "Сұрақты қазір қоя беріңіз, жауабы соңынан келеді.",
        "You can ask already; the answer will follow.",
    ),
    "understood": ("Понято как:", "Былай түсінілді:", "Understood as:"),
    "edit": ("Исправить", "Түзету", "Edit"),
    "editing": (
        "Исправление вопроса: новый ответ встанет на место прежнего",
        "Сұрақ түзетілуде: жаңа жауап бұрынғысының орнына қойылады",
        "Correcting the question: the new answer takes the old one’s place",
    ),
    "stop_editing": ("Не исправлять", "Түзетпеу", "Leave it as it was"),
    "keys": (
        "Shift+Enter\u00a0– новая строка · ↑\u00a0– исправить вопрос · Esc\u00a0– остановить · "
        "←\u00a0→\u00a0– цитаты",
        "Shift+Enter\u00a0– жаңа жол · ↑\u00a0– сұрақты түзету · Esc\u00a0– тоқтату · "
        "←\u00a0→\u00a0– дәйексөздер",
        "Shift+Enter\u00a0– new line · ↑\u00a0– edit the question · Esc\u00a0– stop · "
        "←\u00a0→\u00a0– citations",
    ),
    "see_also": ("Смотрите также", "Тағы қараңыз", "See also"),
    "citation": ("Источник", "Дереккөз", "Source"),
    "sources": ("Источники", "Дереккөздер", "Sources"),
    "verbatim": (
        "Дословно: каждая цитата сверена со статьёй",
        "Сөзбе-сөз: әр дәйексөз мақаламен салыстырылды",
        "Word for word: every quote was checked against its article",
    ),
    "checked": (
        "Каждое предложение сверено с источником",
        "Әр сөйлем дереккөзімен салыстырылды",
        "Every sentence was checked against its source",
    ),
    "unsupported": (
        "Источники этого не подтверждают",
        "Дереккөздер мұны растамайды",
        "The sources do not support this",
    ),
    "read": (
        "Прочитано, но не процитировано",
        "Оқылды, бірақ дәйексөз алынбады",
        "Read but not cited",
    ),
    "fault": ("Не получилось ответить", "Жауап берілмеді", "No answer this time"),
    "too_long": (
        "В вопросе больше {} знаков: сократите его.",
        "Сұрақ {} таңбадан ұзын: қысқартыңыз.",
        "The question has more than {} characters: shorten it.",
    ),
    "too_often": (
        "Слишком много вопросов подряд: следующий через {} с.",
        "Сұрақтар тым жиі: келесісін {} секундтан кейін қойыңыз.",
        "Too many questions in a row: ask the next in {} s.",
    ),
    "lost": (
        "Программа не отвечает. Вопрос остался в поле: отправьте его, когда связь вернётся.",
        "Бағдарлама жауап бермейді. Сұрақ өрісте қалды: байланыс қалпына келгенде жіберіңіз.",
        "The program does not respond. Your question is back in the box: send it again later.",
    ),
    "unexpected": (
        "Внутренняя ошибка; подробности в журнале программы.",
        "Ішкі қате; толығырақ бағдарлама журналында.",
        "Internal error; the details are in the program's log.",
    ),
    "articles": ("Статьи", "Мақалалар", "Articles"),
    "article": ("Статья", "Мақала", "Article"),
    "original": ("Читать на сайте", "Сайттан оқу", "Read at the source"),
    "new_window": ("в новом окне", "жаңа терезеде", "in a new window"),
    "close": ("Закрыть статью", "Мақаланы жабу", "Close the article"),
    "previous": ("Предыдущая цитата", "Алдыңғы дәйексөз", "Previous citation"),
    "next": ("Следующая цитата", "Келесі дәйексөз", "Next citation"),
    "unopened": (
        "Статья не открылась. Попробуйте ещё раз.",
        "Мақала ашылмады. Қайталап көріңіз.",
        "The article did not open. Please try again.",
    ),
}  # fmt: skip
_ROWS |= vector_texts.ROWS | keeping_texts.ROWS

MONTH_NAMES: dict[Language, tuple[str, ...]] = {
    "ru": ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь",
           "октябрь", "ноябрь", "декабрь"),
    "kk": ("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек",
           "қазан", "қараша", "желтоқсан"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip
_RUSSIAN_GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
    "октября", "ноября", "декабря",
)  # fmt: skip


MONTHS = MONTH_NAMES | {"ru": _RUSSIAN_GENITIVE}
"""The months as they stand after a day."""


def text(key: str, language: Language) -> str:
    """The words of `key` in one language, as plain text."""
    return _ROWS[key][LANGUAGES.index(language)]


def label(key: str, value: int | str = 0) -> str:
    """The words of `key` as HTML in all three languages; the style sheet shows the page's one.

    Where the words have a place for it, `value` stands there: a number as each language writes it.
    """

    def written(language: Language) -> str:
        return written_number(value, language) if isinstance(value, int) else value

    return in_each_language({code: text(key, code).format(written(code)) for code in LANGUAGES})


def in_each_language(words: dict[Language, str]) -> str:
    """Plain words, one version a language, as HTML of which the page's language shows."""
    return "".join(
        f'<span class="t" lang="{language}">{escape(words[language])}</span>'
        for language in LANGUAGES
    )


def written_number(number: int, language: Language) -> str:
    """A whole number with its thousands set apart: «2 000», “2,000”."""
    return f"{number:,}" if language == "en" else f"{number:,}".replace(",", "\u00a0")


def written_date(published: str, language: Language) -> str:
    """An ISO date, cut to what is known, as the language writes it: `2025-11` → «ноябрь 2025»."""
    year, *rest = published.split("-")
    if not rest:
        return f"{year} ж." if language == "kk" else year
    month = MONTH_NAMES[language][int(rest[0]) - 1]
    day = str(int(rest[1])) if len(rest) > 1 else None
    if language == "kk":
        return f"{year} ж. {day} {month}" if day else f"{year} ж. {month}"
    if language == "ru" and day:
        month = _RUSSIAN_GENITIVE[int(rest[0]) - 1]
    return f"{day} {month} {year}" if day else f"{month} {year}"


def date_label(published: str) -> str:
    """An ISO date as HTML in all three languages."""
    words = {language: written_date(published, language) for language in LANGUAGES}
    return f'<time datetime="{escape(published)}">{in_each_language(words)}</time>'
