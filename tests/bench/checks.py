"""A check of one page, with everything that it stores, beside fetching the page and parsing it.

The check takes the product's own way: claimed, fetched politely over the network, archived, read, stored, given back.
Only the pace is lifted: the site is on this machine.
"""

import contextlib
import datetime
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from unittest import mock

import httpx2
import lxml.html
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.utils import timezone

from scrapers.politeness import PACES, Pace
from tests.bench.clock import Spent, clock
from tests.bench.figures import Figure
from tests.bench.growth import FAR, grow
from tests.bench.pages import PATH
from tests.bench.world import World, new_archive, settle
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Change
from tracker.intake import checks
from tracker.people.models import User
from tracker.sources.models import Source

PAGES = 40
ROUNDS = 4
CATALOGUE = 50
"""So many times the pages are the catalogue as it is: 2,000 applications."""
SUBSCRIBERS = 50
HOUR = datetime.timedelta(hours=1)


def run() -> Iterator[Figure]:
    """The three kinds of check, in a catalogue as it is and in one ten times as large."""
    with _site(PAGES) as host:
        world = World()
        client = httpx2.Client()
        new_archive()
        _watch(host)
        _check_all(host)
        _subscribe()
        settle()
        base = world.keep()
        plain = _baselines(client, host)
        small = None
        for size, times in (("1x", CATALOGUE), ("10x", CATALOGUE * 10)):
            base.back()
            grow(times)
            settle()
            _check_all(host)
            costs = _checks(client, host)
            yield from _figures(costs, plain, size)
            if small:
                yield from _flat(costs, small)
            small = costs


KINDS: dict[str, tuple[str, str, str, float]] = {
    "same": ("a check that finds the same bytes", "fetch + SHA-256", "fetch", 4),
    "rotated": ("a check that finds other bytes, same content", "fetch + lxml", "lxml", 3),
    "changed": ("a check of a changed page, stored and matched", "fetch + BeautifulSoup(lxml)", "soup", 1.5),
}


def _figures(costs: dict[str, Spent], plain: dict[str, Spent], size: str) -> Iterator[Figure]:
    for kind, (what, against, baseline, bound) in KINDS.items():
        yield Figure(
            benchmark="checks",
            what=what,
            against=against,
            database=connection.vendor,
            size=size,
            ours=costs[kind].cpu / PAGES,
            baseline=plain[baseline].cpu / PAGES,
            bound=bound,
            wall=costs[kind].wall / PAGES,
        )


def _flat(large: dict[str, Spent], small: dict[str, Spent]) -> Iterator[Figure]:
    for kind, (what, *_) in KINDS.items():
        yield Figure(
            benchmark="checks",
            what=what,
            against="the same in a catalogue a tenth as large",
            database=connection.vendor,
            size="10x",
            ours=large[kind].cpu / PAGES,
            baseline=small[kind].cpu / PAGES,
            bound=1.2,
        )


@contextlib.contextmanager
def _site(count: int) -> Iterator[str]:
    """A site on this machine that may be asked as often as one likes; its host and port."""
    command = [sys.executable, "-m", "tests.bench.server", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            host = f"127.0.0.1:{server.stdout.readline().strip()}"
            with (
                mock.patch.dict(PACES, {"127.0.0.1": Pace(0)}),
                mock.patch.object(settings, "CONTACT", "bench@example.org"),
            ):
                yield host
        finally:
            server.terminate()


def _watch(host: str) -> None:
    Source.objects.bulk_create(
        Source(address=address, reader="ema.medicine_page", interval=12 * HOUR, due_at=timezone.now() - HOUR)
        for address in _addresses(host)
    )


def _addresses(host: str) -> list[str]:
    return [f"http://{host}{PATH.format(number)}" for number in range(PAGES)]


def _subscribe() -> None:
    """People who want to hear of everything, as some do."""
    last = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for number in range(SUBSCRIBERS):
        person = User.objects.create(username=f"person{number}", email=f"person{number}@example.org")
        application = Subscription._meta.get_field("application").related_model.objects.all()[number % PAGES]
        Subscription.objects.create(person=person, application=application, after_change=last)


def _checks(client: httpx2.Client, host: str) -> dict[str, Spent]:
    watch = clock()
    costs = {}
    for kind in KINDS:
        client.get(f"http://{host}/-/{kind}")
        costs[kind] = watch.best(ROUNDS, lambda: _check_all(host), _all_due)
    return costs


def _all_due() -> None:
    Source.objects.filter(pk__lt=FAR).update(due_at=timezone.now() - HOUR)


def _check_all(host: str) -> None:
    """What a worker does for each source that is due: take the lease, check, and look up who is to be told."""
    fetcher = partial(checks.fetch_live, hosts=frozenset([host]))
    for source_id in checks.due(timezone.now()):
        claimed = checks.claim(source_id, timezone.now())
        assert claimed is not None
        outcome = checks.check(claimed, fetcher)
        assert not outcome.error, outcome.error
        if outcome.changes:
            match_changes()


def _baselines(client: httpx2.Client, host: str) -> dict[str, Spent]:
    """What a plain script does with the same pages: one client, connections kept open."""

    def each(work: Callable[[bytes], object]) -> None:
        for address in _addresses(host):
            work(client.get(address).content)

    watch = clock()
    client.get(f"http://{host}/-/same")
    works: dict[str, Callable[[bytes], object]] = {
        "fetch": lambda body: hashlib.sha256(body).hexdigest(),
        "lxml": lxml.html.fromstring,
        "soup": lambda body: BeautifulSoup(body, "lxml"),
    }
    return {name: watch.best(ROUNDS, partial(each, work)) for name, work in works.items()}
