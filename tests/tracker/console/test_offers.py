"""Links are offered where the application is, and in a list; a person decides, with the reason filled in."""

import pytest

from tests.factories import ApplicationFactory, ProductFactory, SubstanceFactory, UserFactory
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Application, Portfolio
from tracker.intake.models import Decision, DeclinedLink

OURS, THEIRS = "EMEA/H/C/005974", "NDA022180"
LINE = "Same substance: ferumoxytol; same name."


def application(number: str, name: str = "Feraheme", **facts: object) -> Application:
    authority = "EMA" if number.startswith("EMEA") else "FDA"
    product = ProductFactory(key=number, name=name)
    return ApplicationFactory(
        number=number, authority=authority, name=name, name_key=name.casefold(), product=product, **facts
    )


@pytest.fixture
def pair(db) -> tuple[Application, Application]:
    ferumoxytol = SubstanceFactory(name="ferumoxytol")
    return application(OURS, substances=[ferumoxytol]), application(THEIRS, "FERAHEME", substances=[ferumoxytol])


def text(browser, address: str) -> str:
    return " ".join(browser.get(address).content.decode().split())


def decided(browser, decision: str, reason: str = LINE, number: str = OURS, other: str = THEIRS):
    said = {"decision": decision, "others": other, "reason": reason, "next": "/links/?which=all"}
    return browser.post(f"/links/decide/{number}/", said)


def test_the_page_of_an_application_and_of_its_product_offer_the_other_with_the_reason(as_chief, pair):
    ours, _ = pair
    for address in (f"/links/{OURS}/", f"/products/{ours.product_id}/", "/links/?which=all"):
        shown = text(as_chief, address)
        assert f'href="/applications/{THEIRS}/"' in shown and LINE in shown, address
        assert f'name="reason" value="{LINE}"' in shown, address


def test_the_list_begins_with_what_is_in_a_portfolio_or_followed(as_chief, chief, pair):
    ours, _ = pair
    assert "Nothing is to be considered for what is followed" in text(as_chief, "/links/")
    portfolio = Portfolio.objects.create(name="Iron", slug="iron")
    portfolio.products.add(ours.product)
    assert f'id="for-{ours.pk}"' in text(as_chief, "/links/")
    portfolio.is_shared, portfolio.owner = False, UserFactory()
    portfolio.save()
    assert f'id="for-{ours.pk}"' not in text(as_chief, "/links/")


@pytest.mark.parametrize("kind", ["application", "product", "substance"])
def test_what_anybody_follows_counts(as_chief, pair, kind):
    ours, _ = pair
    targets = {"application": ours, "product": ours.product, "substance": ours.substances.get()}
    Subscription.objects.create(person=UserFactory(), **{kind: targets[kind]})
    assert f'id="for-{ours.pk}"' in text(as_chief, "/links/")


def test_joining_takes_the_reason_and_comes_back_to_the_list(as_chief, pair):
    answer = decided(as_chief, "join")
    assert answer["Location"] == "/links/?which=all"
    ours, theirs = (Application.objects.get(number=number) for number in (OURS, THEIRS))
    assert ours.product_id == theirs.product_id
    assert Decision.objects.get().reason == LINE
    assert THEIRS not in text(as_chief, "/links/?which=all").split("</h1>")[1]


def test_what_is_declined_is_shown_apart_and_may_be_offered_again(as_chief, pair):
    decided(as_chief, "decline", "Another strength.")
    shown = text(as_chief, f"/links/{OURS}/")
    assert "chief" in shown and "Another strength." in shown and "Offer again" in shown
    decided(as_chief, "offer", "I was wrong.")
    assert not DeclinedLink.objects.exists()


def test_nothing_is_decided_without_a_reason_or_about_what_is_not_there(as_chief, pair):
    decided(as_chief, "join", "")
    decided(as_chief, "join", other="NDA999999")
    decided(as_chief, "merge")
    assert not Decision.objects.exists()


def test_readers_see_what_is_offered_and_decide_nothing(as_reader, pair):
    shown = text(as_reader, f"/links/{OURS}/")
    assert LINE in shown and "Decline" not in shown
    assert decided(as_reader, "join").status_code == 403


def test_generics_are_counted_with_a_link_to_them(as_chief, pair):
    ours, _ = pair
    application("ANDA206604", "FERUMOXYTOL", substances=list(ours.substances.all()))
    assert "1 generic (ANDA)</a> of the substance is left out" in text(as_chief, f"/links/{OURS}/")
    assert "ANDA206604" in text(as_chief, f"/links/{OURS}/?generics=yes")


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_costs_the_same_for_few_and_for_many(as_chief, count, django_assert_max_num_queries):
    substance = SubstanceFactory(name="exempline")
    for index in range(count):
        application(f"EMEA/H/C/{index:06}", f"Exemplin {index}", substances=[substance])
    as_chief.get("/links/?which=all")
    with django_assert_max_num_queries(13):
        assert as_chief.get("/links/?which=all").content.count(b"<section") >= count


def test_a_product_whose_application_has_moved_says_where_it_is(as_chief, pair):
    _, theirs = pair
    Subscription.objects.create(person=UserFactory(), product=theirs.product)
    Subscription.objects.create(person=UserFactory(), product=pair[0].product)
    decided(as_chief, "join")
    left = next(one.product for one in pair if not one.product.applications.exists())
    assert "belongs to <a" in text(as_chief, f"/products/{left.pk}/")
