"""Who follows an application, by whatever leads to it: one statement, however many subscriptions there are.

Written in SQL: it is asked for every change, among all subscriptions, and one indexed join is what it may cost. What is
joined elsewhere is asked for with IN and EXISTS: for a join, SQLite would first read the whole table into a filter.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db import connection

from tracker.alerts.models import Subscription
from tracker.catalogue.models import Application, Portfolio, Product
from tracker.people.models import User
from tracker.search.models import SavedSearch
from tracker.search.saved import found_among

COLUMNS = (
    *("id", "person_id", "minimum_significance", "category", "kinds", "after_change"),
    *("by_email", "cadence", "critical_at_once"),
)

NO_KINDS = "[]"
"""As the database writes that none was chosen, which means all."""

Place = int | str
"""Where a subscription may stand: at an application, by its id, or at a target, by its key."""


class Follower(NamedTuple):
    """An active subscription as it is looked up: `kinds` as the database writes the list."""

    subscription: int
    person: int
    minimum_significance: str
    category: str
    kinds: str
    after_change: int
    by_email: bool
    cadence: str
    critical_at_once: bool

    def asks_for(self, kind: str) -> bool:
        """Whether it is told of changes of a kind."""
        return self.kinds == NO_KINDS or kind in json.loads(self.kinds)


@dataclass(frozen=True)
class Following:
    """By place the targets that stand for it, and by target the subscriptions to it."""

    targets: Mapping[Place, Sequence[str]]
    followers: Mapping[str, Sequence[Follower]]

    def at(self, places: Iterable[Place]) -> Iterator[Follower]:
        """The subscriptions to any of the places, each once."""
        targets = dict.fromkeys(target for place in places for target in self.targets.get(place, ()))
        for target in targets:
            yield from self.followers.get(target, ())


def following(applications: Mapping[int, Collection[str]], targets: Collection[str], before: int) -> Following:
    """Who follows these applications, each with the statuses that it has or just had, and these targets.

    Only subscriptions that began before the change with the id `before`, of people who may sign in. One query, and
    one more for each saved search that somebody follows.
    """
    standing: dict[Place, list[str]] = defaultdict(list)
    followers: dict[str, list[Follower]] = defaultdict(list)
    searches: dict[int, str] = {}
    for application, target, search, subscription, *row in _rows(list(applications), list(targets), before):
        if subscription is None:
            standing[target if application is None else application].append(target)
        else:
            followers[target].append(Follower(subscription, *row))
            if search is not None:
                searches[search] = target
    for search in SavedSearch.objects.filter(pk__in=searches) if searches else ():
        for application in found_among(search, applications):
            standing[application].append(searches[search.pk])
    return Following(standing, followers)


def _rows(applications: list[int], targets: list[str], before: int) -> list[tuple]:
    if not applications and not targets:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(applications), len(targets)), [*applications, *targets, before, before])
        return cursor.fetchall()


@cache
def _statement(applications: int, targets: int) -> str:
    """Rows of (application, target) for what leads to the applications; then the subscriptions that stand there."""
    names = {
        "application": Application._meta.db_table,
        "substances": Application.substances.through._meta.db_table,
        "product": Product._meta.db_table,
        "portfolio_products": Portfolio.products.through._meta.db_table,
        "subscription": Subscription._meta.db_table,
        "person": User._meta.db_table,
    }
    return _SQL.format(
        changed=", ".join(["%s"] * applications) or "NULL",
        targets="".join(["\n    UNION ALL SELECT NULL, %s"] * targets),
        columns=", ".join(COLUMNS),
        no_columns=", ".join(["NULL"] * len(COLUMNS)),
        counts=_COUNTS.format(**names),
        **names,
    )


_COUNTS = """after_change < %s
        AND EXISTS (SELECT 1 FROM {person} person WHERE person.id = subscription.person_id AND person.is_active)"""

_SQL = """
WITH changed AS (
    SELECT id, number, product_id, authority, applicant_id FROM {application} WHERE id IN ({changed})
), place(application, target) AS (
    SELECT id, 'application:' || id FROM changed
    UNION ALL SELECT id, 'product:' || product_id FROM changed
    UNION ALL SELECT id, 'authority:' || authority FROM changed
    UNION ALL SELECT id, 'organisation:' || applicant_id FROM changed WHERE applicant_id IS NOT NULL
    -- Followers of the product that an application came with are not lost when somebody links it to another.
    UNION ALL SELECT changed.id, 'product:' || product.id
        FROM changed JOIN {product} product ON product.key = changed.number AND product.id <> changed.product_id
    UNION ALL SELECT changed.id, 'substance:' || link.substance_id
        FROM changed JOIN {substances} link ON link.application_id = changed.id
    UNION ALL SELECT changed.id, 'portfolio:' || link.portfolio_id
        FROM changed JOIN {portfolio_products} link ON link.product_id = changed.product_id{targets}
)
SELECT application, target, NULL, {no_columns} FROM place
UNION ALL SELECT NULL, target_key, search_id, {columns} FROM {subscription} subscription
    WHERE state = 'active' AND (target_key IN (SELECT target FROM place)) AND {counts}
UNION ALL SELECT NULL, target_key, search_id, {columns} FROM {subscription} subscription
    WHERE state = 'active' AND search_id IS NOT NULL AND {counts}
"""
