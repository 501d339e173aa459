"""The words beside the marks: as many as find a place where none touches another, or the line to another. Pure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from tracker.timelines.axis import Scale
from tracker.timelines.letters import shortened, width_of
from tracker.timelines.picture import GUTTER, LABEL_SIZE, WIDTH, Box, Label
from tracker.timelines.scene import Item

LINE_HEIGHT = 15.0
LABEL_WIDTH = 520.0
LEVELS = 12
LEVELS_IN_A_DENSE_LANE = 4
CANDIDATES = 40
LABELS_IN_A_DENSE_LANE = 14


def place_labels(items: Sequence[Item], scale: Scale, base_y: float, radius: float, is_dense: bool) -> dict[int, Label]:
    """Labels by the item's index: of the most important ones, as many as find a place."""
    wanted = sorted(range(len(items)), key=lambda index: (items[index].rank, -items[index].first.toordinal()))[
        :CANDIDATES
    ]
    most = LABELS_IN_A_DENSE_LANE if is_dense else CANDIDATES
    levels = LEVELS_IN_A_DENSE_LANE if is_dense else LEVELS
    top = base_y + radius + 8
    attempts = [
        _as_many_as_fit(
            wanted, most, partial(_try, items=items, scale=scale, top=top, levels=levels, prefers_left=side)
        )
        for side in (False, True)
    ]
    return max(attempts, key=lambda found: _worth(found, items))


def _as_many_as_fit(
    wanted: Sequence[int],
    most: int,
    attempt: Callable[[Sequence[int]], dict[int, Label] | None],
) -> dict[int, Label]:
    """The labels of all that are wanted, or, the most important first, of each that still finds a place."""
    if (placed := attempt(wanted[:most])) is not None:
        return placed
    found: dict[int, Label] = {}
    for index in wanted:
        if len(found) < most and (placed := attempt([*found, index])) is not None:
            found = placed
    return found


def _worth(found: Collection[int], items: Sequence[Item]) -> tuple[int, ...]:
    """How many items of each rank have words: the most important rank decides."""
    ranks = sorted({item.rank for item in items})
    return tuple(sum(items[index].rank == rank for index in found) for rank in ranks)


def _try(
    indexes: Sequence[int], items: Sequence[Item], scale: Scale, top: float, levels: int, prefers_left: bool
) -> dict[int, Label] | None:
    """Place labels so that none touches another, nor a leader; None if one finds no place.

    Beside marks near the right edge, whose words stand to their left, there is often more room if all words do.
    """
    found: dict[int, Label] = {}
    for index in _in_order(indexes, items, scale, prefers_left):
        places = _places(items[index], scale, top, levels, prefers_left)
        label = next((one for one in places if _is_free(one, found.values())), None)
        if label is None:
            return None
        found[index] = label
    return found


def _in_order(indexes: Sequence[int], items: Sequence[Item], scale: Scale, prefers_left: bool) -> list[int]:
    """Words to the right of their mark from right to left, then words to the left from left to right.

    In this order no leader has to pass a label that stands already.
    """

    def order(index: int) -> tuple[bool, float, int]:
        x, is_turned = _middle(items[index], scale), _is_turned(items[index], scale, prefers_left)
        return (is_turned, x if is_turned else -x, index)

    return sorted(indexes, key=order)


def _middle(item: Item, scale: Scale) -> float:
    return (scale.x(item.first) + scale.x(item.last)) / 2


def _words(item: Item) -> tuple[str, float]:
    """The words after the date, shortened to their room, and the width of both."""
    what = shortened(item.what, LABEL_SIZE, LABEL_WIDTH - width_of(item.when, LABEL_SIZE))
    return what, width_of(f"{item.when}  {what}", LABEL_SIZE) + 8


def _is_turned(item: Item, scale: Scale, prefers_left: bool) -> bool:
    """Whether the words stand to the left of the mark: no room to the right, or wanted and room to the left."""
    x, width = _middle(item, scale), _words(item)[1]
    return x + width > WIDTH - 4 or (prefers_left and x - width > GUTTER)


def _places(item: Item, scale: Scale, top: float, levels: int, prefers_left: bool) -> Iterable[Label]:
    what, width = _words(item)
    x = _middle(item, scale)
    left = x - 1.5 - width if _is_turned(item, scale, prefers_left) else x + 1.5
    for level in range(levels):
        box = Box(left, top + level * (LINE_HEIGHT + 4), width, LINE_HEIGHT + 2)
        yield Label(box, item.when, what, x, top - 8)


def leader_box(label: Label) -> Box:
    """The room of the line from the marks down along the label."""
    return Box(label.leader_x - 0.75, label.leader_top, 1.5, label.box.y + label.box.height - label.leader_top)


def _is_free(label: Label, taken: Iterable[Label]) -> bool:
    """Whether a label touches no other, nor its leader; leaders of marks on one day may run together."""
    leader = leader_box(label)
    return not any(
        label.box.overlaps(other.box) or leader.overlaps(other.box) or label.box.overlaps(leader_box(other))
        for other in taken
    )
