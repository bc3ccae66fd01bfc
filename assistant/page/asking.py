"""What the page sends with a question: its words, its day, and its place in the conversation."""

from collections.abc import Sequence

from assistant.answer import Turn
from assistant.page.conversation import Exchange, as_turns


def asked(event: object) -> Exchange:
    """The question as it was typed, and the day that it is to be answered of."""
    question, as_of = (str(getattr(event, name, "") or "") for name in ("question", "asOf"))
    return Exchange(question.strip(), as_of=as_of.strip() or None)


def place(event: object, exchanges: Sequence[Exchange]) -> tuple[int, list[Turn]]:
    """Where in the conversation the question stands, and what was said before it.

    A corrected question takes the place of the old one. One that was corrected as it was understood
    stands alone: nothing goes before it.
    """
    at = getattr(event, "at", None)
    if not isinstance(at, int) or not 0 <= at < len(exchanges):
        at = len(exchanges)
    alone = getattr(event, "alone", False) is True
    return at, [] if alone else as_turns(exchanges[:at])


def placed(exchanges: Sequence[Exchange], at: int, one: Exchange) -> tuple[Exchange, ...]:
    """The conversation with one exchange in the place of the one there, or after all."""
    return (*exchanges[:at], one, *exchanges[at + 1 :])
