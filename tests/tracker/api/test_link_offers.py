"""Programs see which products an application may belong with; people decide."""

import pytest

from tests.factories import ApplicationFactory, SubstanceFactory
from tests.tracker.api.described import differences
from tracker.catalogue.models import Application


@pytest.fixture
def feraheme(db) -> Application:
    """At EMA and at FDA, with a generic; each under a product of its own."""
    ferumoxytol = SubstanceFactory(name="ferumoxytol")
    for number, name in (("NDA022180", "FERAHEME"), ("ANDA206604", "FERUMOXYTOL")):
        ApplicationFactory(
            number=number, authority="FDA", name=name, name_key=name.casefold(), substances=[ferumoxytol]
        )
    return ApplicationFactory(number="EMEA/H/C/005974", name="Feraheme", name_key="feraheme", substances=[ferumoxytol])


def test_offers_have_their_reason_and_are_as_described(api, feraheme):
    answer = api.get(f"/api/v1/applications/{feraheme.pk}/link-offers/").json()
    assert differences(answer, "LinkOffers") == []
    (offer,) = answer["offers"]
    assert [one["number"] for one in offer["applications"]] == ["NDA022180"]
    assert offer["reason"] == "same substance: ferumoxytol; same name"
    assert (offer["same_name"], offer["shared_substances"]) == (True, ["ferumoxytol"])
    assert (answer["others"], answer["generics"]) == (0, 1)


def test_generics_come_when_asked_for(api, feraheme):
    answer = api.get(f"/api/v1/applications/{feraheme.pk}/link-offers/?generics=true").json()
    assert [offer["applications"][0]["number"] for offer in answer["offers"]] == ["NDA022180", "ANDA206604"]
    assert answer["generics"] == 0


def test_it_needs_the_permission_of_applications_and_known_parameters(api, feraheme, reader):
    address = f"/api/v1/applications/{feraheme.pk}/link-offers/"
    assert api.get(f"{address}?generic=true").status_code == 400
    reader.user_permissions.clear()
    assert api.get(address).status_code == 403
