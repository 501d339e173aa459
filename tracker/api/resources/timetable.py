"""The JSON of timetables, described field by field; `tracker.timetables.encoding` makes it."""

from typing import get_args

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from scrapers.vocabulary import STEP_KINDS
from tracker.timetables.timetables import Authority, Bound, Certainty, Counting

AUTHORITIES = get_args(Authority)
COUNTINGS = get_args(Counting)
CERTAINTIES = get_args(Certainty)
BOUNDS = get_args(Bound)


class RestsOn(serializers.Serializer):
    """What a row of a timetable rests on."""

    source = serializers.CharField(help_text="The document that says it.")  # type: ignore[assignment]
    certainty = serializers.ChoiceField(choices=CERTAINTIES, help_text="What kind of source that is.")
    caution = serializers.CharField(help_text="In words, where the source is weak; must be shown. Else empty.")


class Length(serializers.Serializer):
    """Calendar months and days; negative: backwards."""

    months = serializers.IntegerField()
    days = serializers.IntegerField()


class TimetableStep(RestsOn):
    """What should happen when: on a `day` of the procedure, `after` the step in `since`, or once it is `given`."""

    kind = serializers.ChoiceField(choices=list(STEP_KINDS.items()))
    key = serializers.CharField(help_text="Names the step within its timetable.")
    label = serializers.CharField()  # type: ignore[assignment]
    day = serializers.IntegerField(allow_null=True)
    after = Length(allow_null=True)
    since = serializers.CharField(allow_null=True, help_text="start, or the key of a step.")
    given = serializers.BooleanField(help_text="No rule says when: it has a date once somebody gives one.")
    bound = serializers.ChoiceField(choices=BOUNDS, help_text="What the day is to the step.")
    committee = serializers.CharField(help_text="On the last day of whose meeting it falls; empty: of none.")
    milestone = serializers.BooleanField(help_text="Timelines show it without being asked.")
    actor = serializers.CharField()
    basis = serializers.CharField()


class TimetablePhase(RestsOn):
    """Days counted without a stop; with a committee they end on the last day of its meeting."""

    after = serializers.CharField(help_text="start, or the step after which the clock stands before the phase.")
    until = serializers.ListField(child=serializers.CharField(), help_text="The kinds of step that end it.")
    first_day = serializers.IntegerField()
    last_day = serializers.IntegerField()
    committee = serializers.CharField()


class TimetableStop(RestsOn):
    """A clock stop that the procedure provides for."""

    after = serializers.CharField(help_text="The key of the step after which the clock stands.")
    usual = Length(allow_null=True, help_text="What is granted as a rule; null: not known.")
    longest = Length(allow_null=True, help_text="The most; null: not known.")
    basis = serializers.CharField()


class TimetableShift(RestsOn):
    """An event that moves a step."""

    event = serializers.CharField()
    moves = serializers.CharField(help_text="The key of the step.")
    by = Length()
    basis = serializers.CharField()


class _Heading(serializers.Serializer):
    procedure = serializers.CharField()
    title = serializers.CharField()
    authority = serializers.ChoiceField(choices=AUTHORITIES)
    counting = serializers.ChoiceField(choices=COUNTINGS, help_text="How days are counted.")
    legal_basis = serializers.CharField()
    provisional = serializers.BooleanField(help_text="Its law is not in force.")
    valid_from = serializers.DateField(allow_null=True, help_text="The first day of a start that falls under it.")
    valid_to = serializers.DateField(allow_null=True, help_text="The last one.")
    note = serializers.CharField()


class Timetable(_Heading):
    """How a procedure should run."""

    starts_with = serializers.CharField(help_text="The kind of step that is the start.")
    validity_source = serializers.CharField()
    steps = TimetableStep(many=True)
    phases = TimetablePhase(many=True)
    stops = TimetableStop(many=True)
    shifts = TimetableShift(many=True)


class TimetableList(serializers.Serializer):
    """All of them on one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = Timetable(many=True)


# `from` is a word of Python and cannot be the name of a class's field.
ComputedStop = inline_serializer(
    "ComputedStop",
    {
        "from": serializers.DateField(help_text="The first day that does not count."),
        "to": serializers.DateField(allow_null=True, help_text="The last one; null while the clock stands."),
        "reason": serializers.CharField(help_text="The step after which it stands; empty: not known."),
        "origin": serializers.ChoiceField(choices=("given", "inferred", "assumed")),
    },
    many=True,
)


class StepMeeting(serializers.Serializer):
    """The committee's meeting on whose last day a step falls."""

    committee = serializers.CharField()
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]


class ComputedStep(serializers.Serializer):
    """A step with its date, and why it falls there."""

    kind = serializers.ChoiceField(choices=list(STEP_KINDS.items()))
    key = serializers.CharField()
    day = serializers.IntegerField(allow_null=True)
    date = serializers.DateField(allow_null=True, help_text="Given, else nominal; null: cannot be known yet.")
    nominal = serializers.DateField(allow_null=True, help_text="What the timetable alone says.")
    given = serializers.BooleanField()
    gap = serializers.IntegerField(allow_null=True, help_text="Days from the nominal day to the one given.")
    label = serializers.CharField()  # type: ignore[assignment]
    actor = serializers.CharField()
    bound = serializers.ChoiceField(choices=BOUNDS)
    meeting = StepMeeting(allow_null=True)
    basis = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    certainty = serializers.ChoiceField(choices=CERTAINTIES, allow_null=True, help_text="Null: only given.")
    caution = serializers.CharField(help_text="In words, where the source is weak; must be shown. Else empty.")
    explanation = serializers.CharField(help_text="Why it falls on its day, in words.")


class ComputedTimetable(_Heading):
    """A computed timetable."""

    start = serializers.DateField()
    start_is_inferred = serializers.BooleanField(help_text="Counted back from a meeting or a goal date.")
    steps = ComputedStep(many=True)
    stops = ComputedStop
    warnings = serializers.ListField(child=serializers.CharField(), help_text="What should make a reader doubt.")
