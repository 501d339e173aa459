"""Who is told of which change."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.factories import (
    FIRST_SEEN,
    ApplicationFactory,
    ChangeFactory,
    OrganisationFactory,
    ProductFactory,
    SavedSearchFactory,
    SnapshotFactory,
    SubstanceFactory,
    UserFactory,
)
from tests.tracker.alerts.conftest import Killed
from tracker.alerts import matching, subscribing
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.alerts.models.subscriptions import GIVEN, target_key
from tracker.catalogue.models import Change, Portfolio

pytestmark = pytest.mark.django_db


def told(person) -> set[int]:
    """Ids of the changes that are on their way to a person."""
    return set(DeliveryItem.objects.filter(person=person).values_list("change_id", flat=True))


@pytest.fixture
def ferumoxtran():
    return SubstanceFactory(name="ferumoxtran-10")


@pytest.fixture
def sinerem(ferumoxtran):
    product = ProductFactory(name="Sinerem")
    return ApplicationFactory(
        number="EMEA/H/C/000801",
        product=product,
        substances=[ferumoxtran],
        applicant=OrganisationFactory(name="Guerbet"),
    )


@pytest.fixture
def targets(sinerem, ferumoxtran) -> dict[str, object]:
    """By kind, what leads to Sinerem."""
    portfolio = Portfolio.objects.create(name="Iron oxides", slug="iron-oxides")
    portfolio.products.add(sinerem.product)
    return {
        "application": sinerem,
        "product": sinerem.product,
        "substance": ferumoxtran,
        "organisation": sinerem.applicant,
        "portfolio": portfolio,
        "search": SavedSearchFactory(words="sinerem"),
        "authority": "EMA",
    }


@pytest.mark.parametrize("target", GIVEN)
def test_a_change_reaches_those_who_follow_it_by_any_target_and_nobody_else(target, sinerem, targets):
    follower = subscribing.follow(UserFactory(), **{target: targets[target]}).person
    others = [
        subscribing.follow(UserFactory(), application=ApplicationFactory()),
        subscribing.follow(UserFactory(), product=ProductFactory()),
        subscribing.follow(UserFactory(), substance=SubstanceFactory()),
        subscribing.follow(UserFactory(), organisation=OrganisationFactory()),
        subscribing.follow(UserFactory(), portfolio=Portfolio.objects.create(name="Other", slug="other")),
        subscribing.follow(UserFactory(), search=SavedSearchFactory(words="other")),
        subscribing.follow(UserFactory(), authority="FDA"),
    ]
    change = ChangeFactory(application=sinerem)

    match_changes()

    assert told(follower) == {change.id}
    assert not any(told(other.person) for other in others)


def test_each_kind_of_target_is_written_as_it_is_looked_up(targets):
    person = UserFactory()
    for kind, target in targets.items():
        subscription = subscribing.follow(person, **{kind: target})
        key = target if kind == "authority" else target.pk
        assert subscription.target_key == target_key(kind, key)


def test_a_search_by_status_hears_of_what_enters_it_and_of_what_leaves_it(sinerem):
    sinerem.status = "authorised"
    sinerem.save()
    people = {
        status: subscribing.follow(UserFactory(), search=SavedSearchFactory(status=status)).person
        for status in ("opinion", "authorised", "refused")
    }
    change = ChangeFactory(application=sinerem, field="status", before="opinion", after="authorised")

    match_changes()

    assert [status for status, person in people.items() if told(person)] == ["opinion", "authorised"]
    assert told(people["opinion"]) == {change.id}


def test_all_criteria_of_a_search_count(sinerem):
    fits = subscribing.follow(UserFactory(), search=SavedSearchFactory(words="sinerem", authority="EMA")).person
    does_not = subscribing.follow(UserFactory(), search=SavedSearchFactory(words="sinerem", authority="FDA")).person
    ChangeFactory(application=sinerem)

    match_changes()

    assert told(fits)
    assert not told(does_not)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([], {"status", "opinion-positive", "list-of-questions", "document", "applicant"}),
        (["status"], {"status", "opinion-positive"}),
        (["step", "document"], {"list-of-questions", "document"}),
        (["field"], {"applicant"}),
        (["notice"], set()),
    ],
)
def test_a_subscription_can_be_to_some_kinds_of_change(kinds, expected, sinerem):
    person = UserFactory()
    Subscription.objects.create(person=person, application=sinerem, minimum_significance="minor", kinds=kinds)
    for subject, field in (
        ("application", "status"),
        ("step", "opinion-positive"),
        ("step", "list-of-questions"),
        ("document", "document"),
        ("application", "applicant"),
    ):
        ChangeFactory(application=sinerem, subject=subject, field=field, significance="major")

    match_changes()

    assert set(Change.objects.filter(pk__in=told(person)).values_list("field", flat=True)) == expected


@pytest.mark.parametrize("kinds", ["status", ["opinion"], [1], {"status": True}])
def test_kinds_that_do_not_exist_are_refused(kinds, sinerem):
    with pytest.raises(ValidationError, match="Choose from status, step, document, notice, field"):
        Subscription(person=UserFactory(), application=sinerem, kinds=kinds).full_clean()


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [("critical", {"critical"}), ("major", {"critical", "major"}), ("minor", {"critical", "major", "minor"})],
)
def test_a_subscription_lets_through_what_weighs_enough_and_noise_never(minimum, expected, sinerem):
    person = UserFactory()
    Subscription.objects.create(person=person, application=sinerem, minimum_significance=minimum)
    changes = {weight: ChangeFactory(application=sinerem, significance=weight) for weight in Change.Significance.values}

    match_changes()

    assert told(person) == {changes[weight].id for weight in expected}


def test_a_change_of_a_status_is_told_unless_asked_otherwise(sinerem):
    assert Subscription(person=UserFactory(), application=sinerem).minimum_significance == "critical"


def test_a_category_hides_the_other_one_and_never_what_has_none():
    person = UserFactory()
    Subscription.objects.create(person=person, authority="EMA", category="Human")
    Subscription.objects.create(person=person, authority="FDA", category="Human")
    human, unstated, _veterinary = (
        ChangeFactory(application=ApplicationFactory(category="Human")),
        ChangeFactory(application=ApplicationFactory(category="", authority="FDA", number="NDA022180")),
        ChangeFactory(application=ApplicationFactory(category="Veterinary")),
    )

    match_changes()

    assert told(person) == {human.id, unstated.id}


def test_what_the_rules_keep_back_is_told_to_nobody(sinerem):
    person = subscribing.follow(UserFactory(), application=sinerem).person
    silent = ChangeFactory(application=sinerem, alerting=False)

    match_changes()

    silent.refresh_from_db()
    assert not told(person)
    assert silent.matched_at is None


def test_who_subscribes_after_a_change_was_recorded_is_not_told_of_it(sinerem):
    ChangeFactory(application=sinerem)
    person = subscribing.follow(UserFactory(), application=sinerem).person
    later = ChangeFactory(application=sinerem)

    match_changes()

    assert told(person) == {later.id}


def test_a_page_that_was_retrieved_earlier_but_read_later_is_news_to_who_subscribed_in_between(sinerem):
    person = subscribing.follow(UserFactory(), application=sinerem).person
    retrieved = datetime.datetime(2007, 12, 20, tzinfo=datetime.UTC)
    change = ChangeFactory(application=sinerem, seen_at=retrieved, snapshot__retrieved_at=retrieved)

    match_changes()

    assert told(person) == {change.id}


def test_nothing_is_told_while_paused_nor_afterwards_of_what_changed_meanwhile(sinerem):
    subscription = subscribing.follow(UserFactory(), application=sinerem)
    mine = Subscription.objects.filter(pk=subscription.pk)
    subscribing.pause(mine)
    ChangeFactory(application=sinerem)
    subscribing.resume(mine)
    later = ChangeFactory(application=sinerem)

    match_changes()

    assert told(subscription.person) == {later.id}


def test_someone_who_may_no_longer_sign_in_is_not_told(sinerem):
    person = UserFactory(is_active=False)
    subscribing.follow(person, application=sinerem)
    ChangeFactory(application=sinerem)

    match_changes()

    assert not told(person)


def test_changes_of_one_reading_about_one_application_go_into_one_message(sinerem):
    person = UserFactory()
    Subscription.objects.create(person=person, application=sinerem, minimum_significance="minor")
    reading, next_reading = SnapshotFactory(), SnapshotFactory()
    for field in ("status", "applicant", "inn"):
        ChangeFactory(application=sinerem, field=field, snapshot=reading)
    ChangeFactory(application=sinerem, snapshot=next_reading)

    match_changes()

    deliveries = Delivery.objects.filter(person=person).order_by("first_change_id")
    assert [delivery.items.count() for delivery in deliveries] == [3, 1]
    assert [delivery.snapshot for delivery in deliveries] == [reading, next_reading]


def test_one_reading_of_two_applications_is_two_messages():
    person = subscribing.follow(UserFactory(), authority="EMA").person
    reading = SnapshotFactory()
    ChangeFactory.create_batch(2, snapshot=reading)

    match_changes()

    assert Delivery.objects.filter(person=person).count() == 2


def test_two_entries_by_one_person_are_two_messages_and_one_entry_is_one(sinerem):
    follower = subscribing.follow(UserFactory(), application=sinerem).person
    entered = {"application": sinerem, "snapshot": None, "person_name": "anna", "reason": "Letter on paper"}
    ChangeFactory(**entered, field="status")
    ChangeFactory(**entered, field="opinion_status")
    ChangeFactory(**entered, field="status", seen_at=FIRST_SEEN + datetime.timedelta(hours=1))

    match_changes()

    assert sorted(each.items.count() for each in Delivery.objects.filter(person=follower)) == [1, 2]


def test_several_subscriptions_of_one_person_make_one_message_that_names_them(sinerem, ferumoxtran):
    person = UserFactory()
    mine = [
        subscribing.follow(person, application=sinerem),
        subscribing.follow(person, substance=ferumoxtran),
        subscribing.follow(person, authority="EMA"),
    ]
    ChangeFactory(application=sinerem)

    match_changes()

    item = DeliveryItem.objects.get(person=person)
    assert set(item.subscriptions.all()) == set(mine)


def test_a_second_run_makes_nothing(sinerem):
    subscribing.follow(UserFactory(), application=sinerem)
    ChangeFactory(application=sinerem)

    first, second = match_changes(), match_changes()

    assert (first.changes, len(first.deliveries)) == (1, 1)
    assert (second.changes, second.deliveries) == (0, ())


def test_a_change_that_is_matched_again_is_still_told_once(sinerem):
    subscribing.follow(UserFactory(), application=sinerem)
    early = subscribing.follow(UserFactory(), product=sinerem.product).person
    change = ChangeFactory(application=sinerem)
    match_changes()
    Change.objects.update(matched_at=None)
    newer = ChangeFactory(application=sinerem, snapshot=change.snapshot, field="applicant")

    match_changes()

    assert DeliveryItem.objects.filter(change=change).count() == 2
    assert told(early) == {change.id, newer.id}


def test_the_database_refuses_to_tell_someone_twice(sinerem):
    subscribing.follow(UserFactory(), application=sinerem)
    ChangeFactory(application=sinerem)
    match_changes()
    item = DeliveryItem.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryItem.objects.create(
            delivery=item.delivery, person=item.person, channel=item.channel, change=item.change
        )


@pytest.mark.parametrize(
    ("place", "name", "after"),
    [(matching, "owe", False), (matching, "owe", True), (DeliveryItem.objects, "bulk_create", True)],
)
def test_a_worker_that_dies_while_matching_leaves_nothing_half_done(place, name, after, kill, sinerem):
    person = subscribing.follow(UserFactory(), application=sinerem).person
    change = ChangeFactory(application=sinerem)
    kill(place, name, after=after)

    with pytest.raises(Killed):
        match_changes()
    change.refresh_from_db()
    assert (Delivery.objects.count(), change.matched_at) == (0, None)

    match_changes()
    assert told(person) == {change.id}


def test_more_applications_than_fit_one_batch_are_all_matched(monkeypatch):
    monkeypatch.setattr(matching, "BATCH", 2)
    person = subscribing.follow(UserFactory(), authority="EMA").person
    changes = ChangeFactory.create_batch(5)

    assert match_changes().changes == 5
    assert told(person) == {change.id for change in changes}


def test_matching_asks_as_often_for_thirty_changes_as_for_two(django_assert_max_num_queries):
    subscribing.follow(UserFactory(), authority="EMA")

    def queries(count: int) -> int:
        ChangeFactory.create_batch(count)
        with django_assert_max_num_queries(20) as asked:
            match_changes()
        return len(asked)

    assert queries(2) == queries(30)


def test_a_subscription_has_one_target(sinerem):
    for targets in (
        {},
        {"application": sinerem, "product": sinerem.product},
        {"product": sinerem.product, "authority": "EMA"},
    ):
        with pytest.raises(IntegrityError, match="subscription_has_one_target"), transaction.atomic():
            Subscription.objects.create(person=UserFactory(), **targets)


def test_a_person_follows_a_thing_once(sinerem):
    person = UserFactory()
    first = subscribing.follow(person, application=sinerem)

    assert subscribing.follow(person, application=sinerem) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(person=person, application=sinerem)


def test_following_again_after_unsubscribing_resumes(sinerem):
    person = UserFactory()
    first = subscribing.follow(person, application=sinerem)
    subscribing.end(Subscription.objects.all())

    assert subscribing.follow(person, application=sinerem).state == Subscription.State.ACTIVE
    assert Subscription.objects.get() == first


def test_a_product_that_someone_follows_is_not_deleted_under_them():
    product = ProductFactory()
    subscribing.follow(UserFactory(), product=product)

    with pytest.raises(ProtectedError):
        product.delete()


def test_a_link_does_not_silence_those_who_followed_the_product_that_the_application_came_with():
    """Combidex was followed as a product of its own, then linked to Sinerem: its followers still hear of it, once."""
    own, product = ProductFactory(key="NDA021115", name="Combidex"), ProductFactory(name="Sinerem")
    application = ApplicationFactory(number="NDA021115", authority="FDA", product=product)
    follower, other = (UserFactory() for _ in range(2))
    Subscription.objects.create(person=follower, product=own)
    Subscription.objects.create(person=other, product=product)
    ChangeFactory(application=application)
    match_changes()
    assert sorted(Delivery.objects.values_list("person", flat=True)) == sorted([follower.pk, other.pk])
