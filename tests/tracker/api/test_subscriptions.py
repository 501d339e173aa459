"""Subscriptions and deliveries: a program manages those of its own person, and sees no others."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories import ApplicationFactory, ChangeFactory, ProductFactory, SavedSearchFactory
from tests.tracker.api.crowd import add_delivery, organisation, substance
from tests.tracker.api.described import differences
from tests.tracker.api.test_applications import found
from tracker.alerts.models import Delivery, Subscription
from tracker.catalogue.models import Portfolio

ADDRESS = "/api/v1/subscriptions/"


def one(subscription: Subscription) -> str:
    return f"{ADDRESS}{subscription.pk}/"


def test_a_program_subscribes_its_person_to_each_kind_of_target(editing, editor):
    application, product = ApplicationFactory(), ProductFactory(name="Sinerem")
    targets = {
        "application_id": application.pk,
        "product_id": product.pk,
        "substance_id": substance("ferumoxytol").pk,
        "organisation_id": organisation("Guerbet").pk,
        "portfolio_id": Portfolio.objects.create(name="Iron oxides", slug="iron-oxides").pk,
        "search_id": SavedSearchFactory(name="Iron", words="fer", is_shared=True).pk,
        "authority": "EMA",
    }
    for name, target in targets.items():
        answer = editing.post(ADDRESS, {name: target, "minimum_significance": "major"})
        assert answer.status_code == 201, answer.json()
        assert answer.json()[name] == target
        assert differences(answer.json(), "Subscription") == []
    assert Subscription.objects.filter(person=editor, minimum_significance="major").count() == 7
    titles = found(editing, "subscriptions/", "title")
    assert titles == [
        f"Application {application}",
        "Product Sinerem",
        "Substance ferumoxytol",
        "Organisation Guerbet",
        "Portfolio Iron oxides",
        "Search Iron",
        "Authority European Medicines Agency",
    ]


def test_a_new_subscription_begins_with_what_comes_next(editing):
    change = ChangeFactory()
    editing.post(ADDRESS, {"application_id": change.application_id})
    assert Subscription.objects.get().after_change == change.pk


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Choose one thing to follow, and not more than one."),
        ({"authority": ""}, "Choose one thing to follow, and not more than one."),
        ({"authority": "EMA", "product_id": "one"}, "Choose one thing to follow, and not more than one."),
        ({"product_id": 999}, "product_id: There is no product with the id 999."),
        ({"product_id": "Sinerem"}, "product_id: Give the id of the product, a number."),
        ({"product_id": True}, "product_id: Give the id of the product, a number."),
        ({"authority": "MHRA"}, 'authority: "MHRA" is not a valid choice.'),
        ({"authority": "EMA", "minimum_significance": "noise"}, 'minimum_significance: "noise" is not'),
        ({"authority": "EMA", "kinds": ["opinion"]}, "kinds"),
        ({"authority": "EMA", "note": "\x00"}, "note: Null characters are not allowed."),
    ],
)
def test_what_is_no_subscription_is_refused_in_plain_words(editing, wrong: dict[str, object], said: str):
    product = ProductFactory()
    asked = {name: product.pk if value == "one" else value for name, value in wrong.items()}
    answer = editing.post(ADDRESS, asked)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)
    assert not Subscription.objects.exists()


def test_what_others_keep_private_cannot_be_followed(editing, reader):
    portfolio = Portfolio.objects.create(name="Theirs", slug="theirs", owner=reader, is_shared=False)
    search = SavedSearchFactory(owner=reader, words="fer")
    for kind, row in (("portfolio", portfolio), ("search", search)):
        answer = editing.post(ADDRESS, {f"{kind}_id": row.pk})
        assert (answer.status_code, answer.json()["detail"]) == (
            400,
            f"{kind}_id: There is no {kind} with the id {row.pk}.",
        )
    assert not Subscription.objects.exists()


def test_kinds_of_change_are_chosen_and_changed(editing):
    made = editing.post(ADDRESS, {"authority": "EMA", "kinds": ["status", "notice"]}).json()
    assert made["kinds"] == ["status", "notice"]
    assert editing.patch(f"{ADDRESS}{made['id']}/", {"kinds": []}).json()["kinds"] == []
    assert Subscription.objects.get().kinds == []


def test_a_second_subscription_to_the_same_thing_is_refused(editing):
    editing.post(ADDRESS, {"authority": "EMA"})
    answer = editing.post(ADDRESS, {"authority": "EMA"})
    assert answer.status_code == 400
    assert answer.json() == {"detail": "There is one for this authority already: change or resume that one."}


def test_choices_are_changed_and_the_target_is_kept(editing, editor):
    subscription = Subscription.objects.create(person=editor, authority="EMA")
    answer = editing.patch(one(subscription), {"minimum_significance": "minor", "category": "Human", "note": "Mine"})
    assert answer.status_code == 200, answer.json()
    subscription.refresh_from_db()
    assert (subscription.minimum_significance, subscription.category, subscription.note) == ("minor", "Human", "Mine")
    answer = editing.patch(one(subscription), {"authority": "FDA"})
    assert answer.json() == {"detail": "It keeps its target: make another subscription for another one."}
    assert editing.patch(one(subscription), {"authority": "EMA"}).status_code == 200
    assert editing.put(one(subscription), {"authority": "EMA"}).status_code == 405


def test_what_changed_during_a_pause_is_not_told_afterwards(editing, editor):
    subscription = Subscription.objects.create(person=editor, authority="EMA")
    assert editing.patch(one(subscription), {"state": "paused"}).json()["state"] == "paused"
    missed = ChangeFactory()
    assert editing.patch(one(subscription), {"state": "active"}).json()["state"] == "active"
    subscription.refresh_from_db()
    assert subscription.after_change == missed.pk


def test_a_change_of_the_note_leaves_what_is_to_be_told_alone(editing, editor):
    subscription = Subscription.objects.create(person=editor, authority="EMA")
    before = subscription.after_change
    ChangeFactory()
    editing.patch(one(subscription), {"note": "Mine", "state": "active"})
    subscription.refresh_from_db()
    assert (subscription.after_change, subscription.note) == (before, "Mine")


def test_a_subscription_is_deleted(editing, editor):
    subscription = Subscription.objects.create(person=editor, authority="EMA")
    assert editing.delete(one(subscription)).status_code == 204
    assert not Subscription.objects.exists()


def test_nobody_sees_or_touches_the_subscriptions_of_others(editing, reader):
    theirs = Subscription.objects.create(person=reader, authority="EMA")
    assert found(editing, "subscriptions/", "id") == []
    for method in ("get", "patch", "delete"):
        assert getattr(editing, method)(one(theirs)).status_code == 404
    assert editing.post(ADDRESS, {"authority": "EMA", "person": reader.pk}).status_code == 201
    assert Subscription.objects.filter(person=reader).count() == 1


def test_subscribing_needs_the_permission(api):
    refused = api.post(ADDRESS, {"authority": "EMA"})
    assert refused.json() == {"detail": "This needs the permission alerts.add_subscription."}


def test_a_person_sees_what_was_sent_to_them(api, reader, editor):
    mine, theirs = ApplicationFactory(), ApplicationFactory()
    cause = ChangeFactory().snapshot
    add_delivery(reader, mine, cause)
    add_delivery(editor, theirs, cause)
    (row,) = api.get("/api/v1/deliveries/").json()["results"]
    delivery = Delivery.objects.get(person=reader)
    assert (row["application"], row["state"], row["channel"]) == (mine.number, "pending", "email")
    assert row["changes"] == [item.change_id for item in delivery.items.all()]
    assert differences(row, "Delivery") == []
    assert api.get(f"/api/v1/deliveries/{Delivery.objects.get(person=editor).pk}/").status_code == 404
    for query, count in {
        "state=pending": 1,
        "state=sent": 0,
        "channel=email": 1,
        f"application={mine.number}": 1,
        f"application={theirs.number}": 0,
        "since=2100-01-01": 0,
    }.items():
        assert len(found(api, f"deliveries/?{query}", "id")) == count, query


def test_an_estimate_says_what_the_same_choices_would_have_brought(editing, editor):
    change = ChangeFactory(significance="critical", seen_at=timezone.now())
    ChangeFactory(application=change.application, significance="minor", seen_at=timezone.now())
    answer = editing.post(f"{ADDRESS}estimate/", {"application_id": change.application_id})
    assert answer.status_code == 200, answer.json()
    assert differences(answer.json(), "Estimate") == []
    assert answer.json()["last_30_days"] == {"changes": 1, "messages": 1}
    assert [example["id"] for example in answer.json()["examples"]] == [change.pk]
    assert (answer.json()["is_too_broad"], answer.json()["warning"]) == (False, "")
    assert not Subscription.objects.exists()


def test_too_broad_a_subscription_is_warned_of(editing):
    for _ in range(100):
        ChangeFactory(seen_at=timezone.now())
    answer = editing.post(f"{ADDRESS}estimate/", {"authority": "EMA"}).json()
    assert (answer["messages_a_week"], answer["is_too_broad"]) == (23.3, True)
    assert answer["warning"].startswith("More than people go on reading")


def test_an_estimate_of_nothing_or_of_what_one_follows_already(editing, editor):
    assert editing.post(f"{ADDRESS}estimate/", {}).json() == {
        "detail": "Choose one thing to follow, and not more than one."
    }
    Subscription.objects.create(person=editor, authority="EMA")
    assert editing.post(f"{ADDRESS}estimate/", {"authority": "EMA"}).status_code == 200


def test_a_pause_has_an_end(editing, editor):
    subscription = Subscription.objects.create(person=editor, authority="EMA")
    until = (timezone.now() + timedelta(days=7)).isoformat()
    paused = editing.patch(one(subscription), {"state": "paused", "paused_until": until}).json()
    assert (paused["state"], datetime.fromisoformat(paused["paused_until"])) == (
        "paused",
        datetime.fromisoformat(until),
    )
    resumed = editing.patch(one(subscription), {"state": "active"}).json()
    assert (resumed["state"], resumed["paused_until"]) == ("active", None)
    for wrong, said in (
        ({"paused_until": until}, "paused_until: Only what is paused can be paused until a day."),
        ({"state": "paused", "paused_until": "2020-01-01T00:00:00Z"}, "paused_until: That is over"),
    ):
        answer = editing.patch(one(subscription), wrong)
        assert answer.status_code == 400
        assert answer.json()["detail"].startswith(said)


def test_everything_is_paused_resumed_and_ended_at_once(editing, editor, reader):
    theirs = Subscription.objects.create(person=reader, authority="EMA")
    for authority in ("EMA", "FDA"):
        Subscription.objects.create(person=editor, authority=authority)
    until = (timezone.now() + timedelta(days=7)).isoformat()
    for verb, asked, state in (("pause", {"until": until}, "paused"), ("resume", {}, "active"), ("end", {}, "ended")):
        assert editing.post(f"{ADDRESS}{verb}/", asked).json() == {"subscriptions": 2}
        assert set(Subscription.objects.filter(person=editor).values_list("state", flat=True)) == {state}
    theirs.refresh_from_db()
    assert theirs.state == "active"


def test_what_a_pause_kept_back_is_shown(editing, editor):
    subscription = Subscription.objects.create(person=editor, authority="EMA")
    editing.post(f"{ADDRESS}pause/", {})
    missed = ChangeFactory()
    editing.post(f"{ADDRESS}resume/", {})
    ChangeFactory()
    assert found(editing, f"subscriptions/{subscription.pk}/missed/", "id") == [missed.pk]
