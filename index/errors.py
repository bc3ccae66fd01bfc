"""The error classes of this package."""


class IndexingError(Exception):
    """A fault the user can mend: the message says what, which value and how to mend it."""


class FieldError(IndexingError):
    """A field of an article whose value makes no sense; `field` is its name."""

    def __init__(self, name: str, field: str, value: str, problem: str) -> None:
        shown = value if len(value) <= 80 else value[:79] + "…"
        super().__init__(f"{name}, field {field}: {shown!r} {problem}")
        self.field = field
