"""The same content in other markup, as a redesign or another converter would write it."""

import re
from collections.abc import Callable

import pytest

from tests.scrapers.ema.pages import RIENSO_MARKDOWN, SINEREM, changed, record

FIRST_LINK = re.compile(
    rb'(<p class="language-meta[^>]*>)(.*?)</p>(.*?)<a target="_blank"[^>]*href="([^"]*)">View.*?</a>', re.DOTALL
)


REDESIGNS: dict[str, Callable[[bytes], bytes]] = {
    "other class names": lambda body: re.sub(
        rb'class="(?!status-title|h5 status-title|file-title|file-metadata)[^"]*"', b"", body
    ),
    "language is the link": lambda body: FIRST_LINK.sub(rb'<p><a href="\4">\2</a></p>\3', body),
    "reference on its own line": lambda body: body.replace(
        b'Reference Number: </span><span class="value">',
        b"Reference Number:</span><br></small><small class=metadata-row>",
    ),
    "size on its own line": lambda body: re.sub(
        rb'<span class="fw-normal">( \([^<]*\))</span></p>', rb"</p><p>\1</p>", body
    ),
    "date on its own line": lambda body: re.sub(
        rb"(First published|Last updated): </strong>", rb"\1:</strong></small><small class=metadata-row>", body
    ),
    "section without heading": lambda body: re.sub(
        rb'<h4 id="(related-documents-63433)".*?</h4>', rb'<a id="\1"></a>', body
    ),
    "label in a tooltip": lambda body: re.sub(
        rb"<dt[^>]*><div>(.*?)</div></dt>", rb'<dt><span data-bs-original-title="\1">i</span></dt>', body
    ),
    "one list per pair": lambda body: re.sub(
        rb"<dd[^>]*><div>(.*?)</div></dd>", rb"<div><dd><p>\1</p></dd></div></dl><dl>", body
    ),
    "status in a heading": lambda body: re.sub(
        rb'<div class="medicine-status".*?status-title">(.*?)</p>', rb"<div><h5>\1</h5>", body
    ),
    "key facts in a table": lambda body: (
        re.sub(rb"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", rb"<tr><th>\1</th><td>\2</td></tr>", body)
        .replace(b"<dl", b"<table")
        .replace(b"</dl", b"</table")
    ),
    "no main element": lambda body: re.sub(rb"(</?)main", rb"\1section", body),
    "other line ends": lambda body: body.replace(b"\n", b"\r\n"),
    "byte order mark": lambda body: b"\xef\xbb\xbf" + body,
}


@pytest.mark.parametrize("redesigned", REDESIGNS.values(), ids=REDESIGNS.keys())
def test_another_markup_of_the_same_content_gives_the_same_record(redesigned: Callable[[bytes], bytes]) -> None:
    body = redesigned(SINEREM)
    assert body != SINEREM
    assert record(body) == record(SINEREM)


@pytest.mark.parametrize(
    "facts",
    [
        "**Name of medicine**\n\nRienso\n\n**Active substance**\n\nferumoxytol",
        "Name of medicine\n\n:   Rienso\n\nActive substance\n\n:   ferumoxytol",
        "| Name of medicine | Rienso |\n|---|---|\n| Active substance | ferumoxytol |",
        "- Name of medicine: Rienso\n- Active substance: ferumoxytol",
    ],
)
def test_converters_may_write_the_key_facts_in_their_own_way(facts: str) -> None:
    body = changed(RIENSO_MARKDOWN, "Name of medicine Rienso Active substance ferumoxytol", facts)
    assert record(body) == record(RIENSO_MARKDOWN)
