"""Sentences of an article that speak to a language model: neither shown to it nor cited."""

import re
from functools import lru_cache

from index.article import Passage

_TO_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:instruction|prompt|rule|guideline|above|previous|prior)"
    r"|\byou are (?:now|no longer) (?:a|an|in|the|bound)\b"
    r"|\b(?:system|developer) (?:prompt|message|mode|note)"
    r"|\b(?:reveal|print|repeat|output)\b.{0,30}\b(?:prompt|instruction|api key|password)"
    r"|\b(?:ai|language model|assistant|chatbot|llm)s?\b.{0,40}\b(?:must|should|shall|:)"
    r"|\b(?:respond|reply|answer|say|write)\b (?:only|exactly|instead|with)\b"
    r"|\bnew (?:instruction|rule|task)s?\b"
    r"|<\|?(?:im_start|system|end)|\[/?(?:inst|system)\]|###\s*\w+:"
    r"|(?:игнорируй|проигнорируй|забудь|отбрось|не соблюдай|нарушь)(?:те)?\b.{0,40}"
    r"(?:инструкц|указани|правил|предыдущ|выше)"
    r"|(?:системн\w+ (?:промпт|сообщени|подсказк|инструкц))"
    r"|\bты теперь\b|новы[ехя]\w* (?:инструкц|задани|правил)"
    r"|(?:ассистент|языков\w+ модел|чат-?бот|нейросет|\bии\b).{0,40}(?:долж|обязан|:)"
    r"|(?:ответь|отвечай|напиши|скажи|выведи)(?:те)? (?:только|лишь|ровно|вместо|что|так)"
    r"|нұсқау(?:лар)?\w*.{0,40}(?:елеме|ұмыт|орындама)|(?:елеме|ұмыт|елемеңіз|ұмытыңыз)\b.{0,40}нұсқау"
    r"|жүйелік (?:хабарлама|нұсқау|сұрау)|сен енді\b|жаңа (?:нұсқау|тапсырма|ереже)"
    r"|(?:көмекші|тілдік модель|жасанды интеллект).{0,40}(?:тиіс|керек|міндетті|:)"
    r"|(?:тек|былай деп) (?:жауап бер|жаз|айт)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def speaks_to_model(sentence: str) -> bool:
    """Whether the sentence is an instruction to whoever reads the article by machine."""
    return bool(_TO_A_MODEL.search(sentence))


def without_instructions(passage: Passage) -> str:
    """The passage's text, each sentence that speaks to a model replaced by an ellipsis."""
    text, end = "", 0
    for sentence in passage.sentences:
        if speaks_to_model(sentence.text):
            start = sentence.start - passage.start
            text += passage.text[end:start] + "…"
            end = sentence.end - passage.start
    return text + passage.text[end:]
