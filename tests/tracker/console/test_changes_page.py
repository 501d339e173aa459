"""The queue of changes: narrowed down, read, reviewed; never noise."""

import pytest
from django.contrib.admin.models import LogEntry

from tests.factories import ApplicationFactory, ChangeFactory
from tracker.catalogue.models import Change


@pytest.fixture
def queue(db) -> dict[str, Change]:
    """A few changes by name."""
    fda = ApplicationFactory(number="NDA022180", authority="FDA", product__name="Feraheme")
    return {
        "status": ChangeFactory(application__product__name="Sinerem", before="opinion", after="refused"),
        "holder": ChangeFactory(
            application__product__name="Rienso", field="applicant", before="Takeda", after="Covis", significance="major"
        ),
        "fda": ChangeFactory(application=fda, before="approvable", after="approved", alerting=False),
        "noise": ChangeFactory(application__product__name="Noisy", field="last_updated", significance="noise"),
    }


def shown(client, **query: str) -> set[str]:
    """The names of the medicines in the queue."""
    text = client.get("/changes/", query).content.decode()
    return {name for name in ("Sinerem", "Rienso", "Feraheme", "Noisy") if name in text}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"Sinerem", "Rienso", "Feraheme"}),
        ({"authority": "FDA"}, {"Feraheme"}),
        ({"significance": "major"}, {"Rienso"}),
        ({"alerting": "false"}, {"Feraheme"}),
        ({"alerting": "true"}, {"Sinerem", "Rienso"}),
        ({"review": "done"}, set()),
    ],
)
def test_the_queue_is_narrowed_down_and_never_shows_noise(as_reader, queue, query, names):
    assert shown(as_reader, **query) == names


def test_noise_cannot_be_asked_for(as_reader, queue):
    assert "Noisy" not in shown(as_reader, significance="noise")


def test_several_are_marked_as_reviewed_and_it_is_kept_who_did_it(as_chief, queue):
    as_chief.post("/changes/review/", {"change": [queue["status"].pk, queue["fda"].pk]})
    assert shown(as_chief, review="open") == {"Rienso"}
    assert shown(as_chief, review="done") == {"Sinerem", "Feraheme"}
    assert LogEntry.objects.filter(user__username="chief").count() == 2


def test_reviewing_changes_nothing_else(as_chief, queue):
    before = Change.objects.filter(pk=queue["status"].pk).values().get()
    as_chief.post("/changes/review/", {"change": [queue["status"].pk]})
    after = Change.objects.filter(pk=queue["status"].pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"reviewed_at"}


def test_a_second_review_keeps_the_moment_of_the_first(as_chief, queue):
    as_chief.post("/changes/review/", {"change": [queue["status"].pk]})
    first = Change.objects.get(pk=queue["status"].pk).reviewed_at
    as_chief.post("/changes/review/", {"change": [queue["status"].pk, "no number"]})
    assert Change.objects.get(pk=queue["status"].pk).reviewed_at == first


def test_after_a_review_one_is_back_where_one_was_and_nowhere_else(as_chief, queue):
    post = {"change": [queue["status"].pk]}
    assert as_chief.post("/changes/review/", post | {"next": "/changes/?page=2"})["Location"] == "/changes/?page=2"
    assert as_chief.post("/changes/review/", post | {"next": "https://evil.example/"})["Location"] == "/changes/"


def test_readers_cannot_review(as_reader, queue):
    assert as_reader.post("/changes/review/", {"change": [queue["status"].pk]}).status_code == 403


def test_a_change_shows_before_after_and_the_archived_page_behind_it(as_reader, queue):
    text = as_reader.get(f"/changes/{queue['status'].pk}/").content.decode()
    assert "Opinion" in text
    assert "Refused" in text
    assert f"/snapshots/{queue['status'].snapshot_id}/" in text


def test_prose_is_compared_word_by_word(as_reader, db):
    change = ChangeFactory(
        field="therapeutic_indication",
        before="Treatment of anaemia in adults with kidney disease",
        after="Treatment of anaemia in children with kidney disease",
    )
    text = as_reader.get(f"/changes/{change.pk}/").content.decode()
    assert "<del>adults </del><ins>children </ins>" in text


def test_a_change_by_a_person_shows_the_person_and_the_reason(as_reader, db):
    change = ChangeFactory(snapshot=None, person_name="Anna", reason="The letter says so.", origin="person")
    text = as_reader.get(f"/changes/{change.pk}/").content.decode()
    assert "Anna" in text
    assert "The letter says so." in text
