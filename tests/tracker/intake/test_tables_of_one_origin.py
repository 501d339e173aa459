"""An origin with several tables: a reading that holds one of them says nothing of the others."""

import pytest

from tests.tracker.intake.worlds import application, day, page_says
from tracker.catalogue.models import Observation
from tracker.sources.models import Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spoken")]

RED, BLUE = "red/", "blue/"


def lists(table: str, *numbers: int, at: int, status: str = "authorised", within: str | None = None):
    records = [application(f"EMEA/H/C/90000{n}", key=f"{table}{n}", status=status) for n in numbers]
    return page_says(*records, at=day(at), scope="whole", within=table if within is None else within)


def gone() -> set[str]:
    return set(Observation.objects.exclude(gone_at=None).values_list("key", flat=True))


def test_the_rows_of_the_other_table_are_not_missing():
    lists(RED, *range(5), at=1)
    outcome = lists(BLUE, 7, 8, at=2)
    assert (outcome.word, gone(), outcome.held) == ("read", set(), ())


def test_a_row_that_left_its_own_table_is_missing(monkeypatch):
    monkeypatch.setattr("tracker.intake.comparison.REMOVED_SHARE", 0.5)
    lists(RED, *range(5), at=1)
    lists(BLUE, 7, 8, at=2)
    lists(RED, *range(4), at=3)
    assert gone() == {"red/4"}


def test_what_holds_both_tables_misses_rows_of_either(monkeypatch):
    monkeypatch.setattr("tracker.intake.comparison.REMOVED_SHARE", 0.5)
    lists(RED, *range(5), at=1)
    lists(BLUE, 7, 8, at=2)
    lists(RED, *range(5), at=3, within="")
    assert gone() == {"blue/7", "blue/8"}


def test_a_table_is_not_older_than_another_of_its_origin():
    lists(BLUE, 7, at=1)
    lists(RED, 1, at=9)
    assert lists(BLUE, 7, at=5, status="suspended").word == "read"
    assert lists(RED, 1, at=5, status="suspended").word == "older"


def test_a_table_is_older_than_a_later_list_of_everything():
    lists(BLUE, 7, at=1)
    lists(BLUE, 7, at=9, within="")
    assert lists(BLUE, 7, at=5, status="suspended").word == "older"


def test_what_was_read_before_tables_were_told_apart_counts_as_a_list_of_everything():
    lists(BLUE, 7, at=9, within="")
    for snapshot in Snapshot.objects.all():
        del snapshot.summary["within"]
        snapshot.save()
    assert lists(BLUE, 7, at=5, status="suspended").word == "older"


def test_the_first_reading_of_each_table_is_silent():
    outcomes = [lists(RED, 1, at=1), lists(BLUE, 7, at=2), lists(BLUE, 7, 8, at=3)]
    assert [any(change["alerting"] for change in outcome.changes) for outcome in outcomes] == [False, False, True]
