"""Highlights of the CHMP's meetings: which medicine got which outcome, and when a page holds none."""

from pathlib import Path

import pytest

from scrapers.ema.chmp_highlights import read, recognises
from scrapers.ema.highlights_words import section_of
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import NoticeRecord
from scrapers.registry import choose
from tests.scrapers.ema.pages import SINEREM, changed, page

GOLDEN = Path(__file__).parents[1] / "golden" / "ema_chmp_highlights"
SEPTEMBER = (GOLDEN / "september_2026.html").read_bytes()
ADDRESS = (
    "https://www.ema.europa.eu/en/news/"
    "meeting-highlights-committee-medicinal-products-human-use-chmp-28-september-1-october-2026"
)


def outcomes(body: bytes) -> dict[str, NoticeRecord]:
    """By the last part of their keys."""
    return {notice.key.partition("#")[2]: notice for notice in read(body, page(ADDRESS)).notices}


@pytest.mark.parametrize(
    ("heading", "status", "scope"),
    [
        ("Positive recommendations on new medicines", "opinion-positive", ""),
        ("Positive recommendation on new biosimilar medicine", "opinion-positive", ""),
        ("Positive recommendations on extensions of therapeutic indications", "opinion-positive", "extension"),
        ("Negative recommendation on new medicine", "opinion-negative", ""),
        ("Negative recommendation on extension of indication", "opinion-negative", "extension"),
        ("Withdrawals of applications", "application-withdrawn", ""),
        (
            "Withdrawal of application to extend an indication: extension withdrawn",
            "application-withdrawn",
            "extension",
        ),
        ("Withdrawals of marketing authorisation applications", "application-withdrawn", ""),
        ("Start of re-examination", "opinion-under-re-examination", ""),
        ("Re-examinations", "opinion-under-re-examination", ""),
        ("Re-examination of negative opinion", "opinion-under-re-examination", ""),
        ("Outcome of re-examination", "opinion", ""),
        ("Negative recommendation confirmed after re-examination", "opinion-negative", ""),
        ("Start of referral", "under-evaluation", "referral"),
        ("Conclusion of referral", "opinion", "referral"),
        ("Referrals", "", "referral"),
    ],
)
def test_the_heading_of_a_section_says_the_outcome(heading: str, status: str, scope: str) -> None:
    scopes = {"": "", "extension": "Extension of indication", "referral": "Referral"}
    assert section_of(heading) == (status, scopes[scope])


@pytest.mark.parametrize(
    "heading", ["Agenda and minutes", "Overview", "Positive and negative news", "Withdrawal of marketing authorisation"]
)
def test_a_heading_that_names_no_outcome_begins_no_section(heading: str) -> None:
    assert section_of(heading) is None


def test_an_outcome_under_a_heading_never_seen_is_unknown_and_reported() -> None:
    body = changed(SEPTEMBER, "Negative recommendation on new medicine", "Undecided")
    reading = read(body, page(ADDRESS))
    [notice] = [notice for notice in reading.notices if notice.status_text == "Undecided"]
    assert (notice.names, notice.status) == (("Exemplorm",), "unknown")
    assert ("unknown-word", "Undecided") in [(warning.what, warning.text) for warning in reading.warnings]


def test_a_section_whose_outcomes_stand_in_prose_is_reported() -> None:
    warnings = read(SEPTEMBER, page(ADDRESS)).warnings
    assert [warning.text for warning in warnings if warning.what == "section-without-list"] == [
        "Conclusion of referral"
    ]


def test_an_extension_of_indication_is_told_from_a_new_medicine() -> None:
    found = outcomes(SEPTEMBER)
    assert found["examplix"].details["scope"] == "Extension of indication"
    assert "scope" not in found["exemplin"].details


def test_the_same_outcomes_in_another_order_give_equal_records() -> None:
    start, end = (SEPTEMBER.index(mark) for mark in (b"<h2>Positive recommendations on new", b"<h2>Agenda"))
    sections = [b"<h2>" + section for section in SEPTEMBER[start:end].split(b"<h2>")[1:]]
    turned = SEPTEMBER[:start] + b"".join(reversed(sections)) + SEPTEMBER[end:]
    assert read(turned, page(ADDRESS)).notices == read(SEPTEMBER, page(ADDRESS)).notices


def test_a_list_that_names_its_medicine_is_believed_before_the_heading_above_it() -> None:
    body = changed(
        SEPTEMBER, "<h2>Withdrawals of applications</h2>", "<h2>Withdrawals of applications</h2><h3>Two</h3>"
    )
    assert read(body, page(ADDRESS)).notices == read(SEPTEMBER, page(ADDRESS)).notices


def test_a_list_without_any_name_is_reported_and_left_out() -> None:
    body = changed(SEPTEMBER, "<h3>Exemplofen</h3>", "")
    reading = read(body, page(ADDRESS))
    assert len(reading.notices) == len(outcomes(SEPTEMBER)) - 1
    assert ("empty-name", "Start of re-examination") in [(warning.what, warning.text) for warning in reading.warnings]


def test_two_new_uses_of_one_medicine_in_one_section_are_two_outcomes() -> None:
    body = changed(SEPTEMBER, "<h3>Examplix</h3>", "<h3>Exemplorm</h3>")
    found = [notice for notice in read(body, page(ADDRESS)).notices if notice.names == ("Exemplorm",)]
    assert len({notice.key for notice in found}) == 3
    assert sorted(notice.details["therapeutic_indication"] for notice in found) == [
        "Treatment of adolescents",
        "Treatment of children",
        "Treatment of exemplary pain",
    ]


def test_two_uses_of_one_medicine_keep_their_keys_in_whichever_order_they_stand() -> None:
    body = changed(SEPTEMBER, "<h3>Examplix</h3>", "<h3>Exemplorm</h3>").replace(b"examplixumab", b"exemplormin")
    turned = (
        body.replace(b"of children", b"of @").replace(b"of adolescents", b"of children").replace(b"@", b"adolescents")
    )
    assert turned != body
    assert read(turned, page(ADDRESS)).notices == read(body, page(ADDRESS)).notices


def test_a_list_given_twice_is_one_outcome() -> None:
    once = b'<div class="description-list"><h3>Exemplin</h3>'
    start = SEPTEMBER.index(once)
    block = SEPTEMBER[start : SEPTEMBER.index(b"</div>", start) + 6]
    assert read(SEPTEMBER.replace(block, block * 2), page(ADDRESS)).notices == read(SEPTEMBER, page(ADDRESS)).notices


def test_the_two_columned_tables_of_earlier_pages_are_read_alike() -> None:
    body = SEPTEMBER
    for old, new in (
        (b"<dl>", b"<table>"),
        (b"</dl>", b"</table>"),
        (b"<dt>", b"<tr><td>"),
        (b"</dt>", b"</td>"),
        (b"<dd>", b"<td>"),
        (b"</dd>", b"</td></tr>"),
    ):
        body = body.replace(old, new)
    before = list(read(SEPTEMBER, page(ADDRESS)).notices)
    assert list(read(body, page(ADDRESS)).notices) == before


def test_without_the_days_in_the_title_the_outcomes_have_none() -> None:
    body = SEPTEMBER.replace(b"28 September - 1 October 2026", b"28 September - 1 October")
    reading = read(body, page(ADDRESS))
    assert {(notice.starts_on, notice.ends_on) for notice in reading.notices} == {(None, None)}
    assert "junk-date" in [warning.what for warning in reading.warnings]


def test_a_page_without_any_list_of_outcomes_is_a_drift() -> None:
    empty = SEPTEMBER.replace(b"<dt>", b"<p>").replace(b"<dd>", b"<p>")
    for old in (b"INN", b"Name of medicine", b"Therapeutic indication", b"Marketing-authorisation applicant"):
        empty = empty.replace(old, b"Word")
    with pytest.raises(Drifted, match="no outcome"):
        read(empty.replace(b"More information", b"Word"), page(ADDRESS))


def test_lists_under_headings_of_which_none_names_an_outcome_are_a_drift() -> None:
    body = SEPTEMBER
    for word in (b"recommendation", b"re-examination", b"Withdrawals", b"Positive", b"Negative", b"referral"):
        body = body.replace(word, b"Word")
    with pytest.raises(Drifted, match="no outcome"):
        read(body, page(ADDRESS))


def test_a_cut_page_a_challenge_and_other_bytes_are_refused() -> None:
    with pytest.raises(Drifted, match="cut"):
        read(SEPTEMBER[: SEPTEMBER.index(b"Withdrawals")], page(ADDRESS))
    with pytest.raises(Blocked):
        read(b"<html><body><h1>Checking your browser</h1></body></html>", page(ADDRESS))
    for body in (b"", b"{}", b"%PDF-1.7"):
        with pytest.raises(Unreadable):
            read(body, page(ADDRESS))
    with pytest.raises(ReadingFailed):
        read(SINEREM, page(ADDRESS))


def test_highlights_are_recognised_and_chosen_by_their_address() -> None:
    assert recognises(SEPTEMBER)
    assert not recognises(SINEREM)
    assert choose(ADDRESS, b"").name == "ema.chmp_highlights"
