"""The addresses at which programs read feeds: private, revocable, and silent to whoever has no valid key."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories import UserFactory
from tracker.alerts import private_addresses
from tracker.alerts.models import PrivateAddress

pytestmark = pytest.mark.django_db

FEEDS = {"changes": "/feeds/changes.atom", "calendar": "/feeds/calendar.ics"}
NOW = datetime.datetime(2026, 11, 2, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture(params=FEEDS)
def feed(request) -> str:
    return request.param


@pytest.fixture
def anna():
    person = UserFactory(username="anna")
    person.user_permissions.set(
        Permission.objects.filter(codename__in=["view_change", "view_application"], content_type__app_label="catalogue")
    )
    return person


@pytest.fixture
def address(anna, feed) -> str:
    """Without the name of the site."""
    return local(private_addresses.address_of(private_addresses.make(anna, feed)))


@pytest.fixture
def program() -> Client:
    """Somebody's feed reader: nobody who signed in."""
    return Client()


def local(address: str) -> str:
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == "https://clockstop.example.org"
    return f"{parts.path}?{parts.query}"


def key_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["key"][0]


def test_a_program_reads_it_without_signing_in(program, feed, address):
    answer = program.get(address)

    assert urlsplit(address).path == FEEDS[feed]
    assert answer.status_code == 200
    assert not answer.cookies
    assert program.head(address).status_code == 200


def test_no_shared_cache_keeps_it_and_no_page_learns_its_address(program, address):
    answer = program.get(address)

    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("spoil", [lambda key: "", lambda key: "x", lambda key: key[:-1], lambda key: f"{key}A"])
def test_a_wrong_key_finds_nothing_and_asks_the_database_nothing(
    spoil, program, feed, address, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = program.get(FEEDS[feed], {"key": spoil(key_of(address))})

    assert answer.status_code == 404
    assert answer["Cache-Control"] == "private, no-cache"


def test_every_refusal_reads_the_same(program, anna, feed, address):
    unknown = program.get(FEEDS[feed], {"key": "x"})
    private_addresses.revoke(anna, feed)
    revoked = program.get(address)

    assert (revoked.status_code, revoked.content) == (unknown.status_code, unknown.content) == (404, revoked.content)


def test_renewing_closes_the_address_before_and_opens_another(program, anna, feed, address):
    renewed = local(private_addresses.address_of(private_addresses.make(anna, feed)))

    assert program.get(address).status_code == 404
    assert program.get(renewed).status_code == 200
    assert PrivateAddress.objects.count() == 1


def test_the_key_of_one_feed_opens_no_other(program, feed, address):
    other = next(path for name, path in FEEDS.items() if name != feed)

    assert program.get(other, {"key": key_of(address)}).status_code == 404


def test_the_database_alone_gives_no_key_away(anna, feed, address):
    row = PrivateAddress.objects.get()

    assert key_of(address).startswith(f"{row.nonce}.")
    assert len(key_of(address)) >= len(row.nonce) + 1 + 43


def test_another_secret_key_closes_every_address(program, settings, address):
    settings.SECRET_KEY = "another secret key of this installation"

    assert program.get(address).status_code == 404


def test_who_left_or_may_no_longer_look_is_shown_nothing(program, anna, address):
    anna.user_permissions.clear()
    assert program.get(address).status_code == 404

    anna.is_superuser = True
    anna.save()
    assert program.get(address).status_code == 200

    anna.is_active = False
    anna.save()
    assert program.get(address).status_code == 404


def test_its_person_sees_when_it_was_read_last(program, address):
    with time_machine.travel(NOW, tick=False) as clock:
        program.get(address)
        assert PrivateAddress.objects.get().last_used_at == NOW

        clock.shift(datetime.timedelta(minutes=59))
        program.get(address)
        assert PrivateAddress.objects.get().last_used_at == NOW

        clock.shift(datetime.timedelta(minutes=1))
        program.get(address)
        assert PrivateAddress.objects.get().last_used_at == NOW + datetime.timedelta(hours=1)


def test_it_is_read_and_nothing_else(program, address):
    assert program.post(address).status_code == 405


def test_a_program_that_has_it_already_is_told_so(program, address):
    answer = program.get(address)
    again = program.get(address, headers={"If-None-Match": answer["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again["Cache-Control"] == "private, no-cache"
    assert again["ETag"] == answer["ETag"]
