"""Durations and forecasts from Annex 10, the medicines table and the documents of steps, against plain counts."""

import datetime
import functools
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from tracker.intake.pipeline import ingest_bytes
from tracker.timetables.forecasts.calibration import WAYS, calibrate, pooled
from tracker.timetables.forecasts.collecting import collect
from tracker.timetables.forecasts.sample import Sample

pytestmark = pytest.mark.django_db
READ_ON = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
YEARS = (2015, 2016, 2017)
STEPS = tomllib.loads((Path(__file__).parent / "procedural_steps.toml").read_text())["document"]


class Positive(NamedTuple):
    """A positive opinion as it stands in a row of the annex."""

    name: str
    started: datetime.date
    opinion: datetime.date
    decision: datetime.date | None
    accelerated: str
    days: int


def annex(corpus: Path, year: int) -> Path:
    return corpus / f"ema/annex-10/annex10_{year}.xlsx"


def positives(corpus: Path) -> Iterator[Positive]:
    """The initial applications with a positive opinion, cell by cell, without any reader of the project."""
    for year in YEARS:
        book = openpyxl.load_workbook(annex(corpus, year), data_only=True)
        (sheet,) = (one for one in book if "positive" in one.title.lower() and "extension" not in one.title.lower())
        rows = list(sheet.iter_rows(values_only=True))
        header = next(row for row in rows if row[0] == "Product Name")
        at = {name: header.index(name) for name in header if name}
        for row in rows[rows.index(header) + 1 :]:
            if row[at["Opinion Date"]] and row[at["Active Time Elapsed"]] is not None:
                yield Positive(
                    name=str(row[0]),
                    started=day(row[at["Validation Date"]]),
                    opinion=day(row[at["Opinion Date"]]),
                    decision=day(row[at["EC Decision Date"]]) if row[at["EC Decision Date"]] else None,
                    accelerated=str(row[at["Accelerated Review"]]),
                    days=int(row[at["Active Time Elapsed"]]) + int(row[at["Clock Stop Elapsed"]]),
                )


def day(cell: object) -> datetime.date:
    if isinstance(cell, datetime.datetime):
        return cell.date()
    return datetime.datetime.strptime(str(cell), "%d/%m/%Y").date()


def ingest(path: Path, application: str = "") -> None:
    ingest_bytes(path.read_bytes(), address=f"file:{path.name}", retrieved_at=READ_ON, application=application)


@functools.cache
def sample_of_annexes(corpus: Path) -> Sample:
    """What they tell, read once: a sample is free of the database."""
    for year in YEARS:
        ingest(annex(corpus, year))
    return collect()


@functools.cache
def sample_of_everything(corpus: Path) -> Sample:
    for year in YEARS:
        ingest(annex(corpus, year))
    for name in ("2018-12-23T0208__epar.xlsx", "2025-03-24T1041__medicines.xlsx"):
        ingest(corpus / "ema/medicines-table" / name)
    for document in STEPS:
        ingest(corpus / "ema/procedural-steps" / document["file"], document["application"])
    return collect()


@pytest.fixture
def annexes(corpus: Path) -> Sample:
    return sample_of_annexes(corpus)


@pytest.fixture
def everything(corpus: Path) -> Sample:
    return sample_of_everything(corpus)


def days(sample: Sample, transition: str, **group: object) -> list[int]:
    found = [one for one in sample.durations if one.transition == transition]
    return sorted(one.days for one in found if all(getattr(one.group, key) == value for key, value in group.items()))


def test_256_of_266_positive_opinions_led_to_a_decision_half_of_them_within_57_days(corpus: Path, annexes: Sample):
    plain = list(positives(corpus))
    decided = sorted((one.decision - one.opinion).days for one in plain if one.decision)
    assert (len(plain), len(decided)) == (266, 256)
    assert (statistics.median(decided), decided[0], decided[-1]) == (57, 34, 392)
    assert sum(1 for one in decided if one <= 67) == 221
    assert days(annexes, "opinion-to-decision", procedure_type="initial") == decided


def test_the_days_from_start_to_opinion_are_those_of_the_cells_but_for_opinions_after_a_re_examination(
    corpus: Path, annexes: Sample
):
    plain = {one.name.strip("*").strip(): one for one in positives(corpus)}
    assessed = [one for one in annexes.durations if one.transition == "start-to-opinion"]
    found = [one for one in assessed if one.group.procedure_type == "initial" and one.name in plain]
    differing = {one.name: one.days for one in found if one.ended != plain[one.name].opinion}
    assert len(found) == len(plain) == 266
    assert differing == {"NINLARO": plain["NINLARO"].days - 1, "Sialanar": plain["Sialanar"].days - 1}


def test_an_accelerated_assessment_took_half_as_long(corpus: Path, annexes: Sample):
    plain = list(positives(corpus))
    fast = sorted((one.opinion - one.started).days for one in plain if one.accelerated == "Y")
    assert days(annexes, "start-to-opinion", procedure_type="initial", accelerated=True) == fast
    assert (len(fast), statistics.median(fast)) == (19, 181)
    assert statistics.median(days(annexes, "start-to-opinion", procedure_type="initial", accelerated=False)) == 336


def test_what_the_annex_tells_is_not_told_again_by_the_table(corpus: Path, annexes: Sample, everything: Sample):
    of_the_annex = [one for one in everything.durations if one.notice]
    assert len(of_the_annex) == len(annexes.durations)
    decisions = [one for one in everything.durations if one.transition == "opinion-to-decision"]
    initial = [one for one in decisions if one.group.procedure_type == "initial" and one.group.category == "Human"]
    added = {one.name for one in initial if not one.notice and 2015 <= one.began.year <= 2017}
    twice = {"Lopinavir/Ritonavir Viatris (previously Ritonavir Mylan)"}  # EMA gives it another's former name.
    other_years = {
        "Amglidia",
        "Feraccru",
        "Kovaltry",
        "Lamzede",
        "Neofordex",
        "Rubraca",
        "Vaxelis",
        "Verkazia",
        "Wakix",
    }
    assert added == twice | other_years
    assert other_years.isdisjoint(one.name for one in positives(corpus) if one.decision)


def test_under_the_old_regulation_decisions_took_longer(everything: Sample):
    before = days(
        everything, "opinion-to-decision", category="Human", procedure_type="initial", era="regulation-2309-93"
    )
    since = days(
        everything, "opinion-to-decision", category="Human", procedure_type="initial", era="regulation-726-2004"
    )
    assert statistics.median(before) > 100
    assert statistics.median(since) == 60
    assert len(since) > 1000


def test_the_steps_of_thelin_are_durations(everything: Sample):
    """Received 28 July 2005, started 17 August, questions 15 December, answers 17 February 2006."""
    thelin = {one.transition: one.days for one in everything.durations if one.number == "EMEA/H/C/000679"}
    assert thelin["submission-to-start"] == 20
    assert thelin["start-to-questions"] == 120
    assert thelin["questions-to-responses"] == 64
    assert thelin["outstanding-issues-to-responses"] == 13
    assert thelin["start-to-opinion"] == 288


def test_left_out_years_are_covered_as_promised(everything: Sample):
    for way in WAYS:
        share = pooled(calibrate(everything, way))
        assert share.n > 700
        assert 0.75 <= share.low < share.value < share.high <= 0.87
        assert 0.75 <= share.value <= 0.85


def test_every_transition_that_is_forecast_is_covered_by_itself(everything: Sample):
    tested = {one.transition.slug: one.share for one in calibrate(everything) if one.share.n}
    assert tested.keys() == {"start-to-opinion", "opinion-to-decision"}
    assert all(0.75 <= share.value <= 0.85 for share in tested.values())
