"""Polite fetching: an answer, "not modified", or a typed failure (`scrapers.failures`).

It waits for the pacer before each request, obeys robots.txt and visiting hours, follows redirects by hand so that each
hop is checked, sends an honest User-Agent with a contact, and backs off when a host says so. A block is reported as a
block; nothing is done to get around it. What the bytes mean is the readers' business: a web page where JSON was due
is an answer here.
"""

import datetime
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

import httpx2

from scrapers import transfer
from scrapers.failures import Blocked, FetchFailed, Forbidden, Gone, Hop, NoContact, NotNow, TooLarge, Unreachable
from scrapers.politeness import ALLOWED_HOSTS, FIRST_WAIT, Pacer, pace_of, pause_after, retry_after
from scrapers.robots import AGENT, LARGEST, RobotsCache, RobotsText, Rules, rules_of
from scrapers.transfer import Answer, Headers, Limits

__all__ = [
    "ALLOWED_HOSTS",
    "Blocked",
    "FetchFailed",
    "Forbidden",
    "Gone",
    "Hop",
    "Limits",
    "NoContact",
    "NotModified",
    "NotNow",
    "Request",
    "Response",
    "TooLarge",
    "Unreachable",
    "fetch",
]

VERSION = "0.1.0"

APOLOGY = "/apology_objects/"
"""FDA's block is a redirect to a page below it; that page itself is a 404."""

EDGE = "AkamaiGHost"
"""What FDA's pages and their 403 "Access Denied" come through: its refusals are no word of the host itself."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
DENIED = frozenset({401, 403, 429})

SAYS_NOT_FOUND_IN_JSON = frozenset({"api.fda.gov"})
"""Hosts whose 404 with a JSON body is an answer ("no hit") and no missing page."""


@dataclass(frozen=True)
class Request:
    """An address, and what the last answer gave to ask "has it changed?"."""

    address: str
    etag: str = ""
    last_modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True)
class Outcome:
    """What came of a request that did not fail.

    `address` was asked for, `final_address` answered, over `chain`; `headers` are whole, in order, as spelled.
    """

    address: str
    final_address: str
    status: int
    headers: Headers
    chain: tuple[Hop, ...]
    retrieved_at: datetime.datetime

    def header(self, name: str) -> str:
        """The first value of a header, by its name in any spelling; empty if it is absent."""
        return transfer.header(self.headers, name)

    @property
    def etag(self) -> str:
        return self.header("ETag")

    @property
    def last_modified(self) -> str:
        return self.header("Last-Modified")


@dataclass(frozen=True)
class NotModified(Outcome):
    """The host says that nothing has changed: a state, not a failure."""


@dataclass(frozen=True)
class Response(Outcome):
    """An answer with a body: the bytes after transfer and content decoding, otherwise as they came."""

    body: bytes


def utc_now() -> datetime.datetime:
    """The moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def fetch(
    request: Request,
    *,
    contact: str,
    pacer: Pacer,
    robots: RobotsCache | None = None,
    hosts: Collection[str] = ALLOWED_HOSTS,
    limits: Limits | None = None,
    client: httpx2.Client | None = None,
    clock: Callable[[], datetime.datetime] = utc_now,
    sleep: Callable[[float], None] = time.sleep,
) -> Response | NotModified:
    """Fetches an address. Raises NoContact before anything is asked, and the failures of `scrapers.failures`.

    `contact` is an address or a page of whoever runs this. `hosts` are names, with a port where it is unusual.
    Without `robots`, each fetch asks for robots.txt anew. `clock` gives `retrieved_at`; `sleep` waits for busy hosts.
    """
    agent = user_agent(contact)
    visitor = _Visitor(
        client=client or transfer.own_client(),
        agent=agent,
        pacer=pacer,
        robots={} if robots is None else robots,
        hosts=frozenset(hosts),
        limits=limits or Limits(),
        clock=clock,
        sleep=sleep,
    )
    return visitor.visit(request)


def user_agent(contact: str) -> str:
    """`Clockstop/0.1.0 (+mailto:someone@example.org)`. Raises NoContact for what cannot stand in a header."""
    contact = contact.strip()
    if not re.fullmatch(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*", contact):
        raise NoContact("set CONTACT to an address or page of whoever runs this: nothing is fetched live without it")
    return f"{AGENT}/{VERSION} (+{contact})"


@dataclass(frozen=True)
class _Visitor:
    client: httpx2.Client
    agent: str
    pacer: Pacer
    robots: RobotsCache
    hosts: frozenset[str]
    limits: Limits
    clock: Callable[[], datetime.datetime]
    sleep: Callable[[float], None]

    def visit(self, request: Request) -> Response | NotModified:
        url, answer, chain = self.follow(_parsed(request.address), request.conditions)
        told = (request.address, str(url), answer.status, answer.headers, chain, self.clock())
        if answer.status == 304 and request.conditions:
            return NotModified(*told)
        _check(url, answer, chain)
        return Response(*told, body=answer.body)

    def follow(
        self, url: httpx2.URL, headers: dict[str, str], *, obeying: bool = True
    ) -> tuple[httpx2.URL, Answer, tuple[Hop, ...]]:
        """The first answer that is no redirect, with the way to it; each hop is checked before it is asked."""
        chain: tuple[Hop, ...] = ()
        while True:
            self._permit(url, chain)
            rules = self._rules(url) if obeying else rules_of("")
            self._observe(url, rules, chain)
            answer = self._ask(url, headers, rules, chain)
            if answer.status not in REDIRECTS:
                return url, answer, chain
            chain = (*chain, Hop(str(url), answer.status, answer.header("Location")))
            if len(chain) > self.limits.redirects:
                raise Unreachable(f"more than {self.limits.redirects} redirects", chain=chain, status=answer.status)
            url = _next(url, chain)

    def _permit(self, url: httpx2.URL, chain: tuple[Hop, ...]) -> None:
        """Whether the address may be asked at all, and at this hour."""
        if APOLOGY in url.path:
            raise Blocked(f"the host apologises instead of answering: {url}", chain=chain, status=_last_status(chain))
        if url.scheme not in ("http", "https") or url.userinfo or _host(url) not in self.hosts:
            raise Forbidden(f"{url} is not on a host that may be asked", chain=chain, status=_last_status(chain))
        hours = pace_of(url.host).visiting_hours
        if hours and (seconds := hours.seconds_until_open(self.clock())):
            raise NotNow(f"{url.host} is outside its visiting hours", chain=chain, retry_after=seconds)

    def _observe(self, url: httpx2.URL, rules: Rules, chain: tuple[Hop, ...]) -> None:
        """What the host's robots.txt says about this address, at this hour."""
        if not rules.allows(str(url)):
            raise Forbidden(f"robots.txt of {url.host} disallows {url}", chain=chain)
        hours = rules.visiting_hours
        if hours and (seconds := hours.seconds_until_open(self.clock())):
            raise NotNow(f"{url.host} is outside the hours of its robots.txt", chain=chain, retry_after=seconds)

    def _ask(self, url: httpx2.URL, headers: dict[str, str], rules: Rules, chain: tuple[Hop, ...]) -> Answer:
        """An answer other than "busy". Raises Blocked (429) or Unreachable (503) where waiting would take too long."""
        pause = max(pause_after(url.host, url.path), rules.pause)
        for attempt in range(self.limits.attempts):
            self.pacer.wait(_host(url), pause)
            answer = self._transfer(url, headers, chain)
            if answer.status not in BUSY:
                return answer
            told = retry_after(answer.header("Retry-After"), self.clock())
            wait = FIRST_WAIT * 2**attempt if told is None else told
            if wait > self.limits.sleep:
                break
            if attempt + 1 < self.limits.attempts:
                self.sleep(wait)
        failure = Blocked if answer.status in DENIED else Unreachable
        raise failure(f"{url.host} is busy ({answer.status})", chain=chain, status=answer.status, retry_after=wait)

    def _transfer(self, url: httpx2.URL, headers: dict[str, str], chain: tuple[Hop, ...]) -> Answer:
        try:
            return transfer.ask(self.client, url, {**headers, "User-Agent": self.agent}, self.limits)
        except FetchFailed as failure:
            failure.chain = chain
            raise

    def _rules(self, url: httpx2.URL) -> Rules:
        """The host's robots.txt, a day old at most; an older copy serves while the host does not give a new one."""
        site = f"{url.scheme}://{_host(url)}"
        now = self.clock()
        kept = self.robots.get(site)
        if kept and kept.is_fresh(now):
            return rules_of(kept.text)
        try:
            text = self._robots_text(httpx2.URL(f"{site}/robots.txt"))
        except Unreachable:
            if kept and kept.is_usable(now):
                return rules_of(kept.text)
            raise
        self.robots[site] = RobotsText(text, now)
        return rules_of(text)

    def _robots_text(self, url: httpx2.URL) -> str:
        """RFC 9309: no file, or none for us, no rules; no answer, no visit. A block is a block here too."""
        url, answer, chain = self.follow(url, {}, obeying=False)
        if 400 <= answer.status < 500 and answer.header("Server") != EDGE:
            return ""
        _check(url, answer, chain)
        return answer.body[:LARGEST].decode("utf-8", "replace")


def _check(url: httpx2.URL, answer: Answer, chain: tuple[Hop, ...]) -> None:
    """Raises what an answer without content means."""
    status = answer.status
    if 200 <= status <= 203:
        return
    if status == 404 and url.host in SAYS_NOT_FOUND_IN_JSON and "json" in answer.header("Content-Type"):
        return
    server = answer.header("Server") or "the host"
    if status in DENIED:
        raise Blocked(f"{server} denies access to {url} ({status})", chain=chain, status=status)
    if status in (404, 410):
        raise Gone(f"there is nothing at {url} ({status})", chain=chain, status=status)
    raise Unreachable(f"{server} answers {status} for {url}", chain=chain, status=status)


def _parsed(address: str) -> httpx2.URL:
    try:
        return httpx2.URL(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise Forbidden(f"{address!r} is not an address: {error}") from error


def _next(url: httpx2.URL, chain: tuple[Hop, ...]) -> httpx2.URL:
    """Where the last hop points. Raises Unreachable and Forbidden."""
    hop = chain[-1]
    if not hop.location:
        raise Unreachable(f"{url} redirects to nowhere", chain=chain, status=hop.status)
    try:
        following = url.join(hop.location)
    except (httpx2.InvalidURL, ValueError) as error:
        raise Unreachable(f"{url} redirects to what is no address: {error}", chain=chain, status=hop.status) from error
    if url.scheme == "https" and following.scheme != "https":
        raise Forbidden(f"{url} redirects from https to {following.scheme}", chain=chain, status=hop.status)
    return following


def _host(url: httpx2.URL) -> str:
    """The host, with its port if that is not the usual one."""
    return f"{url.host}:{url.port}" if url.port else url.host


def _last_status(chain: tuple[Hop, ...]) -> int | None:
    return chain[-1].status if chain else None
