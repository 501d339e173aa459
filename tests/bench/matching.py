"""Looking up who is told of one change among a hundred thousand subscriptions, beside one indexed join in SQL."""

import datetime
from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from tests.bench.clock import Spent, clock
from tests.bench.figures import Figure
from tests.bench.world import World
from tracker.alerts import matching
from tracker.alerts.followers import following
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, Subscription
from tracker.catalogue.models import Application, Change, Product
from tracker.people.models import User

APPLICATIONS, PEOPLE, EACH = 2_000, 1_000, 100
"""Every person watches so many applications: 100,000 subscriptions, fifty of each application."""
TOLD = PEOPLE * EACH // APPLICATIONS
BOUND = 2
RUNS = 10

JOIN = """
SELECT subscription.id, subscription.person_id
FROM catalogue_change change
JOIN catalogue_application application ON application.id = change.application_id
JOIN alerts_subscription subscription ON subscription.application_id = application.id
JOIN people_user person ON person.id = subscription.person_id
WHERE change.id = %s AND subscription.state = 'active' AND person.is_active AND subscription.after_change < change.id
"""


def run() -> Iterator[Figure]:
    """One critical change of one application: who is told of it, and then everything, with the deliveries made."""
    world = World()
    change = _populate()
    state = world.keep()
    settled, watch = Change.objects.select_related("application").get(pk=change), clock()
    looked_up = watch.best(RUNS, lambda: _looked_up(settled))
    joined = watch.best(RUNS, lambda: _joined(change))
    yield _figure("who is told of one change, among 100,000 subscriptions", looked_up, joined, BOUND)
    matched = clock().best(RUNS, match_changes, state.back)
    assert Delivery.objects.count() == TOLD
    yield _figure(f"the same with {TOLD} deliveries made", matched, joined)


def _looked_up(change: Change) -> None:
    """What `match_changes` does before it writes."""
    reach = matching._reach([change])
    who = following(reach.applications, reach.targets, change.pk)
    told = matching.who_is_told([change], reach, who, matching._ways(who))
    assert len(told) == TOLD


def _joined(change: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(JOIN, [change])
        assert len(cursor.fetchall()) == TOLD


def _figure(what: str, spent: Spent, joined: Spent, bound: float | None = None) -> Figure:
    return Figure(
        benchmark="matching",
        what=what,
        against="one indexed join",
        database=connection.vendor,
        size="1x",
        ours=spent.cpu,
        baseline=joined.cpu,
        bound=bound,
        wall=spent.wall,
    )


def _populate() -> int:
    """The id of the one change that nobody looked up yet."""
    now = timezone.now()
    products = Product.objects.bulk_create(Product(key=f"p{n}", name=f"Medicine {n}") for n in range(APPLICATIONS))
    applications = Application.objects.bulk_create(
        Application(number=f"EMEA/H/C/{n:06d}", authority="EMA", product=product, name=product.name, first_seen=now)
        for n, product in enumerate(products)
    )
    people = User.objects.bulk_create(User(username=f"u{n}", email=f"u{n}@example.org") for n in range(PEOPLE))
    Subscription.objects.bulk_create(
        (
            Subscription(person=person, application=applications[(n * EACH + k) % APPLICATIONS], after_change=0)
            for n, person in enumerate(people)
            for k in range(EACH)
        ),
        batch_size=5_000,
    )
    return Change.objects.create(
        application=applications[0],
        subject=Change.Subject.APPLICATION,
        field="status",
        before="opinion",
        after="authorised",
        origin="ema.medicine_page",
        significance=Change.Significance.CRITICAL,
        alerting=True,
        seen_at=now + datetime.timedelta(hours=1),
        person_name="somebody",
    ).pk
