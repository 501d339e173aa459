"""What a medicine page's reader can see: equal for pages that differ in noise, different wherever records differ."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.ema.medicine_page import content, read
from scrapers.readers import Drifted, ReadingFailed, Unreadable
from scrapers.records import Reading
from tests.scrapers.ema.pages import RIENSO, RIENSO_MARKDOWN, SINEREM, changed, page, with_noise

PLACES = [match.end() for match in re.finditer(rb">", SINEREM)]
WORDS = [match.span() for match in re.finditer(rb"[\w/.-]+", SINEREM)]
PIECES = (
    b"text",
    b"<p>A sentence. On 3 May 2007 the company withdrew its application.</p>",
    b"<h2>Overview</h2>",
    b'<a href="#overview">Overview</a>',
    b'<a href="/en/documents/x/y_en.pdf">View</a>',
    b"<dt>Opinion status</dt><dd>Negative</dd>",
    b'<i id="nowhere"></i>',
    b'<div class="status-title">Refused</div>',
    b'<p class="file-title">Report</p>',
    b"<!-- a comment -->",
    b"<script>a()</script>",
    b'<b class="js-view-dom-id-0f0f">x</b>',
    b'<div class="ema-notification">Closed</div>',
)


def outcome(body: bytes) -> Reading | None:
    """What the reader makes of bytes; nothing where it refuses them."""
    try:
        return read(body, page())
    except ReadingFailed:
        return None


def seen(body: bytes) -> bytes | None:
    try:
        return content(body)
    except ReadingFailed:
        return None


def test_what_the_site_makes_anew_for_each_answer_is_not_content():
    assert with_noise(1) != with_noise(2)
    assert content(with_noise(1)) == content(with_noise(2))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("14/12/2007", "15/12/2007"),
        ("Guerbet", "Another company"),
        ('data-medicine-status="withdrawn-application"', 'data-medicine-status="opinion"'),
        ('href="#key-facts"', 'href="#other-facts"'),
        ('id="key-facts"', 'id="other-facts"'),
        ("status-title", "another-title"),
        ("/en/individual-human-medicine.xml/67100", "/en/individual-human-medicine.xml/67101"),
        (
            'rel="canonical" href="https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem"',
            'rel="canonical" href="/x"',
        ),
    ],
)
def test_what_the_reader_looks_at_is_content(old, new):
    assert content(changed(SINEREM, old, new)) != content(SINEREM)


def test_other_medicines_and_other_forms_are_other_content():
    assert len({content(body) for body in (SINEREM, RIENSO, RIENSO_MARKDOWN)}) == 3


def test_a_page_that_reading_would_refuse_as_cut_has_no_content():
    with pytest.raises(Drifted):
        content(SINEREM.partition(b"</main>")[0])
    with pytest.raises(Unreadable):
        content(b"\xff\xfe")
    with pytest.raises(Unreadable):
        content(b"")


@settings(max_examples=60, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(PIECES)) | st.tuples(st.sampled_from(WORDS), st.just(b"7")),
        min_size=1,
        max_size=3,
    )
)
def test_pages_of_one_content_make_one_reading(edits):
    """Whatever is put into the page, or taken out: where the records differ, the content differs."""
    body = SINEREM
    for place, piece in sorted(edits, key=str, reverse=True):
        start, end = place if isinstance(place, tuple) else (place, place)
        body = body[:start] + piece + body[end:]
    if seen(body) is not None and seen(body) == content(SINEREM):
        assert outcome(body) == outcome(SINEREM)
