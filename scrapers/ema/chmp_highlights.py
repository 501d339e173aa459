"""Highlights of a committee's meeting: EMA's news page that says what the CHMP recommended for which medicine.

The page has a section for each kind of outcome and in it a list of labels and values for each medicine. No page of the
kind is at hand; its build is known from public scraper code (sources reference, 2.7). It must hold its title and at
least one such list in a section whose heading names an outcome: an agenda or a summary without lists is none.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from lxml import etree

from scrapers.ema.committees import committee
from scrapers.ema.highlights_words import LABELS, section_of
from scrapers.ema.key_facts import label_key
from scrapers.ema.lists import sorted_items
from scrapers.ema.medicine_page_blocks import Block, absolute
from scrapers.ema.medicine_page_html import lines, main_of, own_path, parsed
from scrapers.ema.meeting_days import Days, from_title
from scrapers.ema.notes import Notes
from scrapers.ema.refusals import refuse_foreign
from scrapers.ema.web_pages import challenges_named, decoded
from scrapers.readers import Drifted, Reader
from scrapers.records import NoticeRecord, Page, Reading
from scrapers.text import spelling

MARKS = (b"ema-news--full", b"eeting highlights")
"""Both are on every page of highlights: the article of a news page, and its title."""

LONGEST_KEY = 280
"""Characters that a key may have before it is counted."""

PATH = re.compile(r"/en/news/[\w%.-]+")


class _Outcome(NamedTuple):
    """What one list says: the headings of its section and of the list itself, and its values by field."""

    section: str
    heading: str
    values: dict[str, str]

    @property
    def name(self) -> str:
        """The name of the medicine; empty if neither the list nor its heading gives one."""
        return self.values.get("name") or self.heading


class _Meeting(NamedTuple):
    """What all outcomes of a page share."""

    path: str
    committee: str
    days: Days | None


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin look like a page of meeting highlights."""
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") and all(mark in body for mark in MARKS)


def read(body: bytes, page: Page) -> Reading:
    """A notice for each medicine and outcome. Raises Drifted, Blocked or Unreadable."""
    refuse_foreign(body, b"<", "HTML")
    with challenges_named(decoded(body), "the meeting highlights"):
        return _reading(parsed(body), page)


def _reading(root: etree._Element, page: Page) -> Reading:
    blocks = lines(main_of(root))
    title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
    if not title:
        raise Drifted("the page has no title: no main heading")
    notes = Notes()
    outcomes = [outcome for outcome in _outcomes(blocks, notes) if outcome.name]
    if not any(section_of(outcome.section) for outcome in outcomes):
        raise Drifted(f"{title[:80]!r} lists no outcome: no medicine under a heading that names one")
    body = committee(title)
    meeting = _Meeting(own_path(root, page.address, PATH), body.title if body else "", _days(title, notes))
    return Reading(notices=_keyed([_notice(each, meeting, notes) for each in outcomes]), warnings=notes.warnings())


def _outcomes(blocks: Sequence[Block], notes: Notes) -> list[_Outcome]:
    """The lists of labels and values, each with the section that it stands in.

    A heading that names an outcome begins a section, on whichever level. Another one of a lower level is the name of
    the medicine of the list after it, unless the list says the name itself. In a section of outcomes a label counts
    whatever element it stands in: earlier pages have tables.
    """
    outcomes: list[_Outcome] = []
    section = name = label = ""
    is_open = False
    for block in blocks:
        if block.kind == "heading":
            if section_of(block.text) or block.level <= 2:
                section, name = block.text, ""
            else:
                name = block.text
            is_open, label = False, ""
        elif block.kind == "label" or (section_of(section) and label_key(block.text) in LABELS):
            label = block.text
        elif label:
            field, label = _field(label, notes), ""
            if not is_open or (field == "name" and "name" in outcomes[-1].values):
                outcomes.append(_Outcome(section, name, {}))
                is_open = True
            if field:
                said = filter(None, (outcomes[-1].values.get(field), block.text))
                outcomes[-1].values[field] = "; ".join(dict.fromkeys(said))
    _report_unread(blocks, outcomes, notes)
    return outcomes


def _field(label: str, notes: Notes) -> str:
    """The field that a label names; empty, and a warning, for a label never seen."""
    key = label_key(label)
    if key not in LABELS:
        notes.add("unknown-column", None, label)
    return LABELS.get(key, "")


def _report_unread(blocks: Sequence[Block], outcomes: Sequence[_Outcome], notes: Notes) -> None:
    """Sections whose outcomes stand in prose, or nowhere: nothing is read from them, and nobody should think so."""
    read_sections = {outcome.section for outcome in outcomes if outcome.name}
    for block in blocks:
        if block.kind == "heading" and section_of(block.text) and block.text not in read_sections:
            notes.add("section-without-list", None, block.text)
    for outcome in outcomes:
        if not outcome.name:
            notes.add("empty-name", None, outcome.section)


def _days(title: str, notes: Notes) -> Days | None:
    try:
        return from_title(title)
    except ValueError:
        notes.add("junk-date", None, title)
        return None


def _notice(outcome: _Outcome, meeting: _Meeting, notes: Notes) -> NoticeRecord:
    name = outcome.name
    section = section_of(outcome.section)
    if section is None:
        notes.add("unknown-word", None, outcome.section)
    details = {
        "committee": meeting.committee,
        "applicant": outcome.values.get("applicant", ""),
        "therapeutic_indication": outcome.values.get("therapeutic_indication", ""),
        "scope": section.scope if section else "",
    }
    return NoticeRecord(
        kind="committee-outcome",
        authority="EMA",
        key=f"{meeting.path}#{spelling(name)}",
        title=f"{name}: {outcome.section}",
        category="",
        status=section.status if section else "unknown",
        status_text=outcome.section,
        starts_on=meeting.days.first if meeting.days else None,
        ends_on=meeting.days.last if meeting.days else None,
        address=absolute(meeting.path),
        names=(name,),
        substances=sorted_items(outcome.values.get("inn", "")),
        details={field: value for field, value in details.items() if value},
    )


def _keyed(notices: Sequence[NoticeRecord]) -> tuple[NoticeRecord, ...]:
    """Each under a key of its own, in order of the keys, wherever it stands on the page.

    A medicine that two sections speak of (a new use, a re-examination) has the section in both keys; several lists of
    one medicine in one section are counted.
    """
    different = sorted({_encoded(notice): notice for notice in notices}.items())
    times = Counter(notice.key for _, notice in different)
    counts: Counter[str] = Counter()
    keyed = []
    for _, notice in different:
        key = notice.key if times[notice.key] == 1 else f"{notice.key}/{spelling(notice.status_text)}"
        key = key[:LONGEST_KEY]
        counts[key] += 1
        keyed.append(msgspec.structs.replace(notice, key=key if counts[key] == 1 else f"{key}/{counts[key]}"))
    return tuple(sorted(keyed, key=lambda notice: notice.key))


def _encoded(notice: NoticeRecord) -> bytes:
    return msgspec.json.encode(notice, order="deterministic")


READER = Reader(
    name="ema.chmp_highlights",
    version=1,
    origin="ema.chmp_highlights",
    addresses=(r"ema\.europa\.eu/en/news/meeting-highlights-[^/]+",),
    recognises=recognises,
    read=read,
)
