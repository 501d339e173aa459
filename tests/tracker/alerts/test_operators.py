"""Operators hear once of each failure of a source, and once that it is over."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from tests.factories import FIRST_SEEN, SourceFactory
from tests.tracker.alerts.conftest import Killed
from tracker.alerts import operators, outbox
from tracker.alerts.models import OperatorNotice
from tracker.alerts.operators import due_notices, send_notice, tell_operators
from tracker.sources.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def olga(settings) -> str:
    settings.OPERATORS = ["olga@example.org"]
    return "olga@example.org"


def fails(source: Source, failure: str, message: str = "") -> None:
    """As the room that reads sources records it."""
    since = source.failing_since or FIRST_SEEN
    Source.objects.filter(pk=source.pk).update(failure=failure, failure_message=message, failing_since=since)


def recovers(source: Source) -> None:
    """As the room that reads sources records it."""
    Source.objects.filter(pk=source.pk).update(failure="", failure_message="", failing_since=None)


def tell() -> None:
    """What workers do, once."""
    tell_operators()
    for notice in due_notices():
        send_notice(notice)


def test_a_failure_is_told_once_until_it_recovers_and_then_the_recovery_once(mail_server, olga):
    source = SourceFactory(title="EMA medicines table")
    fails(source, "drifted", "column 'Medicine status' is missing")
    tell()
    tell()
    recovers(source)
    tell()
    tell()

    failure, recovery = mail_server.to(olga)
    assert failure["Subject"].strip() == "Source failing (drifted): EMA medicines table"
    assert "column 'Medicine status' is missing" in failure.get_content()
    assert f"https://clockstop.example.org/sources/{source.id}/" in failure.get_content()
    assert recovery["Subject"].strip() == "Source recovered: EMA medicines table"
    assert failure["References"] == recovery["References"]


def test_another_kind_of_failure_is_told_and_the_first_one_coming_back_is_not(mail_server, olga):
    source = SourceFactory()
    for failure in ("drifted", "blocked", "drifted", "blocked"):
        fails(source, failure)
        tell()

    assert len(mail_server.to(olga)) == 2


def test_the_same_failure_after_a_recovery_is_told_again(mail_server, olga):
    source = SourceFactory()
    fails(source, "blocked")
    tell()
    recovers(source)
    tell()
    Source.objects.update(failure="blocked", failing_since=timezone.now())
    tell()

    assert len(mail_server.to(olga)) == 3


def test_each_operator_hears_of_each_source_and_one_refused_address_stops_nobody(mail_server, settings):
    settings.OPERATORS = ["olga@example.org", "paul@example.org"]
    mail_server.answers["olga@example.org"] = "550 No such user"
    for source in SourceFactory.create_batch(2):
        fails(source, "unreachable")
    tell()

    assert len(mail_server.to("paul@example.org")) == 2
    waiting = OperatorNotice.objects.filter(recipient="olga@example.org")
    assert [notice.state for notice in waiting] == [OperatorNotice.State.PENDING] * 2


def test_a_source_that_is_well_is_no_news(mail_server):
    SourceFactory()
    tell()

    assert mail_server.messages == []


def test_without_operators_nothing_is_marked_so_that_the_first_one_hears_of_it(mail_server, settings, olga):
    fails(SourceFactory(), "gone")
    settings.OPERATORS = []
    tell()
    settings.OPERATORS = [olga]
    tell()

    assert len(mail_server.to(olga)) == 1


def test_a_worker_that_dies_between_notice_and_mark_leaves_neither(kill, mail_server, olga):
    fails(SourceFactory(), "blocked")
    kill(OperatorNotice.objects, "bulk_create", after=True)
    with pytest.raises(Killed):
        tell()
    assert OperatorNotice.objects.count() == 0
    assert Source.objects.get().told_failure == ""

    tell()
    assert len(mail_server.to(olga)) == 1


def test_a_worker_that_dies_after_the_server_has_it_repeats_the_same_message_id(kill, mail_server, olga):
    fails(SourceFactory(), "blocked")
    kill(outbox, "settle")
    with pytest.raises(Killed):
        tell()
    OperatorNotice.objects.update(leased_until=F("leased_until") - timedelta(minutes=11))
    tell()
    tell()

    first, second = mail_server.to(olga)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_failure_that_changed_while_it_was_being_told_is_left_to_the_next_round(monkeypatch, mail_server, olga):
    source = SourceFactory()
    fails(source, "blocked")
    seen = Source.objects.get()
    recovers(source)

    assert operators._tell(seen) is False
    assert OperatorNotice.objects.count() == 0


def test_a_hostile_title_forges_no_header(mail_server, olga):
    fails(SourceFactory(title="page\r\nBcc: everyone@example.org"), "blocked", "answer\r\n.\r\nQUIT")
    tell()

    (mail,) = mail_server.to(olga)
    assert mail["Bcc"] is None
