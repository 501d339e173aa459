"""What a subscription would have brought is what matching would have made of the same changes."""

import datetime
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    ApplicationFactory,
    ChangeFactory,
    NoticeFactory,
    OrganisationFactory,
    SavedSearchFactory,
    SnapshotFactory,
    SubstanceFactory,
    UserFactory,
)
from tracker.alerts.estimating import TOO_MANY_A_WEEK, Estimate, Traffic, estimate
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.alerts.models.subscriptions import GIVEN
from tracker.catalogue.models import Application, Portfolio, SubstanceAlias

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def sinerem() -> Application:
    substance = SubstanceFactory(name="ferumoxtran-10")
    SubstanceAlias.objects.create(substance=substance, name="ferumoxtran-10", key="ferumoxtran10")
    return ApplicationFactory(
        number="EMEA/H/C/000801",
        authority="EMA",
        name="Sinerem",
        name_key="sinerem",
        category="Human",
        status="opinion",
        substances=[substance],
        applicant=OrganisationFactory(name="Guerbet"),
    )


@pytest.fixture
def targets(sinerem) -> dict[str, object]:
    """By kind, what leads to Sinerem."""
    portfolio = Portfolio.objects.create(name="Iron oxides", slug="iron-oxides")
    portfolio.products.add(sinerem.product)
    return {
        "application": sinerem,
        "product": sinerem.product,
        "substance": sinerem.substances.get(),
        "organisation": sinerem.applicant,
        "portfolio": portfolio,
        "search": SavedSearchFactory(words="sinerem", status="opinion"),
        "authority": "EMA",
    }


@pytest.fixture
def history(sinerem) -> None:
    """Changes of every kind and weight, of Sinerem, of another medicine of another authority, and of notices."""
    other = ApplicationFactory(number="NDA022180", authority="FDA", name="Feraheme", category="Human")
    facts = (
        ("application", "status", "critical"),
        ("step", "opinion-positive", "critical"),
        ("step", "list-of-questions", "major"),
        ("document", "document", "minor"),
        ("application", "applicant", "major"),
        ("application", "inn", "noise"),
    )
    for age in (2, 40, 400):
        seen = NOW - age * DAY
        for application in (sinerem, other):
            together = SnapshotFactory()
            for subject, field, significance in facts:
                ChangeFactory(
                    application=application,
                    subject=subject,
                    field=field,
                    significance=significance,
                    snapshot=together,
                    seen_at=seen,
                )
        ChangeFactory(application=sinerem, field="address", significance="major", alerting=False, seen_at=seen)
        _notices(seen, sinerem)


def _notices(seen: datetime.datetime, sinerem: Application) -> None:
    """Two patents that state the same number, a shortage by name, one of an animal's medicine, one of a substance."""
    patents = SnapshotFactory()
    abouts = (
        ({"number": sinerem.number}, {}, patents),
        ({"number": sinerem.number}, {}, patents),
        ({"name": "Sinerem"}, {"category": "Human"}, SnapshotFactory()),
        ({"name": "Sinerem"}, {"category": "Veterinary"}, SnapshotFactory()),
        ({"substance": "ferumoxtran-10"}, {}, SnapshotFactory()),
        ({"name": "Feraheme"}, {"authority": "FDA"}, SnapshotFactory()),
    )
    for about, facts, snapshot in abouts:
        notice = NoticeFactory(about=about, **{"authority": "EMA", **facts})
        ChangeFactory(
            application=None,
            notice=notice,
            subject="notice",
            field="status",
            significance="major",
            snapshot=snapshot,
            seen_at=seen,
        )


def brought(subscription: Subscription) -> dict[int, Traffic]:
    """What matching makes for the subscription, by the age of the changes at most."""
    subscription.save()
    match_changes()
    made = {}
    for days in (30, 365):
        items = DeliveryItem.objects.filter(change__seen_at__gt=NOW - days * DAY)
        made[days] = Traffic(items.count(), Delivery.objects.filter(items__in=items).distinct().count())
    return made


@pytest.mark.parametrize("kind", GIVEN)
def test_it_is_what_matching_makes_for_every_kind_of_target(kind, targets, history):
    asked = Subscription(person=UserFactory(), minimum_significance="minor", after_change=0, **{kind: targets[kind]})
    estimated = estimate(asked, NOW)
    made = brought(asked)

    assert made[30].changes > 0
    assert made[365].changes > made[30].changes
    assert (estimated.last_30_days, estimated.last_365_days) == (made[30], made[365])


@pytest.mark.parametrize(
    "choices",
    [
        {"minimum_significance": "critical"},
        {"minimum_significance": "major"},
        {"minimum_significance": "minor", "category": "Human"},
        {"minimum_significance": "minor", "category": "Veterinary"},
        {"minimum_significance": "minor", "kinds": ["status"]},
        {"minimum_significance": "minor", "kinds": ["step", "document"]},
        {"minimum_significance": "minor", "kinds": ["field", "notice"]},
    ],
)
def test_it_is_what_matching_makes_for_every_choice(choices, history):
    asked = Subscription(person=UserFactory(), authority="EMA", after_change=0, **choices)
    estimated = estimate(asked, NOW)
    made = brought(asked)
    assert (estimated.last_30_days, estimated.last_365_days) == (made[30], made[365])


def test_the_newest_changes_are_examples(targets, history):
    examples = estimate(Subscription(application=targets["application"], minimum_significance="minor"), NOW).examples
    assert len(examples) == 5
    assert all(change.seen_at == NOW - 2 * DAY for change in examples)


def test_without_any_change_it_says_so(sinerem):
    estimated = estimate(Subscription(application=sinerem), NOW)
    assert estimated == Estimate(Traffic(0, 0), Traffic(0, 0), (), None)
    assert not estimated.warning


@pytest.mark.parametrize(
    ("month", "year", "a_week", "is_too_broad"),
    [(85, 100, 19.8, False), (86, 100, 20.1, True), (0, 1042, 20.0, False), (0, 1046, 20.1, True)],
)
def test_more_than_twenty_messages_a_week_are_too_many(month, year, a_week, is_too_broad):
    assert TOO_MANY_A_WEEK == 20
    estimated = Estimate(Traffic(month, month), Traffic(year, year), (), None)
    assert (estimated.messages_a_week, estimated.is_too_broad) == (a_week, is_too_broad)
    assert bool(estimated.warning) == is_too_broad


def test_it_costs_the_same_for_few_changes_and_for_many(sinerem, history):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            estimate(Subscription(authority="EMA", minimum_significance="minor"), NOW)
        return len(queries)

    few = cost()
    for _ in range(20):
        ChangeFactory(application=ApplicationFactory(authority="EMA"), seen_at=NOW - DAY)
        _notices(NOW - DAY, sinerem)
    assert cost() == few
