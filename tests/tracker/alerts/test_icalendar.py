"""The calendar, read by vobject: days that somebody gave, each one event, which moves and is taken back."""

import datetime

import pytest
import time_machine
import vobject
from icalendar import Calendar

from tests.factories import (
    ApplicationFactory,
    EvidenceFactory,
    MeetingFactory,
    NoticeFactory,
    ProcedureFactory,
    ProductFactory,
    StepFactory,
    SubstanceFactory,
    UserFactory,
)
from tracker.alerts import private_addresses
from tracker.alerts.channels.icalendar import calendar_of, showing
from tracker.alerts.channels.icalendar.gathering import gathered
from tracker.alerts.channels.icalendar.showing import TOLD_FOR
from tracker.alerts.models import CalendarChoice, CalendarEvent, Subscription
from tracker.catalogue.models import Entry, Organisation, Portfolio
from tracker.timetables.models import Meeting

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 2, 9, 0, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock():
    """It is 2 November 2026, nine o'clock UTC."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def no_meetings():
    """The known dates that come with Clockstop are left aside."""
    Meeting.objects.all().delete()


@pytest.fixture
def anna(clock, no_meetings):
    return UserFactory(username="anna", is_superuser=True)


@pytest.fixture
def sinerem(anna):
    application = ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")
    Subscription.objects.create(person=anna, application=application)
    return application


@pytest.fixture
def procedure(sinerem):
    return ProcedureFactory(application=sinerem)


@pytest.fixture
def feraheme(anna):
    application = ApplicationFactory(number="NDA022180", authority="FDA", product__name="Feraheme", status="approved")
    Subscription.objects.create(person=anna, application=application)
    return application


@pytest.fixture
def fetch(client, anna):
    """Asks for the calendar as a program does; the bytes, which are valid."""
    address = private_addresses.address_of(private_addresses.make(anna, "calendar"))

    def ask() -> bytes:
        answer = client.get(address)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        return answer.content

    return ask


@pytest.fixture
def events(fetch):
    """The events by their titles, as the second implementation reads them."""

    def read() -> dict[str, object]:
        calendar = vobject.readOne(fetch().decode())
        calendar.validate(raiseException=True)
        found = {event.summary.value: event for event in calendar.contents.get("vevent", [])}
        assert len(found) == len(calendar.contents.get("vevent", []))
        return found

    return read


def the(events) -> object:
    """The only event."""
    (event,) = events().values()
    return event


def days_of(event) -> tuple[datetime.date, datetime.date]:
    """The first and the last."""
    return event.dtstart.value, event.dtend.value - DAY


def planned(procedure, kind: str, date: datetime.date, *, is_plan: bool = True):
    """A step that somebody entered: as our own plan, or as announced."""
    step = StepFactory(procedure=procedure, kind=kind, date=date, state="planned")
    number = procedure.application.number
    entry = Entry.objects.create(
        application_number=number, authority="EMA", kind=kind, date=date, state="planned", is_plan=is_plan,
        claimed_by="Regulatory affairs", file="Plan of March", reason="Agreed in the team", entered_by_name="ben",
        entered_at=NOW,
    )  # fmt: skip
    EvidenceFactory(step=step, entry=entry, first_snapshot=None, last_snapshot=None, quote="", claimed_by="ben")
    return step


def test_what_happened_is_an_event_of_a_whole_day_with_its_evidence(events, sinerem, procedure):
    step = StepFactory(procedure=procedure, kind="list-of-questions", date=datetime.date(2026, 10, 15))
    evidence = EvidenceFactory(step=step, quote="Questions were adopted.")

    event = events()["Sinerem (EMEA/H/C/000801): List of questions"]

    assert days_of(event) == (datetime.date(2026, 10, 15), datetime.date(2026, 10, 15))
    assert event.url.value == "https://clockstop.example.org/applications/EMEA/H/C/000801/"
    assert event.description.value.splitlines() == [
        "It has happened.",
        f"“Questions were adopted.” (EMA): https://clockstop.example.org/evidence/{evidence.fingerprint}/",
        "Source: European Medicines Agency",
    ]
    assert event.status.value == "CONFIRMED"
    assert event.contents["class"][0].value == "PRIVATE"
    assert event.transp.value == "TRANSPARENT"
    assert event.categories.value == ["EMA", "Procedural step"]
    assert event.uid.value.endswith("@clockstop.example.org")


def test_our_own_plan_is_tentative_and_an_announced_day_is_not(events, procedure):
    planned(procedure, "responses-submitted", datetime.date(2027, 1, 15))
    planned(procedure, "oral-explanation", datetime.date(2027, 2, 24), is_plan=False)

    found = events()

    plan = found["Sinerem (EMEA/H/C/000801): Responses submitted (our plan)"]
    assert plan.status.value == "TENTATIVE"
    assert plan.description.value.startswith("A day of our own plan: nobody announced it.")
    announced = found["Sinerem (EMEA/H/C/000801): Oral explanation (announced)"]
    assert announced.status.value == "CONFIRMED"
    assert announced.description.value.startswith("Announced: that it has happened is not known.")


def test_what_is_doubtful_says_so(events, sinerem, procedure):
    sinerem.is_reconstructed = True
    sinerem.save()
    StepFactory(procedure=procedure, date=TODAY, is_inferred=True, has_conflict=True)

    lines = the(events).description.value.splitlines()
    assert "The day is inferred: no source states it." in lines
    assert "Sources give different days: see the timeline." in lines
    assert "Reconstructed for demonstration: not the authority’s own page." in lines


@pytest.mark.parametrize(
    "without_a_day",
    [{"date": datetime.date(2026, 12, 1), "precision": "month"}, {"date": None}],
    ids=["a month only", "no date"],
)
def test_a_step_without_a_day_is_on_no_day(without_a_day, events, procedure):
    StepFactory(procedure=procedure, **without_a_day)

    assert events() == {}


def test_it_looks_back_a_year(events, procedure):
    StepFactory(procedure=procedure, date=TODAY - 365 * DAY)
    StepFactory(procedure=procedure, date=TODAY - 366 * DAY, kind="submitted")

    assert list(events()) == ["Sinerem (EMEA/H/C/000801): List of questions"]


def test_an_announcement_that_was_taken_down_does_not_stand_and_a_fact_does(events, procedure):
    StepFactory(procedure=procedure, date=TODAY, kind="opinion", is_cleared=True)
    StepFactory(procedure=procedure, date=TODAY, kind="ec-decision", is_cleared=True, state="planned")

    assert list(events()) == ["Sinerem (EMEA/H/C/000801): Opinion"]


def test_a_day_that_moves_moves_the_event(events, clock, procedure):
    step = planned(procedure, "responses-submitted", datetime.date(2027, 1, 15))
    first = the(events)
    clock.shift(DAY)
    assert the(events).serialize() == first.serialize(), "nothing changed, so nothing is revised"

    step.date = datetime.date(2027, 2, 12)
    step.save()
    moved = the(events)

    assert moved.uid.value == first.uid.value
    assert days_of(moved)[0] == datetime.date(2027, 2, 12)
    assert (first.sequence.value, moved.sequence.value) == ("0", "1")
    assert first.dtstamp.value == NOW
    assert moved.dtstamp.value == moved.last_modified.value == NOW + DAY


def test_what_was_planned_and_happened_is_the_same_event(events, procedure):
    step = planned(procedure, "responses-submitted", datetime.date(2027, 1, 15))
    first = the(events)
    step.state, step.date = "actual", datetime.date(2026, 10, 30)
    step.save()
    happened = the(events)

    assert happened.uid.value == first.uid.value
    assert happened.summary.value == "Sinerem (EMEA/H/C/000801): Responses submitted"
    assert (happened.status.value, happened.sequence.value) == ("CONFIRMED", "1")


def test_what_is_taken_back_is_cancelled_for_a_while_and_not_forgotten(events, clock, procedure):
    day = datetime.date(2027, 6, 15)
    step = planned(procedure, "responses-submitted", day)
    first = the(events)
    step.delete()
    cancelled = the(events)

    assert cancelled.uid.value == first.uid.value
    assert (cancelled.status.value, cancelled.sequence.value) == ("CANCELLED", "1")
    assert days_of(cancelled)[0] == day
    assert "valarm" not in cancelled.contents
    assert cancelled.description.value == "No longer stated for this day: see the page for what is known now."

    clock.shift(TOLD_FOR)
    assert len(events()) == 1
    clock.shift(datetime.timedelta(seconds=1))
    assert events() == {}

    planned(procedure, "responses-submitted", day)
    again = the(events)
    assert (again.status.value, again.sequence.value) == ("TENTATIVE", "2")


def test_programs_that_ask_at_the_same_time_count_a_change_once(anna, procedure):
    step = planned(procedure, "responses-submitted", datetime.date(2027, 1, 15))
    (before,) = calendar_of(anna, TODAY).events
    step.date = datetime.date(2027, 2, 12)
    step.save()
    (moved,) = gathered(anna, TODAY, has_meetings=True).events
    for _ in range(2):
        rows = showing._recorded([moved], [], NOW)
    assert (before.sequence, rows[moved.uid].sequence) == (0, 1)

    for _ in range(2):
        rows = showing._recorded([], [moved.uid], NOW)
    assert rows[moved.uid].sequence == CalendarEvent.objects.get().sequence == 2


def test_what_is_merely_old_is_not_cancelled(events, clock, procedure):
    StepFactory(procedure=procedure, date=TODAY - 365 * DAY)
    assert len(events()) == 1

    clock.shift(DAY)
    assert events() == {}
    assert not CalendarEvent.objects.get().is_cancelled


def test_who_stops_following_sees_it_no_more_and_nobody_else_a_cancellation(events, sinerem, procedure):
    StepFactory(procedure=procedure, date=TODAY)
    assert len(events()) == 1

    Subscription.objects.update(state="ended")
    assert events() == {}
    assert not CalendarEvent.objects.get().is_cancelled


def test_two_people_see_the_same_event(client, events, sinerem, procedure):
    StepFactory(procedure=procedure, date=TODAY)
    mine = the(events)
    ben = UserFactory(is_superuser=True)
    Subscription.objects.create(person=ben, application=sinerem)
    body = client.get(private_addresses.address_of(private_addresses.make(ben, "calendar"))).content.decode()

    assert vobject.readOne(body).vevent.serialize() == mine.serialize()
    assert CalendarEvent.objects.count() == 1


def test_reminders_ring_at_nine_a_week_and_a_day_before(events, anna, procedure):
    planned(procedure, "responses-submitted", datetime.date(2027, 1, 15))

    alarms = the(events).contents["valarm"]
    midnight = datetime.datetime(2027, 1, 15)
    assert [midnight + alarm.trigger.value for alarm in alarms] == [
        datetime.datetime(2027, 1, 8, 9), datetime.datetime(2027, 1, 14, 9)
    ]  # fmt: skip
    assert {alarm.action.value for alarm in alarms} == {"DISPLAY"}

    choice = CalendarChoice.objects.create(person=anna, reminds_a_week_before=False)
    assert len(the(events).contents["valarm"]) == 1
    choice.reminds_a_day_before = False
    choice.save()
    assert "valarm" not in the(events).contents


def test_what_is_past_reminds_nobody(events, procedure):
    StepFactory(procedure=procedure, date=TODAY)

    assert "valarm" not in the(events).contents


def test_a_patent_is_one_event_however_many_products_and_uses_it_stands_for(events, feraheme):
    for product, use in (("001", "U-1"), ("001", "U-2"), ("002", "U-1")):
        NoticeFactory(
            origin="fda.orange_book", kind="patent", authority="FDA", status="in-force", about={"number": "NDA022180"},
            title=f"Patent 7000000, use {use}: NDA022180, product {product}", details={"patent_number": "7000000"},
            ends_on=datetime.date(2028, 3, 8),
        )  # fmt: skip

    event = the(events)
    assert event.summary.value == "Feraheme (NDA022180): Patent 7000000 ends"
    assert days_of(event)[0] == datetime.date(2028, 3, 8)
    assert "Status: In force." in event.description.value
    assert "Do not rely on openFDA" in event.description.value


def test_an_exclusivity_with_two_days_is_two_events(fetch, feraheme):
    for day in (datetime.date(2027, 5, 1), datetime.date(2029, 5, 1)):
        NoticeFactory(
            kind="exclusivity", authority="FDA", status="in-force", about={"number": "NDA022180"}, ends_on=day,
            title="Exclusivity NCE: NDA022180, product 001", details={"exclusivity_code": "NCE"},
        )  # fmt: skip

    found = [days_of(event)[0] for event in vobject.readOne(fetch().decode()).contents["vevent"]]
    assert found == [datetime.date(2027, 5, 1), datetime.date(2029, 5, 1)]


def test_a_patent_that_leaves_its_list_before_its_end_is_taken_back(events, feraheme):
    patent = NoticeFactory(
        kind="patent", authority="FDA", status="in-force", about={"number": "NDA022180"},
        title="Patent 7000000: NDA022180, product 001", details={"patent_number": "7000000"},
        ends_on=datetime.date(2028, 3, 8),
    )  # fmt: skip
    assert the(events).status.value == "CONFIRMED"
    patent.is_gone = True
    patent.save()

    assert the(events).status.value == "CANCELLED"


def test_what_only_goes_by_a_name_is_left_out(events, feraheme):
    NoticeFactory(
        kind="patent", authority="FDA", status="in-force", about={"name": "Feraheme"}, title="Patent 1",
        details={"patent_number": "1"}, ends_on=datetime.date(2028, 3, 8),
    )  # fmt: skip

    assert events() == {}


def test_the_committees_of_what_is_followed_meet(events, sinerem):
    MeetingFactory(committee="CHMP", first_day=datetime.date(2026, 12, 7), last_day=datetime.date(2026, 12, 10))
    MeetingFactory(committee="PRAC", first_day=None, last_day=datetime.date(2026, 11, 26))
    MeetingFactory(committee="CVMP", last_day=datetime.date(2026, 12, 3))
    MeetingFactory(committee="CHMP", last_day=datetime.date(2027, 1, 28), status=Meeting.Status.CANCELLED)

    found = events()

    assert set(found) == {"CHMP meeting", "PRAC meeting"}
    assert days_of(found["CHMP meeting"]) == (datetime.date(2026, 12, 7), datetime.date(2026, 12, 10))
    assert days_of(found["PRAC meeting"]) == (datetime.date(2026, 11, 26), datetime.date(2026, 11, 26))
    assert "Only its last day is known, 26 Nov 2026." in found["PRAC meeting"].description.value
    assert "Source: European Medicines Agency" in found["CHMP meeting"].description.value


@pytest.mark.parametrize("status", ["application-withdrawn", "refused", "withdrawn"])
def test_no_committee_decides_about_what_is_gone(status, events, sinerem):
    sinerem.status = status
    sinerem.save()
    MeetingFactory(committee="CHMP", last_day=datetime.date(2026, 12, 10))

    assert events() == {}


def test_meetings_may_be_left_out(events, anna, sinerem):
    MeetingFactory(committee="CHMP", last_day=datetime.date(2026, 12, 10))
    assert len(events()) == 1
    CalendarChoice.objects.create(person=anna, has_meetings=False)

    assert events() == {}
    assert not CalendarEvent.objects.get().is_cancelled


def test_a_meeting_that_moves_is_the_same_event(events, sinerem):
    meeting = MeetingFactory(committee="CHMP", last_day=datetime.date(2026, 12, 10))
    first = the(events)
    meeting.status, meeting.moved_to = "moved", MeetingFactory(committee="CHMP", last_day=datetime.date(2026, 12, 17))
    meeting.save()
    moved = the(events)

    assert moved.uid.value == first.uid.value
    assert days_of(moved)[1] == datetime.date(2026, 12, 17)
    assert moved.sequence.value == "1"


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_a_meeting_that_does_not_take_place_is_cancelled(status, events, sinerem):
    meeting = MeetingFactory(committee="CHMP", last_day=datetime.date(2026, 12, 10))
    assert the(events).status.value == "CONFIRMED"
    meeting.status = status
    meeting.save()

    assert the(events).status.value == "CANCELLED"


def test_an_advisory_committee_stands_there_if_it_names_the_application_by_number(events, feraheme):
    notice = NoticeFactory(kind="meeting", authority="FDA", about={"number": "NDA022180"}, title="Meeting about it")
    MeetingFactory(
        committee="Oncologic Drugs Advisory Committee", notice=notice, first_day=None,
        last_day=datetime.date(2026, 12, 1),
    )  # fmt: skip
    MeetingFactory(committee="Oncologic Drugs Advisory Committee", last_day=datetime.date(2027, 2, 1))

    event = the(events)
    assert event.summary.value == "Feraheme (NDA022180): meeting of Oncologic Drugs Advisory Committee"
    assert days_of(event)[1] == datetime.date(2026, 12, 1)


@pytest.mark.parametrize("kind", ["product", "product it came with", "substance", "organisation", "portfolio"])
def test_whatever_leads_to_an_application_brings_its_days(kind, events, anna):
    substance, holder = SubstanceFactory(), Organisation.objects.create(name="Holder")
    product = ProductFactory(key="EMEA/H/C/000001") if kind == "product it came with" else None
    application = ApplicationFactory(number="EMEA/H/C/000001", substances=[substance], applicant=holder)
    StepFactory(procedure__application=application, date=TODAY)
    portfolio = Portfolio.objects.create(name="Ours", slug="ours", owner=anna)
    portfolio.products.add(application.product)
    target = {
        "product": {"product": application.product},
        "product it came with": {"product": product},
        "substance": {"substance": substance},
        "organisation": {"organisation": holder},
        "portfolio": {"portfolio": portfolio},
    }[kind]
    Subscription.objects.create(person=anna, **target)

    assert len(events()) == 1


def test_a_whole_authority_is_no_calendar(events, anna):
    StepFactory(date=TODAY)
    Subscription.objects.create(person=anna, authority="EMA")

    assert events() == {}


def test_hostile_text_stays_in_its_line(events, fetch, anna):
    application = ApplicationFactory(name="Evil\r\nATTENDEE:mailto:x@example.org\x1b;,\\n\u202e")
    Subscription.objects.create(person=anna, application=application)
    StepFactory(procedure__application=application, date=TODAY, label="a\r\nEND:VEVENT")

    (title,) = events()
    assert title == f"Evil ATTENDEE:mailto:x@example.org ;,\\n ({application.number}): a END:VEVENT"
    assert b"\r\nATTENDEE" not in fetch()
    assert fetch().count(b"\r\nEND:VEVENT\r\n") == 1
    assert all(len(line) <= 75 for line in fetch().split(b"\r\n"))


def test_the_calendar_is_named_and_says_how_often_to_ask(fetch, sinerem):
    calendar = Calendar.from_ical(fetch())

    assert str(calendar["X-WR-CALNAME"]) == str(calendar["NAME"]) == "Clockstop"
    assert calendar["REFRESH-INTERVAL"].dt == datetime.timedelta(hours=6)
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT6H"
    assert "METHOD" not in calendar


def test_today_is_the_readers(client, clock, anna, procedure):
    """It is still 2 November in UTC and the third in Auckland: what is on the third no longer lies ahead there."""
    StepFactory(procedure=procedure, date=TODAY + DAY)
    address = private_addresses.address_of(private_addresses.make(anna, "calendar"))
    clock.move_to(datetime.datetime(2026, 11, 2, 20, tzinfo=datetime.UTC))

    assert b"BEGIN:VALARM" in client.get(address).content
    anna.time_zone = "Pacific/Auckland"
    anna.save()
    assert b"BEGIN:VALARM" not in client.get(address).content


@pytest.mark.parametrize("count", [1, 15])
def test_the_number_of_queries_does_not_grow(count, fetch, anna, django_assert_num_queries):
    for n in range(count):
        application = ApplicationFactory(name=f"Medicine {n}")
        Subscription.objects.create(person=anna, application=application)
        EvidenceFactory(step__procedure__application=application, step__date=TODAY)
        NoticeFactory(kind="patent", about={"number": application.number}, ends_on=TODAY, title=f"Patent {n}")
        MeetingFactory(committee="CHMP", last_day=datetime.date(2027, 1, 1) + n * 30 * DAY)
    fetch()

    with django_assert_num_queries(8):
        fetch()
    application.name = "Another name"
    application.save()
    with django_assert_num_queries(13):
        fetch()
