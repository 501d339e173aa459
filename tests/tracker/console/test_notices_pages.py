"""Notices on the pages of what they concern, in a list of their own, and each on its page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scrapers.dates import from_iso
from scrapers.records import NoticeRecord
from tests.factories import ApplicationFactory, ChangeFactory, NoticeFactory, SnapshotFactory
from tests.tracker.console.test_application_page import as_text
from tests.tracker.intake.worlds import SPOKEN_PAGE, SPOKEN_TABLE, application, day, listen, page_says
from tracker.catalogue import notices
from tracker.catalogue.models import Concern, Notice, Observation

pytestmark = pytest.mark.django_db


def page(client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer
    return as_text(answer.content.decode())


@pytest.fixture
def shortage() -> Notice:
    return NoticeFactory(title="Supply of Sinerem", about={"name": "Sinerem"}, ends_on=datetime.date(2026, 9, 30))


@pytest.fixture
def designated(sinerem):
    designation = ApplicationFactory(
        number="EU/3/26/0001", type="orphan-designation", name="", product__name="EU/3/26/0001", status="designated"
    )
    Concern.objects.create(application=designation, by="number", key=sinerem.number, text=sinerem.number)
    return designation


def test_the_page_of_an_application_lists_its_notices_and_how_they_meet(as_reader, sinerem, shortage):
    stated = NoticeFactory(kind="news", status="", title="News of Sinerem", about={"number": sinerem.number})
    shown = page(as_reader, "/applications/EMEA/H/C/000801/")
    assert "Shortage Supply of Sinerem Ongoing – 30 Sep 2026 by name EMA" in shown
    assert "News News of Sinerem – – – by number EMA" in shown
    assert Notice.objects.filter(pk=stated.pk).exists()


def test_the_page_of_a_product_says_which_application_a_notice_concerns(as_reader, sinerem, shortage):
    shown = page(as_reader, f"/products/{sinerem.product_id}/")
    assert "by name: EMEA/H/C/000801" in shown


def test_a_page_without_notices_says_so(as_reader, sinerem):
    assert "No source lists a shortage" in page(as_reader, "/applications/EMEA/H/C/000801/")


def test_changes_of_its_notices_stand_in_the_history_of_an_application(as_reader, sinerem, shortage):
    ChangeFactory(application=None, notice=shortage, subject="notice", before="ongoing", after="resolved")
    assert "Status Shortage: Supply of Sinerem Ongoing → Resolved" in page(as_reader, "/applications/EMEA/H/C/000801/")


def test_a_designation_and_its_medicine_show_each_other(as_reader, sinerem, designated, monkeypatch):
    listen(monkeypatch, SPOKEN_TABLE)
    shown = page(as_reader, "/applications/EMEA/H/C/000801/")
    assert "Designations, plans and referrals" in shown
    assert "EU/3/26/0001 EU/3/26/0001 Orphan designation Designated by number" in shown
    page_says(
        application("EU/3/26/0001", type="orphan-designation", concerns=(sinerem.number,)),
        at=day(1),
        reader=SPOKEN_TABLE,
    )
    shown = page(as_reader, "/applications/EU/3/26/0001/")
    assert "Medicines that it is about" in shown and "Sinerem EMEA/H/C/000801" in shown


def test_notices_as_known_on_a_day_are_those_known_then(as_reader, monkeypatch):
    listen(monkeypatch, SPOKEN_PAGE)
    page_says(application(name="Examplin", status="authorised"), at=day(1))
    for at, status in ((2, "ongoing"), (4, "resolved")):
        says = NoticeRecord(
            kind="shortage",
            authority="EMA",
            key="s1",
            title="Examplin",
            names=("Examplin",),
            status=status,
            starts_on=from_iso("2025-12"),
        )
        page_says(at=day(at), address="https://www.ema.europa.eu/s", notices=(says,))
    shown = {
        on: page(as_reader, "/applications/EMEA/H/C/900000/", **query)
        for on, query in {
            "1": {"as_of": "2026-01-01"},
            "3": {"as_of": "2026-01-03"},
            "now": {},
        }.items()
    }
    assert "No source lists a shortage" in shown["1"]
    assert "Shortage Examplin Ongoing Dec 2025 –" in shown["3"]
    assert "Shortage Examplin Resolved Dec 2025 –" in shown["now"]
    assert Observation.objects.filter(key="s1").count() == 2
    assert notices.as_known(list(Notice.objects.all()), datetime.date(2026, 1, 1)) == {}


def test_the_list_is_filtered_and_says_when_nothing_fits(as_reader, shortage):
    NoticeFactory(kind="patent", authority="FDA", title="Patent 7000000", status="expired", is_gone=True)
    everything = page(as_reader, "/notices/")
    assert "Supply of Sinerem" in everything and "Patent 7000000" in everything
    for query, title in (
        ({"kind": "shortage"}, "Supply of Sinerem"),
        ({"status": "expired"}, "Patent 7000000"),
        ({"authority": "FDA"}, "Patent 7000000"),
        ({"listed": "false"}, "Patent 7000000"),
        ({"q": "supply"}, "Supply of Sinerem"),
    ):
        shown = page(as_reader, "/notices/", **query)
        assert title in shown and "1 notice," in shown
    assert "No notice fits." in page(as_reader, "/notices/", kind="meeting")


def test_a_list_without_any_notice_says_how_to_get_some(as_reader):
    assert "has been read yet" in page(as_reader, "/notices/")


def test_the_list_costs_the_same_for_few_and_for_many(as_reader):
    costs = []
    for count in (2, 20):
        for _ in range(count):
            NoticeFactory(about={"name": "Examplin"})
        with CaptureQueriesContext(connection) as queries:
            page(as_reader, "/notices/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_page_of_a_notice_says_what_it_concerns_and_what_it_rests_on(as_reader, sinerem, shortage):
    shown = page(as_reader, f"/notices/{shortage.pk}/")
    assert "It holds at present. The authority's word: “Shortage ongoing”." in shown.replace("&#x27;", "'")
    assert "Sinerem EMEA/H/C/000801 Marketing authorisation" in shown
    assert "Source: European Medicines Agency" in shown


def test_an_expired_patent_is_not_explained_as_an_authorisation(as_reader):
    patent = NoticeFactory(kind="patent", authority="FDA", status="expired", status_text="")
    shown = page(as_reader, f"/notices/{patent.pk}/")
    assert "Its term has ended." in shown and "was not renewed" not in shown


def test_the_page_of_a_notices_change_leads_to_the_notice_and_its_applications(as_reader, sinerem, shortage):
    change = ChangeFactory(
        application=None, notice=shortage, subject="notice", before=None, after="ongoing", snapshot=SnapshotFactory()
    )
    answer = as_reader.get(f"/changes/{change.pk}/").content.decode()
    assert f"/notices/{shortage.pk}/" in answer and "/applications/EMEA/H/C/000801/" in answer
    for address in ("/changes/", "/changes/?authority=EMA", "/admin/", "/admin/catalogue/change/"):
        assert "Supply of Sinerem" in page(as_reader, address)


def test_the_list_of_applications_begins_with_marketing_authorisations(as_reader, sinerem, designated):
    address = "/admin/catalogue/application/"
    assert "EU/3/26/0001" not in page(as_reader, address)
    assert "EMEA/H/C/000801" in page(as_reader, address)
    assert "EMEA/H/C/000801" not in page(as_reader, address, type="orphan-designation")
    assert "EU/3/26/0001" in page(as_reader, address, type="all")
    assert "EU/3/26/0001" in page(as_reader, address, q="EU/3/26/0001")


def test_an_archived_list_of_notices_leads_to_each(as_reader):
    notice = NoticeFactory(title="Supply of Sinerem")
    snapshot = SnapshotFactory(outcome="read")
    Observation.objects.create(
        origin=notice.origin,
        key=notice.key,
        digest="0" * 32,
        record="{}",
        snapshot=snapshot,
        retrieved_at=snapshot.retrieved_at,
        stands_since=snapshot.retrieved_at,
    )
    answer = as_reader.get(f"/snapshots/{snapshot.pk}/")
    assert f'<a href="/notices/{notice.pk}/">Supply of Sinerem</a>' in answer.content.decode()


def test_a_term_that_has_ended_since_its_source_was_read_is_not_shown_as_in_force(as_reader):
    term = {"kind": "exclusivity", "status": "in-force"}
    over = NoticeFactory(**term, title="Exclusivity of old", ends_on=datetime.date(2024, 11, 25))
    running = NoticeFactory(**term, title="Exclusivity of now", ends_on=datetime.date(9999, 1, 1))
    assert "Term ended" in page(as_reader, f"/notices/{over.pk}/")
    shown = page(as_reader, f"/notices/{running.pk}/")
    assert "In force" in shown and "Term ended" not in shown
