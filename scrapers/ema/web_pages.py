"""What every reader of EMA's web pages does first: bytes to text, and pages that came instead of the one asked for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from scrapers.readers import Blocked, Drifted, Unreadable

MAX_BYTES = 8 * 1024 * 1024
"""A page has about 200 KB; the longest, a medicine's with all its documents, less than 2 MB."""

CHALLENGES = re.compile(
    r"access denied|apology_objects|abuse[- ]detection|excessive[- ]requests|captcha|challenge-platform|cf-challenge"
    r"|_incapsula_|edgesuite\.net|verify (?:that )?you are (?:a )?human|are you a (?:robot|human)|unusual traffic"
    r"|too many requests|request (?:was )?blocked|request unsuccessful|403 forbidden|checking your browser"
    r"|just a moment|enable javascript and cookies",
    re.IGNORECASE,
)
"""Words of pages that come instead of the source (sources reference, 1.2)."""

SEARCHED = 50_000
"""Characters at the start of a page in which a challenge says what it is."""


def decoded(body: bytes) -> str:
    """The text of a page without a mark or blanks before it. Raises Unreadable for what is no text of a page's size."""
    if not body.strip():
        raise Unreadable("the page is empty")
    if len(body) > MAX_BYTES:
        raise Unreadable(f"the page has {len(body)} bytes, more than {MAX_BYTES} are no page of EMA's")
    if b"\0" in body:
        raise Unreadable("binary data, not a page")
    try:
        return body.decode("utf-8-sig").lstrip()
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 at byte {error.start}: cut or of another format") from error


@contextmanager
def challenges_named(text: str, name: str) -> Iterator[None]:
    """Turns a failure to read a challenge into Blocked; `name` is the page that was due (`the medicine page`).

    Only a failure: a page that holds all it promises may well have such words in its prose.
    """
    try:
        yield
    except (Drifted, Unreadable) as failure:
        if challenge := CHALLENGES.search(text[:SEARCHED]):
            raise Blocked(f"instead of {name} came a page that says {challenge[0]!r}") from failure
        raise
