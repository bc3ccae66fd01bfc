"""Fetching one web page from the public internet, and from nowhere else.

The connection goes to the address that was checked, so a name cannot come to mean another one in
between, and the same holds for every redirect. No cookies, no proxies, no credentials.
"""

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from index.addresses import Address, public_addresses
from index.errors import IndexingError

USER_AGENT = "Multivector/0.1 (fetches a single article that its user named)"
ROBOT = "Multivector"
_MOST_BYTES = 20_000_000
_ROBOTS_BYTES = 500_000  # RFC 9309, section 2.5
_MOST_REDIRECTS = 5
_MOST_URL = 2_000
_SECONDS = 30.0  # for everything: names, redirects, robots.txt, the page
_SECONDS_TO_CONNECT = 10.0
_REDIRECTS = {301, 302, 303, 307, 308}
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: `url` is where the redirects ended, `suffix` that of its kind of file."""

    url: str
    data: bytes
    suffix: str
    charset: str | None


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def fetch(url: str) -> Page:
    """Fetch a page; raises IndexingError, in one line, where that is refused or fails."""
    until = monotonic() + _SECONDS
    allowed: dict[str, Callable[[str], bool]] = {}
    for _ in range(_MOST_REDIRECTS + 1):
        target = _parsed(url)
        site = f"{target.scheme}://{target.netloc}"
        if site not in allowed:
            allowed[site] = _robots(site, until)
        if not allowed[site](url):
            raise IndexingError(
                f"{site} asks programs not to fetch {url} (robots.txt): save the page in a browser "
                "and add the file"
            )
        reply = _get(url, until, _MOST_BYTES)
        location = reply.headers.get("Location")
        if reply.status in _REDIRECTS and location:
            url = urljoin(url, location)
            continue
        if reply.status != 200:
            raise IndexingError(f"{url} answered {reply.status}: check the address in a browser")
        kind = reply.headers.get_content_type() if "Content-Type" in reply.headers else ""
        if kind not in _TYPES:
            raise IndexingError(f"{url} is {kind or 'of an unstated kind'} and no article")
        return Page(url, reply.body, _TYPES[kind], reply.headers.get_content_charset())
    raise IndexingError(f"{url} redirects more than {_MOST_REDIRECTS} times: check the address")


def is_url(text: str) -> bool:
    """Whether the text is a web address rather than a file's name: `scheme://…`."""
    scheme, mark, _ = text.partition("://")
    return bool(mark) and scheme.isalnum()


def _parsed(url: str) -> SplitResult:
    """The parts of an address that may be fetched."""
    try:
        target = urlsplit(url)
        host, _ = target.hostname, target.port
    except ValueError as error:
        raise IndexingError(f"{url[:200]!r} is no web address: {error}") from None
    if target.scheme not in ("http", "https"):
        raise IndexingError(f"{url[:200]!r} cannot be fetched: only http and https are")
    bad = any(char.isspace() or ord(char) < 32 for char in url) or len(url) > _MOST_URL
    if not host or bad:
        raise IndexingError(f"{url[:200]!r} is no web address: copy it from the browser")
    if target.username is not None or target.password is not None:
        raise IndexingError(f"{url[:200]!r} holds a user's name or password: leave it out")
    return target


def _robots(site: str, until: float) -> Callable[[str], bool]:
    """What a site allows programs: all where it has no robots.txt, nothing where it fails."""
    from protego import Protego

    url = f"{site}/robots.txt"
    for _ in range(_MOST_REDIRECTS + 1):
        reply = _get(url, until, _ROBOTS_BYTES, cut=True)
        location = reply.headers.get("Location")
        if not (reply.status in _REDIRECTS and location):
            break
        url = urljoin(url, location)
        _parsed(url)
    if 400 <= reply.status < 500 or reply.status in _REDIRECTS:
        return lambda url: True
    if reply.status != 200:
        raise IndexingError(
            f"{site} does not say what programs may fetch (robots.txt answered {reply.status}): "
            "try again later or add the page as a file"
        )
    rules = Protego.parse(reply.body.decode("utf-8", "replace"))
    return lambda url: bool(rules.can_fetch(url, ROBOT))


def _get(url: str, until: float, most: int, cut: bool = False) -> _Reply:
    """One request to an address that was checked; `cut` a long body instead of refusing it."""
    target = _parsed(url)
    host = _ascii_host(target.hostname or "")
    port = target.port or (443 if target.scheme == "https" else 80)
    connection = http.client.HTTPConnection(host, port)
    try:
        # http.client uses the socket that is there, and sends the name as Host.
        connection.sock = _connect(host, port, target.scheme == "https", until)
        # Timeouts hold for each read alone: a server that trickles is cut off by the clock.
        watch = Timer(max(0.0, until - monotonic()), _shut, [connection.sock])
        watch.daemon = True
        watch.start()
        try:
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            path = quote(target.path or "/", safe="/%:@!$&'()*+,;=~-._")
            query = f"?{quote(target.query, safe='/?%:@!$&()*+,;=~-._')}" if target.query else ""
            connection.putrequest("GET", path + query, skip_host=True, skip_accept_encoding=True)
            shown = f"[{host}]" if ":" in host else host
            default = 443 if target.scheme == "https" else 80
            connection.putheader("Host", shown if port == default else f"{shown}:{port}")
            connection.putheader("User-Agent", USER_AGENT)
            connection.putheader("Accept", ", ".join(_TYPES))
            connection.putheader("Accept-Language", "ru, kk, en")
            connection.putheader("Accept-Encoding", "gzip")
            connection.putheader("Connection", "close")
            connection.endheaders()
            with connection.getresponse() as response:
                body = _body(response, url, until, most, cut)
                return _Reply(response.status, response.headers, body)
        finally:
            watch.cancel()
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        if monotonic() >= until:
            raise IndexingError(f"{url} took longer than {_SECONDS:.0f} s: try again") from None
        raise IndexingError(f"{url} could not be fetched ({error}): try again") from None
    finally:
        connection.close()


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        raise IndexingError(f"{host!r} is no name of a host: check the address") from None


def _connect(host: str, port: int, secure: bool, until: float) -> socket.socket:
    """A connection to the first address of the host that takes one; all of them were checked."""
    fault: OSError = OSError("no address")
    for address in public_addresses(host, port):
        seconds = min(_SECONDS_TO_CONNECT, max(0.1, until - monotonic()))
        try:
            return _opened(address, host, port, secure, seconds)
        except OSError as error:
            fault = error
    raise fault


def _opened(address: Address, host: str, port: int, secure: bool, seconds: float) -> socket.socket:
    plain = socket.create_connection((str(address), port), timeout=seconds)
    if not secure:
        return plain
    try:
        # The handshake comes later, under the clock.
        return ssl.create_default_context().wrap_socket(
            plain, server_hostname=host, do_handshake_on_connect=False
        )
    except BaseException:
        plain.close()
        raise


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _body(
    response: http.client.HTTPResponse, url: str, until: float, most: int, cut: bool
) -> bytes:
    """The body, unpacked, of at most so many bytes."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise ValueError(f"an encoding that was not asked for: {encoding[:40]}")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    body = bytearray()
    while chunk := response.read1(65_536):
        room = most - len(body) + 1
        body += unpacker.decompress(chunk, room) if unpacker else chunk
        if len(body) > most:
            if cut:
                return bytes(body[:most])
            raise IndexingError(f"{url} has more than {most:,} bytes: this is no article")
    # A body cut off by the clock looks like one that ended.
    if monotonic() >= until:
        raise TimeoutError("too slow")
    return bytes(body)
