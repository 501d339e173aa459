"""Meetings in the console: the list, one with its history, the form, and the import of a file with its preview."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import MeetingFactory, NoticeFactory
from tests.tracker.console.test_application_page import as_text
from tracker.timetables.announced import take
from tracker.timetables.models import Meeting

pytestmark = pytest.mark.django_db

HEADER = "committee,first day,last day,title,source"
TITLE = "Committee for Medicinal Products for Human Use (CHMP): 14-17 September 2026"


def page(client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer
    return as_text(answer.content.decode())


def known(committee: str, last_day: str) -> Meeting:
    return Meeting.objects.get(committee=committee, last_day=last_day)


def listed(first: str = "2026-09-14", last: str = "2026-09-17", title: str = TITLE, status: str = "scheduled") -> None:
    """EMA's list of events says the plenary of September 2026."""
    notice = NoticeFactory(
        kind="meeting",
        origin="ema.events",
        title=title,
        status=status,
        starts_on=datetime.date.fromisoformat(first),
        ends_on=datetime.date.fromisoformat(last),
    )
    take([notice.pk], timezone.now())


def entered(**facts: object) -> dict[str, object]:
    """The form, filled in."""
    form = {
        "committee": "chmp",
        "first_day": "2027-01-25",
        "last_day": "2027-01-28",
        "title": "",
        "status": "scheduled",
        "source": "a letter of EMA",
        "certainty": "EMA",
        "reason": "EMA wrote to us.",
    }
    return {**form, **facts}


class TestTheList:
    def test_it_says_days_status_source_and_who_said_it(self, as_reader):
        shown = page(as_reader, "/meetings/", committee="CHMP", ends_from="2026-09-01")
        assert "14–17 Sep 2026 CHMP" in shown
        assert "Known dates that come with Clockstop" in shown
        assert "1 meeting, the latest first" in shown
        assert "Source: European Medicines Agency" in shown

    def test_a_meeting_whose_first_day_is_unknown_shows_its_last_day(self, as_reader):
        assert "1 Apr 2016 CHMP Past" in page(as_reader, "/meetings/", committee="CHMP", ends_to="2016-04-01")

    def test_a_list_that_finds_nothing_says_what_to_do_next(self, as_reader):
        shown = page(as_reader, "/meetings/", ends_from="2099-01-01")
        assert "No meeting fits. Show all" in shown
        assert "import a CSV file" in shown

    def test_an_empty_calendar_says_what_to_do_next(self, as_reader):
        Meeting.objects.all().delete()
        assert "No meeting is known. manage.py load_meetings brings in the known dates" in page(as_reader, "/meetings/")

    def test_a_moved_meeting_leads_to_the_other_one(self, as_reader):
        new = MeetingFactory(first_day=datetime.date(2030, 1, 7), last_day=datetime.date(2030, 1, 10))
        MeetingFactory(last_day=datetime.date(2030, 1, 3), status="moved", moved_to=new)
        assert "Moved to 7–10 Jan 2030" in page(as_reader, "/meetings/", status="moved")

    def test_it_costs_the_same_for_few_meetings_and_for_many(self, as_reader):
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                page(as_reader, "/meetings/", origin="list")
            return len(queries)

        listed()
        few = cost()
        for _ in range(10):
            MeetingFactory(notice=NoticeFactory(kind="meeting", status="scheduled"), moved_to=MeetingFactory())
        assert cost() == few

    def test_whoever_may_only_read_is_offered_no_form(self, as_reader):
        assert "Add a meeting" not in page(as_reader, "/meetings/")
        for address in ("/meetings/add/", "/meetings/import/", f"/meetings/{known('CHMP', '2016-04-01').pk}/change/"):
            assert as_reader.get(address).status_code == 403


class TestTheForm:
    def test_a_meeting_is_added_with_the_name_of_whoever_adds_it(self, as_chief):
        answer = as_chief.post("/meetings/add/", entered(), follow=True)
        shown = as_text(answer.content.decode())
        row = known("CHMP", "2027-01-28")
        assert (row.origin, row.entered_by_name, str(row.first_day)) == ("person", "chief", "2027-01-25")
        assert "CHMP, 25–28 Jan 2027" in shown
        assert "chief Came in EMA wrote to us." in shown

    def test_a_change_stands_and_shows_what_was_before(self, as_chief):
        row = known("CHMP", "2016-04-01")
        form = entered(committee="CHMP", first_day="2016-03-29", last_day="2016-04-01", reason="The agenda says so.")
        shown = as_text(as_chief.post(f"/meetings/{row.pk}/change/", form, follow=True).content.decode())
        assert "First day: – → 29 Mar 2016" in shown
        assert "chief First day" in shown
        assert "The agenda says so." in shown

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"committee": "CHPM"}, "“CHPM” is no committee: write CHMP"),
            ({"first_day": "2027-01-29"}, "The first day must not be after the last"),
            ({"first_day": "2026-09-16", "last_day": "2026-09-18"}, "The CHMP meets on 14–17 Sep 2026 already"),
            ({"first_day": "", "last_day": "2016-04-01"}, "The CHMP meets on 1 Apr 2016 already"),
            ({"source": ""}, "This field is required"),
            ({"reason": ""}, "This field is required"),
            ({"last_day": "28/01/2027"}, "Enter a valid date"),
        ],
    )
    def test_what_cannot_be_is_refused_beside_its_field(self, as_chief, facts: dict[str, str], words: str):
        count = Meeting.objects.count()
        answer = as_chief.post("/meetings/add/", entered(**facts))
        assert answer.status_code == 200
        assert words in as_text(answer.content.decode())
        assert Meeting.objects.count() == count

    def test_what_a_list_says_otherwise_shows_beside_what_a_person_entered(self, as_chief):
        row = known("CHMP", "2026-09-17")
        form = entered(committee="CHMP", first_day="2026-09-14", last_day="2026-09-17")
        as_chief.post(f"/meetings/{row.pk}/change/", form)
        listed(title=f"CANCELLED: {TITLE}", status="cancelled")
        words = "The authority says 14–17 Sep 2026, cancelled."
        assert words in page(as_chief, f"/meetings/{row.pk}/")
        assert words in page(as_chief, "/meetings/", ends_from="2026-09-17", committee="CHMP")
        assert "What chief entered stands." in page(as_chief, f"/meetings/{row.pk}/")


class TestTheImport:
    def upload(self, client, *rows: str) -> str:
        file = SimpleUploadedFile("meetings.csv", "\n".join((HEADER, *rows)).encode())
        answer = client.post("/meetings/import/", {"file": file})
        assert answer.status_code == 200
        self.text = answer.context.get("text", "")
        return as_text(answer.content.decode())

    def test_a_file_is_shown_before_it_is_written(self, as_chief):
        rows = ("CHMP,2016-03-29,2016-04-01,,EMA/1/2026", "CHMP,2027-01-25,2027-01-28,,EMA/1/2026")
        shown = self.upload(as_chief, *rows)
        assert "29 Mar – 1 Apr 2016 CHMP Changed First day: – → 29 Mar 2016" in shown
        assert "25–28 Jan 2027 CHMP New –" in shown
        assert known("CHMP", "2016-04-01").first_day is None
        answer = as_chief.post("/meetings/import/", {"text": self.text.replace("\n", "\r\n")}, follow=True)
        assert "Imported: 1 new, 1 changed." in as_text(answer.content.decode())
        assert known("CHMP", "2027-01-28").entered_by_name == "chief"
        assert "there is nothing to import" in self.upload(as_chief, *rows)

    def test_each_bad_row_is_named_and_nothing_is_written(self, as_chief):
        count = Meeting.objects.count()
        shown = self.upload(as_chief, "CHMP,,2027-01-28,,EMA/1/2026", "CHMP,,,,s", "CHPM,,2027-01-28,,s")
        assert "Nothing was imported." in shown
        assert "Row 3: there is no last day" in shown
        assert "Row 4: “CHPM” is no committee" in shown
        answer = as_chief.post("/meetings/import/", {"text": f"{HEADER}\nCHMP,,,,s"})
        assert "Row 2: there is no last day" in as_text(answer.content.decode())
        assert Meeting.objects.count() == count

    def test_a_cancelled_meeting_stays_cancelled_and_the_preview_says_so(self, as_chief):
        listed(title=f"CANCELLED: {TITLE}", status="cancelled")
        assert "Changed; stays cancelled" in self.upload(as_chief, "CHMP,,2026-09-17,,EMA/1/2026")

    def test_without_a_file_it_asks_for_one(self, as_chief):
        answer = as_chief.post("/meetings/import/", {})
        assert "This field is required" in as_text(answer.content.decode())
