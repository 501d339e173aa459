"""Who may ask what: tokens, sessions, and the permissions of the console."""

import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from rest_framework.test import APIClient

from tests.factories import ApplicationFactory, UserFactory
from tests.tracker.api.conftest import program_of
from tracker.api.resources.sources import DownloadThrottle
from tracker.api.urls import router
from tracker.people import tokens
from tracker.people.models import ApiToken

LISTS = [f"/api/v1/{prefix}/" for prefix, _, _ in router.registry]


@pytest.mark.django_db
@pytest.mark.parametrize("address", LISTS)
def test_nobody_reads_without_signing_in(address: str):
    answer = APIClient().get(address)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Token"
    assert answer.json() == {"detail": "Authentication credentials were not provided."}


@pytest.mark.parametrize("address", LISTS)
def test_without_a_permission_one_is_told_which_one_is_missing(allowed, address: str):
    answer = program_of(allowed()).get(address)
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("This needs the permission ")


def test_a_permission_opens_its_own_list_and_no_other(allowed):
    client = program_of(allowed("view_application"))
    assert client.get("/api/v1/applications/").status_code == 200
    assert client.get("/api/v1/changes/").json() == {"detail": "This needs the permission catalogue.view_change."}


def test_a_program_may_read_for_somebody_who_is_not_on_the_staff(allowed):
    assert program_of(allowed("view_application", is_staff=False)).get("/api/v1/applications/").status_code == 200


def test_whoever_is_signed_in_to_the_console_may_ask_too(client, reader):
    client.force_login(reader)
    assert client.get("/api/v1/applications/").status_code == 200


def test_a_session_writes_only_with_a_csrf_token(reader):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(reader)
    answer = client.post("/api/v1/subscriptions/", {"authority": "EMA"})
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_sources_say_cannot_be_written(editing, method: str):
    application = ApplicationFactory()
    answer = getattr(editing, method)(f"/api/v1/applications/{application.pk}/")
    assert answer.status_code == 405
    assert application in type(application).objects.all()


# Tokens


def test_a_token_is_kept_as_a_digest(db):
    token, secret = tokens.issue(UserFactory(), "dashboard")
    assert secret.startswith("clockstop_") and len(secret) > 50
    kept = ApiToken.objects.filter(pk=token.pk).values().get()
    assert secret not in map(str, kept.values())
    assert token.ending == secret[-4:]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Token clockstop_nonsense", "not valid"),
        ("Token", "No credentials"),
        ("Token two words", "spaces"),
        ("Token \xff\xfe", "not valid|invalid characters"),
    ],
)
def test_a_token_that_is_none_is_refused(db, header: str, said: str):
    answer = APIClient().get("/api/v1/applications/", HTTP_AUTHORIZATION=header)
    assert answer.status_code == 401
    assert any(words in answer.json()["detail"] for words in said.split("|"))


def test_a_revoked_token_opens_nothing(api, reader):
    assert api.get("/api/v1/applications/").status_code == 200
    assert tokens.revoke(reader.api_tokens.all()) == 1
    assert api.get("/api/v1/applications/").status_code == 401
    assert tokens.revoke(reader.api_tokens.all()) == 0


def test_the_token_of_somebody_who_has_left_opens_nothing(api, reader):
    reader.is_active = False
    reader.save()
    assert api.get("/api/v1/applications/").status_code == 401


def test_the_use_of_a_token_is_noted_to_the_minute(db):
    token, _ = tokens.issue(UserFactory(), "dashboard")
    noon = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)
    for seconds, noted in ((0, 0), (59, 0), (60, 60)):
        tokens.note_use(token, noon + datetime.timedelta(seconds=seconds))
        token.refresh_from_db()
        assert token.last_used_at == noon + datetime.timedelta(seconds=noted)


# Making one in the console


@pytest.fixture
def at_the_console(client, allowed):
    person = allowed()
    client.force_login(person)
    return client, person


def test_staff_make_a_token_for_themselves_and_see_it_once(at_the_console):
    client, person = at_the_console
    page = client.post(reverse("admin:people_apitoken_add"), {"name": "dashboard"})
    token = ApiToken.objects.get()
    assert (token.person, token.name) == (person, "dashboard")
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert tokens.valid(secret) == token
    for address in ("admin:people_apitoken_changelist", "admin:people_apitoken_change"):
        arguments = [token.pk] if address.endswith("_change") else []
        again = client.get(reverse(address, args=arguments)).content.decode()
        assert "dashboard" in again and secret not in again


def test_a_second_token_needs_a_name_of_its_own_while_the_first_is_valid(at_the_console):
    client, person = at_the_console
    tokens.issue(person, "dashboard")
    page = client.post(reverse("admin:people_apitoken_add"), {"name": "dashboard"})
    assert "You have a token of that name" in page.content.decode()
    tokens.revoke(person.api_tokens.all())
    assert "secret" in client.post(reverse("admin:people_apitoken_add"), {"name": "dashboard"}).context


def test_one_revokes_ones_own_tokens_and_sees_no_others(at_the_console):
    client, person = at_the_console
    mine, _ = tokens.issue(person, "mine")
    others, _ = tokens.issue(UserFactory(), "of somebody else")
    address = reverse("admin:people_apitoken_changelist")
    assert "of somebody else" not in client.get(address).content.decode()
    client.post(address, {"action": "revoke", "_selected_action": [mine.pk, others.pk]})
    mine.refresh_from_db(), others.refresh_from_db()
    assert mine.revoked_at is not None
    assert others.revoked_at is None


def test_a_superuser_revokes_anyones_token(db, client):
    client.force_login(UserFactory(is_superuser=True))
    token, _ = tokens.issue(UserFactory(), "leaked")
    client.post(reverse("admin:people_apitoken_changelist"), {"action": "revoke", "_selected_action": [token.pk]})
    token.refresh_from_db()
    assert token.revoked_at is not None


# Throttling


def test_a_program_that_asks_for_too_many_pages_of_bytes_is_told_when_to_go_on(api, monkeypatch):
    cache.clear()
    monkeypatch.setattr(DownloadThrottle, "rate", "2/min")
    answers = [api.get("/api/v1/snapshots/1/bytes/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert api.get("/api/v1/snapshots/").status_code == 200
