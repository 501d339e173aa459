"""Saved searches: a program keeps those of its own person, sees those that are shared, and asks what they find."""

import pytest

from tests.factories import ApplicationFactory, SavedSearchFactory, UserFactory
from tests.tracker.api.described import differences
from tests.tracker.api.test_applications import found
from tracker.alerts import subscribing
from tracker.alerts.models import Subscription
from tracker.search.models import SavedSearch

ADDRESS = "/api/v1/searches/"


def one(search: SavedSearch) -> str:
    return f"{ADDRESS}{search.pk}/"


def test_a_search_is_kept_and_brings_what_it_finds(editing, editor):
    sinerem = ApplicationFactory(name="Sinerem", authority="EMA", status="authorised")
    ApplicationFactory(name="Sinerem", authority="FDA", status="authorised")
    made = editing.post(ADDRESS, {"name": "Iron", "words": "sine", "authority": "EMA"})
    assert made.status_code == 201, made.json()
    assert differences(made.json(), "SavedSearch") == []
    assert (made.json()["owner"], made.json()["shared"]) == (editor.username, False)
    assert found(editing, f"applications/?search={made.json()['id']}", "number") == [sinerem.number]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Nothing"}, "Give at least one thing to search for."),
        ({"name": "Iron", "words": "fer"}, "You have a search of this name already"),
        ({"name": "Other", "status": "approved-ish"}, "status: "),
        ({"words": "fer"}, "name: This field is required."),
    ],
)
def test_what_is_no_search_is_refused_in_plain_words(editing, editor, wrong, said):
    SavedSearchFactory(owner=editor, name="Iron", words="iron")
    answer = editing.post(ADDRESS, wrong)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


def test_people_see_what_is_shared_and_their_own(editing, editor):
    mine = SavedSearchFactory(owner=editor, words="a")
    shared = SavedSearchFactory(words="b", is_shared=True)
    private = SavedSearchFactory(words="c")
    ApplicationFactory(name="c")
    assert found(editing, "searches/", "id") == [mine.pk, shared.pk]
    assert editing.get(one(private)).status_code == 404
    assert found(editing, f"applications/?search={private.pk}", "number") == []


def test_only_its_owner_changes_or_deletes_a_search(editing):
    theirs = SavedSearchFactory(words="b", is_shared=True)
    for answer in (editing.patch(one(theirs), {"name": "Mine"}), editing.delete(one(theirs))):
        assert (answer.status_code, answer.json()["detail"]) == (
            403,
            "It belongs to somebody else: make one of your own.",
        )
    assert SavedSearch.objects.get() == theirs


def test_a_search_that_is_followed_is_not_deleted(editing, editor):
    mine = SavedSearchFactory(owner=editor, words="a", is_shared=True)
    subscription = subscribing.follow(UserFactory(), search=mine)
    answer = editing.delete(one(mine))
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "Still followed, by 1 person: that must end first.",
    )
    subscribing.end(Subscription.objects.filter(pk=subscription.pk))
    assert editing.delete(one(mine)).status_code == 204
    assert not SavedSearch.objects.exists()


def test_what_others_follow_stays_shared(editing, editor):
    mine = SavedSearchFactory(owner=editor, words="a", is_shared=True)
    subscribing.follow(editor, search=mine)
    assert editing.patch(one(mine), {"shared": False}).status_code == 200
    assert editing.patch(one(mine), {"shared": True, "words": "b"}).json()["words"] == "b"
    subscribing.follow(UserFactory(), search=mine)
    answer = editing.patch(one(mine), {"shared": False})
    assert answer.json()["detail"] == "shared: Still followed, by 1 other person: until that ends it stays shared."
