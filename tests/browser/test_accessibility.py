"""Pages without barriers: no serious finding of axe, in light and in dark."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import sign_in
from tests.factories import ApplicationFactory, ChangeFactory, MeetingFactory, SavedSearchFactory, SubstanceFactory
from tests.tracker.intake.worlds import columns, day, ingest_table, medicines, with_changes
from tracker.alerts import private_addresses, subscribing
from tracker.catalogue.models import Entry, Evidence, SubstanceAlias
from tracker.intake import entries, plans
from tracker.intake.models import Hold
from tracker.intake.plans import Decision, PlannedDay, Whose

COMPUTE = "/timetables/compute/?procedure=ema-centralised&start=2026-01-22"
SERIOUS = ("serious", "critical")


def findings(page: Page) -> list[str]:
    """What axe finds wrong with a page, in a line each."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['nodes'][0]['html']}"
        for violation in violations
        if violation["impact"] in SERIOUS
    ]


def plan_an_application(person) -> str:
    """The number of one that is under way, with a step planned for yesterday and one for next week."""
    number, today = "EMEA/H/C/006551", datetime.date.today()
    start = Entry(application_number=number, authority="EMA", kind="procedure-started", claimed_by="EMA", file="letter")
    start.reason, start.date = "Not published.", today - datetime.timedelta(days=28)
    entries.enter(start, person)
    days = [
        PlannedDay("validated", "", today - datetime.timedelta(days=1)),
        PlannedDay("oral-explanation", "", today + datetime.timedelta(days=7)),
    ]
    plans.take(Whose(number, "EMA", "initial"), days, Decision(person, "Agreed"))
    return number


@pytest.fixture
def addresses(person, sinerem) -> dict[str, str]:
    """The pages that people spend their day on."""
    subscription = subscribing.follow(person, application=sinerem)
    search = SavedSearchFactory(owner=person, words="sine")
    ChangeFactory(application=sinerem)
    substance = SubstanceFactory(name="ferumoxtran")
    SubstanceAlias.objects.create(substance=substance, name="Sinerem", key="sinerem")
    other = ApplicationFactory(number="NDA021115", authority="FDA", name="SINEREM", name_key="sinerem")
    table = with_changes(medicines(60), [0], status="Withdrawn")
    ingest_table(table, day(1))
    reading = ingest_table([row | columns(group="words") for row in table], day(2)).snapshot
    evidence = Evidence.objects.filter(application=sinerem).first()
    planned = plan_an_application(person)
    private_addresses.make(person, "changes")
    return {
        "settings": "/profile/",
        "coming up": "/coming/",
        "under way": f"/applications/{planned}/",
        "plan": f"/plan/{planned}/",
        "plan to take": f"/plan/take/{planned}/?usual_stops=1",
        "plan to shift": f"/plan/shift/{planned}/",
        "dashboard": "/admin/",
        "application": "/applications/EMEA/H/C/000801/",
        "product": f"/products/{sinerem.product_id}/",
        "evidence": f"/evidence/{evidence.fingerprint}/",
        "changes": "/changes/",
        "reading": f"/snapshots/{reading.pk}/",
        "hold": f"/holds/{Hold.objects.get().pk}/",
        "meetings": "/meetings/",
        "meeting": f"/meetings/{MeetingFactory(status='moved', moved_to=MeetingFactory()).pk}/",
        "meeting form": "/meetings/add/",
        "meetings from a file": "/meetings/import/",
        "links": "/links/?which=all",
        "offers": f"/links/{other.number}/",
        "names": f"/substances/{substance.pk}/names/",
        "timetables": "/timetables/",
        "timetable": "/timetables/ema-centralised/",
        "calculator, empty": "/timetables/compute/",
        "calculator": f"{COMPUTE}&stop=2026-05-22..2026-08-21&usual_stops=1&instead-start=2026-02-22",
        "calculator, wrong": f"{COMPUTE}&stop=2026-05-22..2026-05-01&event=opinion",
        "substance": f"/substances/{substance.pk}/",
        "following": "/subscriptions/",
        "what one is told": f"/subscriptions/{subscription.pk}/",
        "to follow an authority": "/subscriptions/add/authority/EMA/",
        "webhooks": "/webhooks/",
        "to add a webhook": "/webhooks/add/",
        "searches": "/searches/",
        "search": f"/searches/{search.pk}/",
        "search form": "/searches/add/?words=sine",
        "unsubscribe": f"/alerts/unsubscribe/{subscription.token}/",
        "sources": "/sources/",
        "entry": "/enter/step/EMEA/H/C/000801/",
        "records": "/admin/catalogue/application/",
        "form": f"/admin/catalogue/substance/{substance.pk}/change/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way(page: Page, live_server, addresses, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{live_server.url}/admin/login/")
    found = {"sign in": findings(page)}
    sign_in(page, live_server.url)
    for name, address in addresses.items():
        page.goto(f"{live_server.url}{address}")
        found[name] = findings(page)
    assert {name: problems for name, problems in found.items() if problems} == {}
