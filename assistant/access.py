"""Who may use the page, who may change the articles, and how often anybody may ask."""

from collections import deque
from collections.abc import Callable
from hmac import compare_digest
from threading import Lock
from time import monotonic

from assistant.errors import AssistantError
from index.settings import Settings

_MINUTE = 60.0
_MOST_USERS = 10_000


def may_enter(settings: Settings, password: str) -> bool:
    """Whether a password opens the page: the visitors' or the administrator's, or none is set."""
    if settings.password is None:
        return True
    return _is(settings.password.get_secret_value(), password) or (
        settings.admin_password is not None and may_change_articles(settings, password)
    )


def may_change_articles(settings: Settings, password: str) -> bool:
    """Whether a password is the administrator's; any is where none is set."""
    if settings.admin_password is None:
        return True
    return _is(settings.admin_password.get_secret_value(), password)


class TooOftenError(AssistantError):
    """A question that is one too many; `seconds` until the next may be asked."""

    def __init__(self, most: int, seconds: int) -> None:
        super().__init__(f"{most} questions a minute are the most here: ask again in {seconds} s")
        self.seconds = seconds


class RateLimit:
    """How many questions a user may ask within a minute; `per_minute` None: any number."""

    def __init__(self, per_minute: int | None, now: Callable[[], float] = monotonic) -> None:
        self._most = per_minute
        self._now = now
        self._asked: dict[str, deque[float]] = {}
        self._lock = Lock()

    def count(self, user: str) -> None:
        """Count a question of a user; raises TooOftenError where it is one too many."""
        if self._most is None:
            return
        with self._lock:
            now = self._now()
            asked = self._asked.setdefault(user, deque())
            while asked and now - asked[0] >= _MINUTE:
                asked.popleft()
            if len(asked) >= self._most:
                raise TooOftenError(self._most, int(_MINUTE - (now - asked[0])) + 1)
            asked.append(now)
            if len(self._asked) > _MOST_USERS:
                self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop the users who have asked nothing for a minute."""
        self._asked = {
            user: asked for user, asked in self._asked.items() if now - asked[-1] < _MINUTE
        }


def _is(secret: str, given: str) -> bool:
    return compare_digest(secret.encode(), given.encode(errors="surrogatepass"))
