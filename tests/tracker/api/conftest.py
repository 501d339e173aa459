"""Programs that ask the API with a token, each as a person with other permissions."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from tests.conftest import PROJECT
from tests.factories import UserFactory
from tracker.catalogue.models import Application
from tracker.intake import pipeline
from tracker.people import tokens
from tracker.people.models import User

RETRIEVED = datetime.datetime(2025, 11, 23, 8, 3, 52, tzinfo=datetime.UTC)
SINEREM_PAGE = "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem"


def program_of(person: User) -> APIClient:
    """A program with a token of this person."""
    _, secret = tokens.issue(person, "tests")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


@pytest.fixture
def allowed(db) -> Callable[..., User]:
    """`allowed("view_application", is_staff=False)`: somebody with these permissions and no other."""

    def make(*codenames: str, **facts: object) -> User:
        person = UserFactory(**facts)
        person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        assert person.user_permissions.count() == len(codenames)
        return person

    return make


@pytest.fixture
def reader(db) -> User:
    """Somebody who may look at everything and change nothing."""
    person = UserFactory(username="reader")
    person.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return person


@pytest.fixture
def editor(db) -> User:
    """Somebody who may look at everything, decide about holds, enter things and subscribe."""
    searches = ("add_savedsearch", "change_savedsearch", "delete_savedsearch")
    webhooks = ("add_webhook", "change_webhook")
    wanted = (
        "change_hold",
        "add_entry",
        "add_subscription",
        "change_subscription",
        "delete_subscription",
        *searches,
        *webhooks,
    )
    person = UserFactory(username="editor")
    views = Permission.objects.filter(codename__startswith="view_")
    person.user_permissions.set(views | Permission.objects.filter(codename__in=wanted))
    return person


@pytest.fixture
def api(reader: User) -> APIClient:
    """The reader's program."""
    return program_of(reader)


@pytest.fixture
def editing(editor: User) -> APIClient:
    """The editor's program."""
    return program_of(editor)


@pytest.fixture
def sinerem(db) -> Application:
    """Sinerem, from the reconstructed page of the demo portfolio."""
    body = (PROJECT / "fixtures/pages/sinerem.html").read_bytes()
    pipeline.ingest_bytes(body, address=SINEREM_PAGE, retrieved_at=RETRIEVED, reconstructed=True)
    return Application.objects.get(number="EMEA/H/C/000801")
