"""EMA's real tables one after another: what changed, what is held, who is told.

What is expected is counted in the workbooks themselves, cell by cell, or stands in the notes that were made when the
files were collected.
"""

import datetime
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from python_calamine import CalamineWorkbook

from tracker.catalogue.models import Application, Change, Observation
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import ingest_bytes

pytestmark = pytest.mark.django_db
ADDRESS = "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines-report_en.xlsx"
OLD = ("2018-12-23T0208__epar", "2020-04-23T0232__epar", "2022-11-17T0745__epar")
AUG_15, AUG_16, AUG_22, FEB_2025, MAR_2025 = (
    "2024-08-15T0400__medicines",
    "2024-08-16T0400__medicines",
    "2024-08-22T1506__medicines",
    "2025-02-12T1600__medicines",
    "2025-03-24T1041__medicines",
)
NEW = (AUG_15, AUG_16, AUG_22, FEB_2025, MAR_2025)

NUMBER = ("EMA product number", "Product number")
STATUS = ("Medicine status", "Authorisation status")


def path(corpus: Path, name: str) -> Path:
    return corpus / "ema" / "medicines-table" / f"{name}.xlsx"


def moment(name: str) -> datetime.datetime:
    return datetime.datetime.strptime(name[:15], "%Y-%m-%dT%H%M").replace(tzinfo=datetime.UTC)


@cache
def cells(file: Path) -> dict[str, dict[str, str]]:
    """By product number: the cells of a row by label, as text. Rows with another kind of number are left out."""
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    start = next(index for index, row in enumerate(rows) if row[0] == "Category")
    labels = [str(label).replace("\n", " ") for label in rows[start]]
    found = {}
    for row in rows[start + 1 :]:
        values = dict(zip(labels, (str(cell).strip() for cell in row), strict=True))
        number = re.fullmatch(r"(?:EME?A/)?([HV])/C/?(\d{6})", next(values[one] for one in NUMBER if one in values))
        if number:
            found[f"EMEA/{number[1]}/C/{number[2]}"] = values
    return found


def status_words(corpus: Path, name: str) -> dict[str, str]:
    return {
        number: next(row[label] for label in STATUS if label in row)
        for number, row in cells(path(corpus, name)).items()
    }


def moves(corpus: Path, earlier: str, later: str) -> dict[str, tuple[str, str]]:
    """Numbers whose word for the status changed, neither empty, with both words in lower case."""
    before, after = status_words(corpus, earlier), status_words(corpus, later)
    return {
        number: (before[number].lower(), after[number].lower())
        for number in before.keys() & after.keys()
        if before[number] and after[number] and before[number].lower() != after[number].lower()
    }


def addresses(corpus: Path, name: str) -> dict[str, str]:
    """By product number: the address of the medicine's page."""
    return {number: row["Medicine URL"] for number, row in cells(path(corpus, name)).items()}


@dataclass
class Told:
    """What a table brought."""

    outcome: Outcome
    alerts: int

    @property
    def statuses(self) -> dict[str, tuple[str | None, str | None]]:
        """Changes of a status that may leave, of applications that were known before."""
        return {
            change["number"]: (change["before"], change["after"])
            for change in self.outcome.changes
            if (change["subject"], change["field"]) == ("application", "status")
            and change["alerting"]
            and change["before"] is not None
        }

    @property
    def new(self) -> set[str]:
        """Applications that are told of as new."""
        return {change["number"] for change in self.outcome.changes if change["before"] is None and _is_status(change)}

    @property
    def held(self) -> dict[tuple[str, str], int]:
        """How many rows wait, by reason and column."""
        return {(held["reason"], held["field"]): held["rows"] for held in self.outcome.held}


def _is_status(change: dict[str, object]) -> bool:
    return (change["subject"], change["field"]) == ("application", "status")


def read_in_order(corpus: Path, names: tuple[str, ...]) -> dict[str, Told]:
    told = {}
    for name in names:
        outcome = ingest_bytes(path(corpus, name).read_bytes(), address=ADDRESS, retrieved_at=moment(name))
        alerts = Change.objects.filter(snapshot=outcome.snapshot, alerting=True).count()
        told[name] = Told(outcome, alerts)
    return told


@pytest.fixture(scope="class")
def since_2024(corpus: Path, django_db_setup, django_db_blocker):
    """The five tables of 2024 and 2025 in order, in a database that is emptied afterwards."""
    yield from _told(corpus, NEW, django_db_blocker)


@pytest.fixture(scope="class")
def since_2018(corpus: Path, django_db_setup, django_db_blocker):
    """All eight tables in order."""
    yield from _told(corpus, (*OLD, *NEW), django_db_blocker)


def _told(corpus: Path, names: tuple[str, ...], blocker):
    with blocker.unblock(), transaction.atomic():
        yield read_in_order(corpus, names)
        transaction.set_rollback(True)


class TestSince2024:
    """The five tables with 39 columns."""

    def test_the_first_table_tells_nobody(self, since_2024) -> None:
        first = since_2024[AUG_15]
        assert first.outcome.word == "read" and first.alerts == 0
        assert first.outcome.counts["applications"] > 2400

    def test_the_next_day_is_another_file_without_a_change(self, since_2024) -> None:
        second = since_2024[AUG_16]
        assert (second.outcome.word, second.outcome.changes, second.held) == ("read", (), {})
        assert second.outcome.snapshot.sha256 != since_2024[AUG_15].outcome.snapshot.sha256

    def test_two_statuses_changed_in_the_week_to_22_august_2024(self, since_2024, corpus) -> None:
        names = {number: row["Name of medicine"] for number, row in cells(path(corpus, AUG_22)).items()}
        assert {names[number]: after for number, (_, after) in since_2024[AUG_22].statuses.items()} == {
            "GalliaPharm": "authorised",
            "Tremelimumab AstraZeneca": "withdrawn",
        }
        assert since_2024[AUG_22].new == set() and since_2024[AUG_22].held == {}

    def test_54_words_changed_by_february_2025_and_one_opinion_turned(self, since_2024, corpus) -> None:
        statuses = since_2024[FEB_2025].statuses
        words = moves(corpus, AUG_22, FEB_2025)
        assert len(words) == 54
        assert statuses.keys() == words.keys() | {"EMEA/H/C/005966"}
        assert statuses["EMEA/H/C/005966"] == ("opinion-negative", "opinion-positive")  # Leqembi, re-examined
        assert Counter(words.values())[("opinion", "authorised")] == 34
        assert Counter(words.values())[("authorised", "withdrawn")] == 15

    def test_33_addresses_moved_to_another_medicine_and_took_no_status_with_them(self, since_2024, corpus) -> None:
        """38 in the cells as they stand; five of these rows only had their number repaired."""
        before, after = addresses(corpus, AUG_22), addresses(corpus, FEB_2025)
        was_of = {address: number for number, address in before.items()}
        moved = {was_of[to]: number for number, to in after.items() if was_of.get(to, number) != number}
        assert len(moved) == 33
        words = moves(corpus, AUG_22, FEB_2025)
        touched = {number for pair in moved.items() for number in pair}
        assert touched & since_2024[FEB_2025].statuses.keys() <= words.keys()

    @pytest.mark.parametrize(
        ("slug", "former", "present"),
        [
            ("vanflyta", "EMEA/H/C/004468", "EMEA/H/C/005910"),
            ("eladynos", "EMEA/H/C/004157", "EMEA/H/C/005928"),
            ("cimzia", "EMEA/H/C/000740", "EMEA/H/C/001037"),
            ("mylotarg", "EMEA/H/C/000705", "EMEA/H/C/004204"),
            ("dabigatran-etexilate-teva", "EMEA/H/C/006023", "EMEA/H/C/005922"),
            ("zefylti", "EMEA/H/C/005888", "EMEA/H/C/006400"),
            ("liprolog", "EMEA/H/C/000143", "EMEA/H/C/000393"),
        ],
    )
    def test_a_slug_that_is_used_again_leaves_each_medicine_its_history(
        self, since_2024, corpus, slug, former, present
    ) -> None:
        words = status_words(corpus, MAR_2025)
        for number in (former, present):
            row = Application.objects.select_related("product").get(number=number)
            assert row.status_text.lower() == words[number].lower()
            assert row.product.key == number
            assert {change.origin for change in row.changes.all()} <= {"ema.medicines"}
        page = Application.objects.get(address__endswith=f"/EPAR/{slug}")
        assert page.number == present
        own = {
            name: (before, after)
            for name, (before, after) in moves(corpus, AUG_22, FEB_2025).items()
            if name in (former, present)
        }
        told = since_2024[FEB_2025].statuses
        assert {number for number in (former, present) if number in told} == own.keys()

    def test_new_applications_of_february_2025_are_told_of(self, since_2024, corpus) -> None:
        new = cells(path(corpus, FEB_2025)).keys() - cells(path(corpus, AUG_22)).keys()
        assert since_2024[FEB_2025].new == new and len(new) == 74

    def test_codes_that_became_words_are_held(self, since_2024, corpus) -> None:
        held = since_2024[FEB_2025].held
        assert held[("column-wide", "pharmacotherapeutic_group")] in range(1940, 1945)
        before, after = cells(path(corpus, AUG_22)), cells(path(corpus, FEB_2025))
        label = "Pharmacotherapeutic group (human)"
        differing = [n for n in before.keys() & after.keys() if before[n][label] != after[n][label]]
        assert len(differing) in range(1940, 1945)
        assert not any(
            change["field"] == "pharmacotherapeutic_group" for change in since_2024[FEB_2025].outcome.changes
        )

    def test_25_words_changed_by_24_march_2025(self, since_2024, corpus) -> None:
        words = moves(corpus, FEB_2025, MAR_2025)
        assert since_2024[MAR_2025].statuses.keys() == words.keys() and len(words) == 25
        assert Counter(words.values()) == {
            ("opinion", "authorised"): 22,
            ("authorised", "withdrawn"): 2,
            ("opinion", "application withdrawn"): 1,
        }
        assert len(since_2024[MAR_2025].new) == 13

    def test_cleared_dates_are_kept(self, since_2024, corpus) -> None:
        label = "Marketing authorisation date"
        before, after = cells(path(corpus, AUG_22)), cells(path(corpus, FEB_2025))
        cleared = [n for n in before.keys() & after.keys() if before[n][label] and not after[n][label]]
        assert len(cleared) == 55
        kept = Application.objects.filter(number__in=cleared, procedures__steps__kind="authorised").distinct()
        assert kept.count() == 55

    def test_reading_all_of_it_again_brings_nothing(self, since_2024, corpus) -> None:
        changes, observations = Change.objects.count(), Observation.objects.count()
        again = read_in_order(corpus, NEW)
        assert [told.outcome.changes for told in again.values()] == [()] * 5
        assert {told.outcome.word for told in again.values()} <= {"older", "unchanged"}
        assert (Change.objects.count(), Observation.objects.count()) == (changes, observations)


class TestSince2018:
    """All eight tables: 30 columns, then 39."""

    def test_the_first_table_tells_nobody(self, since_2018) -> None:
        assert since_2018[OLD[0]].alerts == 0

    def test_35_withdrawn_and_two_suspended_by_april_2020(self, since_2018, corpus) -> None:
        words = moves(corpus, OLD[0], OLD[1])
        statuses = since_2018[OLD[1]].statuses
        assert statuses.keys() == words.keys()
        assert Counter(after for _, after in statuses.values()) == {"withdrawn": 35, "suspended": 2}

    def test_65_withdrawn_and_one_no_longer_suspended_by_november_2022(self, since_2018, corpus) -> None:
        words = moves(corpus, OLD[1], OLD[2])
        statuses = since_2018[OLD[2]].statuses
        assert statuses.keys() == words.keys()
        assert Counter(after for _, after in statuses.values()) == {"withdrawn": 65, "authorised": 1}
        assert Counter(statuses.values())[("suspended", "withdrawn")] == 2

    def test_a_status_that_was_emptied_is_kept(self, since_2018, corpus) -> None:
        emptied = [n for n, word in status_words(corpus, OLD[2]).items() if not word]
        before = status_words(corpus, OLD[1])
        assert len(emptied) == 1 and before[emptied[0]]
        assert emptied[0] not in since_2018[OLD[2]].statuses

    def test_words_that_were_split_in_2024_are_held(self, since_2018, corpus) -> None:
        relabelled = Counter(after for before, after in moves(corpus, OLD[2], AUG_15).values() if before == "withdrawn")
        assert {word: relabelled[word] for word in ("lapsed", "expired", "revoked")} == {
            "lapsed": 22,
            "expired": 15,
            "revoked": 1,
        }
        assert since_2018[AUG_15].held[("new-word", "status")] >= 38
        told = set(since_2018[AUG_15].statuses)
        assert told.isdisjoint(
            number
            for number, (before, after) in moves(corpus, OLD[2], AUG_15).items()
            if before == "withdrawn" and after in ("lapsed", "expired", "revoked")
        )

    def test_the_applications_of_the_wider_table_come_in_silently(self, since_2018, corpus) -> None:
        new = cells(path(corpus, AUG_15)).keys() - cells(path(corpus, OLD[2])).keys()
        assert len(new) > 450 and since_2018[AUG_15].new == set()
        assert Application.objects.filter(number__in=new).count() == len(new)

    def test_the_later_tables_tell_the_same_whenever_one_began(self, since_2018) -> None:
        assert since_2018[AUG_16].outcome.changes == ()
        assert len(since_2018[AUG_22].statuses) == 2
        assert len(since_2018[FEB_2025].statuses) == 55
        assert len(since_2018[MAR_2025].statuses) == 25
