"""The page behind a date: the words, where they were read, and the exact bytes."""

import hashlib

import pytest

from tests.conftest import PROJECT
from tests.factories import EvidenceFactory, SnapshotFactory
from tests.tracker.console.test_entries import ADD_STEP, STEP
from tracker.catalogue.models import Evidence
from tracker.sources import archive
from tracker.sources.models import Snapshot

WITHDRAWN_AT = "The application was at day 175 when the company withdrew."


@pytest.fixture
def day_175(sinerem) -> Evidence:
    """The words that give Sinerem's day."""
    return Evidence.objects.get(application=sinerem, quote=WITHDRAWN_AT)


def page(client, evidence: Evidence) -> str:
    answer = client.get(f"/evidence/{evidence.fingerprint}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_words_are_highlighted_in_the_archived_text(as_reader, day_175):
    shown = page(as_reader, day_175)
    assert f"How far into the evaluation was the application?\n<mark>{WITHDRAWN_AT}</mark>" in shown


def test_the_snapshot_says_where_when_and_which_bytes(as_reader, day_175):
    shown = page(as_reader, day_175)
    body = (PROJECT / "fixtures/pages/sinerem.html").read_bytes()
    assert hashlib.sha256(body).hexdigest() in shown
    assert 'datetime="2025-11-23T08:03:52+00:00"' in shown
    assert 'title="23 Nov 2025 08:03:52 UTC"' in shown
    assert 'href="https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem" rel="noopener' in shown


def test_reconstructed_bytes_say_so(as_reader, day_175):
    assert "Reconstructed for demonstration" in page(as_reader, day_175)


def test_times_are_in_the_zone_of_the_reader(as_reader, reader, day_175):
    reader.time_zone = "Asia/Tokyo"
    reader.save()
    shown = page(as_reader, day_175)
    assert (
        '<time datetime="2025-11-23T08:03:52+00:00" title="23 Nov 2025 08:03:52 UTC">23 Nov 2025 17:03</time>' in shown
    )


def test_what_else_speaks_for_the_step_is_one_click_away(as_reader, day_175):
    others = Evidence.objects.filter(step=day_175.step).exclude(pk=day_175.pk)
    assert others
    shown = page(as_reader, day_175)
    assert all(f"/evidence/{other.fingerprint}/" in shown for other in others)


def test_words_that_the_source_no_longer_says_are_marked_as_such(as_reader, day_175):
    Evidence.objects.filter(pk=day_175.pk).update(is_current=False)
    assert "The source no longer says this." in page(as_reader, day_175)


def test_archived_markup_is_shown_as_text_and_never_as_markup(as_reader, db):
    body = (
        b"<html><body><p>It was <b onclick='alert(1)'>approved</b> &lt;img src=x onerror=alert(1)&gt;</p></body></html>"
    )
    snapshot = SnapshotFactory(sha256=archive.store(body), size=len(body))
    shown = page(as_reader, EvidenceFactory(first_snapshot=snapshot, quote="approved <img src=x onerror=alert(1)>"))
    assert "<mark>approved &lt;img src=x onerror=alert(1)&gt;</mark>" in shown
    assert "<img src=x" not in shown
    assert "onclick" not in shown


def test_bytes_missing_from_the_archive_are_reported_and_the_words_still_shown(as_reader, db):
    shown = page(as_reader, EvidenceFactory(quote="It was approved."))
    assert "<mark>It was approved.</mark>" in shown
    assert "has no bytes" in shown


def test_a_person_is_named_with_reason_and_source(as_chief, sinerem):
    as_chief.post(ADD_STEP, STEP)
    shown = page(as_chief, Evidence.objects.get(entry__isnull=False))
    for words in ("The applicant", "chief", "letter of 2 April 2007.pdf", "The page gives no date for it."):
        assert words in shown


def test_the_bytes_are_a_download_that_no_browser_renders(as_reader, sinerem):
    snapshot = Snapshot.objects.get()
    answer = as_reader.get(f"/snapshots/{snapshot.pk}/bytes")
    assert answer.content == (PROJECT / "fixtures/pages/sinerem.html").read_bytes()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_snapshot_shows_what_was_read_in_it(as_reader, sinerem):
    shown = as_reader.get(f"/snapshots/{Snapshot.objects.get().pk}/").content.decode()
    assert "/applications/EMEA/H/C/000801/" in shown
    assert WITHDRAWN_AT in shown


def test_strangers_are_asked_to_sign_in(client, sinerem):
    answer = client.get(f"/snapshots/{Snapshot.objects.get().pk}/bytes")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")
