"""Searches that are kept from the search box, looked at again, shared, followed and deleted."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import ApplicationFactory, SavedSearchFactory, UserFactory
from tracker.alerts import subscribing
from tracker.alerts.models import Subscription
from tracker.search.models import SavedSearch

pytestmark = pytest.mark.django_db

EMPTY = {"words": "", "authority": "", "type": "", "status": "", "category": ""}


@pytest.fixture
def mine(chief) -> SavedSearch:
    return SavedSearchFactory(owner=chief, name="Iron", words="sine", is_shared=True)


@pytest.fixture
def as_another() -> Client:
    """A browser of somebody else who may do everything, too."""
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_searched_for_is_kept_and_found_again(as_chief, chief):
    for number in ("EMEA/H/C/000801", "EMEA/H/C/000802"):
        ApplicationFactory(number=number, name="Sinerem")
    assert "/searches/add/?words=sine" in text(as_chief.get("/track/?q=sine"))
    assert 'value="sine"' in text(as_chief.get("/searches/add/?words=sine"))

    answer = as_chief.post("/searches/add/", EMPTY | {"name": "Iron", "words": "sine", "is_shared": "on"})
    made = SavedSearch.objects.get(owner=chief, name="Iron", words="sine", is_shared=True)
    assert answer["Location"] == f"/searches/{made.pk}/"
    shown = text(as_chief.get(f"/searches/{made.pk}/"))
    assert "EMEA/H/C/000801" in shown
    assert "EMEA/H/C/000802" in shown
    assert "Iron" in text(as_chief.get("/searches/"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "Nothing"}, "Give at least one thing to search for."),
        ({"name": "Iron", "words": "fer"}, "You have a search of this name already"),
        ({"words": "fer"}, "This field is required."),
    ],
)
def test_what_is_no_search_is_refused_in_words(as_chief, mine, asked, said):
    assert said in text(as_chief.post("/searches/add/", EMPTY | asked))
    assert SavedSearch.objects.get() == mine


def test_a_search_is_changed_by_its_owner_alone(as_chief, as_another, mine):
    address = f"/searches/{mine.pk}/change/"
    assert as_another.post(address, EMPTY | {"name": "Mine", "words": "b"}).status_code == 403
    assert as_another.post(f"/searches/{mine.pk}/delete/").status_code == 403
    as_chief.post(address, EMPTY | {"name": "Iron", "status": "authorised"})
    mine.refresh_from_db()
    assert (mine.words, mine.status, mine.is_shared) == ("", "authorised", False)
    assert as_another.get(f"/searches/{mine.pk}/").status_code == 404


def test_one_that_is_followed_is_neither_deleted_nor_hidden(as_chief, mine):
    subscribing.follow(UserFactory(), search=mine)
    shown = text(as_chief.post(f"/searches/{mine.pk}/delete/", follow=True))
    assert "Still followed, by 1 person: that must end first." in shown
    shown = text(as_chief.post(f"/searches/{mine.pk}/change/", EMPTY | {"name": "Iron", "words": "b"}))
    assert "Still followed, by 1 other person: until that ends it stays shared." in shown
    mine.refresh_from_db()
    assert (mine.is_shared, mine.words) == (True, "sine")

    subscribing.end(Subscription.objects.all())
    as_chief.post(f"/searches/{mine.pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_what_others_keep_private_is_not_there(as_chief):
    theirs = SavedSearchFactory(words="b", name="Secret")
    assert "Secret" not in text(as_chief.get("/searches/"))
    assert as_chief.get(f"/searches/{theirs.pk}/").status_code == 404


def test_a_search_that_finds_nothing_says_so(as_chief, mine):
    assert "It finds nothing now." in text(as_chief.get(f"/searches/{mine.pk}/"))


@pytest.mark.parametrize("address", ["/searches/", "/searches/{pk}/"])
def test_lists_ask_as_often_for_many_rows_as_for_few(as_chief, mine, address):
    def cost(count: int) -> int:
        for _ in range(count):
            SavedSearchFactory(words="a", is_shared=True)
            ApplicationFactory(name="Sinerem")
        with CaptureQueriesContext(connection) as queries:
            as_chief.get(address.format(pk=mine.pk))
        return len(queries)

    assert cost(2) == cost(20)
