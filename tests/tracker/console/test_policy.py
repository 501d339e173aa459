"""The site's policy forbids scripts and styles in a page; so no page has any."""

import re

import pytest

from tests.factories import ChangeFactory, MeetingFactory, SnapshotFactory, WebhookFactory
from tracker.catalogue.models import Evidence

INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|href=[\"']javascript:", re.IGNORECASE)


@pytest.fixture
def addresses(sinerem, chief) -> list[str]:
    """Every kind of page."""
    webhook = WebhookFactory(person=chief)
    change, snapshot, meeting = ChangeFactory(application=sinerem), SnapshotFactory(), MeetingFactory()
    evidence = Evidence.objects.filter(application=sinerem).first()
    return [
        "/admin/",
        "/applications/EMEA/H/C/000801/",
        f"/products/{sinerem.product_id}/",
        f"/evidence/{evidence.fingerprint}/",
        f"/snapshots/{snapshot.pk}/",
        "/changes/",
        f"/changes/{change.pk}/",
        "/forecasts/",
        "/timetables/",
        "/timetables/ema-centralised/",
        "/timetables/compute/?procedure=ema-centralised&start=2026-01-22&instead-start=2026-02-22",
        "/holds/",
        "/meetings/",
        f"/meetings/{meeting.pk}/",
        f"/meetings/{meeting.pk}/change/",
        "/meetings/add/",
        "/meetings/import/",
        "/links/",
        "/links/EMEA/H/C/000801/",
        "/sources/",
        f"/sources/{snapshot.source_id}/",
        "/track/?q=nothing",
        "/profile/",
        "/webhooks/",
        "/webhooks/add/",
        f"/webhooks/{webhook.pk}/",
        f"/webhooks/{webhook.pk}/change/",
        "/enter/correct/EMEA/H/C/000801/",
        "/enter/step/EMEA/H/C/000801/",
        "/admin/catalogue/application/",
        f"/admin/catalogue/product/{sinerem.product_id}/change/",
        f"/admin/catalogue/product/{sinerem.product_id}/history/",
        "/admin/catalogue/portfolio/add/",
        "/admin/sources/source/add/",
        "/admin/people/user/",
        "/admin/django_celery_beat/periodictask/add/",
    ]


def test_no_page_has_scripts_or_styles_in_it(as_chief, addresses):
    for address in addresses:
        answer = as_chief.get(address)
        assert answer.status_code == 200, address
        assert "default-src 'self'" in answer["Content-Security-Policy"], address
        assert "unsafe" not in answer["Content-Security-Policy"], address
        found = INLINE.search(answer.content.decode())
        assert found is None, (address, found)


def test_every_page_of_the_console_asks_strangers_to_sign_in(client, addresses):
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert "/admin/login/" in answer["Location"], address
