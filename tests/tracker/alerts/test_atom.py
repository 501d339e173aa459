"""The Atom feed, read by feedparser: what a person is told of, each change once, with words and evidence."""

import datetime

import feedparser
import pytest
import time_machine
from django.utils import timezone
from lxml import etree

from tests.factories import (
    ApplicationFactory,
    ChangeFactory,
    EvidenceFactory,
    NoticeFactory,
    SnapshotFactory,
    StepFactory,
    SubstanceFactory,
    UserFactory,
)
from tracker.alerts import private_addresses
from tracker.alerts.channels.atom.pages import PAGE, SETTLES
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.catalogue.models import Change

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def anna():
    return UserFactory(username="anna", time_zone="Europe/Paris", is_superuser=True)


@pytest.fixture
def sinerem(anna):
    application = ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")
    Subscription.objects.create(person=anna, application=application, minimum_significance="minor")
    return application


@pytest.fixture
def page():
    return SnapshotFactory(
        source__title="Sinerem: EMA medicine page",
        source__address="https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem",
        retrieved_at=datetime.datetime(2008, 1, 24, 16, 5, tzinfo=datetime.UTC),
    )


@pytest.fixture
def address(anna) -> str:
    return private_addresses.address_of(private_addresses.make(anna, "changes"))


@pytest.fixture
def read(client, address):
    """Fetches the feed, or a page of it, as a feed reader does."""

    def fetch(from_address: str = address):
        match_changes()
        parsed = feedparser.parse(client.get(from_address).content)
        assert not parsed.bozo, parsed.get("bozo_exception")
        return parsed

    return fetch


def test_each_change_is_an_entry_with_an_id_of_its_own_that_stays(read, sinerem, page):
    first = ChangeFactory(application=sinerem, before="opinion", after="application-withdrawn", snapshot=page)
    before = read().entries
    second = ChangeFactory(application=sinerem, before="application-withdrawn", after="authorised")
    after = read().entries

    assert [entry.link for entry in after] == [
        f"https://clockstop.example.org/changes/{change.pk}/" for change in (second, first)
    ]
    day = f"{first.recorded_at:%Y-%m-%d}"
    assert before[0].id == after[1].id == f"tag:clockstop.example.org,{day}:changes/{first.pk}"
    assert after[0].id != after[1].id
    assert before[0].updated == after[1].updated


def test_an_entry_says_what_the_mail_says(read, sinerem, page):
    step = StepFactory(procedure__application=sinerem, kind="application-withdrawn", date=datetime.date(2007, 12, 13))
    EvidenceFactory(step=step, quote="The application was at day 175", locator="Stage", first_snapshot=page)
    ChangeFactory(application=sinerem, before="opinion", after="application-withdrawn", snapshot=page)

    (entry,) = read().entries
    content = entry.content[0].value

    assert entry.title == "Sinerem (EMEA/H/C/000801): Opinion → Application withdrawn"
    assert "<del>Opinion</del>" in content
    assert "<ins>Application withdrawn</ins>" in content
    assert "The applicant withdrew the application before a decision: it was never authorised." in content
    assert "“The application was at day 175” (Stage)" in content
    assert "24 Jan 2008, 17:05 CET" in content
    assert f'href="https://clockstop.example.org/snapshots/{page.pk}/"' in content
    assert 'href="https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem"' in content
    assert entry.rights == "Source: European Medicines Agency"
    assert "Source: European Medicines Agency" in content
    assert [tag.term for tag in entry.tags] == ["EMA", "Critical"]


def test_prose_is_compared_word_by_word(read, sinerem):
    ChangeFactory(
        application=sinerem,
        field="indication",
        before="treatment of adults with anaemia",
        after="treatment of children with anaemia",
        significance="major",
    )

    content = read().entries[0].content[0].value
    assert "<del>adults </del>" in content
    assert "<ins>children </ins>" in content
    assert "<del>treatment" not in content


def test_what_was_reconstructed_says_so(read, sinerem):
    ChangeFactory(application=sinerem, snapshot=SnapshotFactory(is_reconstructed=True))

    assert "It is not the authority’s own page." in read().entries[0].content[0].value


def test_hostile_text_is_text(read, client, address, sinerem):
    ChangeFactory(
        application=sinerem,
        field="indication",
        before=None,
        after="<script>alert(1)</script> & \x1b\u202e\ufffe ]]>",
        person_name="<b>Ben</b>",
        snapshot=None,
        reason="\x1b]]><p>",
    )
    assert len(read().entries) == 1

    tree = etree.fromstring(client.get(address).content)
    entry = tree.find("a:entry", ATOM)
    content = entry.find("a:content", ATOM)
    assert content.get("type") == "html"
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in content.text
    assert not any(tag in content.text for tag in ("<script", "<b>", "]]><p>"))
    assert not any(sign in content.text + entry.findtext("a:title", namespaces=ATOM) for sign in "\x1b\u202e\ufffe")
    assert entry.find("a:title", ATOM).get("type", "text") == "text"


def test_a_notice_is_told_under_its_own_name(read, anna):
    application = ApplicationFactory(product__name="Examplin")
    Subscription.objects.create(person=anna, application=application, minimum_significance="minor")
    notice = NoticeFactory(title="Examplin", about={"number": application.number})
    ChangeFactory(
        application=None, notice=notice, subject="notice", before="ongoing", after="resolved", significance="major"
    )

    (entry,) = read().entries
    assert entry.title == "Shortage of Examplin: ongoing → resolved"


def test_only_what_the_person_is_told_of_stands_in_it(read, anna, sinerem):
    ben = UserFactory()
    other = ApplicationFactory()
    Subscription.objects.create(person=ben, application=other, minimum_significance="minor")
    ChangeFactory(application=other)
    ChangeFactory(application=sinerem, alerting=False)
    ChangeFactory(application=sinerem, significance="noise")
    wanted = ChangeFactory(application=sinerem)

    assert [entry.link for entry in read().entries] == [f"https://clockstop.example.org/changes/{wanted.pk}/"]


@pytest.mark.parametrize("state", Delivery.State.values)
def test_what_becomes_of_the_mail_does_not_matter(state, read, sinerem):
    ChangeFactory(application=sinerem)
    match_changes()
    Delivery.objects.update(state=state)

    assert len(read().entries) == 1


def test_who_wants_neither_mails_nor_webhooks_reads_it_all_the_same(read, client, address, anna):
    application = ApplicationFactory()
    ChangeFactory(application=application)
    Subscription.objects.create(person=anna, application=application, by_email=False, minimum_significance="major")
    wanted = ChangeFactory(application=application, significance="major")
    ChangeFactory(application=application, significance="minor")
    ChangeFactory(application=application, alerting=False)
    ChangeFactory()

    assert [entry.link for entry in read().entries] == [f"https://clockstop.example.org/changes/{wanted.pk}/"]
    assert not DeliveryItem.objects.exists()
    assert "Last-Modified" not in client.get(address)

    Subscription.objects.update(state=Subscription.State.PAUSED)
    assert read().entries == []


def test_what_goes_by_two_ways_stands_in_it_once(read, anna, sinerem):
    ChangeFactory(application=sinerem)
    substance = SubstanceFactory()
    sinerem.substances.add(substance)
    Subscription.objects.create(person=anna, substance=substance, by_email=False, after_change=0)

    assert len(read().entries) == 1


def test_the_feed_itself_is_named_and_leads_to_itself_and_to_the_console(read, address, anna):
    feed = read().feed

    assert feed.id == f"tag:clockstop.example.org,{anna.date_joined:%Y-%m-%d}:people/{anna.pk}/changes"
    assert feed.title == "Clockstop: changes for anna"
    links = {link.rel: link.href for link in feed.links}
    assert links == {"alternate": "https://clockstop.example.org/changes/", "self": address, "first": address}
    assert feed.author_detail.name == "Clockstop"


def test_a_renewed_address_is_the_same_feed_to_a_reader(read, anna):
    before = read().feed.id

    assert read(private_addresses.address_of(private_addresses.make(anna, "changes"))).feed.id == before


def test_an_empty_feed_stays_the_same(client, address):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        later = client.get(address)

    assert later["ETag"] == client.get(address)["ETag"]


def test_older_pages_have_all_the_rest_and_nothing_twice(read, sinerem):
    ids = [ChangeFactory(application=sinerem, item=str(n)).pk for n in range(2 * PAGE + 1)]

    links, seen = [None], []
    while links:
        parsed = read(links[0]) if links[0] else read()
        seen += [entry.link for entry in parsed.entries]
        assert len(parsed.entries) <= PAGE
        links = [link.href for link in parsed.feed.links if link.rel == "next"]
    assert seen == [f"https://clockstop.example.org/changes/{pk}/" for pk in reversed(ids)]


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 30, "²"])
def test_a_page_that_is_none_is_refused_in_one_line(before, client, address):
    answer = client.get(address, {"key": address.partition("key=")[2], "before": before})

    assert answer.status_code == 400
    assert answer.content.decode() == "before: write the number of a change.\n"


def test_it_obeys_what_atom_demands(client, address, sinerem):
    """RFC 4287: 4.1.1 (feed), 4.1.2 (entry), 3.3 (dates), 4.2.6 (ids are unique)."""
    for _ in range(3):
        ChangeFactory(application=sinerem)
    match_changes()
    tree = etree.fromstring(client.get(address).content)

    for element in (tree, *tree.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1
        assert datetime.datetime.fromisoformat(element.findtext("a:updated", namespaces=ATOM)).tzinfo
    assert len(tree.findall("a:author", ATOM)) == 1
    for entry in tree.findall("a:entry", ATOM):
        assert len(entry.findall("a:content", ATOM)) == 1
        assert not entry.findall("a:summary", ATOM)
        assert [link.get("rel") for link in entry.findall("a:link", ATOM)] == ["alternate"]
    ids = [element.text for element in tree.iterfind(".//a:id", ATOM)]
    assert len(set(ids)) == len(ids) == 4
    newest = max(element.text for element in tree.iterfind("a:entry/a:updated", ATOM))
    assert tree.findtext("a:updated", namespaces=ATOM) == newest
    assert client.get(address)["Content-Type"] == "application/atom+xml; charset=utf-8"


def test_a_new_change_is_news_to_a_program_that_has_the_feed(client, address, sinerem):
    ChangeFactory(application=sinerem)
    match_changes()
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304

    ChangeFactory(application=sinerem)
    match_changes()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_a_moment_is_answered_for_only_when_nothing_older_can_come(client, address, sinerem):
    """A second worker may still be recording what carries an earlier moment: nobody may miss that."""
    ChangeFactory(application=sinerem)
    match_changes()
    told = Delivery.objects.get().created_at

    with time_machine.travel(told + SETTLES, tick=False):
        assert "Last-Modified" not in client.get(address)
    with time_machine.travel(told + SETTLES + datetime.timedelta(seconds=1), tick=False):
        answer = client.get(address)
        since = {"If-Modified-Since": answer["Last-Modified"]}
        assert client.get(address, headers=since).status_code == 304

        ChangeFactory(application=sinerem)
        match_changes()
        assert client.get(address, headers=since).status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_does_not_grow(count, client, address, anna, django_assert_num_queries):
    for n in range(count):
        application = ApplicationFactory()
        Subscription.objects.create(person=anna, application=application, minimum_significance="minor")
        Subscription.objects.create(person=anna, product=application.product, by_email=False)
        change = ChangeFactory(application=application)
        EvidenceFactory(step__procedure__application=application, first_snapshot=change.snapshot)
        notice = NoticeFactory(about={"number": application.number})
        ChangeFactory(application=None, notice=notice, subject="notice", before=None, after=f"{n}")
    match_changes()
    assert DeliveryItem.objects.count() == 2 * count == Change.objects.count()
    client.get(address)

    with django_assert_num_queries(5):  # the address, subscriptions, changes, evidence, records
        client.get(address)
