"""Everything has its place: nothing overlaps and nothing leaves the canvas, whatever the dates and the words."""

import datetime
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.timelines.claims import TODAY
from tracker.timelines.axis import ROOM_FOR_A_TICK, Scale, span, ticks
from tracker.timelines.labels import leader_box
from tracker.timelines.layout import lay_out
from tracker.timelines.letters import shortened, width_of
from tracker.timelines.picture import GUTTER, WIDTH, Box, Picture, PlacedLane
from tracker.timelines.scene import Band, Group, Item, Lane, Ruler, Scene

DAYS = st.dates(datetime.date(1995, 1, 1), datetime.date(2035, 12, 31))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=90)


def item(first: datetime.date, days: int = 0, what: str = "Opinion", rank: int = 0) -> Item:
    return Item(
        first=first,
        last=first + datetime.timedelta(days=days),
        range=None,
        when="13 Dec 2007",
        what=what,
        words=what,
        quote="",
        url="/e",
        tone="neutral",
        rank=rank,
    )


ITEMS = st.builds(item, DAYS, st.sampled_from([0, 0, 0, 30, 365]), WORDS, st.integers(0, 3))
LANES = st.builds(Lane, WORDS, WORDS, st.lists(ITEMS, max_size=30).map(tuple))
GROUPS = st.builds(Group, st.one_of(st.just(""), WORDS), WORDS, st.lists(LANES, min_size=1, max_size=4).map(tuple))
SCENES = st.builds(
    Scene,
    title=WORDS,
    description=WORDS,
    groups=st.lists(GROUPS, min_size=1, max_size=3).map(tuple),
    today=DAYS,
    reaches_today=st.booleans(),
)


def picture_of(*items: Item, today: datetime.date = TODAY, reaches_today: bool = False) -> Picture:
    lanes = (Lane("Initial application", "", items),)
    return lay_out(Scene("A timeline", "", (Group("", "", lanes),), today, reaches_today))


def labels(lane: PlacedLane) -> list[Box]:
    return [mark.label.box for mark in lane.marks if mark.label]


@settings(max_examples=60, deadline=None)
@given(SCENES)
def test_no_two_labels_overlap(scene: Scene):
    boxes = [box for lane in lay_out(scene).lanes for box in labels(lane)]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@settings(max_examples=60, deadline=None)
@given(SCENES)
def test_no_leader_crosses_the_label_of_another_mark(scene: Scene):
    for lane in lay_out(scene).lanes:
        placed = [mark.label for mark in lane.marks if mark.label]
        for one, other in combinations(placed, 2):
            assert not leader_box(one).overlaps(other.box)
            assert not leader_box(other).overlaps(one.box)


@settings(max_examples=60, deadline=None)
@given(SCENES)
def test_everything_stays_inside_the_canvas(scene: Scene):
    picture = lay_out(scene)
    for lane in picture.lanes:
        for box in (*labels(lane), *(band.box for band in lane.bands)):
            assert box.x >= 0
            assert box.x + box.width <= WIDTH
            assert box.y + box.height <= lane.box.y + lane.box.height
        for mark in lane.marks:
            assert GUTTER - mark.radius - 1 <= mark.x <= WIDTH
            assert mark.y - mark.radius >= lane.box.y
    assert all(entry.y < picture.height for entry in picture.legend)


@settings(max_examples=60, deadline=None)
@given(SCENES)
def test_no_two_marks_of_a_lane_overlap(scene: Scene):
    for lane in lay_out(scene).lanes:
        boxes = []
        for mark in lane.marks:
            left, right = mark.ends or (mark.x - mark.radius, mark.x + mark.radius)
            boxes.append(Box(left, mark.y - mark.radius, right - left, 2 * mark.radius))
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@settings(max_examples=60, deadline=None)
@given(SCENES)
def test_lanes_follow_each_other_without_overlap(scene: Scene):
    lanes = lay_out(scene).lanes
    assert all(above.box.y + above.box.height <= below.box.y for above, below in pairwise(lanes))


@given(DAYS, DAYS)
def test_later_days_stand_further_right(one: datetime.date, other: datetime.date):
    scale = Scale(datetime.date(1995, 1, 1), datetime.date(2035, 12, 31), GUTTER, WIDTH)
    assert (scale.x(one) < scale.x(other)) == (one < other)


@given(DAYS, st.integers(30, 20000))
def test_ticks_have_room_and_stand_on_first_days_of_months(first: datetime.date, length: int):
    last = min(first + datetime.timedelta(days=length), datetime.date(2080, 1, 1))
    found = ticks(Scale(first, last, GUTTER, WIDTH))
    assert all(after.x - before.x > ROOM_FOR_A_TICK * 0.9 for before, after in pairwise(found))


@given(WORDS, st.floats(20, 500))
def test_shortened_words_fit_their_room(text: str, room: float):
    assert width_of(shortened(text, 12.5, room), 12.5) <= max(room, width_of("…", 12.5))


def test_a_few_marks_are_all_named():
    picture = picture_of(*(item(datetime.date(2019, month, 1)) for month in range(1, 8)))
    assert all(mark.label for mark in picture.lanes[0].marks)


def test_steps_of_one_day_are_stacked_and_all_named():
    picture = picture_of(*(item(datetime.date(2019, 9, 9), what=what) for what in ("one", "two", "three")))
    marks = picture.lanes[0].marks
    assert len({mark.y for mark in marks}) == 3
    assert len({mark.x for mark in marks}) == 1
    assert all(mark.label for mark in marks)


def test_a_mark_at_the_right_edge_has_its_words_to_the_left():
    picture = picture_of(
        item(datetime.date(2000, 1, 1)),
        item(datetime.date(2026, 11, 20), what="A very long description of a step " * 3),
    )
    label = picture.lanes[0].marks[1].label
    assert label is not None
    assert label.box.x + label.box.width < label.leader_x


def test_a_hundred_and_fifty_supplements_stay_on_one_lane_of_readable_height():
    days = [datetime.date(1998, 1, 1) + datetime.timedelta(days=53 * number) for number in range(150)]
    picture = picture_of(*(item(day, what="SUPPL", rank=3) for day in days))
    (lane,) = picture.lanes
    assert lane.box.height < 220
    assert len(lane.marks) == 150


def test_the_more_important_marks_of_a_crowded_lane_are_named():
    days = [datetime.date(2004, 1, 1) + datetime.timedelta(days=3 * number) for number in range(80)]
    items = [item(day, rank=0 if number == 40 else 3) for number, day in enumerate(days)]
    (lane,) = picture_of(*items).lanes
    assert lane.marks[40].label


def test_a_month_is_drawn_from_its_first_day_to_its_last():
    picture = picture_of(item(datetime.date(2019, 10, 1), days=30), item(datetime.date(2020, 10, 1)))
    left, right = picture.lanes[0].marks[0].ends
    assert right - left > 30
    assert picture.lanes[0].marks[1].ends is None


def test_a_story_of_long_ago_is_not_squeezed_to_reach_today():
    picture = picture_of(item(datetime.date(2006, 10, 26)), item(datetime.date(2007, 12, 13)))
    assert picture.today_x is None
    assert picture.scale.last.year == 2008


def test_what_goes_on_reaches_today():
    picture = picture_of(item(datetime.date(2020, 1, 1)), reaches_today=True)
    assert picture.today_x is not None
    assert picture.scale.first < datetime.date(2020, 1, 1) < TODAY < picture.scale.last


def test_a_single_day_is_shown_with_a_year_around_it():
    first, last = span([datetime.date(2007, 12, 13)], TODAY, reaches_today=False)
    assert (last - first).days > 365


def test_nothing_dated_still_makes_a_drawing():
    picture = picture_of(reaches_today=True)
    assert picture.today_x is not None
    assert picture.lanes[0].marks == ()


def test_a_clock_stop_is_named_as_far_as_there_is_room():
    first, last = datetime.date(2019, 10, 18), datetime.date(2020, 4, 26)
    band = Band(first, last, "clock stop, 192 days", "192 days", is_open_ended=False)

    def text_beside(*days: datetime.date) -> str:
        lane = Lane("Initial application", "", tuple(item(day) for day in days), bands=(band,))
        scene = Scene("", "", (Group("", "", (lane,)),), TODAY, reaches_today=False)
        return lay_out(scene).lanes[0].bands[0].text

    assert text_beside(first, last) == "clock stop, 192 days"
    assert text_beside(datetime.date(2014, 1, 1), last) == "192 days"
    assert text_beside(datetime.date(1990, 1, 1), last) == ""


def test_the_ruler_of_days_has_its_own_scale_and_puts_175_between_120_and_180():
    nominal = ((120, "List of questions"), (180, "List of outstanding issues"), (210, "Opinion"))
    ruler = Ruler(nominal, ((175, "Application withdrawn, day 175 (reported)"),))
    lane = Lane("Initial application", "", (item(datetime.date(2007, 12, 13)),), ruler=ruler)
    (placed,) = lay_out(Scene("", "", (Group("", "", (lane,)),), TODAY, reaches_today=False)).lanes
    places = {mark.day: mark.x for mark in (*placed.ruler.nominal, *placed.ruler.reached)}
    assert places[120] < places[175] < places[180] < places[210]
    assert [mark.text for mark in placed.ruler.nominal] == [text for _, text in nominal]
    assert placed.ruler.box.y + placed.ruler.box.height <= placed.box.y + placed.box.height


def test_a_milestone_keeps_its_name_beside_later_ones_whose_words_stand_to_the_left():
    first = datetime.date(2025, 8, 26)
    later = [item(first + datetime.timedelta(days=days), what="Opinion", rank=0) for days in (391, 419)]
    milestone = item(first + datetime.timedelta(days=331), what="List of questions, day 120", rank=0)
    (lane,) = picture_of(item(first), milestone, *later, today=first).lanes
    assert [mark.label.what for mark in lane.marks if mark.label].count("Opinion") == 3
    assert "List of questions, day 120" in [mark.label.what for mark in lane.marks if mark.label]
