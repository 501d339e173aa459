"""From entries of the authorities' lists to meetings: whose meeting it is, on which days, and what is left out."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import NoticeFactory
from tracker.catalogue.models import Notice
from tracker.timetables.announced import DaysDisagree, days_of, difference, take, take_all, told_by
from tracker.timetables.models import Meeting

pytestmark = pytest.mark.django_db

CHMP = "Committee for Medicinal Products for Human Use (CHMP)"
PHARMACY = "Pharmacy Compounding Advisory Committee"


@pytest.fixture(autouse=True)
def empty_calendar() -> None:
    """Without the known dates that every database begins with."""
    Meeting.objects.all().delete()


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def event(title: str, first: str | None = None, last: str | None = None, **facts: object) -> Notice:
    """An entry of EMA's list of events."""
    return NoticeFactory(
        **{
            "kind": "meeting",
            "origin": "ema.events",
            "title": title,
            "status": "scheduled",
            "starts_on": day(first) if first else None,
            "ends_on": day(last or first) if first else None,
            "address": "https://www.ema.europa.eu/en/events/example",
            **facts,
        }
    )


def fda(title: str, committee: str, first: str, last: str, **facts: object) -> Notice:
    details = {"committee": committee}
    return event(title, first, last, origin="fda.advisory_committees", authority="FDA", details=details, **facts)


def said(notice: Notice) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (told.committee, told.first and told.first.isoformat(), told.last and told.last.isoformat(), str(told.status))
        for told in told_by(notice)
    ]


def test_a_plenary_is_a_meeting_of_its_committee():
    notice = event(f"{CHMP}: 14-17 September 2026", "2026-09-14", "2026-09-17")
    assert said(notice) == [("CHMP", "2026-09-14", "2026-09-17", "scheduled")]
    (told,) = told_by(notice)
    assert (told.source, told.certainty, told.title) == (notice.address, "EMA", notice.title)


@pytest.mark.parametrize(
    "title",
    [
        f"{CHMP}: preparatory and organisational matters (PROM), 7 September 2026",
        "CHMP ORGAM meeting: 7 September 2026",
        "Meeting of the Medicine Shortages Single Point of Contact (SPOC) Working Party",
        "CHMP/CVMP joint workshop: 7 September 2026",
    ],
)
def test_what_is_no_plenary_is_no_meeting_of_a_committee(title: str):
    assert said(event(title, "2026-09-07")) == []


def test_a_cancelled_event_says_so():
    notice = event(f"CANCELLED: {CHMP}: 14-17 September 2026", "2026-09-14", "2026-09-17", status="cancelled")
    assert said(notice) == [("CHMP", "2026-09-14", "2026-09-17", "cancelled")]


def test_days_that_another_time_zone_shows_a_day_early_are_those_of_the_title():
    notice = event(f"{CHMP}: 14-17 September 2026", "2026-09-13", "2026-09-16")
    assert said(notice) == [("CHMP", "2026-09-14", "2026-09-17", "scheduled")]


@pytest.mark.parametrize(("first", "last"), [("2026-09-15", "2026-09-18"), ("2026-09-14", "2026-09-16")])
def test_a_title_and_a_list_that_disagree_give_no_days(first: str, last: str):
    notice = event(f"{CHMP}: 14-17 September 2026", first, last)
    with pytest.raises(DaysDisagree, match=f"the title says 2026-09-14 to 2026-09-17, the list says {first} to {last}"):
        days_of(notice)
    assert [left for left, _ in take([notice.pk], timezone.now()).left_out] == [notice]
    assert not Meeting.objects.exists()


def test_where_the_list_has_no_days_those_of_the_title_hold():
    assert said(event(f"{CHMP}: 14-17 September 2026")) == [("CHMP", "2026-09-14", "2026-09-17", "scheduled")]


def test_where_the_title_has_no_days_those_of_the_list_hold():
    assert said(event(f"{CHMP}", "2026-09-14", "2026-09-17")) == [("CHMP", "2026-09-14", "2026-09-17", "scheduled")]


def test_a_month_is_no_day():
    notice = event(CHMP, "2026-09-01", "2026-09-01", starts_precision="month", ends_precision="month")
    assert said(notice) == [("CHMP", None, None, "scheduled")]


def test_a_committee_of_fda_goes_by_its_name():
    notice = fda(f"July 23-24, 2026: Meeting of the {PHARMACY} - 07/23/2026", PHARMACY, "2026-07-23", "2026-07-24")
    assert said(notice) == [(PHARMACY, "2026-07-23", "2026-07-24", "scheduled")]


def test_the_first_day_appended_to_a_title_of_fda_does_not_shorten_the_meeting():
    notice = fda(f"Meeting of the {PHARMACY} - 07/23/2026", PHARMACY, "2026-07-23", "2026-07-24")
    assert said(notice) == [(PHARMACY, "2026-07-23", "2026-07-24", "scheduled")]


def test_committees_that_meet_jointly_have_a_meeting_each():
    both = "Anesthetic Drug Products Advisory Committee; Drug Safety Advisory Committee"
    notice = fda("Joint Meeting", both, "2026-07-23", "2026-07-23")
    assert [committee for committee, *_ in said(notice)] == both.split("; ")
    take([notice.pk], timezone.now())
    assert set(Meeting.objects.values_list("committee", "notice")) == {(name, notice.pk) for name in both.split("; ")}


def test_a_panel_is_not_its_committee():
    title = "November 9-10, 2016: Microbiology Devices Panel of the Medical Devices Advisory Committee"
    assert said(fda(title, "Medical Devices Advisory Committee", "2016-11-09", "2016-11-10")) == []


class TestDifference:
    """What the entry of a meeting says otherwise than its row."""

    def taken(self, **changes: object) -> Meeting:
        """A meeting of September whose entry has changed since, and was not taken again."""
        notice = event(f"{CHMP}: 14-17 September 2026", "2026-09-14", "2026-09-17")
        take([notice.pk], timezone.now())
        Notice.objects.filter(pk=notice.pk).update(**changes)
        return Meeting.objects.select_related("notice").get()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({}, ""),
            ({"address": "https://www.ema.europa.eu/en/events/other"}, ""),
            ({"status": "cancelled"}, "The authority says 14–17 Sep 2026, cancelled."),
            (
                {"title": f"{CHMP}: 21-24 September 2026", "starts_on": "2026-09-21", "ends_on": "2026-09-24"},
                "The authority says 21–24 Sep 2026, scheduled.",
            ),
            (
                {"starts_on": "2026-09-21", "ends_on": "2026-09-24"},
                "The authority says two things: the title says 2026-09-14 to 2026-09-17, the list says 2026-09-21 to"
                " 2026-09-24.",
            ),
            (
                {"title": "CHMP PROM: 14 September 2026"},
                "The authority no longer announces it as a meeting of the CHMP.",
            ),
        ],
    )
    def test_it_is_said_in_words(self, changes: dict[str, object], words: str):
        assert difference(self.taken(**changes)) == words

    def test_a_meeting_without_an_entry_has_none(self):
        row = self.taken()
        Notice.objects.all().delete()
        row.refresh_from_db()
        assert (row.notice, difference(row)) == (None, "")

    def test_a_first_day_that_nobody_gave_is_no_difference(self):
        row = self.taken()
        row.first_day = None
        assert difference(row) == ""


def test_taking_all_entries_again_changes_nothing():
    event(f"{CHMP}: 14-17 September 2026", "2026-09-14", "2026-09-17")
    NoticeFactory()
    assert take_all(timezone.now()).recorded.new == 1
    assert take_all(timezone.now()).recorded.same == 1
