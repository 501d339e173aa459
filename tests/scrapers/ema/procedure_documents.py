"""Documents about procedures, built like EMA's: prose until 2010, tables since. All that they say is made up."""

import datetime
import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scrapers.records import Page, Reading, StepRecord
from scrapers.registry import BY_NAME
from tests.scrapers.pdfs import Drawn, Text, placed

NUMBER = "EMEA/H/C/900001"
WATERMARK = Text(150, 600, "Medicinal product no longer authorised", 28, 55)
LEADING = 13.0
SUBMISSION = (
    "The applicant Example Pharma GmbH submitted on 5 June 2003 an application for Marketing Authorisation to the"
    " European Medicines Agency (EMEA) for Exemplin, through the centralised procedure. After agreement by the CHMP"
    " on 24 April 2003, this medicinal product has been referred to Part B of the Annex to Council Regulation No (EEC)"
    " 2309/93 of 22 July 1993 as amended."
)
LICENSING = "Exemplin has been given a Marketing Authorisation in Brazil on 25 July 1998 and in the USA on 8 July 1990."


class Row(NamedTuple):
    """A row of the table of steps: its words, and its day as printed."""

    words: str
    day: str


class After(NamedTuple):
    """A row of the table of steps after authorisation, cell by cell."""

    number: str
    scope: str
    opinion: str
    decision: str = ""
    product_information: str = ""
    summary: str = ""


ROWS_AFTER = (
    After("IAIN/0034", "A.1 - Change in the name of the holder", "05/08/2011", "12/03/2012", "SmPC, Labelling, PL"),
    After(
        "II/0006/G",
        "This was an application for a group of variations, following a report of 12/05/2008.",
        "22/04/2010",
        "05/07/2010",
        "SPC, Annex II",
        "The holder submitted further data on 01/02/2009, and since 03/03/2009 a warning is added.",
    ),
    After("PSUSA/10834 /202111", "Periodic Safety Update EU Single assessment", "10/06/2022", "n/a"),
    After("N/0021", "Minor change in labelling (Art. 61.3 Notification)", "13/04/2022", "", "PL"),
    After("WS/2451", "Worksharing", "14/07/2022", "-", "SmPC"),
    After("IG/1515", "A.4 - Administrative change", "14/06/2022", "n/a"),
    After("R/0028", "Renewal of the marketing authorisation.", "19/02/2009", "16/04/2009"),
    After("X/0038", "Annex I_2.(c) Addition of a new strength", "27.06.02", "17.10.02"),
)
"""Rows of every kind of procedure; dates within their scopes and summaries are none of theirs."""


def page(application: str = "", address: str = "") -> Page:
    retrieved = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    return Page(address=address, retrieved_at=retrieved, application=application)


def read(reader: str, body: bytes, application: str = "", address: str = "") -> Reading:
    return BY_NAME[reader].read(body, page(application, address))


def steps(reading: Reading) -> tuple[StepRecord, ...]:
    return reading.records[0].procedures[0].steps


def told(reading: Reading) -> list[tuple[str, str]]:
    """Kind and day of each step, in order."""
    return [(step.kind, str(step.date)) for step in steps(reading)]


def before(*bullets: str, number: str = NUMBER, width: int = 88, watermark: bool = False, bullet: str = "•") -> bytes:
    """A stand-alone document in prose: the submission, then the steps as bullets, over as many pages as they need."""
    head = [Text(300, 40, number)] if number else []
    lines = [
        (60, "BACKGROUND INFORMATION ON THE PROCEDURE"),
        (60, ""),
        (60, "1. Submission of the dossier"),
        *((60, line) for line in textwrap.wrap(SUBMISSION, width)),
        (60, "Licensing status:"),
        *((60, line) for line in textwrap.wrap(LICENSING, width)),
        (60, ""),
        (60, "2. Steps taken for the assessment of the product"),
    ]
    for text in bullets:
        first, *rest = textwrap.wrap(text, width)
        lines += [(60, f"{bullet} {first}".strip()), *((72, line) for line in rest)]
    pages = []
    per_page = 50
    chunks = [lines[at : at + per_page] for at in range(0, len(lines), per_page)]
    for at, chunk in enumerate(chunks, start=1):
        placed_lines = [Text(left, 70 + LEADING * row, line) for row, (left, line) in enumerate(chunk) if line]
        foot = [Text(60, 800, f"CPMP/999/04 {at}/{len(chunks)}"), Text(450, 800, "EMEA 2004")]
        pages.append([*head, *placed_lines, *foot, *([WATERMARK] if watermark else [])])
        head = []
    return placed(*pages)


def report(
    rows: Sequence[Row],
    *,
    number: str = f"{NUMBER}/0000",
    align: str = "top",
    is_ruled: bool = True,
    per_page: int = 100,
    room: float = 8.0,
    width: int = 62,
) -> bytes:
    """An assessment report: title, contents, then the section on steps as a table, `per_page` lines on each page."""
    title = [
        Text(60, 60, "27 January 2022"),
        Text(60, 75, "EMA/999999/2022"),
        Text(60, 90, "Committee for Medicinal Products for Human Use (CHMP)"),
        Text(60, 200, "Assessment report", 18),
        Text(60, 240, "Exemplin", 14),
        *([Text(60, 300, f"Procedure No. {number}")] if number else []),
    ]
    contents = [
        Text(60, 100, "1. Background information on the procedure ........................................ 3"),
        Text(60, 115, "1.1. Submission of the dossier .................................................... 3"),
        Text(60, 130, "1.2. Steps taken for the assessment of the product ................................ 3"),
        Text(60, 145, "2. Scientific discussion .......................................................... 4"),
        Text(60, 160, "2.1. Introduction ................................................................. 4"),
        Text(60, 175, "3. Benefit-risk balance ........................................................... 9"),
    ]
    pages = _table(rows, align, is_ruled, per_page, room, width)
    pages[0][:0] = [
        Text(60, 80, "1. Background information on the procedure"),
        Text(60, 100, "1.1. Submission of the dossier"),
        Text(
            60,
            115,
            "The applicant Example Pharma GmbH submitted on 3 June 2019 an application for marketing authorisation.",
        ),
        Text(60, 128, "Date of authorisation of the reference product: 20 November 2006."),
        Text(60, 150, "1.2. Steps taken for the assessment of the product"),
        Text(60, 165, "The Rapporteur appointed by the CHMP was: Jane Example"),
    ]
    last = max(one.top for one in pages[-1] if isinstance(one, Text))
    pages[-1] += [
        Text(60, last + 30, "2. Scientific discussion", 12),
        Text(60, last + 50, "The reference product was first authorised on 20 November 2006."),
    ]
    numbered = enumerate([title, contents, *pages], start=1)
    return placed(*([*one, *_foot(at)] for at, one in numbered))


def _foot(at: int) -> list[Text]:
    return [Text(60, 780, "Assessment report"), Text(60, 792, "EMA/999999/2022"), Text(480, 792, f"Page {at}/9")]


def _table(
    rows: Sequence[Row], align: str, is_ruled: bool, per_page: int, room: float, width: int
) -> list[list[Text | Drawn]]:
    """A row's day stands at the height of its first line (`top`), its last (`bottom`), or between (`middle`)."""
    pages: list[list[Text | Drawn]] = [[]]
    top, used = 190.0, 0
    for row in rows:
        lines = textwrap.wrap(row.words, width)
        heights = []
        for line in lines:
            if used == per_page:
                pages.append([])
                top, used = 80.0, 0
            pages[-1].append(Text(64, top, line))
            heights.append((len(pages) - 1, top))
            top, used = top + LEADING, used + 1
        at = {"top": 0, "bottom": len(lines) - 1, "middle": (len(lines) - 1) / 2}[align]
        on_page, first = heights[int(at)]
        pages[on_page].append(Text(410, first + (at % 1) * LEADING, row.day))
        top += room
        if is_ruled:
            pages[-1].append(Drawn(60, top - room / 2 - 1, 540, top - room / 2 - 1))
    return pages


COLUMNS = (
    (50, ("Application", "number"), 12),
    (125, ("Scope",), 34),
    (310, ("Opinion/", "Notification", "1 issued on"), 12),
    (385, ("Commission", "Decision", "Issued 2 /", "amended on"), 12),
    (460, ("Product", "Information", "affected 3"), 13),
    (535, ("Summary",), 42),
)
"""Left edge, header and characters of a line of each column of the table after authorisation, as since 2009."""

OLD_COLUMNS = (
    (60, ("Scope",), 44),
    (320, ("Application", "number"), 12),
    (400, ("Type of", "modification1"), 12),
    (480, ("Notification/", "Opinion", "issued on2"), 12),
    (570, ("Commission", "Decision", "Issued/amended", "on"), 12),
)


def after(
    rows: Iterable[After],
    *,
    is_ruled: bool = True,
    is_centred: bool = False,
    per_page: int = 100,
    repeats_header: bool = True,
    watermark: bool = False,
    title: str = "Exemplin",
) -> bytes:
    """The table of steps after authorisation, sideways: `is_centred` puts short cells in the middle of their rows."""
    pages: list[list[Text | Drawn]] = [[Text(50, 60, title), Text(50, 75, AFTER_TITLE), *_header(COLUMNS, 110)]]
    top, used = 165.0, 0
    for row in rows:
        cells = [textwrap.wrap(text, width) for text, (_, _, width) in zip(row, COLUMNS, strict=True)]
        height = max(map(len, cells), default=1)
        if is_ruled:
            pages[-1].append(Drawn(45, top - 3, 800, top - 3))
        for line in range(height):
            if used == per_page:
                pages.append(_header(COLUMNS, 50) if repeats_header else [])
                top, used = 105.0 if repeats_header else 60.0, 0
            for (left, _, _), cell in zip(COLUMNS, cells, strict=True):
                at = line - (height - len(cell)) // 2 if is_centred else line
                if 0 <= at < len(cell):
                    pages[-1].append(Text(left, top, cell[at], 8))
            top, used = top + 10, used + 1
        top += 8
    pages[-1].append(Text(50, top + 20, "1 Notifications are issued for type I variations since 15 July 2003.", 7))
    numbered = enumerate(pages, start=1)
    foot = [[Text(50, 560, title, 7), Text(740, 560, f"Page {at}/{len(pages)}", 7)] for at, _ in numbered]
    mark = [Text(200, 400, WATERMARK.text, 28, 45)] if watermark else []
    return placed(*([*one, *mark, *low] for one, low in zip(pages, foot, strict=True)), is_turned=True)


AFTER_TITLE = "Procedural steps taken and scientific information after the authorisation"


def old_after(rows: Iterable[tuple[str, str, str, str, str]], is_ruled: bool = True) -> bytes:
    """The table of steps after authorisation as until 2004: scope first, days without century."""
    only: list[Text | Drawn] = [
        Text(60, 60, "STEPS TAKEN AFTER GRANTING THE MARKETING AUTHORISATION"),
        Text(60, 75, "For procedures finalised after 30 June 2004 please refer to module 8B"),
        Text(600, 40, NUMBER),
        *_header(OLD_COLUMNS, 110),
    ]
    top = 165.0
    for row in rows:
        cells = [textwrap.wrap(text, width) for text, (_, _, width) in zip(row, OLD_COLUMNS, strict=True)]
        if is_ruled:
            only.append(Drawn(55, top - 3, 700, top - 3))
        for (left, _, _), cell in zip(OLD_COLUMNS, cells, strict=True):
            only += [Text(left, top + 10 * at, line, 8) for at, line in enumerate(cell)]
        top += 10 * max(map(len, cells)) + 6
    only.append(Text(60, top + 30, "1 In accordance with Commission Regulation (EC) No. 542/95 of 10 March 1995.", 7))
    only.append(Text(60, 560, "1/1", 7))
    return placed(only, is_turned=True)


def _header(columns: Sequence[tuple[float, tuple[str, ...], int]], top: float) -> list[Text | Drawn]:
    return [Text(left, top + 11 * at, line, 9) for left, lines, _ in columns for at, line in enumerate(lines)]
