"""Paces and visiting hours, as data and by the clock."""

import datetime

import pytest

from scrapers.politeness import ALLOWED_HOSTS, NIGHT, PACES, VisitingHours, pause_after
from scrapers.robots import Rules

ACCESSDATA = """
User-agent: *
Disallow: /drugsatfda_docs/rems/

Hit-rate: 30 # seconds
Visiting-hours: 23:00EDT-05:00EDT # by night
Concurrent-hits: 2
"""


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(2026, month, day, hour, minute, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("host", "path", "seconds"),
    [
        ("www.ema.europa.eu", "/en/medicines/human/EPAR/sinerem", 20),
        ("www.ema.europa.eu", "/bg/medicines/veterinary/EPAR/x", 20),
        ("www.ema.europa.eu", "/en/documents/report/medicines-output-medicines_json-report_en.json", 2),
        ("www.accessdata.fda.gov", "/scripts/cder/daf/index.cfm", 30),
        ("www.fda.gov", "/media/89850/download", 30),
        ("api.fda.gov", "/drug/drugsfda.json", 1),
    ],
)
def test_each_host_has_its_pace(host: str, path: str, seconds: float) -> None:
    assert pause_after(host, path) == seconds


def test_a_host_without_a_pace_is_left_alone_for_longest() -> None:
    assert pause_after("localhost", "/") == max(pace.pause for pace in PACES.values())


def test_only_the_authorities_hosts_are_allowed() -> None:
    owners = ("ema.europa.eu", "ec.europa.eu", "fda.gov", "www.federalregister.gov")
    assert all(host.endswith(owners) for host in ALLOWED_HOSTS)


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (utc(7, 1, 2, 59), 60),  # 22:59 in New York, summer
        (utc(7, 1, 3), 0),
        (utc(7, 1, 8, 59), 0),
        (utc(7, 1, 9), 18 * 3600),
        (utc(1, 15, 3), 3600),  # 22:00 in New York, winter
        (utc(1, 15, 4), 0),
        (utc(3, 8, 12), 15 * 3600),  # the day the clocks go forward: 08:00 EDT to 23:00 EDT
        (utc(3, 7, 12), 16 * 3600),  # the day before: 07:00 EST to 23:00 EST
    ],
)
def test_the_night_is_new_yorks(now: datetime.datetime, seconds: float) -> None:
    assert NIGHT.seconds_until_open(now) == seconds


def test_hours_within_a_day_open_again_tomorrow() -> None:
    office = VisitingHours(datetime.time(6), datetime.time(9))
    assert office.seconds_until_open(utc(7, 1, 5)) == 3600
    assert office.seconds_until_open(utc(7, 1, 8)) == 0
    assert office.seconds_until_open(utc(7, 1, 10)) == 20 * 3600


def test_fdas_own_words_in_robots_are_understood() -> None:
    rules = Rules(ACCESSDATA)
    assert rules.pause == 30
    assert rules.visiting_hours == NIGHT
    assert not rules.allows("https://www.accessdata.fda.gov/drugsatfda_docs/rems/x.pdf")
    assert rules.allows("https://www.accessdata.fda.gov/drugsatfda_docs/label/2018/022180s009lbl.pdf")


@pytest.mark.parametrize(
    ("text", "pause"),
    [
        ("", 0),
        ("User-agent: *\nCrawl-delay: 11\n", 11),
        ("User-agent: *\nRequest-rate: 1/20\n", 20),
        ("Hit-rate: x", 0),
    ],
)
def test_the_longest_delay_that_robots_ask_for_counts(text: str, pause: float) -> None:
    assert Rules(text).pause == pause


def test_rules_for_another_robot_are_not_ours() -> None:
    text = "User-agent: otherbot\nDisallow: /\nCrawl-delay: 99\n\nUser-agent: clockstop\nDisallow: /private\n"
    rules = Rules(text)
    assert rules.pause == 0
    assert rules.allows("https://www.fda.gov/media/1")
    assert not rules.allows("https://www.fda.gov/private/1")


@pytest.mark.parametrize(
    "text", ["Visiting-hours: 25:00-05:00", "Visiting-hours: 23:00CET-05:00CET", "Visiting-hours:"]
)
def test_hours_that_are_not_understood_are_none(text: str) -> None:
    assert Rules(text).visiting_hours is None


def test_a_web_page_instead_of_robots_has_no_rules() -> None:
    rules = Rules("<!DOCTYPE html><html><body>Not found</body></html>")
    assert rules.allows("https://www.fda.gov/media/1")
    assert rules.pause == 0
