"""What a drawing shows, before any geometry: lanes of items, with every word that will stand in it."""

import datetime
from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "waiting", "goal", "neutral", "statement"]


@dataclass(frozen=True)
class Item:
    """One mark. `first` and `last` are the days that it may mean, `range` both ends of a meeting.

    `when` and `what` stand beside the mark if there is room, `words` say everything about it. Where not all can be
    named, a lower `rank` comes first.
    """

    first: datetime.date
    last: datetime.date
    range: tuple[datetime.date, datetime.date] | None
    when: str
    what: str
    words: str
    quote: str
    url: str
    tone: Tone
    is_planned: bool = False
    is_computed: bool = False
    has_conflict: bool = False
    is_inferred: bool = False
    rank: int = 0

    @property
    def is_exact(self) -> bool:
        """Whether the date is known to the day."""
        return self.first == self.last


@dataclass(frozen=True)
class Band:
    """A clock stop, in words and in fewer words.

    `is_open_ended`: it lasts, or nobody says when it ended. `is_inferred`: no source gives its days, they follow from
    others or are assumed.
    """

    first: datetime.date
    last: datetime.date
    words: str
    brief: str
    is_open_ended: bool
    is_inferred: bool = False


@dataclass(frozen=True)
class DayMark:
    """A nominal day with the date that it has if nothing moves."""

    day: int
    date: datetime.date
    words: str


@dataclass(frozen=True)
class ForecastBar:
    """A forecast, in words and in fewer: it lies within `first` and `last` with 80 %, at most at `half` with 50 %."""

    first: datetime.date
    half: datetime.date
    last: datetime.date
    words: str
    brief: str


@dataclass(frozen=True)
class Ruler:
    """The scale of procedural days, which are not dates: what should happen on which, and which were reached."""

    nominal: tuple[tuple[int, str], ...]
    reached: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Lane:
    """A row of the drawing.

    `active` are the times in which the clock is known to have run; `note` stands in a lane that has no items.
    """

    title: str
    subtitle: str
    items: tuple[Item, ...]
    note: str = ""
    bands: tuple[Band, ...] = ()
    days: tuple[DayMark, ...] = ()
    active: tuple[tuple[datetime.date, datetime.date], ...] = ()
    forecasts: tuple[ForecastBar, ...] = ()
    ruler: Ruler | None = None


@dataclass(frozen=True)
class Group:
    """Lanes that belong together: an application, or the statements about a product."""

    title: str
    status: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class Scene:
    """All that is drawn. `reaches_today`: something is still expected."""

    title: str
    description: str
    groups: tuple[Group, ...]
    today: datetime.date
    reaches_today: bool = True
