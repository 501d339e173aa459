"""Sections on steps composed by chance: sentences of every wording, days of every form, laid out in every way seen.

A document is made from a number alone, so that one that is read wrongly can be made again. What it should be read as is
known from `step_sentences.txt`, where each sentence stands with its kind; its day is another in each document. Days are
far enough apart that no two sentences can be taken for one step.
"""

import datetime
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from scrapers.ema.steps.dates import mentions
from tests.scrapers.ema.composed_pages import TABLES, TIMETABLES, prose_pages, table_pages

SENTENCES = Path(__file__).parent / "step_sentences.txt"
DAY = re.compile(r"(?<!\d )(?<![\d–-])\d{1,2} [A-Z][a-z]{2,} \d{4}\b")

UNDATED = (
    "The following GCP inspections were requested by the CHMP and their outcome taken into consideration as part of the"
    " assessment of the product",
    "In accordance with Article 6(3) of Regulation (EC) No 726/2004, the Rapporteur and Co-Rapporteur declared that"
    " they had completed their assessment report in less than 80 days",
)
NOT_APPLICABLE = ("N/A", "n/a", "NA", "-", "Not applicable")


class Sentence(NamedTuple):
    """Words with a gap `{}` for the day, and the kind of the step that they tell of."""

    words: str
    kind: str

    @property
    def ends_with_its_day(self) -> bool:
        """Whether the day may stand in a cell of its own behind the words."""
        return self.words.rstrip(". ").endswith("{}")


class Told(NamedTuple):
    """A step that a document tells of."""

    kind: str
    date: datetime.date
    range: tuple[datetime.date, datetime.date] | None


class Composed(NamedTuple):
    """A document, and the steps that a person would read in it."""

    body: bytes
    told: tuple[Told, ...]


Style = Callable[[random.Random, datetime.date], str]
"""A form in which days are written."""


class _Day(NamedTuple):
    text: str
    date: datetime.date
    range: tuple[datetime.date, datetime.date] | None


@cache
def sentences() -> tuple[Sentence, ...]:
    """The known sentences that tell of one step on one day, exact to the day."""
    found = []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        words, _, told = line.rpartition(" |")
        kind, _, day = told.strip().partition(" ")
        is_printable = words.isascii() or "’" in words
        is_plain = len(DAY.findall(words)) == len(re.findall(r"\d{4}", words)) == len(mentions(words)) == 1
        if is_printable and is_plain and len(day) == 10:
            found.append(Sentence(DAY.sub("{}", words), kind))
    return tuple(found)


def prose(number: int) -> Composed:
    """A stand-alone document, or a section of a report before 2016: bullets that tell of one or two steps each."""
    chance = random.Random(f"prose {number}")
    picked = _picked(chance, sentences(), chance.randint(6, 16))
    days = _days(chance, len(picked), _day_in_words)
    bullets = _bullets(chance, [sentence.words.format(day.text) for sentence, day in zip(picked, days, strict=True)])
    return Composed(prose_pages(chance, bullets), _told(picked, days))


def table(number: int) -> Composed:
    """A section of a report since 2016: words on the left, days on the right."""
    chance = random.Random(f"table {number}")
    fit = [one for one in sentences() if one.ends_with_its_day]
    picked = _picked(chance, fit, chance.randint(6, 16))
    days = _days(chance, len(picked), _day_in_a_cell)
    rows = [
        (one.words.rstrip(". ").removesuffix("{}").strip(" :"), (day.text,))
        for one, day in zip(picked, days, strict=True)
    ]
    for _ in range(chance.randint(0, 2)):
        rows.insert(chance.randint(1, len(rows) - 1), (chance.choice(UNDATED), (chance.choice(NOT_APPLICABLE),)))
    return Composed(table_pages(chance, rows, chance.choice(TABLES)), _told(picked, days))


def timetable(number: int) -> Composed:
    """A report on a variation: what was planned and what happened, side by side."""
    chance = random.Random(f"timetable {number}")
    fit = [one for one in sentences() if one.ends_with_its_day and len(one.words) < 60]
    picked = _picked(chance, fit, chance.randint(5, 12))
    style = chance.choice((_day_in_a_cell, _short_day, _slashes))
    days = _days(chance, len(picked), style, ranges=False)
    rows = []
    for one, day in zip(picked, days, strict=True):
        planned = style(chance, day.date + datetime.timedelta(days=chance.randint(-6, 6)))
        rows.append((one.words.rstrip(". ").removesuffix("{}").strip(" :"), (planned, day.text)))
    if chance.random() < 0.5:
        rows.insert(
            chance.randint(1, len(rows) - 1),
            ("CHMP members comments", (style(chance, days[0].date), chance.choice(NOT_APPLICABLE))),
        )
    return Composed(table_pages(chance, rows, chance.choice(TIMETABLES)), _told(picked, days))


def _told(picked: Sequence[Sentence], days: Sequence[_Day]) -> tuple[Told, ...]:
    return tuple(sorted(Told(one.kind, day.date, day.range) for one, day in zip(picked, days, strict=True)))


def _picked(chance: random.Random, known: Sequence[Sentence], count: int) -> list[Sentence]:
    return chance.sample(known, min(count, len(known)))


def _days(chance: random.Random, count: int, written: Style, ranges: bool = True) -> list[_Day]:
    day = datetime.date(chance.randint(1996, 2024), chance.randint(1, 12), chance.randint(1, 28))
    found = []
    for _ in range(count):
        day += datetime.timedelta(days=chance.randint(40, 120))
        if ranges and chance.random() < 0.25:
            first = day - datetime.timedelta(days=chance.randint(1, 3))
            found.append(_Day(_range(chance, first, day), day, (first, day)))
        else:
            found.append(_Day(written(chance, day), day, None))
    return found


def _month(day: datetime.date) -> str:
    return f"{day:%B %Y}"


def _day_in_words(chance: random.Random, day: datetime.date) -> str:
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    forms = [f"{day.day} {_month(day)}"] * 6
    forms += [
        f"{day:%d} {_month(day)}",
        f"{day.day}{ending} {_month(day)}",
        f"{day:%d/%m/%Y}",
        f"{day.day}{_month(day)}",
    ]
    forms += [f"{day.day} {_torn(chance, day)}", f"{day.day} {_month(day).replace(' ', '  ')}", f"{day:%d.%m.%Y}"]
    return chance.choice(forms)


def _torn(chance: random.Random, day: datetime.date) -> str:
    """The month with a gap that the file makes within it."""
    name = f"{day:%B}"
    cut = chance.randint(1, len(name) - 1)
    return f"{name[:cut]}|{name[cut:]} {day.year}"


def _day_in_a_cell(chance: random.Random, day: datetime.date) -> str:
    return f"{day.day} {_month(day)}"


def _short_day(chance: random.Random, day: datetime.date) -> str:
    return f"{day:%d %b %Y}"


def _slashes(chance: random.Random, day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"


def _range(chance: random.Random, first: datetime.date, last: datetime.date) -> str:
    dash = chance.choice(("-", " - ", " – ", "–", "- ", " –", " to "))
    if first.year != last.year:
        return f"{first.day} {_month(first)}{dash}{last.day} {_month(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B}{dash}{last.day} {_month(last)}"
    return f"{first.day}{dash}{last.day} {_month(last)}"


def _bullets(chance: random.Random, told: Sequence[str]) -> list[str]:
    """Sentences as bullets, some of two sentences; the last one may lack its full stop."""
    found: list[str] = []
    for one in told:
        sentence = one.strip() if one.strip().endswith(".") else one.strip() + chance.choice((".", ""))
        if found and found[-1].endswith(".") and found[-1].count(". ") == 0 and chance.random() < 0.2:
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return found
