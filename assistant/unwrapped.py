"""The prose in a model's output that is JSON, as some models answer whatever they are told."""

import json
import re

# It stands at the beginning, or behind a thought, a line that announces it, a fence.
_BEFORE = (
    r"\s*(?:<(?P<thought>think|thinking|reasoning|thought)>.*?</(?P=thought)>\s*)?(?:[^\n{}\[\]]{0,120}:\s*)?"
    r"(?:`{3}\w*\s*)?"
)
_OPENS = re.compile(_BEFORE + r"(?=[{\[]\s*[\"{\[])", re.DOTALL | re.IGNORECASE)
_MAY_OPEN = re.compile(f"(?P<before>{_BEFORE})" + r"[{\[]\s*", re.DOTALL | re.IGNORECASE)
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)("?)|-?\d+(?:\.\d+)?(?![\d.])|[\[\]{},:]', re.DOTALL)
_SOURCES = re.compile(r"sourc|cit|refer|marker|passage|источник|ссылк|дереккөз", re.IGNORECASE)
_ANSWERS = re.compile(r"answer|text|response|content|ответ|жауап", re.IGNORECASE)
_NUMBER = re.compile(r"\[?(\d{1,2})\]?")


def unwrapped(text: str, ended: bool = False) -> str:
    """The text; where it is JSON, its strings, each a line, with the sources named as markers.

    As the text grows, so does what is returned: where it may yet become JSON, that waits until it
    has `ended`.
    """
    opens = _OPENS.match(text)
    if not opens:
        waits = None if ended else _MAY_OPEN.fullmatch(text)
        return waits["before"] if waits else text
    written = [text[: opens.end()]]
    inside: list[str] = []
    key, at_key = "", False
    for token in _TOKEN.finditer(text, opens.end()):
        sign = token[0]
        if sign in "{[":
            inside.append(sign)
            at_key = sign == "{"
        elif sign in "}]":
            inside.pop()
            if not inside:
                break
        elif sign in ",:":
            at_key = sign == "," and inside[-1] == "{"
        elif at_key:
            key = token[1] or ""
        elif token.end() == len(text) and not ended and not token[2]:
            written.append(_prose(key, token[1] or ""))
        else:
            written.append(_value(key, token))
    return "".join(written)


def _value(key: str, token: re.Match[str]) -> str:
    said = token[0] if token[1] is None else token[1]
    if _SOURCES.search(key) and (number := _NUMBER.fullmatch(said.strip())):
        return f" [{number[1]}]"
    return _prose(key, token[1] or "")


def _prose(key: str, escaped: str) -> str:
    """A string's text on a line of its own; nothing of one that is a label and no answer."""
    escaped = re.sub(r"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$", r"\1", escaped)
    try:
        said = str(json.loads(f'"{escaped}"', strict=False))
    except ValueError:  # an escape that JSON does not know
        said = re.sub(r"\\(.)", r"\1", escaped)
    if not said or not (_ANSWERS.search(key) or re.search(r"\S\s", said)):
        return ""
    return f"\n{said}"
