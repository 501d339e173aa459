"""FDA's RSS feeds: two forms of dates, double escapes, addresses over several lines, feeds that are bombs."""

import datetime

import pytest

from scrapers.fda.rss import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import NoticeRecord, Page, Reading

ITEM = "<item><title>{title}</title><link>{link}</link><description>{text}</description>{date}{guid}</item>"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    '<rss version="2.0"><channel><item><title>&c;</title><guid>http://www.fda.gov/x</guid></item></channel></rss>'
)


def item(
    title: str = "Recall of Exempla",
    link: str = "http://www.fda.gov/recall",
    text: str = "",
    date: str = "<pubDate>Thu, 13 Aug 2026 13:02:58 EDT</pubDate>",
    guid: str = "",
) -> str:
    return ITEM.format(title=title, link=link, text=text, date=date, guid=f"<guid>{guid}</guid>" if guid else "")


def read(*items: str) -> Reading:
    feed = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>{"".join(items)}</channel></rss>'
    return read_bytes(feed.encode())


def read_bytes(body: bytes) -> Reading:
    return READER.read(body, Page(address="", retrieved_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)))


def only(one: str) -> NoticeRecord:
    (notice,) = read(one).notices
    return notice


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("<pubDate>Thu, 13 Aug 2026 23:30:00 EDT</pubDate>", "2026-08-13"),
        ("<pubDate>13 Aug 2026 23:30 -0400</pubDate>", "2026-08-13"),
        (
            '<pubDate>\n<time datetime="2019-05-04T01:21:28Z">Fri, 05/03/2019 - 21:21</time>\n</pubDate>',
            "2019-05-03",
        ),
        ('<pubDate><time datetime="2019-05-03T19:21:28Z">recently</time></pubDate>', "2019-05-03"),
        ("", ""),
    ],
)
def test_the_day_of_publication_is_the_one_that_is_written(date: str, day: str) -> None:
    reading = read(item(date=date))
    assert reading.notices[0].details["first_published"] == day
    assert reading.warnings == ()


@pytest.mark.parametrize("date", ["31 Feb 2026 10:00:00 EDT", "13 Foo 2026", "Fri, 13/45/2019 - 15:21"])
def test_an_impossible_day_is_told_and_left_out(date: str) -> None:
    reading = read(item(date=f"<pubDate>{date}</pubDate>"))
    assert reading.notices[0].details["first_published"] == ""
    assert [warning.what for warning in reading.warnings] == ["junk-date"]


def test_what_is_escaped_twice_is_read_as_it_was_meant() -> None:
    notice = only(item(title="Exempla &amp;amp; Otherin", text="&amp;quot;chemicals&amp;quot; at p &lt; 0.05"))
    assert (notice.title, notice.details["summary"]) == ("Exempla & Otherin", '"chemicals" at p < 0.05')


def test_markup_in_a_description_is_taken_out() -> None:
    assert only(item(text="&lt;p&gt;Two &lt;b&gt;lots&lt;/b&gt;&lt;/p&gt;")).details["summary"] == "Two lots"


def test_an_address_over_several_lines_is_one() -> None:
    notice = only(item(link="\n  http://www.fda.gov/\n  recall\n", guid="\n http://www.fda.gov/recall \n"))
    assert (notice.key, notice.address) == ("http://www.fda.gov/recall", "http://www.fda.gov/recall")


def test_the_guid_tells_items_apart_else_the_link() -> None:
    assert only(item(guid="http://www.fda.gov/node/1")).key == "http://www.fda.gov/node/1"
    assert only(item()).key == "http://www.fda.gov/recall"


def test_an_address_that_is_none_of_the_web_is_left_out() -> None:
    reading = read(item(link="javascript:alert(1)", guid="http://www.fda.gov/node/1"))
    assert (reading.notices[0].address, reading.warnings[0].what) == ("", "junk-address")


def test_an_item_without_a_title_or_an_address_is_kept_out() -> None:
    reading = read(item(title=""), item(link=""), item())
    assert len(reading.notices) == 1
    assert [warning.what for warning in reading.warnings] == ["junk-address", "junk-address"]


def test_news_is_a_hint_and_a_feed_is_never_the_whole() -> None:
    reading = read(item(title="FDA Approves NDA 099001"))
    assert (reading.scope, reading.notices[0].kind, reading.notices[0].starts_on) == ("part", "news", None)
    assert reading.notices[0].numbers == ("NDA099001",)


def test_items_come_out_in_one_order() -> None:
    one, other = item(), item(link="http://www.fda.gov/a")
    assert read(one, other, one) == read(other, one)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Unreadable),
        (b"<!DOCTYPE html><html></html>", Blocked),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"></html>', Blocked),
        (BOMB.encode(), Unreadable),
        (b'<rss version="2.0"><channel></channel></rss>', Drifted),
        (b'<rss version="2.0"></rss>', Drifted),
        (b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"/>', Drifted),
        (b'<rss version="2.0"><channel><item>', Unreadable),
        (b"<rss>" * 5_000, Unreadable),
    ],
)
def test_what_is_no_feed_is_refused(body: bytes, failure: type[ReadingFailed]) -> None:
    with pytest.raises(failure):
        read_bytes(body)


def test_a_feed_of_another_site_is_not_recognised() -> None:
    body = b'<?xml version="1.0"?><rss version="2.0"><channel><link>https://news.example/</link></channel></rss>'
    assert not READER.recognises(body)
    assert READER.recognises(body.replace(b"news.example/", b"www.fda.gov/"))
