"""Changes of notices: who is told of a shortage or of a patent's end, and in which words."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from scrapers.records import NoticeRecord
from tests.factories import (
    ApplicationFactory,
    ChangeFactory,
    NoticeFactory,
    ObservationFactory,
    SnapshotFactory,
    SourceFactory,
    SubstanceFactory,
    UserFactory,
)
from tracker.alerts import subscribing
from tracker.alerts.alert import compose
from tracker.alerts.channels.email import message_of_alert
from tracker.alerts.dependence import subscriptions_that_depend_on
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.catalogue.encoding import digest, encode
from tracker.catalogue.models import Application, Change, SubstanceAlias

pytestmark = pytest.mark.django_db


def told(person) -> set[int]:
    return set(DeliveryItem.objects.filter(person=person).values_list("change_id", flat=True))


def changed(notice, **says) -> Change:
    """An alerting change of a notice: its status, unless something else is said."""
    given = {"subject": "notice", "field": "status", "before": "ongoing", "after": "resolved", "significance": "major"}
    return ChangeFactory(application=None, notice=notice, origin=notice.origin, **(given | says))


def follow(**target):
    """Somebody who follows it, in everything that is at least major."""
    return Subscription.objects.create(person=UserFactory(), minimum_significance="major", **target).person


@pytest.fixture
def substance():
    substance = SubstanceFactory(name="examplinum")
    SubstanceAlias.objects.create(substance=substance, name="Examplinum", key="examplinum")
    return substance


@pytest.fixture
def examplin(substance) -> Application:
    return ApplicationFactory(number="EMEA/H/C/900001", name="Examplin", substances=[substance])


@pytest.fixture
def patented() -> Application:
    return ApplicationFactory(number="NDA999999", authority="FDA", name="Examplin")


def patent(number: str = "NDA999999", **says):
    given = {"origin": "fda.patents", "kind": "patent", "authority": "FDA", "title": "Patent 7000000"}
    return NoticeFactory(**(given | says), about={"number": number})


@pytest.mark.parametrize("target", ["application", "product", "substance", "authority"])
@pytest.mark.parametrize("about", [{"name": "EXAMPLIN"}, {"number": "EMEA/H/C/900001"}])
def test_a_shortage_reaches_those_who_follow_what_it_concerns(target, about, examplin, substance):
    targets = {"application": examplin, "product": examplin.product, "substance": substance, "authority": "EMA"}
    follower = follow(**{target: targets[target]})
    stranger = follow(application=ApplicationFactory(name="Other"))
    american = follow(authority="FDA")
    change = changed(NoticeFactory(about=about))
    match_changes()
    assert told(follower) == {change.pk}
    assert not told(stranger) and not told(american)


def test_a_substance_that_a_notice_names_reaches_those_who_follow_the_substance_only(examplin, substance):
    of_the_substance, of_the_medicine = follow(substance=substance), follow(application=examplin)
    change = changed(NoticeFactory(about={"substance": "Examplinum"}))
    match_changes()
    assert told(of_the_substance) == {change.pk}
    assert not told(of_the_medicine)


def test_an_application_that_came_after_the_shortage_is_met():
    notice = NoticeFactory(about={"name": "Examplin"})
    follower = follow(application=ApplicationFactory(name="Examplin"))
    change = changed(notice)
    match_changes()
    assert told(follower) == {change.pk}


def test_a_name_holds_at_the_same_authority_only(patented):
    follower = follow(application=patented)
    changed(NoticeFactory(about={"name": "Examplin"}))
    match_changes()
    assert not told(follower)


def test_a_name_does_not_lead_to_the_medicine_for_animals():
    follower = follow(application=ApplicationFactory(name="Examplin", category="Veterinary"))
    changed(NoticeFactory(about={"name": "Examplin"}))
    match_changes()
    assert not told(follower)


def test_who_wants_critical_changes_only_hears_of_no_shortage(examplin):
    person = subscribing.follow(UserFactory(), application=examplin).person
    changed(NoticeFactory(about={"name": "Examplin"}))
    match_changes()
    assert not told(person)


def test_who_follows_by_several_ways_is_told_once(examplin, substance):
    person = UserFactory()
    for target in ({"application": examplin}, {"product": examplin.product}, {"authority": "EMA"}):
        Subscription.objects.create(person=person, minimum_significance="major", **target)
    changed(NoticeFactory(about={"name": "Examplin"}))
    match_changes()
    assert Delivery.objects.count() == 1 and DeliveryItem.objects.get().subscriptions.count() == 3


def test_the_patents_of_one_application_are_one_message_and_those_of_another_their_own(patented):
    ApplicationFactory(number="NDA999998", authority="FDA")
    person, reading = follow(authority="FDA"), SnapshotFactory()
    for number in ("NDA999999", "NDA999999", "NDA999998"):
        changed(patent(number), before="in-force", after="expired", snapshot=reading)
    match_changes()
    assert sorted(
        delivery.items.count() for delivery in Delivery.objects.filter(person=person, application__isnull=False)
    ) == [1, 2]


def test_a_notice_of_no_known_application_is_a_message_about_itself(examplin):
    follow(authority="EMA")
    notice = NoticeFactory(about={"name": "Examplin"})
    changed(notice)
    match_changes()
    delivery = Delivery.objects.get()
    assert delivery.application is None and delivery.about == notice


def test_a_delivery_is_about_exactly_one_thing(examplin):
    change = changed(NoticeFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(person=UserFactory(), application=examplin, notice=change.notice, first_change=change)


@pytest.mark.parametrize("count", [2, 20])
def test_matching_costs_the_same_for_few_and_for_many(count):
    reading = SnapshotFactory()
    for index in range(count):
        application = ApplicationFactory(name=f"Examplin {index}")
        follow(application=application)
        changed(NoticeFactory(about={"name": application.name}), snapshot=reading)
    with CaptureQueriesContext(connection) as queries:
        match_changes()
    assert len(queries) == 18
    assert Delivery.objects.count() == count


def the_message():
    match_changes()
    alert = compose(Delivery.objects.latest("id"))
    assert alert is not None
    return message_of_alert(alert)


def test_the_mail_says_what_moved_in_whose_words_and_where_it_stands(examplin):
    follow(application=examplin)
    notice = NoticeFactory(
        title="Examplin", about={"name": "Examplin"}, status="resolved", address="https://www.ema.europa.eu/en/s/x"
    )
    says = NoticeRecord(
        kind="shortage",
        authority="EMA",
        key=notice.key,
        title="Examplin",
        status="resolved",
        status_text="Supply is back",
    )
    snapshot = SnapshotFactory(source__title="EMA shortages catalogue")
    ObservationFactory(
        origin=notice.origin,
        key=notice.key,
        application_number="",
        says=says,
        digest=digest(says),
        record=encode(says),
        snapshot=snapshot,
    )
    changed(notice, snapshot=snapshot)
    message = the_message()
    assert message.subject == "Shortage of Examplin: ongoing → resolved"
    for words in (
        "“Supply is back”",
        "It is over.",
        "EMA shortages catalogue",
        "https://www.ema.europa.eu/en/s/x",
        f"https://clockstop.example.org/notices/{notice.pk}/",
        "Source: European Medicines Agency",
    ):
        assert words in message.body


def test_the_mail_of_an_expiry_says_when_the_term_ended(patented):
    follow(application=patented)
    changed(patent(ends_on=datetime.date(2020, 3, 8), status="expired"), before="in-force", after="expired")
    message = the_message()
    assert message.subject == "Examplin (NDA999999): Patent 7000000: in force → expired"
    assert "Its term has ended. It ran to 8 Mar 2020." in message.body
    assert "https://clockstop.example.org/applications/NDA999999/" in message.body


def test_the_mail_of_a_new_piece_of_news_gives_its_title():
    Subscription.objects.create(person=UserFactory(), authority="EMA", minimum_significance="minor")
    news = NoticeFactory(origin="ema.news", kind="news", title="What is new", status="")
    changed(news, field="news", before=None, after="What is new", significance="minor")
    assert the_message().subject == "New: News: What is new"


def test_the_mail_of_an_end_that_moved_gives_both_days():
    follow(authority="EMA")
    notice = NoticeFactory(title="Examplin")
    changed(notice, field="ends_on", before="2026-06-30", after="2026-09-30")
    assert the_message().subject == "Shortage of Examplin, ends on: 30 Jun 2026 → 30 Sep 2026"


def test_who_follows_a_medicine_in_shortage_depends_on_the_list_of_shortages(examplin):
    person = follow(application=examplin)
    stranger = follow(application=ApplicationFactory(name="Other"))
    source = SourceFactory()
    notice = NoticeFactory(about={"name": "Examplin"})
    says = NoticeRecord(kind="shortage", authority="EMA", key=notice.key, title="Examplin")
    ObservationFactory(
        origin=notice.origin,
        key=notice.key,
        application_number="",
        says=says,
        digest=digest(says),
        record=encode(says),
        snapshot__source=source,
    )
    people = {subscription.person for subscription in subscriptions_that_depend_on(source)}
    assert person in people and stranger not in people
