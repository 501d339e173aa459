"""One pace for each host over all workers."""

import datetime

import pytest
import time_machine

from scrapers.failures import NotNow
from scrapers.robots import RobotsText
from tracker.sources.models import HostPace
from tracker.sources.pacer import LONGEST_WAIT, RowPacer, RowRobots

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def pacer(waits):
    with time_machine.travel(START, tick=False):
        yield RowPacer(sleep=waits.append)


def test_the_first_request_need_not_wait_and_the_next_wait_their_turn(pacer, waits):
    for _ in range(4):
        pacer.wait("www.ema.europa.eu", 20)
    assert waits == [20, 40, 60]


def test_hosts_do_not_wait_for_each_other(pacer, waits):
    pacer.wait("www.ema.europa.eu", 20)
    pacer.wait("api.fda.gov", 1)
    assert waits == []


def test_two_workers_have_one_pace(pacer, waits):
    pacer.wait("www.ema.europa.eu", 20)
    RowPacer(sleep=waits.append).wait("www.ema.europa.eu", 20)
    assert waits == [20]


def test_nobody_sits_through_a_long_queue_or_lengthens_it(pacer, waits):
    HostPace.objects.create(host="www.fda.gov", free_at=START + datetime.timedelta(seconds=LONGEST_WAIT + 1))
    with pytest.raises(NotNow) as told:
        pacer.wait("www.fda.gov", 30)
    assert told.value.retry_after == LONGEST_WAIT + 1
    assert HostPace.objects.get().free_at == START + datetime.timedelta(seconds=LONGEST_WAIT + 1)
    assert waits == []


def test_robots_files_are_shared_and_replaced():
    robots = RowRobots()
    assert robots.get("https://www.ema.europa.eu") is None
    robots["https://www.ema.europa.eu"] = RobotsText("User-agent: *", START)
    robots["https://www.ema.europa.eu"] = RobotsText("User-agent: *\nDisallow: /admin/\0", START)
    assert RowRobots().get("https://www.ema.europa.eu") == RobotsText("User-agent: *\nDisallow: /admin/", START)
