"""A person joins an application to a product, with a reason."""

import pytest

from tests.factories import ApplicationFactory, ProductFactory
from tracker.catalogue.models import Application
from tracker.intake.models import Decision

ADDRESS = "/link/NDA021115/"


@pytest.fixture
def combidex(db) -> Application:
    """The US application for the substance of Sinerem, under a product of its own."""
    return ApplicationFactory(
        number="NDA021115", authority="FDA", product=ProductFactory(key="NDA021115", name="Combidex")
    )


def product() -> str:
    return str(Application.objects.select_related("product").get(number="NDA021115").product)


@pytest.mark.parametrize("typed", ["EMEA/H/C/000801", "sinerem"])
def test_an_application_is_joined_by_key_or_by_name_and_the_reason_is_kept(as_chief, combidex, typed):
    ProductFactory(key="EMEA/H/C/000801", name="Sinerem")
    as_chief.post(ADDRESS, {"product": typed, "reason": "The same substance."})
    assert product() == "Sinerem"
    decision = Decision.objects.get()
    assert (decision.kind, decision.person_name, decision.reason) == ("link", "chief", "The same substance.")


def test_it_gets_a_product_of_its_own_again(as_chief, combidex):
    ProductFactory(key="EMEA/H/C/000801", name="Sinerem")
    as_chief.post(ADDRESS, {"product": "Sinerem", "reason": "The same substance."})
    as_chief.post(ADDRESS, {"product": "", "reason": "Another company."})
    assert product() != "Sinerem"


def test_a_name_that_several_products_have_is_not_guessed(as_chief, combidex):
    ProductFactory(key="a", name="Feraheme")
    ProductFactory(key="b", name="Feraheme")
    answer = as_chief.post(ADDRESS, {"product": "Feraheme", "reason": "Same."}).content.decode()
    assert "Several products are called “Feraheme”" in answer
    assert product() == "Combidex"


def test_a_product_that_is_not_there_is_not_made(as_chief, combidex):
    assert "No product is called" in as_chief.post(ADDRESS, {"product": "X", "reason": "Same."}).content.decode()


def test_readers_join_nothing(as_reader, combidex):
    assert as_reader.get(ADDRESS).status_code == 403
