"""Other bytes in which the reader would see the same: kept, recorded as read, and not read (rules 1 and 4)."""

from dataclasses import replace

import pytest

from scrapers.ema.medicine_page import READER
from scrapers.records import Page, Reading
from tests.scrapers.ema.pages import SINEREM, changed, with_noise
from tests.tracker.intake.worlds import PAGES, day, listen, state, upgrade
from tracker.catalogue.models import Change
from tracker.intake import rebuild
from tracker.intake.pipeline import ingest_bytes
from tracker.sources import archive
from tracker.sources.models import Snapshot, Source

pytestmark = pytest.mark.django_db
SINEREM_PAGE = f"{PAGES}sinerem"


@pytest.fixture
def readings(monkeypatch) -> list[bytes]:
    """The bytes that were read."""
    read: list[bytes] = []

    def noting(body: bytes, page: Page) -> Reading:
        read.append(body)
        return READER.read(body, page)

    listen(monkeypatch, replace(READER, read=noting))
    return read


def ingest(body: bytes, on: int, **how: str):
    return ingest_bytes(body, address=SINEREM_PAGE, retrieved_at=day(on), **how)


def test_other_bytes_with_the_same_content_are_kept_and_not_read(readings):
    ingest(with_noise(1), 1)
    before = state()

    again = ingest(with_noise(2), 2)

    first, second = Snapshot.objects.order_by("retrieved_at")
    assert again.word == "unchanged" and again.changes == () and again.snapshot == second
    assert readings == [with_noise(1)]
    assert archive.load(second.sha256) == with_noise(2)
    assert (second.outcome, second.reader_version, second.content) == ("read", READER.version, first.content)
    assert (second.summary["counts"], second.scope) == (first.summary["counts"], "part")
    assert state() == before
    assert Source.objects.get().read_at == day(2)


def test_what_changes_among_noise_is_read(readings):
    ingest(with_noise(1), 1)
    later = changed(with_noise(2), "Guerbet", "Another company")

    outcome = ingest(later, 2)

    assert outcome.word == "read" and readings == [with_noise(1), later]
    assert Change.objects.filter(field="applicant", after="Another company").exists()
    assert ingest(changed(with_noise(3), "Guerbet", "Another company"), 3).word == "unchanged"
    assert ingest(with_noise(4), 4).word == "read"


def test_the_same_content_is_read_by_a_new_version_of_the_reader(monkeypatch, readings):
    ingest(with_noise(1), 1)
    upgrade(monkeypatch, READER)
    assert ingest(with_noise(2), 2, reader=READER.name).word == "read"
    assert ingest(with_noise(3), 3, reader=READER.name).word == "unchanged"


def test_the_same_content_is_read_again_after_a_failure(readings):
    ingest(with_noise(1), 1)
    assert ingest(changed(with_noise(2), "EMA product number", "Something else"), 2).word == "drifted"
    assert ingest(changed(with_noise(3), "EMA product number", "Something else"), 3).word == "drifted"
    assert Source.objects.get().failure_count == 2

    assert ingest(with_noise(4), 4).word == "read"
    assert Source.objects.get().failure == ""


def test_bytes_of_an_earlier_day_are_not_taken_for_the_newest(readings):
    ingest(with_noise(2), 2)
    assert ingest(with_noise(1), 1).word == "older"


def test_the_same_content_said_to_be_about_an_application_is_read_as_such(readings):
    ingest(with_noise(1), 1)
    assert ingest(with_noise(2), 2, application="EMEA/H/C/000801").word == "read"
    assert ingest(with_noise(3), 3, application="EMEA/H/C/000999").word == "unreadable"


def test_a_page_of_the_authority_after_a_reconstruction_of_it_is_read(readings):
    ingest_bytes(with_noise(1), address=SINEREM_PAGE, retrieved_at=day(1), reconstructed=True)
    assert ingest(with_noise(2), 2).word == "read"


def test_a_cut_page_is_never_the_same(readings):
    ingest(SINEREM, 1)
    assert ingest(with_noise(2).partition(b"</main>")[0], 2).word == "drifted"


@pytest.mark.django_db(transaction=True)
def test_a_replay_reads_what_was_not_read_and_comes_out_the_same():
    ingest(with_noise(1), 1)
    ingest(with_noise(2), 2)
    ingest(changed(with_noise(3), "Guerbet", "Another company"), 3)
    ingest(changed(with_noise(4), "Guerbet", "Another company"), 4)
    verdict = rebuild.verify()
    assert (verdict.only_here, verdict.only_replayed) == ((), ())
