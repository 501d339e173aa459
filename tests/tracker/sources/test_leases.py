"""Leases: one at a time, and none that a dead worker keeps."""

import datetime

import pytest
import time_machine

from tracker.sources import leases

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def test_a_lease_is_had_by_one(clock):
    assert leases.acquire("a", 60) == START + datetime.timedelta(seconds=60)
    assert leases.acquire("a", 60) is None
    assert leases.acquire("b", 60)


@pytest.mark.parametrize(("seconds", "is_free"), [(59, False), (60, True)])
def test_the_lease_of_a_dead_worker_runs_out(clock, seconds, is_free):
    leases.acquire("a", 60)
    clock.shift(seconds)
    assert (leases.acquire("a", 60) is not None) is is_free


def test_a_lease_that_is_given_back_is_free_at_once(clock):
    leases.release("a", leases.acquire("a", 60))
    assert leases.acquire("a", 60)


def test_whoever_lost_a_lease_does_not_give_back_that_of_another(clock):
    mine = leases.acquire("a", 60)
    clock.shift(61)
    leases.acquire("a", 60)
    leases.release("a", mine)
    assert leases.acquire("a", 60) is None


def test_a_lease_that_is_renewed_in_time_lasts_longer(clock):
    with leases.held("a", 60) as lease:
        clock.shift(50)
        assert lease.renew()
        clock.shift(50)
        assert leases.acquire("a", 60) is None
    assert leases.acquire("a", 60)


def test_a_fresh_lease_is_kept_for_nothing(clock, django_assert_num_queries):
    with leases.held("a", 60) as lease:
        clock.shift(5)
        with django_assert_num_queries(0):
            assert lease.renew()
        clock.shift(2)
        with django_assert_num_queries(1):
            assert lease.renew()
        clock.shift(59)
        assert leases.acquire("a", 60) is None


def test_a_lease_that_another_has_taken_cannot_be_renewed(clock):
    with leases.held("a", 60) as lease:
        clock.shift(61)
        leases.acquire("a", 60)
        assert not lease.renew()
    assert leases.acquire("a", 60) is None


def test_a_block_that_fails_gives_its_lease_back(clock):
    with pytest.raises(ZeroDivisionError), leases.held("a", 60):
        raise ZeroDivisionError
    assert leases.acquire("a", 60)


def test_a_block_without_the_lease_is_told_so(clock):
    leases.acquire("a", 60)
    with leases.held("a", 60) as lease:
        assert lease is None
    assert leases.acquire("a", 60) is None
