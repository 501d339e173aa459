"""The API as a server would run it, with rows of every kind in it, and somebody who may do everything."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.factories import UserFactory
from tests.tracker.api.conftest import sinerem  # noqa: F401  the same Sinerem as in the tests of single answers
from tests.tracker.api.crowd import fill
from tracker.people import tokens


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests leave the test's connection open: its transaction holds the rows, and takes back what they write."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def headers(one_connection, sinerem) -> dict[str, str]:  # noqa: F811
    """What a program of somebody who may do everything sends; the catalogue has two of each thing, and Sinerem."""
    person = UserFactory(username="chief", is_superuser=True)
    fill(person, 2)
    _, secret = tokens.issue(person, "schemathesis")
    return {"Authorization": f"Token {secret}"}
