"""One click follows a medicine, one click ends it, and a change says who was told of it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission

from tests.factories import (
    ApplicationFactory,
    ChangeFactory,
    SavedSearchFactory,
    SubstanceFactory,
    UserFactory,
)
from tracker.alerts import subscribing
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Portfolio
from tracker.console.follow import page_of

NUMBER = "EMEA/H/C/000801"


@pytest.fixture
def targets(sinerem) -> dict[str, Any]:
    """By kind, what can be followed with one click on its page."""
    portfolio = Portfolio.objects.create(name="Iron oxides", slug="iron-oxides")
    portfolio.products.add(sinerem.product)
    return {
        "application": sinerem,
        "product": sinerem.product,
        "substance": SubstanceFactory(name="ferumoxtran-10"),
        "organisation": sinerem.applicant,
        "portfolio": portfolio,
        "search": SavedSearchFactory(words="sine", is_shared=True),
    }


@pytest.fixture
def application(db):
    """An application of a product."""
    return ApplicationFactory(number=NUMBER, product__name="Sinerem")


def test_one_click_follows_and_one_click_ends_it(as_chief, chief, targets):
    for kind, target in targets.items():
        address = f"/follow/{kind}/{target.pk}/"
        as_chief.post(address)
        as_chief.post(address)
        subscription = Subscription.objects.get(**{kind: target})
        assert (subscription.person, subscription.state) == (chief, Subscription.State.ACTIVE)
        as_chief.post(address, {"end": "1"})
        assert Subscription.objects.get(**{kind: target}).state == Subscription.State.ENDED


def test_the_page_of_everything_that_can_be_followed_has_the_button(as_chief, targets):
    for kind, target in targets.items():
        address = page_of(kind, target)
        assert "Following: end it" not in as_chief.get(address).content.decode(), address
        answer = as_chief.post(f"/follow/{kind}/{target.pk}/", {"next": address})
        assert answer["Location"] == address
        assert "Following: end it" in as_chief.get(address).content.decode(), address


@pytest.mark.parametrize("address", ["product/999", "product/EMA", "authority/MHRA", "person/1", f"product/{10**30}"])
def test_what_is_not_there_cannot_be_followed(as_chief, address):
    assert as_chief.post(f"/follow/{address}/").status_code == 404
    assert as_chief.get(f"/subscriptions/add/{address}/").status_code == 404


def test_what_others_keep_private_cannot_be_followed(as_reader, reader):
    reader.user_permissions.add(Permission.objects.get(codename="add_subscription"))
    search = SavedSearchFactory(words="a")
    portfolio = Portfolio.objects.create(name="Theirs", slug="theirs", owner=UserFactory(), is_shared=False)
    for kind, key in (("search", search.pk), ("portfolio", portfolio.pk)):
        assert as_reader.post(f"/follow/{kind}/{key}/").status_code == 404
    assert not Subscription.objects.exists()


def test_looking_follows_nothing(as_chief, application):
    assert as_chief.get(f"/follow/application/{application.pk}/").status_code == 405
    assert not Subscription.objects.exists()


def test_the_page_says_whether_one_follows_it(as_chief, chief, sinerem):
    assert "Following: end it" not in as_chief.get(f"/applications/{NUMBER}/").content.decode()
    subscribing.follow(chief, application=sinerem)
    assert "Following: end it" in as_chief.get(f"/applications/{NUMBER}/").content.decode()


def test_a_change_says_who_is_told_of_it(as_chief, application):
    subscribing.follow(UserFactory(username="anna"), application=application)
    change = ChangeFactory(application=application)
    match_changes()
    page = as_chief.get(f"/changes/{change.pk}/").content.decode()
    assert '<th scope="row">anna</th>' in page
    assert "<td>Pending</td>" in page


def test_what_others_are_told_is_their_own(as_reader, application):
    subscribing.follow(UserFactory(username="anna"), application=application)
    change = ChangeFactory(application=application)
    match_changes()
    assert "anna" not in as_reader.get(f"/changes/{change.pk}/").content.decode()


def test_a_change_says_who_is_told_of_it_with_a_digest(as_chief, application):
    Subscription.objects.create(
        person=UserFactory(username="anna"), application=application, cadence="weekly", critical_at_once=False
    )
    change = ChangeFactory(application=application)
    match_changes()

    text = as_chief.get(f"/changes/{change.pk}/").content.decode()
    assert "anna" in text
    assert "Waits for the weekly digest" in text
