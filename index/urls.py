"""When two web addresses name the same page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|yclid|mc_[ce]id|igshid", re.IGNORECASE)

Page = tuple[str, str, str]


def page_of(url: str | None) -> Page | None:
    """What is equal for addresses of one page: host, path and query without what led there.

    None where there is no address, or it names a whole site and so no article.
    """
    try:
        parts = urlsplit(url or "")
        query = [(k, v) for k, v in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(k)]
    except ValueError:
        return None
    page = parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), urlencode(query)
    return page if any(page[1:]) else None


def same_page(one: str | None, other: str | None) -> bool:
    """Whether two web addresses name the same page."""
    page = page_of(one)
    return page is not None and page == page_of(other)
