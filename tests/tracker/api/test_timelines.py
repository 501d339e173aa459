"""Timelines: the JSON of the contract, as things were known on any day, described to the last field."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import FIRST_SEEN, ApplicationFactory, ProductFactory, UserFactory
from tests.tracker.api.conftest import RETRIEVED, SINEREM_PAGE, program_of
from tests.tracker.api.described import differences
from tracker.catalogue.models import Conflict, ConflictClaim, Entry, Statement
from tracker.intake import entries

CONTRACT = {
    "application": "id number authority product timetable status status_text applicant",
    "clock": "timetable started running active_days stops",
}
EVENT = "kind procedure label date precision range state procedural_day conflict evidence"
EVIDENCE = "source snapshot sha256 retrieved_at claimed_by quote locator date precision supports"
TOP = "application as_of events clock nominal forecast documents conflicts reconstructed attribution"


def timeline(client, application, query: str = "") -> dict:
    answer = client.get(f"/api/v1/applications/{application.pk}/timeline/{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def enter(number: str, **facts) -> Entry:
    said = {
        "claimed_by": "Guerbet",
        "file": "letter",
        "reason": "The page does not say it.",
        "authority": "EMA",
        **facts,
    }
    return entries.enter(Entry(application_number=number, **said), UserFactory(), FIRST_SEEN)


def test_sinerem_was_withdrawn_on_13_december_2007_at_day_175(api, sinerem):
    shown = timeline(api, sinerem)
    (event,) = [event for event in shown["events"] if event["kind"] == "application-withdrawn"]
    assert (event["date"], event["precision"], event["state"]) == ("2007-12-13", "day", "actual")
    assert event["procedural_day"]["reported"] == 175
    (said,) = [one for one in event["evidence"] if "procedural_day" in one["supports"]]
    assert "day 175" in said["quote"]
    assert said["source"] == SINEREM_PAGE
    assert datetime.datetime.fromisoformat(said["retrieved_at"]) == RETRIEVED
    archived = api.get(f"/api/v1/snapshots/{said['snapshot']}/bytes/")
    assert said["quote"].split()[-1].encode() in archived.content
    assert {one["day"] for one in shown["nominal"]} >= {120, 210}


def test_a_timeline_has_every_field_of_the_contract(api, sinerem):
    shown = timeline(api, sinerem)
    assert shown.keys() >= set(TOP.split())
    for name, fields in CONTRACT.items():
        assert shown[name].keys() >= set(fields.split())
    for event in shown["events"]:
        assert event.keys() >= set(EVENT.split())
        assert event["procedural_day"].keys() == {"reported", "computed"}
        for said in event["evidence"]:
            assert said.keys() >= set(EVIDENCE.split())
    assert shown["documents"][0].keys() >= {
        "title",
        "type",
        "reference",
        "first_published",
        "last_updated",
        "languages",
    }
    assert shown["reconstructed"] is True
    assert shown["attribution"] == ["Source: European Medicines Agency"]


def test_the_openapi_document_describes_a_timeline_to_the_last_field(api, sinerem):
    enter(sinerem.number, kind="submitted", date=datetime.date(2006, 10, 1), precision="month", address="https://a.org")
    enter(sinerem.number, kind="list-of-questions", date=datetime.date(2007, 3, 22))
    enter(sinerem.number, kind="responses-submitted", date=datetime.date(2007, 9, 20))
    conflict = Conflict.objects.create(
        product=sinerem.product, subject="Where it was sold", explanation="Nowhere.", entered_at=FIRST_SEEN
    )
    ConflictClaim.objects.create(conflict=conflict, claimed_by="A paper", says="The Netherlands", source="a paper")
    Statement.objects.create(
        product=sinerem.product, region="EU", text="A claim", claimed_by="A paper", address="a paper"
    )
    shown = timeline(api, sinerem)
    assert shown["conflicts"] and shown["clock"]["stops"] and shown["documents"]
    assert any("entered_by" in one for event in shown["events"] for one in event["evidence"])
    assert differences(shown, "ApplicationTimeline") == []
    product = api.get(f"/api/v1/products/{sinerem.product_id}/timeline/").json()
    assert product["statements"] and product["applications"] and product["conflicts"]
    assert {event["application"] for event in product["events"]} == {"EMEA/H/C/000801"}
    assert differences(product, "ProductTimeline") == []


def test_as_of_tells_what_was_known_at_the_end_of_a_day(api, sinerem):
    entered = enter(sinerem.number, kind="submitted", date=datetime.date(2006, 10, 26))
    assert entered.entered_at == FIRST_SEEN  # 5 January 2026
    known = {day: timeline(api, sinerem, f"?as_of={day}") for day in ("2025-11-23", "2026-01-04", "2026-01-05")}
    assert [shown["as_of"] for shown in known.values()] == list(known)
    kinds = {day: [event["kind"] for event in shown["events"]] for day, shown in known.items()}
    assert "submitted" not in kinds["2026-01-04"]
    assert "submitted" in kinds["2026-01-05"]
    assert "application-withdrawn" in kinds["2025-11-23"]


def test_before_anything_was_known_there_is_no_timeline(api, sinerem):
    answer = api.get(f"/api/v1/applications/{sinerem.pk}/timeline/?as_of=2025-11-22")
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("EMEA/H/C/000801 is not in the catalogue on 2025-11-22")
    product = api.get(f"/api/v1/products/{sinerem.product_id}/timeline/?as_of=2025-11-22")
    assert (product.status_code, product.json()["events"]) == (200, [])


def test_a_timeline_can_be_limited_to_one_procedure(api, sinerem):
    enter(sinerem.number, kind="submitted", date=datetime.date(2008, 1, 7), procedure="II/0001")
    kinds = [event["kind"] for event in timeline(api, sinerem, "?procedure=II/0001")["events"]]
    assert kinds == ["submitted"]
    answer = api.get(f"/api/v1/applications/{sinerem.pk}/timeline/?procedure=II/0002")
    assert answer.status_code == 404
    assert "has no procedure II/0002" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_of=yesterday", "as_of: Write the day as 2025-12-01."),
        ("as_of=01/12/2025", "as_of: Write the day as 2025-12-01."),
        ("as_of=", "as_of: It is empty: give it a value, or leave it out."),
        ("as_of=2025-02-30", "as_of: Write the day as 2025-12-01."),
        ("asof=2025-12-01", "asof: There is no such parameter here; there are: as_of"),
        ("procedure=" + "x" * 61, "procedure: Ensure this field has no more than 60 characters."),
    ],
)
def test_a_wrong_parameter_is_named(api, sinerem, query: str, said: str):
    answer = api.get(f"/api/v1/applications/{sinerem.pk}/timeline/?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


def test_a_timeline_needs_the_permission_of_its_resource(allowed, sinerem):
    client = program_of(allowed("view_application"))
    assert client.get(f"/api/v1/applications/{sinerem.pk}/timeline/").status_code == 200
    refused = client.get(f"/api/v1/products/{sinerem.product_id}/timeline/")
    assert refused.json() == {"detail": "This needs the permission catalogue.view_product."}


def test_a_products_timeline_costs_the_same_for_two_applications_and_for_twenty(api, reader):
    costs = set()
    for count in (2, 20):
        product = ProductFactory()
        for _ in range(count):
            application = ApplicationFactory(product=product)
            enter(application.number, kind="submitted", date=datetime.date(2020, 1, 7))
        address = f"/api/v1/products/{product.pk}/timeline/"
        assert len(api.get(address).json()["events"]) == count
        with CaptureQueriesContext(connection) as queries:
            api.get(address)
        costs.add(len(queries))
    assert len(costs) == 1, costs
