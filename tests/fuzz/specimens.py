"""Files of the corpus, cut down to what is quickly read, with the page that they are from and what is read there."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from scrapers.readers import Reader, ReadingFailed
from scrapers.records import Page, Reading
from scrapers.registry import NoReader, choose
from tests.corpus.register import REGISTER
from tests.fuzz import json_files, table_files
from tests.fuzz.tables import Table

FEW = 40
"""Rows of a file that is cut down, unless told otherwise."""

NUMBER = "ApplNo"
"""The column of a release's tables by which they are cut down together."""


@dataclass(frozen=True)
class Specimen:
    """A file's name in the corpus, its bytes as they are to be mutated, its page."""

    name: str
    body: bytes
    page: Page

    @property
    def format(self) -> str:
        """What the file is: its ending, or for texts with a separator, the separator."""
        if "orange-book" in self.name:
            return "~"
        return Path(self.name).suffix.removeprefix(".")

    @cached_property
    def original(self) -> Reading:
        """What is read from the file as it is; nothing, of a file that has to be refused. Raises ReadingFailed."""
        if REGISTER[self.name].outcome == "read":
            return self.read(self.body)
        return Reading()

    def read(self, body: bytes) -> Reading:
        """What is read from other bytes in its place. Raises ReadingFailed."""
        return self._reader(body).read(body, self.page)

    def _reader(self, body: bytes) -> Reader:
        try:
            return choose(self.page.address, body)
        except NoReader as problem:
            raise ReadingFailed(str(problem)) from problem


def specimen(corpus: Path, name: str, count: int = FEW, chance: random.Random | None = None) -> Specimen:
    """A file of the corpus, with `count` of its rows: the first, or any if there is a chance."""
    entry = REGISTER[name]
    moment = datetime.datetime.fromisoformat(f"{entry.retrieved}T12:00:00+00:00")
    page = Page(address=entry.source, retrieved_at=moment, application=entry.application)
    return Specimen(name, cut_down(name, _content(corpus / name), count, chance), page)


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()


def cut_down(name: str, body: bytes, count: int, chance: random.Random | None = None) -> bytes:
    """The file with `count` rows; a page, a document, a letter is whole."""
    ending = Path(name).suffix
    if ending == ".xlsx":
        return table_files.workbook([_some_rows(table, count, chance) for table in table_files.sheets(body)])
    if ending == ".csv":
        return table_files.as_commas(_some_rows(table_files.comma_separated(body), count, chance))
    if "orange-book" in name:
        return table_files.as_separated(_some_rows(table_files.separated(body, "~"), count, chance), "~")
    if ending == ".zip":
        return _some_applications(body, count, chance)
    if REGISTER[name].is_excerpt:
        return json_files.first_rows(body, count)
    return body


def _some_rows(table: Table, count: int, chance: random.Random | None) -> Table:
    return replace(table, rows=_some(table.rows, count, chance))


def _some(rows: Sequence, count: int, chance: random.Random | None) -> Sequence:
    if chance is None or len(rows) <= count:
        return rows[:count]
    return [rows[at] for at in sorted(chance.sample(range(len(rows)), count))]


def _some_applications(body: bytes, count: int, chance: random.Random | None) -> bytes:
    """A release of some applications: what its tables say of them, and the lookup tables whole."""
    parts = {name: table_files.separated(part, "\t") for name, part in table_files.members(body).items()}
    numbers = sorted({row[0] for name, table in parts.items() if name == "Applications.txt" for row in table.rows})
    chosen = set(_some(numbers, count, chance))
    for name, table in parts.items():
        if NUMBER in table.header:
            at = table.header.index(NUMBER)
            parts[name] = replace(table, rows=[row for row in table.rows if row[at] in chosen])
    return table_files.archive({name: table_files.as_separated(table, "\t") for name, table in parts.items()})
