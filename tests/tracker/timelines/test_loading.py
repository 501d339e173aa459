"""Timelines out of rows: what was known when, and in how many queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scrapers.records import ProcedureRecord
from tests.tracker.timelines.claims import (
    PAGE,
    RETRIEVED,
    SINEREM,
    TABLE,
    TODAY,
    date,
    enter,
    record,
    sinerem_in_the_table,
    sinerem_page,
    step,
    store,
)
from tracker.catalogue.models import (
    Application,
    Conflict,
    ConflictClaim,
    Evidence,
    Product,
    Statement,
    Substance,
    SubstanceAlias,
)
from tracker.timelines.loading import NotKnown, application_timeline, product_timeline, timelines

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def test_an_ingested_page_is_the_evidence_of_its_timeline():
    snapshot = store(sinerem_page())
    timeline = application_timeline(SINEREM, today=TODAY)
    (event,) = timeline.events
    assert event.reported_day == 175
    assert {line.moment.sha256 for line in event.evidence} == {snapshot.sha256}
    assert {line.source for line in event.evidence} == {PAGE}
    assert {line.row for line in event.evidence} == set(Evidence.objects.values_list("pk", flat=True))
    assert timeline.application.id == Application.objects.get().pk


def test_what_was_known_on_a_day_is_what_had_been_retrieved_by_its_end():
    opinion = step("opinion", "2026-01-29")
    store(record(SINEREM, opinion, status="opinion"), retrieved_at=RETRIEVED)
    authorised = record(SINEREM, opinion, step("authorised", "2026-03-20"), status="authorised")
    store(authorised, retrieved_at=RETRIEVED + 10 * DAY)

    def known_on(day: datetime.date) -> tuple[str, list[str]]:
        timeline = application_timeline(SINEREM, today=TODAY, as_of=day)
        return timeline.application.status, [event.kind for event in timeline.events]

    assert known_on(RETRIEVED.date()) == ("opinion", ["opinion"])
    assert known_on((RETRIEVED + 9 * DAY).date()) == ("opinion", ["opinion"])
    assert known_on((RETRIEVED + 10 * DAY).date()) == ("authorised", ["opinion", "authorised"])


def test_before_the_first_retrieval_nothing_was_known():
    store(sinerem_page())
    with pytest.raises(NotKnown, match=f"{SINEREM} is not in the catalogue on 2025-11-22"):
        application_timeline(SINEREM, today=TODAY, as_of=datetime.date(2025, 11, 22))


def test_what_a_person_entered_was_not_known_before():
    store(sinerem_page())
    enter(kind="submitted", date=datetime.date(2006, 10, 26), entered_at=RETRIEVED + DAY)
    assert len(application_timeline(SINEREM, today=TODAY, as_of=RETRIEVED.date()).events) == 1
    submitted, _ = application_timeline(SINEREM, today=TODAY).events
    assert submitted.evidence[0].entered_by.name == "Ana"
    assert submitted.evidence[0].moment is None


def test_a_procedure_that_is_not_known_is_told():
    store(sinerem_page())
    with pytest.raises(NotKnown, match="has no procedure II/0029"):
        application_timeline(SINEREM, today=TODAY, procedure="II/0029")


def test_names_that_are_aliases_of_one_substance_do_not_disagree():
    ferumoxtran = Substance.objects.create(name="ferumoxtran-10")
    SubstanceAlias.objects.create(substance=ferumoxtran, name="ferumoxtran-10", key="ferumoxtran10")
    SubstanceAlias.objects.create(substance=ferumoxtran, name="iron oxide", key="ironoxide")
    store(sinerem_page())
    table = sinerem_in_the_table(active_substance="ferumoxtran-10", details={})
    store(table, "ema.medicines", address=TABLE)
    assert application_timeline(SINEREM, today=TODAY).conflicts == ()


def test_the_table_against_itself_is_shown_with_its_source():
    store(sinerem_page())
    store(sinerem_in_the_table(), "ema.medicines", address=TABLE)
    (conflict,) = application_timeline(SINEREM, today=TODAY).conflicts
    assert "never authorised" in conflict.subject
    assert conflict.claims[0].source == TABLE


def test_a_disagreement_that_a_person_noted_is_shown_from_the_day_it_was_noted():
    store(sinerem_page())
    product = Product.objects.get()
    noted = Conflict.objects.create(
        product=product, subject="On the market?", explanation="They differ.", entered_at=RETRIEVED + DAY
    )
    ConflictClaim.objects.create(conflict=noted, claimed_by="A web overview", says="Known as Sinerem.", source="A")
    ConflictClaim.objects.create(conflict=noted, claimed_by="EMA", says="Never authorised.", source=PAGE)
    (shown,) = application_timeline(SINEREM, today=TODAY).conflicts
    assert [side.says for side in shown.claims] == ["Known as Sinerem.", "Never authorised."]
    assert application_timeline(SINEREM, today=TODAY, as_of=RETRIEVED.date()).conflicts == ()
    assert product_timeline(product, today=TODAY).conflicts == (shown,)


def test_a_product_has_a_lane_for_each_authority_and_its_statements():
    store(sinerem_page())
    approvable = ProcedureRecord(slug="ORIG-1", steps=(step("approvable-letter", "2000-06"),))
    store(
        record("NDA021115", name="Combidex", procedures=(approvable,)), "fda.drugsfda", address="https://api.fda.gov/a"
    )
    product = Product.objects.get(key=SINEREM)
    Application.objects.update(product=product)
    Statement.objects.create(
        product=product,
        region="Sweden",
        text="Approved",
        date="2001-03-01",
        precision="month",
        claimed_by="A",
        address="b",
    )
    timeline = product_timeline(product, today=TODAY)
    assert [one.application.number for one in timeline.timelines] == [SINEREM, "NDA021115"]
    assert timeline.statements[0].date == date("2001-03")


def queries_for(numbers: list[str]) -> int:
    with CaptureQueriesContext(connection) as queries:
        found = timelines(numbers, today=TODAY)
    assert len(found) == len(numbers)
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_applications():
    for number in range(12):
        steps = [step("supplement-approved", f"20{year:02}-01-31") for year in range(number + 1)]
        supplements = [
            ProcedureRecord(slug=f"SUPPL-{index}", type="supplement", steps=(one,)) for index, one in enumerate(steps)
        ]
        store(
            record(f"NDA0{number:05}", name=f"M{number}", procedures=tuple(supplements)),
            "fda.drugsfda",
            address=f"https://api.fda.gov/{number}",
        )
    numbers = [f"NDA0{number:05}" for number in range(12)]
    assert queries_for(numbers[:1]) == queries_for(numbers) <= 11
