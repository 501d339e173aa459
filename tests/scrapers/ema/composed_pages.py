"""How composed sections on steps are laid out: bullets, tables, timetables, over pages with headers and watermarks."""

import random
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.scrapers.ema.procedure_documents import LEADING, NUMBER
from tests.scrapers.pdfs import Drawn, Text, placed

MARKS = ("•", "·", "-", "–", "")
WATERMARKS = (
    (),
    (Text(150, 600, "Medicinal product no longer authorised", 28, 55),),
    (Text(30, 700, "Medicinal product no longer authorised", 20, 90),),
    (Text(120, 790, "Medicinal product no longer authorised", 20, 0),),
    (Text(40, 205, "Medicinal product no longer authorised", 30, 0),),
)
HEADERS: tuple[tuple[Text, ...], ...] = (
    (),
    (),
    (Text(60, 30, "London, 15 January 1995"), Text(400, 30, "Doc. Ref. EMEA/999999/1995")),
)


def prose_pages(chance: random.Random, bullets: Sequence[str]) -> bytes:
    """A section on steps as bullets, between other sections."""
    size, width = chance.choice(((10, 88), (10, 72), (11, 80), (9, 95)))
    leading, room = size * 1.3, chance.choice((0.0, 0.0, 6.0))
    mark = chance.choice(MARKS if room else MARKS[:4])
    lines = [(60.0, 0.0, "BACKGROUND INFORMATION ON THE PROCEDURE"), (60.0, room, "1. Submission of the dossier")]
    lines += [
        (60.0, 0.0, line) for line in textwrap.wrap("The dossier was complete and is described elsewhere.", width)
    ]
    lines.append(
        (60.0, 12.0, chance.choice(("2. ", "1.3 ", "II. ", "")) + "Steps taken for the assessment of the product")
    )
    lines.append((60.0, 4.0, "The Rapporteur appointed by the CHMP was: Dr. J. Example"))
    for bullet in bullets:
        first, *rest = textwrap.wrap(bullet, width, break_on_hyphens=chance.random() < 0.5)
        lines += [(60.0, room, f"{mark} {first}".strip()), *((72.0 if mark else 60.0, 0.0, line) for line in rest)]
    lines.append((60.0, 14.0, chance.choice(("2 Scientific discussion", "II. SCIENTIFIC DISCUSSION"))))
    lines.append((60.0, 4.0, "A study was started on 5 May 1995 and ended on 6 June 1996."))
    return _paged(chance, list(_heights(lines, leading)), size)


def _heights(lines: Sequence[tuple[float, float, str]], leading: float) -> Iterator[tuple[float, list[Text | Drawn]]]:
    """Each line with the room that it takes."""
    for left, room, text in lines:
        yield leading + room, [Text(left, room, text)]


def _paged(chance: random.Random, blocks: Sequence[tuple[float, list[Text | Drawn]]], size: float) -> bytes:
    """Blocks one below the other, over as many pages as they need, with headers, footers and a watermark."""
    bottom = chance.choice((760.0, 700.0, 500.0, 300.0))
    watermark, header = chance.choice(WATERMARKS), chance.choice(HEADERS)
    pages: list[list[Text | Drawn]] = [[]]
    top = 130.0
    for height, parts in blocks:
        if top + height > bottom:
            pages.append([])
            top = 80.0
        pages[-1] += [_moved(part, top, size) for part in parts]
        top += height
    pages[0][:0] = [
        Text(60, 60, "European Medicines Agency"),
        Text(60, 75, "Assessment report"),
        Text(60, 90, f"Procedure No. {NUMBER}/0000"),
    ]
    foot = chance.choice((("EMEA 2004", "CPMP/999/04 {}/9"), ("Assessment report", "EMA/999999/2022 Page {}/9")))
    return placed(
        *(
            [*header, *page, Text(60, 792, foot[0], 8), Text(420, 805, foot[1].format(at), 8), *watermark]
            for at, page in enumerate(pages, start=1)
        )
    )


def _moved(part: Text | Drawn, top: float, size: float) -> Text | Drawn:
    if isinstance(part, Drawn):
        return part._replace(top=part.top + top, bottom=part.bottom + top)
    return part._replace(top=part.top + top, size=size if part.size == 10 else part.size)


class Columns(NamedTuple):
    """Where the words, the days and the end of a table stand, in points; characters of a line of its words."""

    days: tuple[float, ...]
    right: float
    width: int
    header: tuple[str, ...] = ()
    ticks: tuple[float, ...] = ()
    is_narrow: bool = False


TABLES = (
    Columns((410,), 540, 62),
    Columns((330,), 530, 46),
    Columns((450,), 560, 70),
    Columns((470,), 540, 74, is_narrow=True),
)
TIMETABLES = (
    Columns((330, 440), 540, 44, ("Timetable", "Planned dates", "Actual dates")),
    Columns((300, 405), 540, 40, ("Description", "Planned date", "Actual date"), (520,)),
)


def table_pages(chance: random.Random, rows: Sequence[tuple[str, tuple[str, ...]]], columns: Columns) -> bytes:
    """A section on steps as a table: words, and one or two days each."""
    room = chance.choice((4.0, 8.0))
    align, is_ruled = chance.choice(("top", "middle", "bottom")), chance.random() < 0.6
    blocks: list[tuple[float, list[Text | Drawn]]] = [
        (30.0, [Text(60, 10, "1.2. Steps taken for the assessment of the product")]),
        (28.0, [Text(60, 0, "The Rapporteur appointed by the CHMP was: Jane Example")]),
    ]
    if columns.header:
        places = (64.0, *columns.days)
        blocks.append((20.0, [Text(left, 0, text) for left, text in zip(places, columns.header, strict=True)]))
    layout = _Layout(columns, room, {"top": 0.0, "middle": 0.5, "bottom": 1.0}[align], is_ruled, chance.random() < 0.3)
    blocks += [_row(words, days, layout) for words, days in rows]
    blocks += [
        (30.0, [Text(60, 14, "2. Scientific discussion", 12)]),
        (15.0, [Text(60, 0, "A study ended on 6 June 1996.")]),
    ]
    return _paged(chance, blocks, 10)


class _Layout(NamedTuple):
    """How a table's rows look: their room, where short cells stand (0 to 1), lines between rows, marks."""

    columns: Columns
    room: float
    align: float
    is_ruled: bool
    has_marks: bool


def _row(words: str, days: Sequence[str], layout: _Layout) -> tuple[float, list[Text | Drawn]]:
    """A row and its height."""
    columns, top = layout.columns, layout.room / 2
    lines = textwrap.wrap(words, columns.width)
    cells = [day.rsplit(" ", 1) if columns.is_narrow and len(day) > 11 else [day] for day in days]
    count = max(len(lines), *map(len, cells))
    parts: list[Text | Drawn] = []
    for left, cell in zip((64.0, *columns.days), (lines, *cells), strict=True):
        first = top + LEADING * layout.align * (count - len(cell))
        parts += [Text(left, first + LEADING * number, line) for number, line in enumerate(cell)]
        if layout.has_marks and left > 64 and len(cell) == 1:
            parts.append(Text(left + 5 * len(cell[0]), first - 2, "1", 6))
    parts += [Text(left, top, "o") for left in columns.ticks]
    height = LEADING * count + layout.room
    if layout.is_ruled:
        parts.append(Drawn(60, height, columns.right, height))
    return height, parts
