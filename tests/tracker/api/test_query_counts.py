"""What an answer costs does not grow with the rows in it: so many queries for 2 rows, and as many for 20.

Three of each are the token and what its person may. A query more or less shows here, and needs a reason.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tracker.api.conftest import program_of
from tests.tracker.api.crowd import fill
from tracker.api.urls import router
from tracker.people.models import User

WHO = 3
"""The token with its person, the permissions of the person, those of the person's groups."""

LISTS = {
    "substances": WHO + 2,
    "organisations": WHO + 2,
    "products": WHO + 2,
    "portfolios": WHO + 2,
    "applications": WHO + 2,
    "procedures": WHO + 1,
    "steps": WHO + 1,
    "documents": WHO + 2,
    "notices": WHO + 2,
    "meetings": WHO + 1,
    "changes": WHO + 1,
    "entries": WHO + 1,
    "sources": WHO + 1,
    "snapshots": WHO + 1,
    "holds": WHO + 1,
    "searches": WHO + 1,
    "subscriptions": WHO + 2,
    "deliveries": WHO + 2,
    "webhooks": WHO + 2,
}
DETAILS = {**LISTS, "applications": WHO + 5, "steps": WHO + 4, "notices": WHO + 5}


def cost(client, address: str) -> int:
    client.get(address)  # the first use of a token in a minute is noted
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return len(queries)


def test_every_list_has_its_baseline():
    assert set(LISTS) == {prefix for prefix, _, _ in router.registry}


@pytest.mark.parametrize("rows", [2, 20])
def test_a_list_costs_the_same_for_few_rows_and_for_many(reader: User, rows: int):
    fill(reader, rows)
    client = program_of(reader)
    assert {name: cost(client, f"/api/v1/{name}/") for name in LISTS} == LISTS
    assert all(len(client.get(f"/api/v1/{name}/").data["results"]) >= rows for name in LISTS)


@pytest.mark.parametrize("rows", [2, 20])
def test_one_row_costs_the_same_among_few_and_among_many(reader: User, rows: int):
    fill(reader, rows)
    client = program_of(reader)
    first = {name: client.get(f"/api/v1/{name}/").data["results"][0]["id"] for name in DETAILS}
    assert {name: cost(client, f"/api/v1/{name}/{first[name]}/") for name in DETAILS} == DETAILS
