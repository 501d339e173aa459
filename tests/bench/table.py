"""EMA's medicines table of the next day, beside a bare reading of its cells."""

import datetime
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.db import connection
from python_calamine import CalamineWorkbook

from tests.bench.clock import Clock, Spent, clock
from tests.bench.figures import Figure
from tests.bench.growth import grow
from tests.bench.world import State, World
from tests.conftest import CORPUS
from tracker.intake.pipeline import ingest_bytes

ADDRESS = "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines-report_en.xlsx"
FOLDER = CORPUS / "ema/medicines-table"
DAYS = ("2024-08-15T0400__medicines.xlsx", "2024-08-16T0400__medicines.xlsx", "2024-08-22T1506__medicines.xlsx")
RUNS = 4
BOUND, FLAT = 4, 1.2


def run() -> Iterator[Figure]:
    """16 August 2024 after the 15th, and the 22nd after the 16th; then both in a catalogue ten times as large."""
    world = World()
    _ingest(FOLDER / DAYS[0])
    states = [world.keep()]
    _ingest(FOLDER / DAYS[1])
    states.append(world.keep())
    small = {}
    for state, name in zip(states, DAYS[1:], strict=True):
        small[name] = _ingested(state, name)
        figure = partial(_figure, name=name, spent=small[name], size="1x")
        yield figure(against="calamine", baseline=_bare(name).cpu, bound=BOUND)
    for state, name in zip(states, DAYS[1:], strict=True):
        state.back()
        grow(10)
        large = _ingested(world.keep(), name)
        against = "the same in a catalogue a tenth as large"
        yield _figure(name=name, spent=large, size="10x", against=against, baseline=small[name].cpu, bound=FLAT)


def _ingest(file: Path) -> None:
    moment = datetime.datetime.strptime(file.name[:15], "%Y-%m-%dT%H%M").replace(tzinfo=datetime.UTC)
    outcome = ingest_bytes(file.read_bytes(), address=ADDRESS, retrieved_at=moment)
    assert outcome.word == "read", outcome.error


def _ingested(state: State, name: str) -> Spent:
    return clock().best(RUNS, lambda: _ingest(FOLDER / name), state.back)


def _bare(name: str) -> Spent:
    """Every cell of the workbook's sheet, as the library gives it."""
    body = (FOLDER / name).read_bytes()

    def read() -> None:
        CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()

    return Clock().best(RUNS, read)


def _figure(*, name: str, spent: Spent, size: str, against: str, baseline: float, bound: float) -> Figure:
    return Figure(
        benchmark="table",
        what=f"the table of {name[:10]} after the one before",
        against=against,
        database=connection.vendor,
        size=size,
        ours=spent.cpu,
        baseline=baseline,
        bound=bound,
        wall=spent.wall,
    )
