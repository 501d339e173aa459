"""How a source is doing, and since when."""

import datetime

import pytest

from tests.factories import SourceFactory
from tracker.sources import health

pytestmark = pytest.mark.django_db


def at(hour: int) -> datetime.datetime:
    return datetime.datetime(2026, 1, 5, hour, tzinfo=datetime.UTC)


def test_a_failure_is_counted_from_its_first_moment_until_all_is_well():
    source = SourceFactory()
    health.succeeded(source, at(1))
    health.failed(source, "blocked", "Access denied", at(2))
    health.failed(source, "drifted", "no status", at(3))
    assert (source.failure, source.failing_since, source.failure_count) == ("drifted", at(2), 2)
    assert (source.read_at, source.checked_at, source.failure_message) == (at(1), at(3), "no status")

    health.succeeded(source, at(4))
    assert (source.failure, source.failure_message, source.failing_since, source.failure_count) == ("", "", None, 0)
    assert source.read_at == source.checked_at == at(4)


def test_what_is_older_than_the_last_check_says_nothing():
    source = SourceFactory()
    health.failed(source, "blocked", "Access denied", at(5))
    health.succeeded(source, at(4))
    assert source.failure == "blocked"
    health.succeeded(source, at(6))
    health.failed(source, "gone", "404", at(5))
    assert (source.failure, source.failure_count) == ("", 0)
