"""Connections to addresses that a person named: never into the inner network, and never for longer than allowed.

The name is looked up once, its addresses are judged, and one of those is connected to: whoever controls the name cannot
give another address in between. TLS still asks for a certificate of the name.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore2
from django.conf import settings

PORTS = frozenset({443, 8443})
"""Where a webhook listens; other ports belong to services that were not made for strangers' messages."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address."""

NOT_FOR_US = (ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("168.63.129.16/32"))
"""For protocols, not for hosts (RFC 6890; a cloud's metadata are served there); and an address that is public by number
but answers as the inner service of a machine at Azure (Microsoft, "What is IP address 168.63.129.16?")."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(ValueError):
    """The address may not be used; the message says why, and what to do."""


def check(address: str) -> None:
    """Judge an address by its form, without looking its name up. Raises Refused."""
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError as error:
        raise Refused(f"It is not a web address ({error}): write it like https://example.org/hook.") from error
    if url.scheme not in ("https", "http") or not url.hostname or not address.isascii() or not address.isprintable():
        raise Refused("It is not a web address: write it like https://example.org/hook, in ASCII.")
    if " " in address or url.username is not None or url.password is not None or url.fragment:
        raise Refused("It must not hold blanks, a user name, a password or a #fragment: messages are signed instead.")
    if is_inner(url.hostname):
        return
    _check_outer(url, port)


def _check_outer(url: SplitResult, port: int | None) -> None:
    if url.scheme != "https":
        raise Refused("It must begin with https://, so that nobody on the way can read or change what is sent.")
    if (port or 443) not in PORTS:
        raise Refused(f"Its port must be one of {', '.join(map(str, sorted(PORTS)))}.")
    try:
        literal = ipaddress.ip_address(url.hostname or "")
    except ValueError:
        return
    if not is_public(literal):
        raise Refused("It leads into the inner network, where nothing is sent.")


def is_inner(host: str) -> bool:
    """Whether whoever runs this has named the host in WEBHOOK_INNER_HOSTS."""
    return host.lower() in settings.WEBHOOK_INNER_HOSTS


def is_public(address: Address) -> bool:
    """Whether it is an address of the open internet, also where one address is wrapped in another."""
    if any(address in network for network in NOT_FOR_US):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.ipv4_mapped or address.sixtofour or address.teredo or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(host: str, port: int) -> list[str]:
    """The addresses behind a name. Raises Refused if any of them is not public, and OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    if not is_inner(host) and not all(is_public(ipaddress.ip_address(address)) for address in addresses):
        raise Refused(f"{host} leads into the inner network, where nothing is sent.")
    return addresses


class GuardedNetwork(httpcore2.SyncBackend):
    """Connects to judged addresses only, and to nothing after `seconds` have passed."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first address that takes one. Raises Refused."""
        try:
            addresses = resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} has no address ({error})") from error
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _connect(self, address: str, port: int, timeout: float | None, *others: Any) -> httpcore2.NetworkStream:
        stream = super().connect_tcp(address, port, _left(self._deadline, timeout, httpcore2.ConnectTimeout), *others)
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore2.NetworkStream):
    """A stream that ends at its deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(self._deadline, timeout, httpcore2.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None, late: type[httpcore2.TimeoutException]) -> float:
    """How long may still be waited, in seconds. Raises `late` at the deadline."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("the time allowed for the whole exchange is over")
    return left if timeout is None else min(left, timeout)
