"""Shortages, patents, meetings: from a list to the catalogue, and what of it is news."""

import pytest
from django.db import transaction

from scrapers.dates import from_iso
from scrapers.readers import Reader
from scrapers.records import NoticeRecord
from tests.tracker.intake.test_crashes import plug_pulled
from tests.tracker.intake.worlds import SPOKEN_TABLE, _read, application, day, listen, page_says, said, upgrade
from tracker.catalogue.models import Application, Change, Mention, Notice, Observation
from tracker.intake import dump, holds, pipeline, restore
from tracker.intake import notices as intake_notices
from tracker.intake.apply import Person
from tracker.intake.models import Hold
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import ingest_bytes
from tracker.sources.models import Snapshot

pytestmark = pytest.mark.django_db

SHORTAGES = Reader("test.shortages", 1, "ema.shortages", (), lambda body: False, _read)
PATENTS = Reader("test.patents", 1, "fda.patents", (), lambda body: False, _read)
ADDRESSES = {
    SHORTAGES.name: "https://www.ema.europa.eu/en/documents/report/shortages-output-json-report_en.json",
    PATENTS.name: "https://www.fda.gov/media/76860/download",
}


@pytest.fixture(autouse=True)
def listed(monkeypatch) -> None:
    """The lists that these tests speak for."""
    listen(monkeypatch, SHORTAGES, PATENTS, SPOKEN_TABLE)


def shortage(name: str = "Examplin", status: str = "ongoing", **says: object) -> NoticeRecord:
    return NoticeRecord(
        kind="shortage",
        authority="EMA",
        key=f"https://www.ema.europa.eu/en/medicines/human/shortages/{name.lower()}",
        **({"title": name, "names": (name,), "status": status, "status_text": f"Shortage {status}"} | says),
    )


def patent(index: int = 0, ends: str | None = "2026-01-10", status: str = "in-force", **says: object) -> NoticeRecord:
    return NoticeRecord(
        kind="patent",
        authority="FDA",
        key=f"NDA999999/001/{7000000 + index}",
        title=f"Patent {7000000 + index}",
        status=status,
        ends_on=from_iso(ends) if ends else None,
        **({"numbers": ("NDA999999",)} | says),
    )


def lists(*notices: NoticeRecord, at: int, reader: Reader = SHORTAGES, **reading: object) -> Outcome:
    """A whole list, on a day of January 2026."""
    body = said(notices=notices, **({"scope": "whole"} | reading))
    return ingest_bytes(body, address=ADDRESSES[reader.name], retrieved_at=day(at), reader=reader.name)


def told(outcome: Outcome) -> list[tuple[str, str | None, str | None, str, bool]]:
    return [
        (one["field"], one["before"], one["after"], one["significance"], one["alerting"]) for one in outcome.changes
    ]


def others(count: int = 30) -> list[NoticeRecord]:
    """So many that the end of one is no removal of a large share."""
    return [shortage(f"Other {index}") for index in range(count)]


def other_patents(count: int = 30, **says: object) -> list[NoticeRecord]:
    return [patent(100 + index, "2031-05-01", **says) for index in range(count)]


class TestNews:
    def test_a_first_list_is_a_baseline(self):
        assert told(lists(shortage(), at=1)) == []
        notice = Notice.objects.get()
        assert (notice.kind, notice.title, notice.status, notice.is_gone) == ("shortage", "Examplin", "ongoing", False)

    def test_a_new_shortage_and_its_end_are_major(self):
        lists(*others(), at=1)
        assert told(lists(*others(), shortage(), at=2)) == [("status", None, "ongoing", "major", True)]
        resolved = shortage(status="resolved")
        assert told(lists(*others(), resolved, at=3)) == [("status", "ongoing", "resolved", "major", True)]
        assert Notice.objects.get(title="Examplin").status == "resolved"

    def test_a_new_piece_of_news_is_minor_and_told_by_its_title(self):
        lists(*others(), at=1)
        news = NoticeRecord(kind="news", authority="EMA", key="https://www.ema.europa.eu/en/news/x", title="A headline")
        assert told(lists(*others(), news, at=2)) == [("news", None, "A headline", "minor", True)]

    def test_a_meeting_that_is_put_off_is_minor(self):
        meeting = NoticeRecord(
            kind="meeting",
            authority="EMA",
            key="m",
            title="A meeting",
            status="scheduled",
            starts_on=from_iso("2026-03-02"),
        )
        lists(*others(), meeting, at=1)
        later = NoticeRecord(
            kind="meeting",
            authority="EMA",
            key="m",
            title="A meeting",
            status="postponed",
            starts_on=from_iso("2026-04-02"),
        )
        assert sorted(told(lists(*others(), later, at=2))) == [
            ("starts_on", "2026-03-02", "2026-04-02", "minor", True),
            ("status", "scheduled", "postponed", "minor", True),
        ]

    def test_an_end_that_moves_is_major_and_one_of_the_past_is_a_correction(self):
        lists(*others(), shortage(ends_on=from_iso("2026-06-30")), at=1)
        moved = lists(*others(), shortage(ends_on=from_iso("2026-09-30")), at=2)
        assert told(moved) == [("ends_on", "2026-06-30", "2026-09-30", "major", True)]
        lists(*others(), shortage(ends_on=from_iso("2025-11-30")), at=3)
        corrected = lists(*others(), shortage(ends_on=from_iso("2025-10-31")), at=4)
        assert told(corrected) == [("ends_on", "2025-11-30", "2025-10-31", "major", False)]
        assert corrected.changes[0]["correction"]

    def test_a_value_that_is_emptied_is_no_event_and_stays(self):
        lists(*others(), shortage(ends_on=from_iso("2026-06-30"), details={"expected_resolution": "June"}), at=1)
        assert told(lists(*others(), shortage(details={"expected_resolution": ""}), at=2)) == []
        notice = Notice.objects.get(title="Examplin")
        assert (str(notice.ends), notice.details["expected_resolution"]) == ("2026-06-30", "June")

    def test_a_column_that_is_missing_keeps_its_values(self):
        columns = ("title", "status", "names", "starts_on", "ends_on")
        lists(*others(), shortage(ends_on=from_iso("2026-06-30"), covers=columns), at=1)
        assert told(lists(*others(), shortage(covers=columns[:2]), at=2)) == []
        assert str(Notice.objects.get(title="Examplin").ends) == "2026-06-30"
        assert Mention.objects.filter(notice__title="Examplin", by="name", key="examplin").exists()

    def test_an_unknown_word_is_kept_and_is_no_transition_nor_is_the_way_back(self):
        lists(*others(), shortage(), at=1)
        odd = lists(*others(), shortage(status="unknown", status_text="Paused"), at=2)
        assert told(odd) == [("status", "ongoing", "unknown", "minor", False)]
        assert Notice.objects.get(title="Examplin").status_text == "Paused"
        assert told(lists(*others(), shortage(), at=3)) == [("status", "unknown", "ongoing", "minor", False)]

    def test_what_people_were_told_already_is_not_told_again(self):
        lists(*others(), shortage(), at=1)
        lists(*others(), shortage(status="resolved"), at=2)
        lists(*others(), shortage(status="unknown", status_text="?"), at=3)
        assert told(lists(*others(), shortage(status="resolved"), at=4)) == [
            ("status", "unknown", "resolved", "minor", False)
        ]

    def test_fifty_and_more_new_rows_are_a_wider_scope(self):
        lists(*others(100), at=1)
        assert told(lists(*others(151), at=2)) == []
        assert Notice.objects.count() == 151

    def test_an_older_list_moves_nothing(self):
        lists(shortage(status="resolved"), at=5)
        assert lists(shortage(), at=2).word == "older"
        assert Notice.objects.get().status == "resolved"

    def test_a_readers_upgrade_is_silent(self, monkeypatch):
        lists(*others(), shortage(), at=1)
        upgrade(monkeypatch, SHORTAGES, lambda body, page: _read(body.replace(b'"ongoing"', b'"discontinued"'), page))
        assert told(lists(*others(), shortage(status="resolved"), at=2)) == [
            ("status", "discontinued", "resolved", "major", True)
        ]

    def test_a_page_about_one_notice_does_not_remove_the_others(self):
        lists(*others(), shortage(), at=1)
        one = lists(shortage(status="resolved"), at=2, scope="part")
        assert told(one) == [("status", "ongoing", "resolved", "major", True)]
        assert not Notice.objects.filter(is_gone=True).exists()


class TestLeavingTheList:
    def test_a_notice_that_disappears_is_kept_marked_and_no_event(self):
        lists(*others(), shortage(), at=1)
        assert told(lists(*others(), at=2)) == []
        notice = Notice.objects.get(title="Examplin")
        assert notice.is_gone and notice.status == "ongoing"

    def test_one_that_comes_back_is_listed_again_without_an_event(self):
        lists(*others(), shortage(), at=1)
        lists(*others(), at=2)
        assert told(lists(*others(), shortage(), at=3)) == []
        assert not Notice.objects.get(title="Examplin").is_gone

    def test_one_that_comes_back_changed_tells_what_changed(self):
        lists(*others(), shortage(), at=1)
        lists(*others(), at=2)
        back = lists(*others(), shortage(status="resolved"), at=3)
        assert told(back) == [("status", "ongoing", "resolved", "major", True)]
        assert not Notice.objects.get(title="Examplin").is_gone

    def test_many_that_disappear_are_held_and_released_without_alerts(self):
        lists(*others(100), at=1)
        outcome = lists(*others(90), at=2)
        assert told(outcome) == [] and outcome.held[0]["reason"] == "removals"
        assert not Notice.objects.filter(is_gone=True).exists()
        holds.release(Hold.objects.get(), Person("chief", "They are over."), day(3))
        assert Notice.objects.filter(is_gone=True).count() == 10
        assert not Change.objects.exists()


class TestTheEndOfATerm:
    """Expiry is an event, once; disappearance is not."""

    def expiries(self) -> list[tuple[str | None, str | None, bool]]:
        rows = Change.objects.filter(field="status", after="expired").order_by("id")
        return list(rows.values_list("before", "after", "alerting"))

    def test_a_patent_that_leaves_the_list_after_its_last_day_has_expired(self):
        lists(*other_patents(), patent(), at=1, reader=PATENTS)
        outcome = lists(*other_patents(), at=20, reader=PATENTS)
        assert told(outcome) == [("status", "in-force", "expired", "major", True)]
        assert outcome.changes[0]["number"] == "NDA999999" and outcome.changes[0]["subject"] == "notice"
        notice = Notice.objects.get(title="Patent 7000000")
        assert (notice.status, notice.is_gone) == ("expired", True)

    def test_one_that_lingers_in_the_list_as_expired_is_told_then_and_not_when_it_leaves(self):
        lists(*other_patents(), patent(), at=1, reader=PATENTS)
        lingers = lists(*other_patents(), patent(status="expired"), at=15, reader=PATENTS)
        assert told(lingers) == [("status", "in-force", "expired", "major", True)]
        assert told(lists(*other_patents(), at=20, reader=PATENTS)) == []

    def test_one_that_comes_back_as_expired_after_it_left_is_not_told_again(self):
        lists(*other_patents(), patent(), at=1, reader=PATENTS)
        lists(*other_patents(), at=15, reader=PATENTS)
        assert told(lists(*other_patents(), patent(status="expired"), at=20, reader=PATENTS)) == []
        assert told(lists(*other_patents(), at=25, reader=PATENTS)) == []
        assert len(self.expiries()) == 1

    def test_one_that_comes_back_unchanged_and_leaves_again_is_not_told_again(self):
        lists(*other_patents(), patent(), at=1, reader=PATENTS)
        for moment in (15, 20, 25):
            rows = other_patents() if moment != 20 else [*other_patents(), patent()]
            lists(*rows, at=moment, reader=PATENTS)
        assert len(self.expiries()) == 1

    def test_one_whose_term_was_extended_expires_again(self):
        lists(*other_patents(), patent(), at=1, reader=PATENTS)
        lists(*other_patents(), at=15, reader=PATENTS)
        lists(*other_patents(), patent(ends="2026-01-22"), at=20, reader=PATENTS)
        lists(*other_patents(), at=25, reader=PATENTS)
        assert len(self.expiries()) == 2

    def test_one_that_leaves_before_or_on_its_last_day_has_not_expired(self):
        lists(*other_patents(), patent(), at=1, reader=PATENTS)
        assert told(lists(*other_patents(), at=10, reader=PATENTS)) == []
        notice = Notice.objects.get(title="Patent 7000000")
        assert (notice.status, notice.is_gone) == ("in-force", True)
        assert told(lists(*other_patents(29), at=25, reader=PATENTS)) == []
        assert self.expiries() == []

    def test_a_month_is_over_on_its_last_day(self):
        lists(*other_patents(), patent(ends="2026-01"), at=1, reader=PATENTS)
        assert told(lists(*other_patents(), at=31, reader=PATENTS)) == []

    def test_one_without_a_last_day_only_leaves(self):
        lists(*other_patents(), patent(ends=None), at=1, reader=PATENTS)
        assert told(lists(*other_patents(), at=20, reader=PATENTS)) == []

    def test_a_shortage_has_no_term(self):
        lists(*others(), shortage(ends_on=from_iso("2026-01-10")), at=1)
        assert told(lists(*others(), at=20)) == []

    def test_many_that_expire_at_once_are_no_change_of_the_table(self):
        ending = [patent(index) for index in range(40)]
        lists(*other_patents(), *ending, at=1, reader=PATENTS)
        outcome = lists(*other_patents(), at=20, reader=PATENTS)
        assert outcome.held == () and len(outcome.changes) == 40
        assert not Hold.objects.exists()

    def test_many_that_are_listed_as_expired_at_once_are_no_new_word(self):
        ending = [patent(index) for index in range(40)]
        lists(*other_patents(), *ending, at=1, reader=PATENTS)
        outcome = lists(
            *other_patents(), *[patent(index, status="expired") for index in range(40)], at=20, reader=PATENTS
        )
        assert outcome.held == () and len(outcome.changes) == 40

    def test_many_that_are_called_expired_before_their_day_are_held(self):
        lists(*other_patents(60), at=1, reader=PATENTS)
        outcome = lists(*other_patents(60, status="expired"), at=20, reader=PATENTS)
        assert told(outcome) == [] and outcome.held[0]["field"] == "status"

    def test_a_truncated_list_is_held_but_for_what_has_expired(self):
        lists(*other_patents(60), patent(), at=1, reader=PATENTS)
        outcome = lists(*other_patents(20), at=20, reader=PATENTS)
        assert told(outcome) == [("status", "in-force", "expired", "major", True)]
        assert outcome.held[0]["rows"] == 40
        assert Notice.objects.filter(is_gone=True).count() == 1


class TestHolds:
    def test_a_column_of_a_list_that_changes_as_a_whole_is_held_and_released(self):
        rows = [shortage(f"Other {index}", details={"route": "oral"}) for index in range(60)]
        lists(*rows, at=1)
        changed = [shortage(f"Other {index}", details={"route": "Oral use"}) for index in range(60)]
        outcome = lists(*changed, at=2)
        assert told(outcome) == [] and outcome.held[0]["field"] == "route"
        assert Notice.objects.filter(details__route="oral").count() == 60
        holds.release(Hold.objects.get(), Person("chief", "They reword it."), day(3))
        assert Notice.objects.filter(details__route="Oral use").count() == 60
        assert not Change.objects.filter(alerting=True).exists()

    def test_new_words_are_held(self):
        lists(*others(60), at=1)
        outcome = lists(
            *[shortage(f"Other {index}", "discontinued" if index < 10 else "ongoing") for index in range(60)], at=2
        )
        assert told(outcome) == [] and outcome.held[0]["reason"] == "new-word"


class TestReport:
    def test_notices_are_counted_and_their_changes_named(self):
        lists(*others(), at=1)
        outcome = lists(*others(), shortage(), shortage("Third"), at=2)
        assert outcome.counts["notices"] == 32
        assert {one["number"] for one in outcome.changes} == {shortage().key, shortage("Third").key}
        assert {one["subject"] for one in outcome.changes} == {"notice"}

    def test_a_notice_of_one_application_is_named_by_its_number_and_one_of_two_by_its_key(self):
        lists(*other_patents(), at=1, reader=PATENTS)
        two = patent(2, numbers=("NDA999999", "NDA999998"))
        outcome = lists(*other_patents(), patent(1), two, at=2, reader=PATENTS)
        assert [one["number"] for one in outcome.changes] == ["NDA999999", two.key]

    def test_a_change_is_of_exactly_one_thing(self):
        lists(*others(), at=1)
        lists(*others(), shortage(), at=2)
        change = Change.objects.get()
        assert change.application is None and change.about == Notice.objects.get(title="Examplin")


class TestDesignations:
    def test_an_application_of_another_type_is_kept_with_what_it_concerns(self):
        page_says(
            application("EU/3/21/2420", type="orphan-designation", concerns=("EMEA/H/C/900000",), name="Examplin"),
            at=day(1),
            reader=SPOKEN_TABLE,
        )
        row = Application.objects.get()
        assert row.type == "orphan-designation"
        assert list(row.concerns.values_list("by", "key")) == [("name", "examplin"), ("number", "EMEA/H/C/900000")]

    def test_a_medicine_that_it_concerns_later_is_a_minor_change(self):
        designation = application("EU/3/21/2420", type="orphan-designation", status="designated")
        page_says(designation, at=day(1), reader=SPOKEN_TABLE)
        concerned = application(
            "EU/3/21/2420", type="orphan-designation", status="designated", concerns=("EMEA/H/C/900000",)
        )
        outcome = page_says(concerned, at=day(2), reader=SPOKEN_TABLE)
        assert told(outcome) == [("concerns", None, "EMEA/H/C/900000", "minor", True)]
        assert Observation.objects.filter(superseded_at=None).count() == 1
        assert Snapshot.objects.count() == 2

    def test_the_key_of_a_name_is_kept_without_the_former_name(self):
        page_says(application(name="Examplin (previously Oldname)"), at=day(1), reader=SPOKEN_TABLE)
        assert Application.objects.get().name_key == "examplin"


class TestAgain:
    """A run that is cut off and run again, and a catalogue that is put right, end as if undisturbed."""

    def story(self) -> None:
        lists(*other_patents(), patent(), patent(1, "2030-01-01"), at=1, reader=PATENTS)
        lists(*other_patents(), patent(2), at=20, reader=PATENTS)

    @pytest.mark.parametrize(
        ("place", "name", "after"),
        [
            (intake_notices, "record_changes", False),
            (intake_notices, "record_changes", True),
            (intake_notices, "apply_both", True),
            (intake_notices, "settle", False),
            (intake_notices, "settle", True),
            (pipeline, "_close", True),
            (pipeline, "_finish", True),
        ],
    )
    def test_a_reading_that_is_cut_off_and_made_again_ends_as_if_undisturbed(self, monkeypatch, place, name, after):
        lists(*other_patents(), patent(), patent(1, "2030-01-01"), at=1, reader=PATENTS)
        with transaction.atomic():
            self.story()
            expected = list(dump.lines())
            transaction.set_rollback(True)
        with plug_pulled(monkeypatch, place, name, after=after):
            self.story()
        self.story()
        assert list(dump.lines()) == expected
        assert Change.objects.filter(after="expired").count() == 1

    def test_what_was_lost_is_put_right_and_told_to_nobody(self, tmp_path):
        lists(*others(), shortage(), at=1)
        lists(*others(29), shortage(status="resolved"), at=2)
        self.story()
        before = list(dump.lines())
        restore.export_outcome(tmp_path)
        Change.objects.all().delete()
        Mention.objects.all().delete()
        Notice.objects.filter(title="Examplin").delete()
        Notice.objects.filter(title="Patent 7000000").update(status="in-force", is_gone=False)
        Observation.objects.filter(key=patent(1).key).delete()
        assert list(dump.lines()) != before
        assert restore.restore(tmp_path)[1] > 0
        assert list(dump.lines()) == before
        assert not Change.objects.filter(matched_at=None).exists()
