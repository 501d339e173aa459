"""A webhook leads to the open internet and nowhere else, whatever its name resolves to and however it answers."""

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator

import httpcore2
import pytest

from tests.throwaway import free_port
from tracker.alerts.channels.webhook import exchange, guarded

INNER = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]
OUTER = ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INNER)
def test_no_inner_address_is_public(address):
    assert not guarded.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTER)
def test_addresses_of_the_open_internet_are(address):
    assert guarded.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://hooks.example.org/", "must begin with https://"),
        ("ftp://hooks.example.org/", "not a web address"),
        ("https://", "not a web address"),
        ("hooks.example.org", "not a web address"),
        ("https://[::1/", "not a web address"),
        ("https://hooks.example.org:70000/", "not a web address"),
        ("https://höoks.example.org/", "not a web address"),
        ("https://hooks.example.org/\r\nHost: inner", "not a web address"),
        ("https://anna:secret@hooks.example.org/", "user name"),
        ("https://hooks.example.org/#here", "#fragment"),
        ("https://hooks.example.org:22/", "port"),
        ("https://hooks.example.org:80/", "port"),
        ("https://169.254.169.254/latest/meta-data/", "inner network"),
        ("https://[::ffff:10.0.0.1]/", "inner network"),
    ],
)
def test_an_address_is_judged_by_its_form_first(address, said, settings):
    settings.WEBHOOK_INNER_HOSTS = frozenset()
    with pytest.raises(guarded.Refused, match=said):
        guarded.check(address)


@pytest.mark.parametrize("address", ["https://hooks.example.org/a?b=c", "https://hooks.example.org:8443/"])
def test_usual_addresses_pass(address):
    guarded.check(address)


def test_an_inner_host_that_operators_named_may_use_http_and_any_port(settings):
    settings.WEBHOOK_INNER_HOSTS = frozenset({"planning.internal"})
    guarded.check("http://planning.internal:8080/hook")
    with pytest.raises(guarded.Refused):
        guarded.check("http://other.internal:8080/hook")


def named(monkeypatch, *rounds: list[str]) -> list[list[str]]:
    """What the name resolves to, look-up by look-up."""
    left = list(rounds)

    def look_up(host: str, port: int, **options: object) -> list[tuple]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in left.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return left


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"]])
def test_a_name_that_leads_inside_is_refused_even_among_outer_addresses(addresses, monkeypatch):
    named(monkeypatch, addresses)
    answer = exchange.post("https://hooks.example.org/", b"{}", {})
    assert (answer.status, answer.is_refused) == (0, True)
    assert "inner network" in answer.words


def test_the_address_that_was_judged_is_the_one_connected_to(monkeypatch):
    """A second look-up, as rebinding would need, never happens."""
    connected = []

    def connect(address: tuple[str, int], *others: object, **options: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError("nobody there")

    left = named(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", connect)
    answer = exchange.post("https://hooks.example.org/", b"{}", {})
    assert connected == [("8.8.8.8", 443)]
    assert left == [["127.0.0.1"]]
    assert "could not be reached" in answer.words


def test_the_second_address_is_tried_where_the_first_takes_no_connection(monkeypatch):
    connected = []

    def connect(address: tuple[str, int], *others: object, **options: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError("nobody there")

    named(monkeypatch, ["8.8.8.8", "9.9.9.9"])
    monkeypatch.setattr(socket, "create_connection", connect)
    exchange.post("https://hooks.example.org/", b"{}", {})
    assert connected == ["8.8.8.8", "9.9.9.9"]


def test_a_name_that_does_not_exist_is_no_crash(monkeypatch):
    def look_up(*others: object, **options: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert "has no address" in exchange.post("https://hooks.example.org/", b"{}", {}).words


@pytest.fixture
def dripping(settings) -> Iterator[str]:
    """A server that answers one byte of a header at a time, for ever."""
    settings.WEBHOOK_INNER_HOSTS = frozenset({"127.0.0.1"})
    port, over = free_port(), threading.Event()
    server = socket.create_server(("127.0.0.1", port))

    def drip() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(0.05):
                try:
                    connection.sendall(b"a")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/"
    over.set()
    server.close()
    thread.join(5)


def test_a_server_that_drips_is_left_at_the_deadline(dripping):
    began = time.monotonic()
    answer = exchange.post(dripping, b"{}", {}, seconds=0.5)
    assert time.monotonic() - began < 3
    assert answer.status == 0
    assert "did not answer in time" in answer.words


def test_a_redirect_is_shown_and_not_followed(httpserver, settings):
    settings.WEBHOOK_INNER_HOSTS = frozenset({httpserver.host})
    httpserver.expect_request("/hook").respond_with_data("", status=302, headers={"Location": "/inner"})
    httpserver.expect_request("/inner").respond_with_data("secret")
    answer = exchange.post(httpserver.url_for("/hook"), b"{}", {})
    assert answer.status == 302
    assert [request.path for request, _ in httpserver.log] == ["/hook"]


def test_of_a_huge_answer_only_the_beginning_is_read(httpserver, settings):
    settings.WEBHOOK_INNER_HOSTS = frozenset({httpserver.host})
    httpserver.expect_request("/hook").respond_with_data("x" * 50_000_000, status=500)
    answer = exchange.post(httpserver.url_for("/hook"), b"{}", {})
    assert answer.status == 500
    assert len(answer.words) == exchange.MOST_SHOWN


def test_an_answer_that_is_no_http_is_a_failure_in_words(settings):
    settings.WEBHOOK_INNER_HOSTS = frozenset({"127.0.0.1"})
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

        threading.Thread(target=answer, daemon=True).start()
        told = exchange.post(f"http://127.0.0.1:{port}/", b"{}", {})
    assert told.status == 0
    assert "could not be reached" in told.words


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("999999999999", 86_400), ("", 0), ("soon", 0), ("-5", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_retry_after_is_understood_in_either_form_and_within_a_day(header, seconds):
    assert exchange._rest(header).total_seconds() == seconds


def test_a_moment_to_come_is_waited_for():
    assert exchange._rest("Fri, 31 Dec 9999 23:59:59 GMT").total_seconds() == 86_400


def test_the_deadline_holds_for_every_step():
    network = guarded.GuardedNetwork(seconds=-1)
    with pytest.raises(httpcore2.ConnectTimeout):
        network._connect("127.0.0.1", 9, 1.0)
