"""Finding what somebody typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ApplicationFactory, ProductFactory, SubstanceFactory
from tracker.catalogue.models import Application, Organisation, OrganisationAlias, SubstanceAlias
from tracker.search.finder import find, find_name, find_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def feraheme() -> Application:
    product = ProductFactory(name="Feraheme", also_known_as="Rienso, FeraBright")
    substance = SubstanceFactory(name="ferumoxytol")
    SubstanceAlias.objects.create(substance=substance, name="ferumoxytol", key="ferumoxytol")
    SubstanceAlias.objects.create(
        substance=substance, name="ferumoxytol non-stoichiometric magnetite", key="ferumoxytolnon"
    )
    return ApplicationFactory(
        number="NDA022180", authority="FDA", name="FERAHEME", product=product, substances=[substance]
    )


@pytest.mark.parametrize("typed", ["NDA022180", "nda 22-180", "022180", "22180", " NDA 022180 "])
def test_an_fda_number_is_found_however_it_is_spelled(feraheme: Application, typed: str):
    assert find_number(typed).one == feraheme


def test_bare_digits_mean_fda_first_and_ema_only_if_fda_has_none(feraheme: Application):
    ApplicationFactory(number="EMEA/H/C/022180")
    only_ema = ApplicationFactory(number="EMEA/H/C/000801")
    assert find_number("022180").one == feraheme
    assert find_number("000801").one == only_ema


@pytest.mark.parametrize(("typed", "slug"), [("NDA 022180/S-009", "SUPPL-9"), ("NDA022180 ORIG-1", "ORIG-1")])
def test_the_number_of_a_submission_names_its_procedure(feraheme: Application, typed: str, slug: str):
    found = find_number(typed)
    assert found.one == feraheme
    assert found.procedure == slug


def test_an_ema_procedure_is_named_with_its_number_padded():
    application = ApplicationFactory(number="EMEA/H/C/002215")
    found = find_number("EMEA/H/C/002215/II/29")
    assert (found.one, found.procedure) == (application, "II/0029")


def test_a_number_that_is_not_held_and_a_text_that_is_none_find_nothing():
    assert find_number("NDA099999").applications == ()
    assert find_number("Feraheme").applications == ()


@pytest.mark.parametrize("typed", ["feraheme", "Fera", "FERA", "rienso", "ferumoxytol", "Ferumox", "  feraheme "])
def test_a_name_another_name_or_a_substance_is_found_by_its_beginning(feraheme: Application, typed: str):
    assert find_name(typed) == [feraheme]


def test_an_alias_finds_every_application_of_the_substance(feraheme: Application):
    generic = ApplicationFactory(number="ANDA206604", authority="FDA", name="FERUMOXYTOL")
    generic.substances.set(feraheme.substances.all())
    assert set(find("ferumoxytol non-stoichiometric").applications) == set()
    assert find("ferumoxytol").applications[0] == generic
    assert set(find("ferumoxytol").applications) == {feraheme, generic}


def test_the_holder_is_found_by_its_name():
    holder = Organisation.objects.create(name="Guerbet")
    OrganisationAlias.objects.create(organisation=holder, name="Guerbet", key="guerbet")
    sinerem = ApplicationFactory(number="EMEA/H/C/000801", name="Sinerem", applicant=holder)
    assert find("GUERBET").one == sinerem


def test_the_very_name_comes_before_names_that_begin_so():
    longer = ApplicationFactory(name="Zefylti Plus", number="EMEA/H/C/000001")
    exact = ApplicationFactory(name="Zefylti", number="EMEA/H/C/000002")
    assert find_name("zefylti") == [exact, longer]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "?"])
def test_signs_alone_find_nothing(feraheme: Application, typed: str):
    assert find(typed).applications == ()


def test_a_search_by_name_is_one_query_however_much_it_finds(feraheme: Application):
    for number in range(30):
        ApplicationFactory(name=f"Fera {number}")
    with CaptureQueriesContext(connection) as queries:
        found = find_name("fera", most=20)
        names = [(row.product.name, row.applicant) for row in found]
    assert len(names) == 20
    assert len(queries) == 1
