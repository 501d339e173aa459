"""Plans in the console: taken from a timetable, shifted, dropped; what is next on the page of an application."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import UserFactory
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Application, Change, Entry, Portfolio
from tracker.intake import entries

NUMBER = "EMEA/H/C/006551"
PAGE = f"/applications/{NUMBER}/"
TAKE = f"/plan/take/{NUMBER}/?procedure=initial"


def enter(number: str, kind: str, date: datetime.date, **facts) -> None:
    """Somebody enters a step of an application."""
    entry = Entry(
        application_number=number, authority="EMA", kind=kind, date=date,
        claimed_by="EMA", file="letter.pdf", reason="EMA does not publish it.", **facts,
    )  # fmt: skip
    entries.enter(entry, UserFactory(), datetime.datetime(2026, 6, 20, 9, tzinfo=datetime.UTC))


@pytest.fixture
def started(db) -> Application:
    """An application whose assessment started four weeks ago."""
    enter(NUMBER, "procedure-started", datetime.date.today() - datetime.timedelta(days=28))
    return Application.objects.get(number=NUMBER)


def text_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def take(client, *steps: str, reason: str = "Agreed on Monday"):
    return client.post(TAKE, {"steps": steps, "reason": reason})


def test_the_page_says_what_is_next_and_why_on_that_day(as_reader, started):
    text = text_of(as_reader, PAGE)
    assert "What is next" in text
    assert "day 120 = start" in text
    assert "at the earliest" in text


def test_a_timetable_offers_its_steps_with_one_outcome_chosen(as_chief, started):
    text = text_of(as_chief, f"{TAKE}&usual_stops=1")
    assert 'value="list-of-questions" checked' in text
    assert 'value="opinion" checked' in text
    assert "before today or without a date left out" in text


def test_days_that_are_counted_without_a_stop_that_must_come_are_not_chosen_beforehand(as_chief, started):
    text = text_of(as_chief, TAKE)
    assert 'value="list-of-questions" checked' in text
    assert 'value="opinion" checked' not in text
    assert "earliest possible" in text


def test_what_is_taken_is_planned_at_once_with_one_reason(as_chief, started):
    assert take(as_chief, "list-of-questions", "opinion").status_code == 302
    entries = list(Entry.objects.filter(is_plan=True).order_by("date"))
    assert [entry.kind for entry in entries] == ["list-of-questions", "opinion"]
    assert {(entry.entered_by_name, entry.reason) for entry in entries} == {("chief", "Agreed on Monday")}
    assert entries[0].date == datetime.date.today() + datetime.timedelta(days=119 - 28)
    assert "ema-centralised" in entries[0].file
    assert "Plan against what came" in text_of(as_chief, PAGE)


def test_without_a_reason_or_a_step_nothing_is_planned(as_chief, started):
    assert take(as_chief, "opinion", reason="").status_code == 200
    assert take(as_chief).status_code == 200
    assert not Entry.objects.filter(is_plan=True).exists()


def test_a_procedure_of_which_the_timetable_is_not_known_asks_for_one(as_chief, started):
    text = text_of(as_chief, f"/plan/take/{NUMBER}/?procedure=II/0001")
    assert "Choose a timetable" in text
    start = datetime.date.today().isoformat()
    text = text_of(as_chief, f"/plan/take/{NUMBER}/?procedure=II/0001&timetable=ema-type-ii-60&start={start}")
    assert "Take it as the plan" in text


def test_what_cannot_be_read_is_said(as_chief, started):
    assert "is not a day" in text_of(as_chief, f"{TAKE}&start=yesterday")
    assert "there is no timetable" in text_of(as_chief, f"{TAKE}&timetable=ema-centralized")


def test_a_plan_is_shifted_and_dropped(as_chief, started):
    take(as_chief, "opinion")
    before = Entry.objects.get(is_plan=True).date
    shift = {"shift-days": "7", "shift-since": "", "shift-reason": "The committee asked for it"}
    as_chief.post(f"/plan/shift/{NUMBER}/?procedure=initial", shift)
    standing = Entry.objects.get(is_plan=True, released_at=None)
    assert standing.date == before + datetime.timedelta(days=7)
    assert "moved 1 time" in text_of(as_chief, f"/plan/{NUMBER}/")
    as_chief.post(f"/plan/drop/{NUMBER}/?procedure=initial", {"drop-reason": "Given up"})
    assert "Nothing is planned." in text_of(as_chief, f"/plan/{NUMBER}/")
    assert Change.objects.filter(field="planned_date", after=None).count() == 1


def test_a_single_step_is_planned(as_chief, started):
    day = (datetime.date.today() + datetime.timedelta(days=5)).isoformat()
    said = {"step-kind": "oral-explanation", "step-label": "", "step-date": day, "step-reason": "Invited"}
    as_chief.post(f"/plan/step/{NUMBER}/?procedure=initial", said)
    assert str(Entry.objects.get(is_plan=True).date) == day


def test_where_nothing_is_planned_a_shift_says_so(as_chief, started):
    shift = {"shift-days": "7", "shift-reason": "x"}
    text = as_chief.post(f"/plan/shift/{NUMBER}/", shift, follow=True).content.decode()
    assert "Nothing is planned" in text


def test_what_if_opens_the_calculator_with_what_is_known(as_reader, started):
    start = datetime.date.today() - datetime.timedelta(days=28)
    address = f"/timetables/compute/?procedure=ema-centralised&amp;start={start}"
    assert f'href="{address}' in text_of(as_reader, PAGE)
    text = text_of(as_reader, f"/plan/{NUMBER}/")
    assert "The start a month later" in text
    assert "instead-start=" in text
    assert "CHMP meeting" in text


def test_a_stop_a_month_longer_is_one_click(as_reader, started):
    today = datetime.date.today()
    enter(NUMBER, "list-of-questions", today - datetime.timedelta(days=20))
    enter(NUMBER, "clock-restarted", today - datetime.timedelta(days=5))
    text = text_of(as_reader, f"/plan/{NUMBER}/")
    assert "The clock stop after the list of questions a month longer" in text
    link = re.search(r'href="([^"]*)"[^>]*>The clock stop after', text)
    assert link is not None
    assert as_reader.get(link[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("what", ["take", "step", "shift", "drop"])
def test_who_may_only_look_plans_nothing(as_reader, started, what):
    assert as_reader.post(f"/plan/{what}/{NUMBER}/", {}).status_code == 403
    assert as_reader.get(f"/plan/{NUMBER}/").status_code == 200
    assert "Take a timetable" not in text_of(as_reader, f"/plan/{NUMBER}/")


class TestComingUp:
    def test_what_a_person_follows_is_there_and_nothing_else(self, as_chief, chief, started):
        assert "No dated step lies ahead" in text_of(as_chief, "/coming/")
        Subscription.objects.create(person=chief, application=started)
        text = text_of(as_chief, "/coming/?whose=followed")
        assert NUMBER in text
        assert "List of questions" in text

    def test_what_is_late_stands_first(self, as_chief, started):
        passed = datetime.date.today() - datetime.timedelta(days=3)
        enter(NUMBER, "validated", passed, state="planned", is_plan=True)
        text = text_of(as_chief, "/coming/")
        assert "3 days late" in text
        assert text.index("late-heading") < text.index("ahead-heading")

    def test_filters_narrow_it_down(self, as_chief, started):
        portfolio = Portfolio.objects.create(name="Mine", slug="mine", is_shared=True)
        portfolio.products.add(started.product)
        assert NUMBER in text_of(as_chief, "/coming/?whose=mine")
        assert NUMBER not in text_of(as_chief, "/coming/?authority=FDA")
        text = text_of(as_chief, "/coming/?kind=opinion")
        assert ">List of questions <" not in text
        assert "Opinion" in text

    def test_it_costs_as_many_queries_for_many_as_for_one(self, as_chief, started, django_assert_num_queries):
        portfolio = Portfolio.objects.create(name="Mine", slug="mine", is_shared=True)
        portfolio.products.add(started.product)
        as_chief.get("/coming/")
        with CaptureQueriesContext(connection) as one:
            as_chief.get("/coming/")
        for place in range(8):
            number = f"EMEA/H/C/00700{place}"
            enter(number, "procedure-started", datetime.date(2026, 10, 1))
            portfolio.products.add(Application.objects.get(number=number).product)
        with django_assert_num_queries(len(one)):
            assert text_of(as_chief, "/coming/").count("<td>List of questions") == 9
