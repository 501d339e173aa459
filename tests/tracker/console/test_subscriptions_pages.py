"""What one follows: the list, the choices with an estimate of what they bring, pauses and ends."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import ApplicationFactory, ChangeFactory, SavedSearchFactory, UserFactory, WebhookFactory
from tracker.alerts import subscribing
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Portfolio

pytestmark = pytest.mark.django_db

LIST, ACT = "/subscriptions/", "/subscriptions/act/"
ADD_EMA = "/subscriptions/add/authority/EMA/"
CHOICES = {
    "by_email": True,
    "minimum_significance": "major",
    "cadence": "daily",
    "kinds": ["status", "notice"],
    "category": "Human",
    "note": "Ours",
}


@pytest.fixture
def followed(chief) -> Subscription:
    return subscribing.follow(chief, application=ApplicationFactory(name="Sinerem"))


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def state() -> set[str]:
    return set(Subscription.objects.values_list("state", flat=True))


def many_changes(count: int = 100) -> None:
    for _ in range(count):
        ChangeFactory(seen_at=timezone.now(), significance="major", field="status")


def test_people_see_what_they_follow_and_nobody_elses(as_chief, followed):
    subscribing.follow(UserFactory(), application=ApplicationFactory(number="EMEA/H/C/000802", name="Rienso"))
    shown = text(as_chief.get(LIST))
    assert "Sinerem" in shown
    assert "Rienso" not in shown


def test_an_empty_list_says_what_to_do(as_chief):
    assert "You follow nothing yet" in text(as_chief.get(LIST))
    assert "You have ended nothing" in text(as_chief.get(f"{LIST}?ended=yes"))


def test_the_list_asks_as_often_for_many_rows_as_for_few(as_chief, chief):
    def cost(count: int) -> int:
        for number in range(count):
            application = ApplicationFactory()
            portfolio = Portfolio.objects.create(name="P", slug=f"p{chief.subscriptions.count()}-{number}")
            for target in (
                {"application": application},
                {"product": application.product},
                {"portfolio": portfolio},
                {"search": SavedSearchFactory(words="a", is_shared=True)},
            ):
                subscribing.follow(chief, **target)
        with CaptureQueriesContext(connection) as queries:
            as_chief.get(LIST)
        return len(queries)

    assert cost(1) == cost(9)


def test_a_preview_says_what_the_choices_would_bring_and_saves_nothing(as_chief):
    change = ChangeFactory(seen_at=timezone.now(), significance="major", field="status")
    shown = text(as_chief.post(ADD_EMA, CHOICES | {"category": "", "preview": "yes"}))
    assert "1 message, 1 change" in shown
    assert f"/changes/{change.pk}/" in shown
    shown = text(as_chief.post(ADD_EMA, CHOICES | {"minimum_significance": "critical", "preview": "yes"}))
    assert "0 messages, 0 changes" in shown
    assert not Subscription.objects.exists()


def test_the_choices_are_saved_and_changed(as_chief, chief):
    answer = as_chief.post(ADD_EMA, CHOICES | {"save": "yes"})
    made = Subscription.objects.get(person=chief, authority="EMA")
    assert answer["Location"] == f"/subscriptions/{made.pk}/"
    assert {name: getattr(made, name) for name in CHOICES} == CHOICES

    as_chief.post(
        f"/subscriptions/{made.pk}/",
        {"minimum_significance": "critical", "cadence": "at-once", "by_email": "on", "save": "yes"},
    )
    made.refresh_from_db()
    assert (made.minimum_significance, made.kinds, made.category, made.note) == ("critical", [], "", "")
    assert as_chief.get(ADD_EMA)["Location"] == f"/subscriptions/{made.pk}/"


def test_what_is_too_broad_is_saved_when_asked_twice(as_chief):
    many_changes()
    choices = {"minimum_significance": "major", "cadence": "at-once", "by_email": "on"}
    shown = text(as_chief.post(ADD_EMA, choices | {"save": "yes"}))
    assert "About 23.3 messages a week" in shown
    assert "Follow all the same" in shown
    assert not Subscription.objects.exists()
    assert as_chief.post(ADD_EMA, choices | {"save": "anyway"}).status_code == 302
    assert Subscription.objects.get().minimum_significance == "major"


def test_saving_choices_leaves_a_pause_alone(as_chief, followed):
    subscribing.pause(Subscription.objects.all())
    as_chief.post(f"/subscriptions/{followed.pk}/", CHOICES | {"save": "yes"})
    assert state() == {"paused"}


def test_everything_is_paused_until_a_day_resumed_and_ended(as_chief, chief, followed):
    chief.time_zone = "America/New_York"
    chief.save()
    subscribing.follow(chief, authority="FDA")
    others = subscribing.follow(UserFactory(), authority="FDA")

    as_chief.post(ACT, {"all": "1", "do": "pause", "until": "2050-01-10"})
    until = datetime.datetime(2050, 1, 10, 5, tzinfo=datetime.UTC)
    assert set(chief.subscriptions.values_list("state", "paused_until")) == {("paused", until)}
    assert "10 Jan 2050" in text(as_chief.get(LIST))
    for verb, expected in (("resume", "active"), ("end", "ended")):
        as_chief.post(ACT, {"all": "1", "do": verb})
        assert set(chief.subscriptions.values_list("state", flat=True)) == {expected}
    others.refresh_from_db()
    assert others.state == "active"


def test_only_the_chosen_are_paused(as_chief, chief, followed):
    other = subscribing.follow(chief, authority="FDA")
    stranger = subscribing.follow(UserFactory(), authority="FDA")
    as_chief.post(ACT, {"do": "pause", "until": "", "subscription": [followed.pk, stranger.pk]})
    states = dict(Subscription.objects.values_list("pk", "state"))
    assert states == {followed.pk: "paused", other.pk: "active", stranger.pk: "active"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"do": "pause", "until": ""}, "Nothing was chosen."),
        ({"do": "pause", "until": "2020-01-01", "all": "1"}, "Give a day after today."),
        ({"do": "pause", "until": "soon", "all": "1"}, "Enter a valid date."),
    ],
)
def test_what_cannot_be_done_is_said(as_chief, followed, asked, said):
    assert said in text(as_chief.post(ACT, asked, follow=True))
    assert state() == {"active"}


def test_the_page_shows_what_a_pause_kept_back(as_chief, followed):
    address = f"/subscriptions/{followed.pk}/"
    subscribing.pause(Subscription.objects.all())
    kept_back = ChangeFactory(application=followed.application)
    shown = text(as_chief.get(address))
    assert "Changed since you paused it" in shown
    assert f"/changes/{kept_back.pk}/" in shown
    subscribing.resume(Subscription.objects.all())
    assert "Changed while it was paused" in text(as_chief.get(address))


def test_nobody_opens_the_subscription_of_somebody_else(as_chief):
    theirs = subscribing.follow(UserFactory(), authority="EMA")
    assert as_chief.get(f"/subscriptions/{theirs.pk}/").status_code == 404
    assert as_chief.post(f"/subscriptions/{theirs.pk}/", CHOICES | {"save": "yes"}).status_code == 404


def test_one_is_told_by_email_unless_a_webhook_is_told_instead(as_chief, chief):
    row = subscribing.follow(chief, authority="EMA")
    only_by_webhook = {"minimum_significance": "critical", "cadence": "at-once", "save": "anyway"}
    assert "let one of your webhooks be told" in text(as_chief.post(f"/subscriptions/{row.pk}/", only_by_webhook))
    WebhookFactory(person=chief).subscriptions.add(row)
    as_chief.post(f"/subscriptions/{row.pk}/", only_by_webhook)
    row.refresh_from_db()
    assert row.by_email is False
