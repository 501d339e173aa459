"""One click follows a medicine, one click ends it, and a change says who was told of it."""

import pytest

from tests.factories import ApplicationFactory, ChangeFactory, UserFactory
from tracker.alerts import subscribing
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Subscription

NUMBER = "EMEA/H/C/000801"


@pytest.fixture
def application(db):
    """An application of a product."""
    return ApplicationFactory(number=NUMBER, product__name="Sinerem")


@pytest.mark.parametrize("kind", ["application", "product"])
def test_one_click_follows_and_one_click_ends_it(as_chief, chief, application, kind):
    address = (
        f"/follow/application/{NUMBER}/" if kind == "application" else f"/follow/product/{application.product_id}/"
    )
    as_chief.post(address)
    as_chief.post(address)
    subscription = Subscription.objects.get()
    assert (subscription.person, subscription.state) == (chief, Subscription.State.ACTIVE)
    assert getattr(subscription, kind) is not None
    as_chief.post(address, {"end": "1"})
    assert Subscription.objects.get().state == Subscription.State.ENDED


def test_looking_follows_nothing(as_chief, application):
    assert as_chief.get(f"/follow/application/{NUMBER}/").status_code == 405
    assert not Subscription.objects.exists()


def test_the_page_says_whether_one_follows_it(as_chief, chief, sinerem):
    assert "Following: end it" not in as_chief.get(f"/applications/{NUMBER}/").content.decode()
    subscribing.follow(chief, application=sinerem)
    assert "Following: end it" in as_chief.get(f"/applications/{NUMBER}/").content.decode()


def test_a_change_says_who_is_told_of_it(as_chief, application):
    subscribing.follow(UserFactory(username="anna"), application=application)
    change = ChangeFactory(application=application)
    match_changes()
    assert "anna, Email: Pending" in as_chief.get(f"/changes/{change.pk}/").content.decode()


def test_what_others_are_told_is_their_own(as_reader, application):
    subscribing.follow(UserFactory(username="anna"), application=application)
    change = ChangeFactory(application=application)
    match_changes()
    assert "anna" not in as_reader.get(f"/changes/{change.pk}/").content.decode()
