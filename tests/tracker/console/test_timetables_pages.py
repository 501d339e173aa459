"""Timetables in the console: the list, the rows of one, and the calculator, which saves nothing."""

import csv
import datetime
import io

import pytest
from lxml import html

from tests.factories import UserFactory
from tests.tracker.console.test_application_page import as_text
from tracker.timetables.meetings import record_known
from tracker.timetables.models import Meeting
from tracker.timetables.timetables import WEAK, timetables

pytestmark = pytest.mark.django_db
ADDRESS = "/timetables/compute/"


@pytest.fixture
def as_anybody(client):
    """A browser in which somebody of the staff is signed in who has no permission at all."""
    client.force_login(UserFactory(is_staff=True))
    return client


@pytest.fixture
def meetings() -> None:
    """The meetings that come with Clockstop, and a plenary that is made up: 12 to 15 October 2026."""
    record_known(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    first, last = datetime.date(2026, 10, 12), datetime.date(2026, 10, 15)
    Meeting.objects.create(
        committee="CHMP", first_day=first, last_day=last, source="made up", certainty="EMA", origin="person",
        first_seen=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip


def page(client, query: str = "", address: str = ADDRESS) -> html.HtmlElement:
    answer = client.get(f"{address}{query}", follow=True)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def steps(shown: html.HtmlElement) -> dict[str, list[str]]:
    """The cells of the table by the step's name; of two with one name, the last."""
    (table,) = shown.xpath("//table[@class='computed']")
    rows = [[words(cell) for cell in row] for row in table.xpath("./tbody/tr")]
    place = [words(cell) for cell in table.xpath("./thead/tr/th")].index("Step")
    return {row[place]: row for row in rows}


class TestTheList:
    def test_every_timetable_is_listed_with_its_basis_and_what_it_rests_on(self, as_anybody):
        shown = page(as_anybody, address="/timetables/")
        for one in timetables():
            (row, *_) = [row for row in shown.xpath("//tbody/tr") if one.procedure == row.xpath(".//code")[0].text]
            said = words(row)
            assert one.legal_basis in said or len([t for t in timetables() if t.procedure == one.procedure]) > 1
            assert ("Provisional" in said) == one.provisional
        assert len(shown.xpath("//tbody/tr")) == len(timetables())

    def test_weak_rows_are_counted_and_said_in_words(self, as_anybody):
        shown = page(as_anybody, address="/timetables/")
        standard = next(one for one in timetables() if one.procedure == "ema-centralised")
        weak = [step for step in standard.steps if step.certainty in WEAK]
        assert weak
        (row,) = [row for row in shown.xpath("//tbody/tr") if row.xpath(".//code")[0].text == "ema-centralised"]
        assert f"{len(weak)} of {len(standard.steps)}: " in words(row)
        assert "from training material, not from the authority" in words(row)

    def test_the_page_of_each_shows_its_rows_with_certainty_in_words(self, as_anybody):
        for procedure in {one.procedure for one in timetables()}:
            shown = words(page(as_anybody, address=f"/timetables/{procedure}/"))
            for one in (each for each in timetables() if each.procedure == procedure):
                for step in one.steps:
                    assert " ".join(step.basis.split()) in shown
                assert ("Weak source" in shown) >= any(step.certainty in WEAK for step in one.steps)

    def test_a_procedure_that_is_none_is_not_found(self, as_anybody):
        assert as_anybody.get("/timetables/ema-central/").status_code == 404

    def test_it_is_in_the_navigation(self, as_anybody):
        assert page(as_anybody, address="/timetables/").xpath("//nav//a[@href='/timetables/' and @aria-current='page']")


class TestTheCalculator:
    def test_an_empty_one_says_what_to_do(self, as_anybody):
        assert "Choose a procedure, and give one of these" in words(page(as_anybody))
        assert "Give one of these to count from" in words(page(as_anybody, "?procedure=ema-centralised"))

    def test_a_start_is_enough(self, as_anybody):
        shown = page(as_anybody, "?procedure=ema-centralised&start=2019-06-20")
        row = steps(shown)["List of questions"]
        assert row[:2] == ["120", "17 Oct 2019"]
        assert "Day 120 = start (20 Jun 2019) + 119 days" in row[-1]
        assert shown.xpath("//*[local-name()='svg' and contains(@class, 'timeline-drawing')]")

    def test_what_the_form_sends_becomes_an_address_to_pass_on(self, as_anybody):
        answer = as_anybody.get(
            ADDRESS,
            {
                "procedure": "ema-centralised",
                "start": "2019-06-20",
                "stop_first": ["2019-10-18", ""],
                "stop_last": ["2020-04-26", ""],
                "meeting": ["", ""],
                "event_kind": ["list-of-questions", ""],
                "event_date": ["2019-10-17", ""],
            },
        )
        assert answer.status_code == 302
        assert answer["Location"] == (
            f"{ADDRESS}?procedure=ema-centralised&start=2019-06-20&stop=2019-10-18..2020-04-26"
            "&event=list-of-questions=2019-10-17"
        )
        shown = page(as_anybody, answer["Location"].removeprefix(ADDRESS))
        assert steps(shown)["List of outstanding issues"][1] == "25 Jun 2020"
        assert "18 Oct 2019 – 26 Apr 2020, 192 days" in words(shown)

    def test_the_start_is_counted_back_from_a_meeting_that_the_calendar_offers(self, as_anybody, meetings):
        shown = page(as_anybody, "?procedure=ema-centralised&meeting=2026-07-23")
        assert "Start: 26 Mar 2026 (counted back)" in words(shown)
        (chosen,) = shown.xpath("//select[@id='meeting-1']//option[@selected]")
        assert chosen.text == "CHMP meeting 20–23 Jul 2026"
        assert "CHMP meeting 20–23 Jul 2026" in steps(shown)["List of questions"][-1]

    def test_the_receipt_is_counted_back_from_a_goal_date(self, as_anybody):
        shown = page(as_anybody, "?procedure=fda-resubmission-class-2&event=goal-date=2005-03-30")
        assert "Receipt: 30 Sep 2004 (counted back)" in words(shown)

    def test_a_weak_row_says_so(self, as_anybody):
        shown = page(as_anybody, "?procedure=ema-centralised&start=2025-12-04")
        said = steps(shown)["Letter of intent"][-1]
        assert "from training material, not from the authority" in said
        assert "Weak source" in said

    def test_a_provisional_timetable_says_that_its_law_is_not_in_force(self, as_anybody):
        shown = page(as_anybody, "?procedure=ema-centralised-new-law&start=2029-01-10")
        assert "is not in force" in words(shown)

    @pytest.mark.parametrize(
        ("query", "field", "told"),
        [
            ("procedure=ema-centralisd&start=2019-06-20", "procedure", "there is no timetable 'ema-centralisd'"),
            ("procedure=ema-centralisd", "procedure", "there is no timetable 'ema-centralisd'"),
            ("procedure=ema-centralised&start=soon", "start", "'soon' is not a day; write it as 2025-12-01"),
            ("procedure=ema-centralised&start=9999-12-30", "start", "Its days lie outside the years 1 to 9999"),
            (
                "procedure=ema-centralised&start=2019-06-20&stop=2019-10-18..2019-10-01",
                "stop-first-1",
                "The stop of 2019-10-18 ends before it begins, on 2019-10-01",
            ),
            ("procedure=ema-centralised&start=2019-06-20&stop=..2019-10-01", "stop-first-1", "Give the first day"),
            ("procedure=ema-centralised&meeting=soon", "meeting-1", "'soon' is not a day"),
            ("procedure=ema-centralised&event=opinon=2020-01-01", "event-kind-1", "'opinon' is not a kind of step"),
            ("procedure=ema-centralised&event=opinion", "event-date-1", "Give the day, too"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, as_anybody, query: str, field: str, told: str):
        shown = page(as_anybody, f"?{query}")
        (wrong,) = shown.xpath(f"//*[@id='{field}']")
        assert wrong.get("aria-invalid") == "true"
        (error,) = shown.xpath(f"//*[@id='{wrong.get('aria-describedby')}']")
        assert words(error).startswith(told)
        assert not shown.xpath("//table[@class='computed']")

    def test_stops_that_cannot_be_are_said_at_the_stops(self, as_anybody):
        shown = page(as_anybody, "?procedure=ema-centralised&start=2019-06-20&stop=2019-06-20..2019-07-01")
        assert "A stop cannot begin on 2019-06-20: the clock started on 2019-06-20" in words(shown)

    def test_hostile_words_stay_words(self, as_anybody):
        hostile = "%3Cscript%3Ealert(1)%3C/script%3E"
        answer = as_anybody.get(f"{ADDRESS}?procedure={hostile}&start={hostile}&stop={hostile}&event={hostile}")
        assert b"<script>alert" not in answer.content

    def test_strangers_are_asked_to_sign_in(self, client):
        for address in ("/timetables/", ADDRESS, "/timetables/compute.csv", "/timetables/ema-centralised/"):
            assert "/admin/login/" in client.get(address)["Location"]

    def test_it_takes_one_query_for_the_calendar_and_writes_nothing(self, as_anybody, django_assert_num_queries):
        as_anybody.get(ADDRESS)
        with django_assert_num_queries(3):  # the session, the person, the meetings
            as_anybody.get("/timetables/compute.csv?procedure=ema-centralised&start=2019-06-20")


class TestInstead:
    TWO = "?procedure=ema-centralised&start=2019-06-20&instead-start=2019-07-20"

    def test_two_stand_side_by_side_with_the_difference_in_days(self, as_anybody):
        shown = page(as_anybody, self.TWO)
        assert steps(shown)["List of questions"][1:4] == ["17 Oct 2019", "16 Nov 2019", "30 days later"]
        drawing = shown.xpath("//*[local-name()='svg']//*[@class='lane-title']")
        assert [one.text for one in drawing] == ["Computed", "Instead"]

    def test_the_second_form_keeps_the_first_question(self, as_anybody):
        (form,) = page(as_anybody, self.TWO).xpath("//form[.//input[@name='instead-start']]")
        kept = [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@type='hidden']")]
        assert kept == [("procedure", "ema-centralised"), ("start", "2019-06-20")]

    def test_a_stop_a_month_longer_is_a_link_that_moves_all_that_follows(self, as_anybody):
        shown = page(as_anybody, "?procedure=ema-centralised&start=2019-06-20&stop=2019-10-18..2020-04-26")
        (link,) = [one for one in shown.xpath("//main//ul/li/a") if "a month longer" in one.text]
        assert link.text == "The clock stop after the list of questions a month longer, until 26 May 2020"
        other = steps(page(as_anybody, link.get("href").removeprefix(ADDRESS)))
        assert other["List of questions"][3] == "the same day"
        assert other["Opinion"][3] == "30 days later"

    def test_the_next_meeting_missed_is_a_link(self, as_anybody, meetings):
        shown = page(as_anybody, "?procedure=ema-centralised&meeting=2026-09-17")
        (link,) = [one for one in shown.xpath("//main//ul/li/a") if "meeting later" in one.text]
        assert link.text == "List of questions one meeting later: CHMP meeting 12–15 Oct 2026"
        other = steps(page(as_anybody, link.get("href").removeprefix(ADDRESS)))
        assert other["List of questions"][2:4] == ["15 Oct 2026", "28 days later"]

    def test_a_meeting_after_which_none_is_known_says_so(self, as_anybody, meetings):
        shown = words(page(as_anybody, "?procedure=ema-centralised&meeting=2026-10-15"))
        assert "The CHMP meeting of 15 Oct 2026 missed: which meeting follows is not known" in shown


class TestTheFile:
    def test_csv_has_a_row_for_each_step_with_its_reason(self, as_anybody):
        answer = as_anybody.get("/timetables/compute.csv?procedure=ema-centralised&start=2019-06-20")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"] == 'attachment; filename="ema-centralised-2019-06-20.csv"'
        rows = {row["key"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
        assert rows["list-of-questions"]["date"] == "2019-10-17"
        assert rows["list-of-questions"]["explanation"].startswith("day 120 = start (20 Jun 2019) + 119 days")

    def test_csv_has_the_second_one_beside(self, as_anybody):
        answer = as_anybody.get(f"/timetables/compute.csv{TestInstead.TWO}")
        rows = {row["key"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
        assert (rows["opinion"]["instead_date"], rows["opinion"]["days_later"]) == ("2020-02-14", "30")

    @pytest.mark.parametrize("query", ["", "?procedure=ema-centralised&start=soon"])
    def test_nothing_to_compute_is_said(self, as_anybody, query: str):
        answer = as_anybody.get(f"/timetables/compute.csv{query}")
        assert answer.status_code == 400
        assert as_text(answer.content.decode())
