"""What a laid-out drawing is: everything with its place. All numbers are units of the drawing's viewBox."""

from dataclasses import dataclass

from tracker.timelines.axis import Scale, Tick
from tracker.timelines.scene import Band, ForecastBar, Item, Scene

WIDTH = 1200.0
GUTTER = 190.0
MARGIN = 16.0
AXIS_HEIGHT = 34.0
LABEL_SIZE = 12.5
SMALL_SIZE = 11.5


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share an inner point."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True)
class Label:
    """Words beside a mark: their box, and where the line comes from that leads to it."""

    box: Box
    when: str
    what: str
    leader_x: float
    leader_top: float


@dataclass(frozen=True)
class Mark:
    """An item in its place: middle, size, the ends of what an uncertain date may mean, the ends of a meeting."""

    item: Item
    x: float
    y: float
    radius: float
    ends: tuple[float, float] | None
    range: tuple[float, float] | None
    label: Label | None


@dataclass(frozen=True)
class PlacedBand:
    """A clock stop in its place; the text is empty where there is no room for it."""

    band: Band
    box: Box
    text: str


@dataclass(frozen=True)
class PlacedForecast:
    """A forecast in its place: the bar, the line by which half have come, its text and on which side that stands."""

    forecast: ForecastBar
    box: Box
    half_x: float
    text: str
    text_x: float
    anchor: str


@dataclass(frozen=True)
class PlacedDay:
    """A nominal day on the axis of dates."""

    x: float
    text: str
    words: str


@dataclass(frozen=True)
class RulerMark:
    """A day on the ruler; `anchor` is SVG's word for the side on which its text stands."""

    x: float
    day: int
    text: str
    anchor: str
    level: int = 0


@dataclass(frozen=True)
class PlacedRuler:
    """The scale of procedural days: its line, the days on it and those reached."""

    box: Box
    line_y: float
    left: float
    right: float
    nominal: tuple[RulerMark, ...]
    reached: tuple[RulerMark, ...]


@dataclass(frozen=True)
class PlacedLane:
    """A lane in its place. `line` are the ends of its base line, `active` those of the times in which the clock ran."""

    title: str
    subtitle: str
    note: str
    box: Box
    base_y: float
    line: tuple[float, float] | None
    active: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]
    bands: tuple[PlacedBand, ...]
    days: tuple[PlacedDay, ...]
    forecasts: tuple[PlacedForecast, ...]
    ruler: PlacedRuler | None


@dataclass(frozen=True)
class PlacedGroup:
    """The heading of lanes that belong together; without a title it takes no room."""

    title: str
    status: str
    y: float
    lanes: tuple[PlacedLane, ...]


@dataclass(frozen=True)
class LegendEntry:
    """A sign and what it means; `sign` names how it is drawn."""

    x: float
    y: float
    sign: str
    text: str


@dataclass(frozen=True)
class Picture:
    """The whole drawing. `today_x` is None where today lies outside."""

    scene: Scene
    width: float
    height: float
    scale: Scale
    ticks: tuple[Tick, ...]
    today_x: float | None
    groups: tuple[PlacedGroup, ...]
    legend: tuple[LegendEntry, ...]

    @property
    def lanes(self) -> tuple[PlacedLane, ...]:
        """All lanes from top to bottom."""
        return tuple(lane for group in self.groups for lane in group.lanes)
