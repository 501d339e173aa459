"""How far a reading is, and what came of it: in a row for everybody, and in the terminal for whoever runs it."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.utils import timezone

from tests.tracker.intake.test_crashes import plug_pulled
from tests.tracker.intake.worlds import TABLE, day, ingest_table, medicines, table_bytes, with_changes
from tracker.intake import pipeline, progress, reporting
from tracker.intake.models import Underway
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import ingest_bytes
from tracker.intake.reporting import line_of, progress_on
from tracker.intake.summary import oddities, summary_of
from tracker.intake.tasks import sweep
from tracker.sources.models import Snapshot

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that goes on by so many seconds whenever it is asked."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def monotonic(self) -> float:
        self.now += self.step
        return self.now


def said(stream: StringIO, monkeypatch, step: float, steps: int = 100, **options: bool) -> str:
    """What a work of so many steps, each taking so many seconds, says on a stream."""
    monkeypatch.setattr(reporting, "time", Clock(step))
    with progress_on(OutputWrapper(stream), "table.json", **options) as tell:
        tell(0, 0, "reading")
        tell(0, 0, "comparing")
        for done in range(1, steps + 1):
            tell(done * 250, steps * 250)
    return stream.getvalue()


class TestOnATerminal:
    def test_each_phase_shows_at_once_in_words_and_nothing_is_left_behind(self, monkeypatch):
        text = said(Terminal(), monkeypatch, 0.01)
        assert "table.json: reading" in text and "table.json: comparing with what is known" in text
        assert "table.json: writing, 250 of 25,000 changed rows" in text
        assert text.endswith(reporting.ERASE) and "\n" not in text

    def test_rows_are_counted_twice_a_second_at_most(self, monkeypatch):
        assert said(Terminal(), monkeypatch, 0.125).count("writing") == 100 * 0.125 // 0.5


class TestWhereNobodyLooks:
    def test_what_is_done_in_half_a_minute_says_nothing(self, monkeypatch):
        assert said(StringIO(), monkeypatch, 0.2) == ""

    def test_what_takes_longer_says_a_line_now_and_then(self, monkeypatch):
        lines = said(StringIO(), monkeypatch, 1.0).splitlines()
        assert len(lines) == 3 and lines[0].startswith("table.json: writing, ")

    def test_json_is_as_quiet_on_a_terminal(self, monkeypatch):
        assert said(Terminal(), monkeypatch, 0.2, is_quiet=True) == ""


class TestTheRow:
    def test_it_says_what_is_being_done_and_is_gone_afterwards(self, monkeypatch):
        monkeypatch.setattr(progress, "SECONDS_BETWEEN_NOTES", 0)
        monkeypatch.setattr(progress, "SMALL", 0)
        monkeypatch.setattr("tracker.intake.apply.APPLICATIONS_PER_BATCH", 2)
        seen = []

        def look(done: int, of: int, phase: str = "writing") -> None:
            seen.append(Underway.objects.values_list("phase", "done", "of").get())

        ingest_bytes(table_bytes(medicines(5)), address=TABLE, retrieved_at=day(1), progress=look)
        # Whoever runs it hears of a step before it is noted down, so each look shows the step before.
        assert seen == [
            ("reading", 0, 0),
            ("reading", 0, 0),
            ("comparing", 0, 0),
            ("writing", 2, 5),
            ("writing", 4, 5),
            ("writing", 5, 5),
        ]
        assert not Underway.objects.exists()

    def test_what_is_done_in_a_moment_leaves_no_row(self):
        seen = []
        ingest_bytes(
            table_bytes(medicines(5)),
            address=TABLE,
            retrieved_at=day(1),
            progress=lambda *told: seen.append(Underway.objects.count()),
        )
        assert len(seen) > 3 and not any(seen)

    def test_what_takes_a_second_has_one_that_says_since_when(self, monkeypatch):
        snapshot = ingest_table(medicines(1), day(1)).snapshot
        monkeypatch.setattr(progress, "time", Clock(0.4))
        with progress.noted(snapshot, progress.silent) as tell:
            tell(0, 0, "reading")
            assert not Underway.objects.exists()
            tell(0, 0, "reading")
            tell(1, 9)
            row = Underway.objects.get()
            assert (row.phase, row.done) == ("writing", 1) and row.started_at < row.told_at
        assert not Underway.objects.exists()

    def test_a_row_whose_worker_died_when_all_was_done_is_forgotten(self):
        snapshot = ingest_table(medicines(1), day(1)).snapshot
        Underway.objects.create(snapshot=snapshot, phase="finishing", started_at=day(1), told_at=day(1))
        sweep()
        assert not Underway.objects.exists()

    def test_a_row_of_a_worker_that_was_heard_of_lately_stays(self):
        snapshot, now = ingest_table(medicines(1), day(1)).snapshot, timezone.now()
        Underway.objects.create(snapshot=snapshot, phase="writing", started_at=day(1), told_at=now)
        sweep()
        assert Underway.objects.exists()

    def test_it_is_written_once_a_second_at_most(self, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(progress, "SMALL", 0)
        snapshot = ingest_table(medicines(1), day(1)).snapshot
        with progress.noted(snapshot, progress.silent) as tell:
            tell(0, 1000)
            with django_assert_num_queries(0):
                for done in range(1, 1000):
                    tell(done, 1000)

    def test_a_reading_that_fails_leaves_no_row(self):
        assert ingest_bytes(b"{}", address=TABLE, retrieved_at=day(1)).is_failure
        assert not Underway.objects.exists()

    def test_a_row_that_a_dead_worker_left_is_taken_over(self):
        snapshot = ingest_table(medicines(1), day(1)).snapshot
        Underway.objects.create(snapshot=snapshot, phase="writing", started_at=day(1), told_at=day(1))
        with progress.noted(snapshot, progress.silent, is_taken_up=True):
            assert Underway.objects.get().phase == "reading"
        assert not Underway.objects.exists()

    def test_a_reading_takes_over_the_row_that_a_dead_worker_left(self, monkeypatch):
        with plug_pulled(monkeypatch, pipeline, "_process"):
            ingest_table(medicines(1), day(1))
        snapshot = Snapshot.objects.get()
        Underway.objects.create(snapshot=snapshot, phase="writing", started_at=day(1), told_at=day(1))
        pipeline.process(snapshot)
        assert not Underway.objects.exists()

    def test_a_worker_that_lost_its_lease_stops_before_it_notes_anything(self, monkeypatch):
        monkeypatch.setattr(pipeline.leases.Held, "renew", lambda lease: False)
        with pytest.raises(pipeline.Busy):
            ingest_table(medicines(1), day(1))
        assert not Underway.objects.exists()


class TestTheSummary:
    @pytest.fixture
    def snapshot(self) -> Snapshot:
        """60 medicines of which 2 changed their holder and 1 its status, 1 is missing, and a column is held."""
        table = medicines(60)
        ingest_table(table, day(1))
        later = with_changes(with_changes(table, range(60), group="words"), [0, 1], holder="Other GmbH")
        later = with_changes(later, [2], status="Withdrawn")[:-1]
        junk = {**medicines(1)[0], "EMA product number": "R/0023"}
        return ingest_table([*later, junk], day(2), stamp="2026-01-02T06:00:00Z").snapshot

    def test_it_groups_what_changed_the_weightiest_first(self, snapshot):
        found = summary_of(snapshot).changes
        assert [(one.field, one.significance, one.count, one.alerting) for one in found] == [
            ("status", "critical", 1, 1),
            ("applicant", "major", 2, 2),
        ]
        assert [change.application.number for change in found[1].first] == ["EMEA/H/C/900000", "EMEA/H/C/900001"]

    def test_it_says_what_is_held_what_is_odd_and_what_is_gone(self, snapshot):
        found = summary_of(snapshot)
        assert (found.held_count, found.missing, found.missing_count) == (59, ("EMEA/H/C/900059",), 1)
        assert [(one.what, one.count) for one in found.oddities] == [("junk-number", 1)]
        assert found.counts["applications"] == 59 and found.seconds >= 0

    def test_it_costs_two_questions(self, snapshot, django_assert_num_queries):
        with django_assert_num_queries(2):
            summary_of(snapshot)

    def test_the_terminal_says_it_in_lines(self, snapshot):
        lines = line_of(Outcome("read", TABLE, "ema.medicines_table.json", snapshot)).splitlines()
        assert "  changes: 3, of which 3 may alert" in lines
        assert "    1 critical: Status, EMEA/H/C/900002: authorised → withdrawn" in lines
        assert any(line.startswith("  held for a person: 59 rows of pharmacotherapeutic_group") for line in lines)
        assert "  no longer listed: 1, kept as they were: EMEA/H/C/900059" in lines
        assert any(line.startswith("  warning: 1 junk-number: ") for line in lines)


def test_warnings_are_grouped_the_most_frequent_first():
    warnings = [{"what": "unknown-word", "where": f"row {row}", "text": "Paused"} for row in range(5)]
    found = oddities([{"what": "junk-date", "where": "row 9", "text": "31/02/2025"}, *warnings], first=2)
    assert [(one.what, one.count, one.first) for one in found] == [
        ("unknown-word", 5, (("row 0", "Paused"), ("row 1", "Paused"))),
        ("junk-date", 1, (("row 9", "31/02/2025"),)),
    ]


def test_a_rebuild_says_what_it_does_and_how_long_it_took(monkeypatch):
    ingest_table(medicines(2), day(1))
    err = Terminal()
    call_command("rebuild", verify=True, stdout=StringIO(), stderr=OutputWrapper(err))
    assert "comparing row for row" in err.getvalue() and "took" in err.getvalue().splitlines()[-1]
