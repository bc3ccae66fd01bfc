"""What is typed into a chat besides questions: greetings, thanks, «О чём статья?»."""

import re

from index.article import Language

_GREETING = re.compile(
    r"(?:привет(?:ик|ствую)?|здравствуй(?:те)?|добр(?:ый|ое|ого) (?:день|утро|вечер|дня"
    r"|вечера|времени суток)|салам|сәлем(?:етсіз бе)?|саламатсыз ба|ассалаума?ғалейкум"
    r"|қайырлы (?:күн|таң|кеш)|hello|hi|hey"
    r"|good (?:morning|afternoon|evening|day))(?: there| всем)?",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:большое )?(?:спасибо|благодарю|рахмет|рақмет|thanks|thank you|thx)"
    r"(?: большое| вам| тебе| so much| very much| a lot| сізге)*",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"(?:о ч[её]м|про что) (?:(?:говорится|говорит|ид[её]т речь|рассказывается|рассказывает|пишет"
    r"|пишут) )?(?:в )?(?:эт\w+ |все |всех )?(?:стать\w+|материал\w*|текст\w*|документ\w*)"
    r"|(?:кратк\w+ )?(?:содержание|пересказ|изложение|суть|резюме) (?:эт\w+ )?стать\w+"
    r"|перескаж\w* (?:кратко |коротко )?(?:эт\w+ )?стать\w+"
    r"|what (?:is|are|does) (?:the |this |these |that )?(?:article|articles|text|document|documents"
    r"|news)(?: all)?(?: about| say)"
    r"|(?:summari[sz]e|sum up) (?:the |this |these )?(?:article|articles|text|document|documents)"
    r"|(?:a )?summary of (?:the |this |these )?(?:article|articles|text)"
    r"|(?:бұл |осы )?мақала(?:лар)? не (?:туралы|жайлы|жайында)"
    r"|мақала(?:ның|лардың) мазмұны\w*(?: қандай)?",
    re.IGNORECASE,
)
_REPLIES: dict[Language, tuple[str, str]] = {
    "ru": (
        "Здравствуйте! Спросите о том, о чём говорится в статьях: ответ будет их словами.",
        "Пожалуйста! Спрашивайте ещё.",
    ),
    "kk": (
        "Сәлеметсіз бе! Мақалаларда айтылғандар туралы сұраңыз: жауап солардың сөзімен болады.",
        "Оқасы жоқ! Тағы сұраңыз.",
    ),
    "en": (
        "Hello! Ask about what the articles say: the answer will be in their words.",
        "You are welcome! Ask on.",
    ),
}


def reply(text: str, language: Language) -> str | None:
    """The reply to a greeting or to thanks that asks nothing; None to anything else."""
    said = " ".join(text.strip(" !.,?)(").split())
    greeting, welcome = _REPLIES[language]
    if _GREETING.fullmatch(said):
        return greeting
    return welcome if _THANKS.fullmatch(said) else None


def asks_for_summary(text: str) -> bool:
    """Whether the question is what the articles are about as a whole."""
    return bool(_SUMMARY.fullmatch(" ".join(text.strip(" !.,?").split())))
