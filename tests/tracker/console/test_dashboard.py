"""The dashboard: what to track, what changed, what waits, and what to do where there is nothing yet."""

import pytest

from tests.factories import ApplicationFactory, ChangeFactory, UserFactory
from tracker.catalogue.models import Portfolio


def dashboard(client) -> str:
    answer = client.get("/admin/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_catalogue_says_what_to_do_next(as_chief):
    text = dashboard(as_chief)
    for words in (
        "Nothing is in the catalogue yet",
        "manage.py load_portfolio",
        "No change has been seen yet of a status",
        "Nothing is held.",
        "No source is watched yet.",
        "There is no portfolio.",
    ):
        assert words in text


def test_the_latest_changes_are_there_and_noise_is_not(as_reader):
    ChangeFactory(application__product__name="Sinerem")
    ChangeFactory(application__product__name="Noisy", significance="noise")
    text = dashboard(as_reader)
    assert "Sinerem" in text
    assert "Noisy" not in text


def test_a_changed_page_address_does_not_push_out_a_status(as_reader):
    ChangeFactory(application__product__name="Sinerem", significance="critical")
    for index in range(10):
        ChangeFactory(application__product__name=f"Moved {index}", field="address", significance="minor")
    text = dashboard(as_reader)
    assert "Sinerem" in text
    assert "Moved" not in text


def test_shared_and_own_portfolios_are_there_and_others_are_not(as_reader, reader, chief):
    Portfolio.objects.create(name="Shared by all", slug="shared")
    Portfolio.objects.create(name="My own", slug="own", owner=reader, is_shared=False)
    Portfolio.objects.create(name="Not for you", slug="theirs", owner=chief, is_shared=False)
    text = dashboard(as_reader)
    assert "Shared by all" in text
    assert "My own" in text
    assert "Not for you" not in text


def test_staff_without_permissions_see_a_dashboard_without_content(client, db):
    client.force_login(UserFactory())
    ChangeFactory(application__product__name="Sinerem")
    assert "Sinerem" not in dashboard(client)


def test_whoever_is_no_staff_is_asked_to_sign_in(client, db):
    client.force_login(UserFactory(is_staff=False))
    assert client.get("/changes/").status_code == 302


def test_a_missing_permission_is_named(client, db):
    client.force_login(UserFactory())
    answer = client.get("/changes/")
    assert answer.status_code == 403
    assert "catalogue.view_change" in answer.content.decode()


@pytest.mark.parametrize("typed", ["EMEA/H/C/000801", "emea/h/c/801", "Sinerem", "sinerem"])
def test_what_can_mean_one_application_only_leads_to_it(as_reader, typed):
    ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")
    answer = as_reader.get("/track/", {"q": typed})
    assert answer.status_code == 302
    assert answer["Location"] == "/applications/EMEA/H/C/000801/"


@pytest.mark.parametrize(
    "typed",
    [
        "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem",
        "http://ema.europa.eu/en/medicines/human/EPAR/sinerem/",
        "www.ema.europa.eu/en/medicines/human/EPAR/sinerem?search_api=x#overview",
    ],
)
def test_the_address_of_its_page_leads_to_an_application(as_reader, typed):
    ApplicationFactory(number="EMEA/H/C/000801", address="https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem")
    ApplicationFactory(number="EMEA/H/C/002215", address="https://www.ema.europa.eu/en/medicines/human/EPAR/rienso")
    assert as_reader.get("/track/", {"q": typed})["Location"] == "/applications/EMEA/H/C/000801/"


def test_the_address_of_a_page_at_fda_leads_to_the_number_in_it(as_reader):
    ApplicationFactory(number="NDA022180", authority="FDA")
    page = "https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm?event=overview.process&ApplNo=022180"
    assert as_reader.get("/track/", {"q": page})["Location"] == "/applications/NDA022180/"


def test_an_address_that_two_applications_had_gives_a_choice(as_reader):
    address = "https://www.ema.europa.eu/en/medicines/human/EPAR/vanflyta"
    ApplicationFactory(number="EMEA/H/C/004468", address=address)
    ApplicationFactory(number="EMEA/H/C/005910", address=address)
    assert "2 applications for" in as_reader.get("/track/", {"q": address}).content.decode()


def test_a_page_that_is_new_here_can_be_watched(as_chief):
    page = as_chief.get("/track/", {"q": "https://www.ema.europa.eu/en/medicines/human/EPAR/new"}).content.decode()
    assert "/admin/sources/source/add/?address=https%3A%2F%2Fwww.ema.europa.eu%2Fen%2Fmedicines" in page


def test_the_number_of_a_procedure_leads_to_that_procedure(as_reader):
    ApplicationFactory(number="NDA022180", authority="FDA", product__name="Feraheme")
    answer = as_reader.get("/track/", {"q": "NDA 022180/S-009"})
    assert answer["Location"] == "/applications/NDA022180/?procedure=SUPPL-9"


def test_a_name_of_several_applications_gives_a_choice(as_reader):
    ApplicationFactory(number="EMEA/H/C/005974", product__name="Feraheme")
    ApplicationFactory(number="NDA022180", authority="FDA", product__name="Feraheme")
    text = as_reader.get("/track/", {"q": "Feraheme"}).content.decode()
    assert "2 applications for" in text
    assert "/applications/NDA022180/" in text


def test_what_is_not_found_is_not_an_end(as_reader):
    text = as_reader.get("/track/", {"q": "<b>unobtainium</b>"}).content.decode()
    assert "Nothing in the catalogue goes by “&lt;b&gt;unobtainium&lt;/b&gt;”" in text
    assert "manage.py ingest ADDRESS" in text


def test_a_person_chooses_the_zone_in_which_they_read_times(as_reader, reader):
    as_reader.post("/profile/", {"time_zone": "Europe/Paris"})
    reader.refresh_from_db()
    assert reader.time_zone == "Europe/Paris"
    assert "not one of the available choices" in as_reader.post("/profile/", {"time_zone": "Mars"}).content.decode()
