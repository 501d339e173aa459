"""Polite fetching against a server on this machine: every outcome by its type, and what was asked on the way."""

import datetime
import email.utils
import gzip
import socket
import time
import tomllib
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Told

from scrapers import http
from scrapers.http import (
    Blocked,
    FetchFailed,
    Forbidden,
    Gone,
    Hop,
    Limits,
    NoContact,
    NotModified,
    NotNow,
    Request,
    Response,
    TooLarge,
    Unreachable,
)
from scrapers.politeness import LONGEST_WAIT, retry_after
from scrapers.robots import RobotsText

CONTACT = "mailto:regulatory@example.org"
NOON = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC)


class Pacer:
    """Never waits; remembers who was to be asked, and for how long the host was booked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    def wait(self, host: str, pause: float) -> None:
        self.asked.append((host, pause))


class Desk:
    """One server and everything that a fetch from it is given."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.host = f"{server.host}:{server.port}"
        self.site = f"http://{self.host}"
        self.pacer = Pacer()
        self.robots: dict[str, RobotsText] = {self.site: RobotsText("", NOON)}
        self.slept: list[float] = []

    def fetch(self, path: str = "/page", **changes: Any) -> http.Outcome:
        request = changes.pop("request", Request(self.site + path))
        given: dict[str, Any] = {
            "contact": CONTACT,
            "pacer": self.pacer,
            "robots": self.robots,
            "hosts": {self.host},
            "clock": lambda: NOON,
            "sleep": self.slept.append,
        }
        return http.fetch(request, **(given | changes))

    def answer(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.server.expect_request(path).respond_with_data(body, status, headers=named)

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        self.answer(path, status=status, Location=location)

    @property
    def paths(self) -> list[str]:
        """What the server was asked for, in order."""
        return [request.path for request, _ in self.server.log]


@pytest.fixture
def desk(httpserver: HTTPServer) -> Iterator[Desk]:
    yield Desk(httpserver)
    httpserver.clear()


def fetch_from_fda(status: int, robots: dict[str, RobotsText] | None = None, **headers: str) -> http.Outcome:
    """What comes of an answer that claims to be www.fda.gov's; no connection is made."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status, headers=headers))
    with httpx2.Client(transport=transport) as client:
        return http.fetch(
            Request("https://www.fda.gov/media/1"),
            contact=CONTACT,
            pacer=Pacer(),
            robots={"https://www.fda.gov": RobotsText("", NOON)} if robots is None else robots,
            client=client,
            clock=lambda: NOON,
        )


def failure_of(fetch: Callable[[], object]) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch()
    return caught.value


def test_an_answer_keeps_bytes_headers_and_moment(desk: Desk) -> None:
    desk.answer("/page", b"\xef\xbb\xbf{}\r\n", ETag='"1"', Last_Modified="Wed, 01 Jul 2026 10:00:00 GMT", X_Odd="a b")
    response = desk.fetch()
    assert isinstance(response, Response)
    assert response.body == b"\xef\xbb\xbf{}\r\n"
    assert (response.status, response.retrieved_at) == (200, NOON)
    assert (response.etag, response.last_modified) == ('"1"', "Wed, 01 Jul 2026 10:00:00 GMT")
    assert ("X-Odd", "a b") in response.headers
    assert response.address == response.final_address == f"{desk.site}/page"
    assert response.chain == ()


def test_a_web_page_where_json_was_due_is_an_answer_here(desk: Desk) -> None:
    desk.answer("/report.json", b"<html>", Content_Type="text/html")
    assert isinstance(desk.fetch("/report.json"), Response)


def test_the_user_agent_is_honest_and_gives_the_contact(desk: Desk) -> None:
    desk.answer("/page")
    desk.fetch()
    (asked, _) = desk.server.log[0]
    assert asked.headers["User-Agent"] == f"Clockstop/{http.VERSION} (+{CONTACT})"


def test_the_version_is_that_of_the_project() -> None:
    project = Path(__file__).parent.parent.parent / "pyproject.toml"
    assert tomllib.loads(project.read_text())["project"]["version"] == http.VERSION


@pytest.mark.parametrize("contact", ["", "  ", "a\r\nX-Evil: 1", "\N{LATIN SMALL LETTER E WITH ACUTE}"])
def test_without_a_contact_nothing_is_asked(desk: Desk, contact: str) -> None:
    with pytest.raises(NoContact):
        desk.fetch(contact=contact)
    assert desk.paths == []
    assert desk.pacer.asked == []


def test_conditions_are_sent_and_not_modified_is_an_outcome(desk: Desk) -> None:
    desk.answer("/page", status=304, ETag='"2"')
    outcome = desk.fetch(
        request=Request(f"{desk.site}/page", etag='"1"', last_modified="Wed, 01 Jul 2026 10:00:00 GMT")
    )
    assert isinstance(outcome, NotModified)
    assert not isinstance(outcome, Response)
    assert outcome.etag == '"2"'
    (asked, _) = desk.server.log[0]
    assert asked.headers["If-None-Match"] == '"1"'
    assert asked.headers["If-Modified-Since"] == "Wed, 01 Jul 2026 10:00:00 GMT"


def test_without_conditions_none_are_sent_and_a_304_makes_no_sense(desk: Desk) -> None:
    desk.answer("/page", status=304)
    assert type(failure_of(desk.fetch)) is Unreachable
    (asked, _) = desk.server.log[0]
    assert "If-None-Match" not in asked.headers
    assert "If-Modified-Since" not in asked.headers


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (404, Gone, "gone"),
        (410, Gone, "gone"),
        (401, Blocked, "blocked"),
        (403, Blocked, "blocked"),
        (400, Unreachable, "unreachable"),
        (500, Unreachable, "unreachable"),
        (502, Unreachable, "unreachable"),
    ],
)
def test_each_status_fails_by_its_name(desk: Desk, status: int, kind: type[FetchFailed], word: str) -> None:
    desk.answer("/page", b"x", status)
    failure = failure_of(desk.fetch)
    assert (type(failure), failure.kind, failure.status) == (kind, word, status)


def test_access_denied_by_akamai_is_a_block_and_says_who_denies() -> None:
    failure = failure_of(lambda: fetch_from_fda(403, Server="AkamaiGHost"))
    assert (type(failure), failure.status) == (Blocked, 403)
    assert "AkamaiGHost" in str(failure)


def test_openfdas_no_hit_is_an_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SAYS_NOT_FOUND_IN_JSON", frozenset({desk.server.host}))
    desk.answer("/drug/drugsfda.json", b'{"error": {"code": "NOT_FOUND"}}', 404, Content_Type="application/json")
    response = desk.fetch("/drug/drugsfda.json")
    assert isinstance(response, Response)
    assert (response.status, response.body) == (404, b'{"error": {"code": "NOT_FOUND"}}')


def test_redirects_are_followed_by_hand_and_kept(desk: Desk) -> None:
    desk.redirect("/page", "/second?x=1", 301)
    desk.redirect("/second", f"{desk.site}/third")
    desk.answer("/third", b"here")
    response = desk.fetch()
    assert isinstance(response, Response)
    assert response.body == b"here"
    assert (response.address, response.final_address) == (f"{desk.site}/page", f"{desk.site}/third")
    assert response.chain == (
        Hop(f"{desk.site}/page", 301, "/second?x=1"),
        Hop(f"{desk.site}/second?x=1", 302, f"{desk.site}/third"),
    )


def test_the_pacer_is_asked_once_per_hop_and_for_robots_too(desk: Desk) -> None:
    desk.answer("/robots.txt", b"User-agent: *\nCrawl-delay: 45\n")
    desk.redirect("/page", "/second")
    desk.answer("/second")
    desk.robots.clear()
    desk.fetch()
    assert desk.paths == ["/robots.txt", "/page", "/second"]
    assert desk.pacer.asked == [(desk.host, 30), (desk.host, 45), (desk.host, 45)]


def test_an_apology_page_is_a_block_though_it_is_served_as_404(desk: Desk) -> None:
    desk.redirect("/page", "/apology_objects/abuse-detection-apology.html")
    desk.answer("/apology_objects/abuse-detection-apology.html", b"Not found\n", 404)
    failure = failure_of(desk.fetch)
    assert (type(failure), failure.status) == (Blocked, 302)
    assert failure.chain[0].location == "/apology_objects/abuse-detection-apology.html"
    assert desk.paths == ["/page"]


def test_an_apology_instead_of_robots_is_a_block(desk: Desk) -> None:
    desk.robots.clear()
    desk.redirect("/robots.txt", "/apology_objects/excessive-requests-apology.html")
    assert type(failure_of(desk.fetch)) is Blocked
    assert desk.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    "location",
    [
        "http://evil.example/page",
        "//evil.example/page",
        "http://localhost:1/page",
        "ftp://localhost/page",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_off_the_list_is_not_followed(desk: Desk, location: str) -> None:
    desk.redirect("/page", location)
    failure = failure_of(desk.fetch)
    assert (type(failure), failure.kind) == (Forbidden, "blocked")
    assert len(failure.chain) == 1
    assert len(desk.pacer.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://evil.example/",
        "https://www.fda.gov.evil.example/",
        "https://user@www.fda.gov/",
        "gopher://x",
        "http://[",
        "",
    ],
)
def test_an_address_off_the_list_is_not_asked(desk: Desk, address: str) -> None:
    failure = failure_of(lambda: desk.fetch(request=Request(address), hosts=http.ALLOWED_HOSTS))
    assert type(failure) is Forbidden
    assert desk.pacer.asked == []


def test_a_redirect_from_https_to_http_is_not_followed() -> None:
    failure = failure_of(lambda: fetch_from_fda(302, Location="http://www.fda.gov/x"))
    assert type(failure) is Forbidden
    assert "from https to http" in str(failure)


def test_redirects_end_somewhere(desk: Desk) -> None:
    desk.redirect("/page", "/page")
    failure = failure_of(desk.fetch)
    assert (type(failure), len(failure.chain), len(desk.paths)) == (Unreachable, 6, 6)


def test_a_redirect_to_nowhere_is_a_fault(desk: Desk) -> None:
    desk.answer("/page", status=302)
    assert type(failure_of(desk.fetch)) is Unreachable


def test_a_body_that_is_announced_too_large_is_not_read(desk: Desk) -> None:
    desk.answer("/page", b"x" * 2_000)
    failure = failure_of(lambda: desk.fetch(limits=Limits(size=1_000)))
    assert (type(failure), failure.kind) == (TooLarge, "too-large")
    assert "announces" in str(failure)


def test_a_body_that_grows_too_large_is_cut_off(desk: Desk) -> None:
    given_out = []

    def endless(_: Asked) -> Told:
        def pieces() -> Iterator[bytes]:
            while True:
                given_out.append(1)
                yield b"x" * 10_000

        return Told(pieces())

    desk.server.expect_request("/page").respond_with_handler(endless)
    assert type(failure_of(lambda: desk.fetch(limits=Limits(size=100_000)))) is TooLarge
    assert len(given_out) < 2_000


def test_a_gzip_bomb_is_cut_off_while_it_unpacks(desk: Desk) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000, compresslevel=9)
    assert len(bomb) < 150_000
    desk.answer("/page", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert type(failure_of(lambda: desk.fetch(limits=Limits(size=1_000_000)))) is TooLarge
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A first request loads certificates, about 12 MB; the whole bomb would be 100.
    assert peak < 50_000_000


def test_a_packed_body_is_unpacked(desk: Desk) -> None:
    content = bytes(range(256)) * 20_000
    desk.answer(
        "/page", gzip.compress(content[:100]) + gzip.compress(content[100:]) + b"trailing", Content_Encoding="gzip"
    )
    response = desk.fetch()
    assert isinstance(response, Response)
    assert response.body == content
    assert response.header("content-encoding") == "gzip"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(b"x" * 1000)[:-8], "gzip"), (b"plain", "gzip"), (b"x", "br"), (b"x", "gzip, gzip")],
)
def test_a_body_that_is_not_as_packed_as_it_says_is_a_fault(desk: Desk, body: bytes, encoding: str) -> None:
    desk.answer("/page", body, Content_Encoding=encoding)
    assert type(failure_of(desk.fetch)) is Unreachable


def test_a_body_shorter_than_announced_is_a_fault() -> None:
    with socket.create_server(("localhost", 0)) as listener:
        host = f"localhost:{listener.getsockname()[1]}"

        def serve_once() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")

        with ThreadPoolExecutor(1) as background:
            background.submit(serve_once)
            failure = failure_of(
                lambda: http.fetch(
                    Request(f"http://{host}/page"),
                    contact=CONTACT,
                    pacer=Pacer(),
                    robots={f"http://{host}": RobotsText("", NOON)},
                    hosts={host},
                    clock=lambda: NOON,
                )
            )
    assert type(failure) is Unreachable


def dripping(seconds: float) -> Callable[[Asked], Told]:
    def drip(_: Asked) -> Told:
        def pieces() -> Iterator[bytes]:
            for _ in range(20):
                time.sleep(seconds)
                yield b"x"

        return Told(pieces())

    return drip


def test_a_body_that_drips_is_cut_off_in_time(desk: Desk) -> None:
    desk.server.expect_request("/page").respond_with_handler(dripping(0.1))
    started = time.monotonic()
    failure = failure_of(lambda: desk.fetch(limits=Limits(total=0.4, read=5)))
    assert (type(failure), str(failure)) == (Unreachable, "the answer did not end in time")
    assert time.monotonic() - started < 1.5


def test_a_silence_is_cut_off_in_time(desk: Desk) -> None:
    desk.server.expect_request("/page").respond_with_handler(dripping(1.0))
    started = time.monotonic()
    failure = failure_of(lambda: desk.fetch(limits=Limits(total=60, read=0.2)))
    assert type(failure) is Unreachable
    assert "in time" in str(failure)
    assert time.monotonic() - started < 0.9


def test_a_closed_door_is_unreachable(desk: Desk) -> None:
    with socket.create_server(("localhost", 0)) as listener:
        host = f"localhost:{listener.getsockname()[1]}"
    robots = {f"http://{host}": RobotsText("", NOON)}
    failure = failure_of(lambda: desk.fetch(request=Request(f"http://{host}/"), hosts={host}, robots=robots))
    assert type(failure) is Unreachable


def test_an_unknown_host_is_unreachable(desk: Desk) -> None:
    robots = {"http://nowhere.invalid": RobotsText("", NOON)}
    request = Request("http://nowhere.invalid/")
    failure = failure_of(lambda: desk.fetch(request=request, hosts={"nowhere.invalid"}, robots=robots))
    assert type(failure) is Unreachable


def test_speaking_tls_to_a_plain_server_is_unreachable(desk: Desk) -> None:
    robots = {f"https://{desk.host}": RobotsText("", NOON)}
    failure = failure_of(lambda: desk.fetch(request=Request(f"https://{desk.host}/"), robots=robots))
    assert type(failure) is Unreachable


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_again_when_it_says(desk: Desk, status: int) -> None:
    desk.server.expect_ordered_request("/page").respond_with_data(status=status, headers={"Retry-After": "7"})
    desk.server.expect_ordered_request("/page").respond_with_data(
        status=status, headers={"Retry-After": email.utils.format_datetime(NOON + datetime.timedelta(seconds=40))}
    )
    desk.server.expect_ordered_request("/page").respond_with_data(b"at last")
    response = desk.fetch()
    assert isinstance(response, Response)
    assert response.body == b"at last"
    assert desk.slept == [7.0, 40.0]
    assert len(desk.pacer.asked) == 3


@pytest.mark.parametrize(("status", "kind"), [(429, Blocked), (503, Unreachable)])
def test_a_host_that_stays_busy_fails_after_doubled_waits(desk: Desk, status: int, kind: type[FetchFailed]) -> None:
    desk.answer("/page", status=status)
    failure = failure_of(desk.fetch)
    assert (type(failure), failure.status, failure.retry_after) == (kind, status, 120.0)
    assert desk.slept == [15.0, 30.0, 60.0]


@pytest.mark.parametrize(("status", "kind"), [(429, Blocked), (503, Unreachable)])
def test_a_wait_beyond_the_cap_is_left_to_the_caller(desk: Desk, status: int, kind: type[FetchFailed]) -> None:
    desk.answer("/page", status=status, Retry_After="3600")
    failure = failure_of(desk.fetch)
    assert (type(failure), failure.retry_after) == (kind, 3600.0)
    assert desk.slept == []
    assert desk.paths == ["/page"]


@given(st.text(max_size=40) | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,5} \d+:\d+:\d+ \S+"))
def test_no_retry_after_is_negative_or_endless(value: str) -> None:
    told = retry_after(value, NOON)
    assert told is None or 0 <= told <= LONGEST_WAIT


def test_a_disallowed_page_is_not_asked_for(desk: Desk) -> None:
    desk.robots[desk.site] = RobotsText("User-agent: *\nDisallow: /drugsatfda_docs/rems/\n", NOON)
    failure = failure_of(lambda: desk.fetch("/drugsatfda_docs/rems/x.pdf"))
    assert (type(failure), failure.kind) == (Forbidden, "blocked")
    assert desk.pacer.asked == []


def test_a_redirect_to_a_disallowed_page_is_not_followed(desk: Desk) -> None:
    desk.robots[desk.site] = RobotsText("User-agent: *\nDisallow: /secret\n", NOON)
    desk.redirect("/page", "/secret")
    assert type(failure_of(desk.fetch)) is Forbidden
    assert desk.paths == ["/page"]


def test_robots_are_kept_for_a_day(desk: Desk) -> None:
    desk.answer("/robots.txt", b"User-agent: *\nDisallow: /page\n")
    desk.answer("/page")
    desk.robots[desk.site] = RobotsText("", NOON - datetime.timedelta(hours=23))
    desk.fetch()
    desk.robots[desk.site] = RobotsText("", NOON - datetime.timedelta(hours=25))
    assert type(failure_of(desk.fetch)) is Forbidden
    assert desk.paths == ["/page", "/robots.txt"]
    assert desk.robots[desk.site].fetched_at == NOON


@pytest.mark.parametrize("status", [404, 410, 400, 403])
def test_a_host_without_robots_has_no_rules(desk: Desk, status: int) -> None:
    desk.robots.clear()
    desk.answer("/robots.txt", status=status)
    desk.answer("/page")
    assert isinstance(desk.fetch(), Response)
    assert desk.robots[desk.site].text == ""


def test_a_host_whose_robots_cannot_be_had_is_not_visited(desk: Desk) -> None:
    desk.robots.clear()
    desk.answer("/robots.txt", status=500)
    assert type(failure_of(desk.fetch)) is Unreachable
    assert desk.paths == ["/robots.txt"]


def test_a_block_of_robots_is_a_block_and_gives_no_leave() -> None:
    robots: dict[str, RobotsText] = {}
    assert type(failure_of(lambda: fetch_from_fda(403, robots, Server="AkamaiGHost"))) is Blocked
    assert robots == {}


def test_an_old_copy_of_robots_serves_while_the_host_gives_none(desk: Desk) -> None:
    desk.robots[desk.site] = RobotsText("User-agent: *\nDisallow: /secret\n", NOON - datetime.timedelta(days=3))
    desk.answer("/robots.txt", status=500)
    desk.answer("/page")
    assert isinstance(desk.fetch(), Response)
    assert type(failure_of(lambda: desk.fetch("/secret"))) is Forbidden


def test_outside_the_hours_of_robots_nothing_is_asked(desk: Desk) -> None:
    desk.robots[desk.site] = RobotsText("User-agent: *\nVisiting-hours: 23:00EDT-05:00EDT\n", NOON)
    failure = failure_of(desk.fetch)
    assert (type(failure), failure.retry_after) == (NotNow, 15 * 3600)
    assert desk.pacer.asked == []


def test_accessdata_is_asked_at_night_only() -> None:
    pacer = Pacer()
    failure = failure_of(
        lambda: http.fetch(
            Request("https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm"),
            contact=CONTACT,
            pacer=pacer,
            clock=lambda: NOON,
        )
    )
    assert (type(failure), failure.retry_after) == (NotNow, 15 * 3600)
    assert pacer.asked == []


def test_a_client_that_was_handed_in_stays_open(desk: Desk) -> None:
    desk.answer("/page")
    with httpx2.Client() as client:
        desk.fetch(client=client)
        assert not client.is_closed
