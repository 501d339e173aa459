"""Tables of any format as rows of cells, and mutations of them that leave every fact as it is, or take rows away."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

NO_BREAK = "\N{NO-BREAK SPACE}"
BLANKS = ("", "", " ", "  ", NO_BREAK, f" {NO_BREAK}")


PARTS_OF_KEYS = ("Patent_Use_Code", "Validation")
"""Columns that may be empty and are a part of what a row is known by."""


@dataclass(frozen=True)
class Table:
    """What stands above the header, the header, and the rows below. `name` is that of a sheet or a file."""

    above: Sequence[Sequence[object]]
    header: Sequence[object]
    rows: Sequence[Sequence[object]]
    name: str = ""

    @property
    def lines(self) -> list[Sequence[object]]:
        """The table as it is written."""
        return [*self.above, self.header, *self.rows]


Change = Callable[[Table, random.Random], Table]


def rows_cut(table: Table, chance: random.Random) -> Table:
    """The first rows only."""
    return replace(table, rows=table.rows[: chance.randrange(len(table.rows) + 1)])


def rows_reordered(table: Table, chance: random.Random) -> Table:
    return replace(table, rows=chance.sample(table.rows, len(table.rows)))


def rows_duplicated(table: Table, chance: random.Random) -> Table:
    """Some rows once more, somewhere."""
    rows = list(table.rows)
    for row in chance.sample(rows, min(len(rows), chance.randint(1, 5))):
        rows.insert(chance.randrange(len(rows) + 1), row)
    return replace(table, rows=rows)


def columns_reordered(table: Table, chance: random.Random) -> Table:
    order = chance.sample(range(len(table.header)), len(table.header))
    return _by_column(table, lambda row: [row[at] for at in order])


def column_added(table: Table, chance: random.Random) -> Table:
    """One more column that nobody knows, with words in it."""
    at, words = chance.randrange(len(table.header) + 1), ("", "Yes", "n/a", "12/05/2024")
    wider = _by_column(table, lambda row: [*row[:at], chance.choice(words), *row[at:]])
    return replace(wider, header=[*table.header[:at], "Something new", *table.header[at:]])


def column_renamed(table: Table, chance: random.Random) -> Table:
    header = list(table.header)
    at = chance.randrange(len(header))
    header[at] = chance.choice((f"{header[at]} (new)", f"x_{header[at]}", "Column 7"))
    return replace(table, header=header)


def column_lost(table: Table, chance: random.Random) -> Table:
    at = chance.randrange(len(table.header))
    return _by_column(table, lambda row: [*row[:at], *row[at + 1 :]])


def blanks_added(table: Table, chance: random.Random) -> Table:
    """Blanks around the texts of some cells, and no-break spaces for spaces in them."""
    return _by_column(table, lambda row: [noisy(cell, chance) for cell in row])


def cells_cleared(table: Table, chance: random.Random) -> Table:
    """Some cells emptied: what merely disappears is no event. A row without a part of its key would be another row."""
    few = chance.random() * 0.2
    kept = {at for at, label in enumerate(table.header) if str(label).startswith(PARTS_OF_KEYS)}
    rows = [
        ["" if at not in kept and chance.random() < few else cell for at, cell in enumerate(row)] for row in table.rows
    ]
    return replace(table, rows=rows)


def noisy(cell: object, chance: random.Random) -> object:
    """A text as it may also be written; anything else as it is."""
    if not isinstance(cell, str) or not cell.strip() or chance.random() < 0.7:
        return cell
    text = cell.replace(" ", NO_BREAK) if chance.random() < 0.5 else cell
    return chance.choice(BLANKS) + text + chance.choice(BLANKS)


CHANGES: dict[str, Change] = {
    "rows cut": rows_cut,
    "rows reordered": rows_reordered,
    "rows duplicated": rows_duplicated,
    "columns reordered": columns_reordered,
    "a column added": column_added,
    "a column renamed": column_renamed,
    "a column lost": column_lost,
    "blanks added": blanks_added,
    "cells cleared": cells_cleared,
}


def _by_column(table: Table, change: Callable[[Sequence[object]], Sequence[object]]) -> Table:
    """The same change in the header and every row; rows that are too short are filled up, too long ones stay so."""
    width = len(table.header)
    rows = [change([*row, *[""] * (width - len(row))]) for row in table.rows]
    return replace(table, header=change(table.header), rows=rows)
