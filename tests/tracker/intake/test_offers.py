"""Applications that may be one product are offered, with the reason; a person joins them, declines, and undoes both."""

import pytest

from tests.factories import ApplicationFactory, ProductFactory, SubstanceFactory, UserFactory
from tests.tracker.intake.worlds import (
    SPOKEN_FDA,
    SPOKEN_TABLE,
    day,
    ingest_table,
    listen,
    medicines,
    number,
    page_says,
)
from tests.tracker.intake.worlds import application as says
from tracker.alerts.models import Subscription
from tracker.catalogue import spelling
from tracker.catalogue.models import Application, Portfolio, Product, Substance
from tracker.intake import rebuild
from tracker.intake.apply import Person
from tracker.intake.links import decline, join, offer_again, unlink
from tracker.intake.models import Decision, DeclinedLink
from tracker.intake.offers import offers_for, to_consider

pytestmark = pytest.mark.django_db
ANNA = Person("anna", "The same medicine.")


@pytest.fixture
def ferumoxytol() -> Substance:
    return SubstanceFactory(name="ferumoxytol")


def application(number: str, name: str, *substances: Substance, **facts: object) -> Application:
    """An application under a product of its own, as they come."""
    authority = "EMA" if number.startswith("EMEA") else "FDA"
    return ApplicationFactory(
        number=number,
        authority=authority,
        name=name,
        name_key=spelling.key(name),
        product=facts.pop("product", None) or ProductFactory(key=number, name=name),
        substances=list(substances),
        **facts,
    )


def offered(to: Application, **options: object) -> list[tuple[str, str]]:
    """The numbers and reasons that are offered, in order."""
    to.refresh_from_db()
    return [(offer.application.number, offer.reason) for offer in offers_for([to], **options)[to.pk].offers]


class TestWhatIsOffered:
    def test_the_same_name_and_substance_at_the_other_authority_comes_first(self, ferumoxytol):
        feraheme = application("EMEA/H/C/005974", "Feraheme", ferumoxytol)
        application("EMEA/H/C/002215", "Rienso", ferumoxytol)
        application("NDA219868", "FERABRIGHT", ferumoxytol)
        application("NDA022180", "FERAHEME", ferumoxytol)
        assert offered(feraheme) == [
            ("NDA022180", "same substance: ferumoxytol; same name"),
            ("NDA219868", "same substance: ferumoxytol"),
            ("EMEA/H/C/002215", "same substance: ferumoxytol"),
        ]

    def test_generics_are_counted_and_come_when_asked_for(self, ferumoxytol):
        feraheme = application("EMEA/H/C/005974", "Feraheme", ferumoxytol)
        application("ANDA206604", "FERUMOXYTOL", ferumoxytol)
        assert offered(feraheme) == [] and offers_for([feraheme])[feraheme.pk].generics == 1
        assert offered(feraheme, with_generics=True) == [("ANDA206604", "same substance: ferumoxytol")]

    def test_a_generic_of_the_same_name_is_offered(self, ferumoxytol):
        theirs = application("EMEA/H/C/005974", "Ferumoxytol Exemplin", ferumoxytol)
        application("ANDA206604", "FERUMOXYTOL EXEMPLIN", ferumoxytol)
        assert [number for number, _ in offered(theirs)] == ["ANDA206604"]

    def test_a_combination_shares_a_substance_and_says_that_there_are_others(self):
        one, two = SubstanceFactory(name="sitagliptin"), SubstanceFactory(name="metformin")
        both = application("EMEA/H/C/000861", "Exemplin Met", one, two)
        application("NDA021995", "EXEMPLIN", one)
        application("NDA022044", "EXEMPLINMET", one, two)
        assert offered(both) == [
            ("NDA022044", "same substances: metformin, sitagliptin; same name"),
            ("NDA021995", "sitagliptin in both, with other substances"),
        ]

    def test_what_has_nothing_in_common_is_not_offered_and_no_name_is_no_common_name(self, ferumoxytol):
        lonely = application("EMEA/H/C/005974", "", ferumoxytol)
        application("NDA000001", "", SubstanceFactory(name="iron"))
        application("NDA000002", "Exemplin", SubstanceFactory(name="iron oxide"))
        assert offered(lonely) == []

    def test_what_is_under_one_product_is_not_offered_and_a_product_is_offered_once(self, ferumoxytol):
        product = ProductFactory(key="feraheme", name="Feraheme")
        ours = application("EMEA/H/C/005974", "Feraheme", ferumoxytol, product=product)
        application("NDA022180", "FERAHEME", ferumoxytol, product=product)
        other = ProductFactory(key="rienso", name="Rienso")
        application("EMEA/H/C/002215", "Rienso", ferumoxytol, product=other)
        application("NDA000003", "RIENSO", ferumoxytol, product=other)
        (offer,) = offers_for([ours])[ours.pk].offers
        assert (offer.product, offer.numbers) == (other, ("NDA000003", "EMEA/H/C/002215"))

    @pytest.mark.parametrize("count", [1, 12])
    def test_it_costs_the_same_for_one_and_for_many(self, ferumoxytol, count, django_assert_num_queries):
        rows = [application(f"EMEA/H/C/00{index:04}", "Feraheme", ferumoxytol) for index in range(count)]
        for index in range(count):
            application(f"NDA{index:06}", "FERAHEME", ferumoxytol)
        with django_assert_num_queries(7):
            found = offers_for(rows)
        assert all(found[row.pk].offers for row in rows)


def test_sources_that_spell_a_substance_differently_meet_and_salts_are_not_guessed(monkeypatch):
    """As EMA's table and FDA's data write them: in lower case and in capitals, with the salt or without."""
    listen(monkeypatch, SPOKEN_TABLE, SPOKEN_FDA)
    page_says(says("EMEA/H/C/000021", name="Exemplin", inn="metformin hydrochloride"), at=day(1), reader=SPOKEN_TABLE)
    page_says(
        says("NDA020357", name="GLUCOEXEMPLIN", active_substance="METFORMIN HYDROCHLORIDE"),
        says("NDA020358", name="BASE EXEMPLIN", active_substance="METFORMIN"),
        at=day(1),
        address="https://api.fda.gov/drug/drugsfda.json",
        reader=SPOKEN_FDA,
    )
    ours = Application.objects.get(number="EMEA/H/C/000021")
    assert offered(ours) == [("NDA020357", "same substance: metformin hydrochloride")]


class TestJoining:
    def test_the_one_moves_whose_product_nobody_keeps(self, ferumoxytol):
        ours = application("EMEA/H/C/005974", "Feraheme", ferumoxytol)
        theirs = application("NDA022180", "FERAHEME", ferumoxytol)
        portfolio = Portfolio.objects.create(name="Iron", slug="iron")
        portfolio.products.add(ours.product)
        assert join(theirs.number, ours.number, ANNA).number == "NDA022180"
        theirs.refresh_from_db()
        assert theirs.product == ours.product and offered(ours) == []
        assert not Product.objects.filter(key="NDA022180").exists()

    def test_a_product_that_somebody_follows_stays_and_its_follower_is_not_forgotten(self, ferumoxytol):
        ours = application("EMEA/H/C/005974", "Feraheme", ferumoxytol)
        theirs = application("NDA022180", "FERAHEME", ferumoxytol)
        for one in (ours, theirs):
            Subscription.objects.create(person=UserFactory(), product=one.product)
        join(ours.number, theirs.number, ANNA)
        assert Product.objects.filter(key__in=[ours.number, theirs.number]).count() == 2

    def test_it_is_undone_by_putting_it_under_a_product_of_its_own_again(self, ferumoxytol):
        ours = application("EMEA/H/C/005974", "Feraheme", ferumoxytol)
        theirs = application("NDA022180", "FERAHEME", ferumoxytol)
        moved = join(ours.number, theirs.number, ANNA)
        unlink(moved.number, Person("anna", "Another medicine after all."))
        ours.refresh_from_db()
        theirs.refresh_from_db()
        assert (ours.product.key, theirs.product.key) == (ours.number, theirs.number)
        assert [decision.kind for decision in Decision.objects.all()] == ["link", "unlink"]
        assert len(offered(ours)) == 1

    def test_joining_what_is_joined_decides_nothing(self, ferumoxytol):
        product = ProductFactory()
        one, two = (application(number, "X", ferumoxytol, product=product) for number in ("NDA000001", "NDA000002"))
        join(one.number, two.number, ANNA)
        assert not Decision.objects.exists()


class TestDeclining:
    @pytest.fixture
    def pair(self, ferumoxytol) -> tuple[Application, Application]:
        return application("EMEA/H/C/005974", "Feraheme", ferumoxytol), application("NDA022180", "X", ferumoxytol)

    def test_what_was_declined_is_offered_on_neither_side_and_no_more_to_be_considered(self, pair):
        ours, theirs = pair
        assert set(to_consider(Application.objects.all())) == {ours, theirs}
        decline(ours.number, [theirs.number], Person("anna", "Another form."))
        assert offered(ours) == offered(theirs) == []
        assert not to_consider(Application.objects.all()).exists()

    def test_it_may_be_offered_again(self, pair):
        ours, theirs = pair
        decline(ours.number, [theirs.number], ANNA)
        decline(theirs.number, [ours.number], ANNA)
        offer_again(theirs.number, [ours.number], ANNA)
        assert len(offered(ours)) == len(offered(theirs)) == 1
        assert [decision.kind for decision in Decision.objects.all()] == ["decline", "decline", "offer"]

    def test_one_more_application_of_a_declined_product_is_offered(self, pair, ferumoxytol):
        ours, theirs = pair
        decline(ours.number, [theirs.number], ANNA)
        application("NDA219868", "FERABRIGHT", ferumoxytol)
        assert [number for number, _ in offered(ours)] == ["NDA219868"]


def test_starting_over_repeats_what_was_joined_and_declined_and_taken_back():
    ingest_table(medicines(3, name="Exemplin"), day(1))
    one, two, three = (number(index) for index in range(3))
    join(one, two, ANNA)
    decline(one, [three], ANNA)
    decline(two, [three], ANNA)
    offer_again(two, [three], ANNA)
    before = list(DeclinedLink.objects.values_list("number", "other"))
    assert before == [(one, three), (three, one)]
    DeclinedLink.objects.all().delete()
    assert rebuild.rebuild().rows == 2
    assert list(DeclinedLink.objects.values_list("number", "other")) == before
