"""The one error class of this package."""


class AssistantError(Exception):
    """A fault the user can mend: the message says what, which value and how to mend it."""
