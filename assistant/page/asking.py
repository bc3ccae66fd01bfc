"""What the page sends with a question: its words, its day, and its place in the conversation."""

from dataclasses import dataclass

from assistant.answer import Turn
from assistant.page.conversation import Exchange, as_turns


@dataclass(frozen=True, slots=True)
class Conversation:
    """One of a page's conversations; `number` tells it from those before and after on that page."""

    number: int = 0
    exchanges: tuple[Exchange, ...] = ()

    def placed(self, one: Exchange, at: int) -> "Conversation":
        """The conversation with one exchange in the place of the one there, or after all."""
        return Conversation(self.number, (*self.exchanges[:at], one, *self.exchanges[at + 1 :]))


def asked(event: object) -> Exchange:
    """The question as it was typed, and the day that it is to be answered of."""
    question, as_of = (str(getattr(event, name, "") or "") for name in ("question", "asOf"))
    return Exchange(question.strip(), as_of=as_of.strip() or None)


def number(event: object, name: str) -> int:
    """A number that the page sends; 0 where it sends none."""
    value = getattr(event, name, 0)
    return value if isinstance(value, int) else 0


def place(event: object, last: Conversation) -> tuple[Conversation, int, list[Turn]]:
    """The conversation that the question belongs to, its place there, and what was said before it.

    A new conversation is begun by the page alone, which counts them. A corrected question takes the
    place of the old one. One that was corrected as it was understood stands alone: nothing goes
    before it.
    """
    current = number(event, "conversation")
    conversation = last if last.number == current else Conversation(current)
    exchanges = conversation.exchanges
    at = getattr(event, "at", None)
    if not isinstance(at, int) or not 0 <= at < len(exchanges):
        at = len(exchanges)
    alone = getattr(event, "alone", False) is True
    return conversation, at, [] if alone else as_turns(exchanges[:at])
