"""Drugs@FDA's whole release: read for the first time, and again after it was published anew."""

import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg
from django.db import connection

from scrapers.fda import drugsatfda_release
from scrapers.records import Page
from tests.bench import releases
from tests.bench.bare import Table, connected, copy_of, emptied
from tests.bench.clock import Spent, clock, clock_of
from tests.bench.figures import Figure
from tests.bench.growth import grow, keep_only_copies, tables
from tests.bench.world import State, World
from tracker.intake.pipeline import ingest_bytes

ADDRESS = "https://www.fda.gov/media/89850/download?attachment"
FIRST = datetime.datetime(2019, 7, 2, 12, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
RUNS = 2
FIRST_LOAD = "first load"
FLAT = 1.2

LATER: tuple[tuple[str, Callable[[bytes], bytes], float], ...] = (
    ("a later release: same rows, other bytes", releases.shuffled, 1.5),
    ("a later release: 1 % of the applications changed", releases.with_other_sponsors, 2),
    ("a later release: 1 % of the submissions changed", releases.with_other_dates, 2),
)


def run() -> Iterator[Figure]:
    """First load and later releases; then all in a catalogue ten times as large."""
    body = releases.FILE.read_bytes()
    later = [(what, change(body), bound) for what, change, bound in LATER]
    world = World()
    first, copied, written = _first_load(world, body)
    loaded = world.keep()
    yield _figure(FIRST_LOAD, "COPY of the release's rows", first, copied.cpu, 10)
    yield _figure(FIRST_LOAD, "COPY of the rows that it makes in the catalogue", first, written.cpu, 10)
    yield replace(
        _figure(FIRST_LOAD, "COPY of the release's rows, both by the wall", first, copied.wall), ours=first.wall
    )
    read = clock().best(3, lambda: drugsatfda_release.read(body, Page(address=ADDRESS, retrieved_at=FIRST)))
    small = {FIRST_LOAD: first}
    for what, changed, bound in later:
        small[what] = _ingested(changed, loaded, FIRST + WEEK)
        yield _figure(what, "the reader's read()", small[what], read.cpu, bound)
    loaded.back()
    grow(10)
    large = world.keep()
    for what, changed, _ in later:
        yield _flat(what, _ingested(changed, large, FIRST + WEEK), small)
    large.back()
    keep_only_copies()
    yield _flat(FIRST_LOAD, _ingested(body, world.keep(), FIRST), small)


def _first_load(world: World, body: bytes) -> tuple[Spent, Spent, Spent]:
    """What the first load costs, and a bare COPY of the rows of the release, and of those that the load made."""
    empty = world.keep()
    first = _ingested(body, empty, FIRST)
    with connected(os.environ["BENCH_SERVER"]) as bare:
        return first, _copy(bare, releases.tables(body)), _copy(bare, list(_written()))


def _ingested(body: bytes, state: State, moment: datetime.datetime) -> Spent:
    """The whole way from bytes to rows, each time from the same state."""
    watch = clock()

    def ingest() -> None:
        outcome = ingest_bytes(body, address=ADDRESS, retrieved_at=moment)
        assert outcome.word == "read", outcome.error

    return watch.best(RUNS, ingest, state.back)


def _copy(bare: psycopg.Connection, rows: list[Table]) -> Spent:
    return clock_of(bare).best(3, copy_of(bare, rows), emptied(bare, rows))


def _written() -> Iterator[Table]:
    """All rows of the catalogue."""
    for name in tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {name}")
            yield Table.of(name, cursor.fetchall())


def _figure(what: str, against: str, spent: Spent, baseline: float, bound: float | None = None) -> Figure:
    return Figure(
        benchmark="release",
        what=what,
        against=against,
        database=connection.vendor,
        size="1x",
        ours=spent.cpu,
        baseline=baseline,
        bound=bound,
        wall=spent.wall,
    )


def _flat(what: str, spent: Spent, small: dict[str, Spent]) -> Figure:
    """Against the same in the smaller catalogue."""
    return replace(_figure(what, "the same in a catalogue a tenth as large", spent, small[what].cpu, FLAT), size="10x")
