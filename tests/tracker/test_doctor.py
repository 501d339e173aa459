"""The doctor says what is wrong, and what to do."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tracker import health
from tracker.catalogue.models import Procedure
from tracker.sources.models import Snapshot, Source

pytestmark = pytest.mark.django_db


def said() -> str:
    stdout = io.StringIO()
    try:
        call_command("doctor", stdout=stdout)
    except CommandError as error:
        return f"{stdout.getvalue()}{error}"
    return stdout.getvalue()


def test_an_installation_without_a_contact_is_told_what_to_set(settings) -> None:
    settings.CONTACT = ""
    assert "note CONTACT: nothing is fetched live until" in said()


def test_a_healthy_installation_has_no_fault(settings) -> None:
    settings.CONTACT = "someone@example.org"
    assert "BAD" not in said()
    assert "ok   database" in said()


def test_a_source_that_fails_is_a_fault_with_its_reason(settings) -> None:
    settings.CONTACT = "someone@example.org"
    Source.objects.create(
        address="https://www.ema.europa.eu/en/x",
        reader="ema.medicine_page",
        failure="drifted",
        failure_message="no product number",
        failing_since=timezone.now(),
    )
    report = said()
    assert "https://www.ema.europa.eu/en/x: drifted since" in report
    assert "no product number" in report
    assert "1 fault" in report


def test_rows_that_belong_to_nothing_are_a_fault(settings) -> None:
    settings.CONTACT = "someone@example.org"
    Procedure.objects.create(application_id=1, slug="II/0029", first_seen=timezone.now())
    assert "BAD  rows of the catalogue: 1 belong to something that somebody deleted" in said()


def test_pages_that_were_archived_and_not_read_are_counted() -> None:
    source = Source.objects.create(address="https://www.ema.europa.eu/en/y", reader="ema.medicine_page")
    now = timezone.now()
    Snapshot.objects.create(
        source=source, sha256="0" * 64, size=1, address=source.address, retrieved_at=now, last_seen=now
    )
    assert "note 1 archived pages to read: the worker takes them up" in said()


def test_a_broker_that_does_not_answer_is_a_fault_and_its_address_stays_secret(monkeypatch) -> None:
    def refuse() -> None:
        raise ConnectionError("redis://:secret@broker")

    monkeypatch.setitem(health.CHECKS, "broker", refuse)
    report = said()
    assert "BAD  broker: does not answer" in report
    assert "secret" not in report
