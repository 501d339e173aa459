"""People who work in the console, and Sinerem as its page tells it."""

import datetime

import pytest
from django.contrib.auth.models import Permission

from tests.conftest import PROJECT
from tests.factories import UserFactory
from tracker.catalogue.models import Application
from tracker.intake import pipeline

RETRIEVED = datetime.datetime(2025, 11, 23, 8, 3, 52, tzinfo=datetime.UTC)
SINEREM_PAGE = "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem"


@pytest.fixture
def chief(db):
    """Somebody who may do everything."""
    return UserFactory(username="chief", is_superuser=True)


@pytest.fixture
def reader(db):
    """Somebody who may look at everything and change nothing."""
    person = UserFactory(username="reader")
    person.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return person


@pytest.fixture
def as_chief(client, chief):
    """A browser in which the chief is signed in."""
    client.force_login(chief)
    return client


@pytest.fixture
def as_reader(client, reader):
    """A browser in which the reader is signed in."""
    client.force_login(reader)
    return client


@pytest.fixture
def sinerem(db) -> Application:
    """Sinerem, from the reconstructed page of the demo portfolio."""
    body = (PROJECT / "fixtures/pages/sinerem.html").read_bytes()
    pipeline.ingest_bytes(body, address=SINEREM_PAGE, retrieved_at=RETRIEVED, reconstructed=True)
    return Application.objects.get(number="EMEA/H/C/000801")
