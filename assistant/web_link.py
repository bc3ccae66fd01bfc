"""Addresses of the web that may be made into a link."""

from urllib.parse import urlsplit


def web_link(url: str | None) -> str | None:
    """The address where it is one of the web's (http, https), else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
