"""While a worker reads, the page keeps itself up to date; when it is done, the page shows what came of it."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.factories import SnapshotFactory
from tracker.intake.models import Underway
from tracker.sources.models import Snapshot


def test_a_reading_is_followed_to_its_end_without_touching_the_page(watched: Page, live_server, person):
    now = timezone.now()
    snapshot = SnapshotFactory(outcome="pending")
    Underway.objects.create(snapshot=snapshot, phase="reading", started_at=now, told_at=now)
    sign_in(watched, live_server.url)
    watched.goto(f"{live_server.url}/snapshots/{snapshot.pk}/")
    work = watched.get_by_role("region", name="What is being done now")
    expect(work).to_contain_text("reading")

    Underway.objects.update(phase="writing", done=12_000, of=23_267)
    expect(work).to_contain_text("writing, 12,000 of 23,267 changed rows")
    expect(work.get_by_role("progressbar")).to_have_attribute("value", "12000")
    expect(work.get_by_role("status")).to_have_text("EMA medicine page: writing")

    Snapshot.objects.update(outcome="read", summary={"counts": {"applications": 23_267}, "seconds": 61.0})
    Underway.objects.all().delete()
    expect(watched.get_by_text("23,267 applications")).to_be_visible()
    expect(work).to_be_hidden()
