"""A medicine page that does not hold its promise is refused by type, in one clear line, whatever the bytes."""

import contextlib
import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.ema.medicine_page import read, recognises
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from tests.scrapers.ema.pages import RIENSO, RIENSO_MARKDOWN, SINEREM, changed, page, record


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda body: changed(body, "EMA product number", "Number of something"), "EMA product number"),
        (lambda body: changed(body, "EMEA/H/C/000801", "R/0023"), "no product number"),
        (
            lambda body: changed(body, '<h2 id="key-facts" class="rounded-title">Key facts', "<h2>Facts"),
            "Key facts",
        ),
        (lambda body: changed(body, "Other languages (21)", "Other languages (22)"), "22 other languages"),
        (lambda body: changed(body, "Name of medicine", "x").replace(b"h1", b"h3"), "name"),
        (
            lambda body: (
                body.replace(b"status-title", b"x")
                .replace(b"data-medicine-status", b"y")
                .replace(b"Application withdrawn", b"Off")
            ),
            "status",
        ),
        (lambda body: re.sub(rb'<a target="_blank".*?</a>', b"", body, count=1), "no link for EN"),
        (lambda body: body.replace(b"language-meta", b"x").replace(b" KB - PDF", b""), "document"),
        (
            lambda body: changed(body, "</dl>", "<dt>EMA product number</dt><dd>EMEA/H/C/000802</dd></dl>"),
            "more than one",
        ),
        (lambda body: body[: body.index(b"</main>")], "cut"),
        (lambda body: body[: body.index(b"All documents</h2>")], "cut"),
    ],
)
def test_a_missing_promise_is_drift(change: Callable[[bytes], bytes], message: str) -> None:
    with pytest.raises(Drifted, match=message) as failure:
        read(change(SINEREM), page())
    assert "\n" not in str(failure.value)


def test_a_page_of_another_kind_is_drift() -> None:
    with pytest.raises(Drifted, match="key facts are missing"):
        read(b"<html><body><main><h1>Type-IA variations</h1><p>Text.</p></main></body></html>", page())


@pytest.mark.parametrize(
    "body",
    [
        b"<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>You don't have permission.</BODY></HTML>",
        b"<html><body><h1>Just a moment...</h1><script src='/cdn-cgi/challenge-platform/x'></script></body></html>",
        b"<html><meta http-equiv=refresh content='0;url=/apology_objects/abuse-detection-apology.html'></html>",
        b"Access Denied",
    ],
)
def test_a_challenge_is_a_block_and_never_the_end_of_a_medicine(body: bytes) -> None:
    with pytest.raises(Blocked):
        read(body, page())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n\t ",
        b"%PDF-1.7 text",
        b"PK\x03\x04\0\0",
        b'{"data": []}',
        b"---\ndocument_pathfilename: x\n",
        b"<html>\xff\xfe</html>",
        b"plain words",
    ],
)
def test_what_is_no_page_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body, page())
    assert not recognises(body)


@pytest.mark.parametrize("markup", [b"<div>", b"<h2>", b"<dl><dt>", b"<a href=x>", b"<span>", b"("])
def test_deep_nesting_is_no_crash(markup: bytes) -> None:
    body = SINEREM.replace(b"<h1", markup * 20_000 + b"<h1", 1)
    with contextlib.suppress(ReadingFailed):
        assert record(body).number == "EMEA/H/C/000801"


@given(cut=st.floats(0, 1), markdown=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_cut_page_fails_or_gives_everything(cut: float, markdown: bool) -> None:
    body = RIENSO_MARKDOWN if markdown else SINEREM
    try:
        found = record(body[: int(len(body) * cut)])
    except ReadingFailed:
        return
    assert found == record(body)


@given(body=st.binary(max_size=300), prefix=st.sampled_from([b"", b"<", b"# ", b"---\n", b"<main>", RIENSO[:900]]))
@settings(max_examples=100, deadline=None)
def test_random_bytes_fail_by_type(body: bytes, prefix: bytes) -> None:
    recognises(prefix + body)
    with pytest.raises(ReadingFailed):
        read(prefix + body, page())


@given(shuffler=st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_shuffled_sections_give_the_same_facts(shuffler: random.Random) -> None:
    head, *sections = RIENSO_MARKDOWN.decode().split("\n## ")
    end = "\n\n**This page was last updated on** 13/07/2015\n"
    sections = [section.removesuffix(end) for section in sections]
    shuffler.shuffle(sections)
    body = "\n\n## ".join([head, *sections]) + end
    assert record(body.encode()) == record(RIENSO_MARKDOWN)
