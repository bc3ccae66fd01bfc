import gzip
import http.server
import socket
import ssl
import threading
import time
from ipaddress import ip_address

import pytest

from index import addresses, fetching
from index.addresses import is_public
from index.errors import IndexingError
from index.fetching import fetch

# Loopback is refused, so the site of these tests stands on another of its addresses, which only
# these tests call public; 127.0.0.1 stays what it is.
SITE = "127.0.0.2"
PAGE = b"<html><body><p>Text</p></body></html>"


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, dict[str, str]]]
    replies: dict[str, tuple]

    def do_GET(self):
        type(self).asked.append((self.path, dict(self.headers)))
        reply = type(self).replies.get(self.path, (404, {}, b""))
        if callable(reply):
            reply(self)
            return
        status, headers, body = reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def site(monkeypatch):
    """A real site at `http://site.test:PORT`; gives its handler, whose `replies` are by path."""
    handler = type("Handler", (Site,), {"asked": [], "replies": {"/a": (200, HTML, PAGE)}})
    server = http.server.ThreadingHTTPServer((SITE, 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    handler.port = server.server_port
    handler.url = f"http://site.test:{handler.port}"
    handler.names = {"site.test": [SITE]}
    handler.resolved = []
    public, resolve = addresses.is_public, socket.getaddrinfo

    def getaddrinfo(host, *rest, **options):
        handler.resolved.append(host)
        found = handler.names.get(host)
        if found and isinstance(found[0], list):
            found = found.pop(0)
        return [place for one in found or [host] for place in resolve(one, *rest, **options)]

    monkeypatch.setattr(addresses, "is_public", lambda a: a == ip_address(SITE) or public(a))
    monkeypatch.setattr(addresses.socket, "getaddrinfo", getaddrinfo)
    yield handler
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.1.2.3 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.100.100.200 0.0.0.0
    224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: ::ffff:127.0.0.1
    ::ffff:169.254.169.254 ::ffff:0:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
    2002:7f00:1:: 2001:0:1:2:3:4:80ff:fffe fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1
    ::127.0.0.1 2001:db8::1""".split(),  # noqa: SIM905
)
def test_own_addresses_are_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2a00:1450:4001:800::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    """127.0.0.1 localhost 2130706433 0x7f000001 0177.0.0.1 127.1 0 [::1] [::ffff:127.0.0.1]
    [::ffff:7f00:1] [0:0:0:0:0:0:0:1] [fe80::1%25lo] 169.254.169.254 2852039166""".split(),  # noqa: SIM905
)
def test_no_spelling_of_an_own_address_is_fetched(host):
    with pytest.raises(IndexingError, match=r"not on the public internet|not known") as fault:
        fetch(f"http://{host}:1/latest/meta-data")
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.kz/a", "only http and https"),
        ("gopher://example.kz/a", "only http and https"),
        ("http://user:secret@example.kz/", "password"),
        ("http://example.kz@127.0.0.1/", "password"),
        ("http:///a", "no web address"),
        ("http://[::1", "no web address"),
        ("http://example.kz:99999/", "no web address"),
        ("http://example.kz/a b", "no web address"),
        ("http://example.kz/a\r\nHost: x", "no web address"),
        ("http://" + "a" * 3000, "no web address"),
        ("http://" + "ы" * 70 + ".kz", "no name of a host"),
    ],
)
def test_addresses_that_are_none(url, says):
    with pytest.raises(IndexingError, match=says):
        fetch(url)


def test_page(site):
    page = fetch(f"{site.url}/a")
    assert (page.data, page.suffix, page.charset) == (PAGE, ".html", "utf-8")
    path, headers = site.asked[-1]
    assert path == "/a"
    assert headers["Host"] == f"site.test:{site.port}"
    assert headers["User-Agent"].startswith("Multivector/")
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_cookies_are_not_kept(site):
    for path, headers in {"/c": {"Location": "/a"}, "/robots.txt": {}}.items():
        site.replies[path] = (302 if headers else 404, {**headers, "Set-Cookie": "a=b"}, b"")
    fetch(f"{site.url}/c")
    fetch(f"{site.url}/c")
    assert not any("Cookie" in headers for _, headers in site.asked)


def test_the_proxy_of_the_environment_is_not_used(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch(f"{site.url}/a").data == PAGE


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{}/", "http://[::ffff:127.0.0.1]:{}/", "http://2130706433:{}/",
     "//localhost:{}/", "http://inside.test:{}/", "file:///etc/passwd"],
)  # fmt: skip
def test_redirect_to_an_own_address(site, target):
    site.names["inside.test"] = ["192.168.0.7"]
    site.replies["/r"] = (302, {"Location": target.format(site.port)}, b"")
    with pytest.raises(IndexingError, match=r"not on the public internet|only http and https"):
        fetch(f"{site.url}/r")
    assert [path for path, _ in site.asked] == ["/robots.txt", "/r"]


def test_redirect_of_robots_txt_to_an_own_address(site):
    site.replies["/robots.txt"] = (302, {"Location": f"http://127.0.0.1:{site.port}/"}, b"")
    with pytest.raises(IndexingError, match="not on the public internet"):
        fetch(f"{site.url}/a")


def test_host_of_a_private_address(site):
    site.names["inside.test"] = ["10.0.0.5"]
    with pytest.raises(IndexingError, match=r"inside\.test is the address 10\.0\.0\.5"):
        fetch(f"http://inside.test:{site.port}/a")


def test_one_own_address_among_public_ones_refuses_all(site):
    site.names["both.test"] = [SITE, "127.0.0.1"]
    with pytest.raises(IndexingError, match="not on the public internet"):
        fetch(f"http://both.test:{site.port}/a")


def test_host_that_resolves_differently_the_second_time(site):
    """Rebinding: each connection goes to the address that was checked for it."""
    site.names["rebind.test"] = [[SITE], [SITE], ["127.0.0.1"], ["127.0.0.1"]]
    assert fetch(f"http://rebind.test:{site.port}/a").data == PAGE
    assert site.resolved.count("rebind.test") == 2  # robots.txt and the page, not once more
    with pytest.raises(IndexingError, match="not on the public internet"):
        fetch(f"http://rebind.test:{site.port}/a")
    assert len(site.asked) == 2


def test_redirects_are_followed_and_counted(site):
    site.replies["/r"] = (301, {"Location": "/a"}, b"")
    assert fetch(f"{site.url}/r").url == f"{site.url}/a"
    site.replies["/loop"] = (302, {"Location": "/loop"}, b"")
    with pytest.raises(IndexingError, match="redirects more than 5"):
        fetch(f"{site.url}/loop")


def test_robots(site):
    rules = b"User-agent: *\nDisallow: /private\nUser-agent: Multivector\nDisallow: /*.htm$\n"
    site.replies["/robots.txt"] = (200, {"Content-Type": "text/plain"}, rules)
    site.replies["/x.htm"] = (200, HTML, PAGE)
    site.replies["/private"] = (200, HTML, PAGE)
    with pytest.raises(IndexingError, match=r"robots\.txt"):
        fetch(f"{site.url}/x.htm")
    assert fetch(f"{site.url}/private").data == PAGE  # our own rules hold, not those for all
    site.replies["/r"] = (302, {"Location": "/x.htm"}, b"")
    with pytest.raises(IndexingError, match=r"robots\.txt"):
        fetch(f"{site.url}/r")
    site.replies["/robots.txt"] = (503, {}, b"")
    with pytest.raises(IndexingError, match="answered 503"):
        fetch(f"{site.url}/a")


def test_types_and_statuses(site):
    site.replies["/v"] = (200, {"Content-Type": "video/mp4"}, b"x")
    site.replies["/n"] = (200, {}, b"x")
    site.replies["/p"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-")
    for path, says in {"/v": "video/mp4", "/n": "unstated kind", "/none": "answered 404"}.items():
        with pytest.raises(IndexingError, match=says):
            fetch(site.url + path)
    assert fetch(f"{site.url}/p").suffix == ".pdf"


def test_size(site, monkeypatch):
    monkeypatch.setattr(fetching, "_MOST_BYTES", 1000)
    packed = {**HTML, "Content-Encoding": "gzip"}
    site.replies["/gz"] = (200, packed, gzip.compress(PAGE))
    site.replies["/bomb"] = (200, packed, gzip.compress(bytes(50_000_000)))
    site.replies["/long"] = (200, HTML, b"x" * 2000)
    site.replies["/br"] = (200, {**HTML, "Content-Encoding": "br"}, b"x")
    site.replies["/bad"] = (200, packed, b"no gzip")
    assert fetch(f"{site.url}/gz").data == PAGE
    says = {"/bomb": "1,000 bytes", "/long": "1,000 bytes", "/br": "encoding", "/bad": "fetched"}
    for path, words in says.items():
        with pytest.raises(IndexingError, match=words):
            fetch(site.url + path)


@pytest.mark.parametrize("phase", ["head", "body", "silence"])
def test_a_slow_server_is_cut_off(site, monkeypatch, phase):
    monkeypatch.setattr(fetching, "_SECONDS", 1.0)

    def trickle(handler):
        if phase == "body":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(60):
            try:
                if phase != "silence":
                    handler.wfile.write(b"X")
                handler.wfile.flush()
            except OSError:
                break
            time.sleep(0.1)
        handler.close_connection = True

    site.replies["/slow"] = trickle
    begun = time.monotonic()
    with pytest.raises(IndexingError, match="longer than 1 s"):
        fetch(f"{site.url}/slow")
    assert time.monotonic() - begun < 3


def test_nobody_there(site):
    with pytest.raises(IndexingError, match="could not be fetched"):
        fetch("http://site.test:1/a")


def test_certificates_are_checked(site):
    """The site speaks no TLS: the handshake fails, and nothing is fetched without it."""
    with pytest.raises(IndexingError, match="could not be fetched"):
        fetch(f"https://site.test:{site.port}/a")
    context = ssl.create_default_context()
    assert context.check_hostname
    assert not site.asked
