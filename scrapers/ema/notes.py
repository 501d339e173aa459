"""Warnings of one reading, gathered: the same oddity in many rows is one warning that names the rows."""

from scrapers.records import ReadingWarning

SHOWN = 5
"""Row numbers that a warning names before it only counts."""

LONGEST = 200
"""Marks of a text that a warning shows: it may be any text of the source."""


class Notes:
    """What was odd in a file and stopped nothing, in the order in which it was met."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[int]] = {}

    def add(self, what: str, row: int | None, text: str) -> None:
        """An oddity in a row, or in the file as a whole; `what` is a slug as in `scrapers.records.ReadingWarning`."""
        rows = self._rows.setdefault((what, text[:LONGEST]), [])
        if row is not None and rows[-1:] != [row]:
            rows.append(row)

    def warnings(self) -> tuple[ReadingWarning, ...]:
        """One warning for each different oddity."""
        return tuple(
            ReadingWarning(what=what, where=_where(rows), text=text) for (what, text), rows in self._rows.items()
        )


def _where(rows: list[int]) -> str:
    if not rows:
        return ""
    if len(rows) == 1:
        return f"row {rows[0]}"
    named = ", ".join(map(str, rows[:SHOWN]))
    return f"rows {named}" if len(rows) <= SHOWN else f"rows {named} and {len(rows) - SHOWN} more"
