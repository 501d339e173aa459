"""The JSON of timelines, described field by field; `tracker.timelines.encoding` makes it."""

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from scrapers.vocabulary import STEP_KINDS
from tracker.api.fields import MomentField, PartialDateField
from tracker.api.resources.timetable import BOUNDS
from tracker.catalogue.models import Application, ProceduralStep
from tracker.catalogue.models.procedures import PRECISIONS


class TimelineQuery(serializers.Serializer):
    """Of which day, and of which procedure."""

    as_of = serializers.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the day as 2025-12-01."},
        help_text="What was known at the end of that day, UTC.",
    )
    procedure = serializers.CharField(
        required=False, max_length=60, help_text="Only this procedure, by its slug: initial, II/0029, SUPPL-9."
    )


class ProductTimelineQuery(serializers.Serializer):
    """Of which day."""

    as_of = TimelineQuery().fields["as_of"]


class TimelineApplication(serializers.Serializer):
    id = serializers.IntegerField(allow_null=True)
    number = serializers.CharField()
    authority = serializers.ChoiceField(choices=Application.Authority.choices)
    name = serializers.CharField()
    product = serializers.CharField(help_text="The product's name.")
    timetable = serializers.CharField(allow_null=True, help_text="Null where there is none for it.")
    status = serializers.CharField()
    status_text = serializers.CharField(help_text="The authority's own word.")
    applicant = serializers.CharField()


class TimelineEvidence(serializers.Serializer):
    """Words that say something about a step. From a person: `snapshot` is null and the last fields are there."""

    source = serializers.CharField(help_text="The address of the source, or what a person relied on.")  # type: ignore[assignment]
    snapshot = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True, help_text="Of the archived bytes.")
    retrieved_at = MomentField(allow_null=True)
    claimed_by = serializers.CharField()
    quote = serializers.CharField()
    locator = serializers.CharField(help_text="A heading, a page or a row.")
    date = PartialDateField(allow_null=True)
    precision = serializers.ChoiceField(choices=PRECISIONS, allow_null=True)
    supports = serializers.ListField(
        child=serializers.CharField(), help_text="What the words speak for besides the date."
    )
    entered_by = serializers.CharField(required=False)
    entered_at = MomentField(required=False)
    reason = serializers.CharField(required=False)
    address = serializers.CharField(required=False)
    file = serializers.CharField(required=False)


class ProceduralDay(serializers.Serializer):
    reported = serializers.IntegerField(allow_null=True, help_text="As the authority states it.")
    computed = serializers.IntegerField(allow_null=True, help_text="As the clock gives it.")


class TimelineEvent(serializers.Serializer):
    """A procedural step."""

    kind = serializers.ChoiceField(choices=list(STEP_KINDS.items()))
    procedure = serializers.CharField()
    occurrence = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    date = PartialDateField(allow_null=True)
    precision = serializers.ChoiceField(choices=PRECISIONS, allow_null=True)
    range = serializers.ListField(
        child=serializers.DateField(), min_length=2, max_length=2, allow_null=True, help_text="Both ends of a meeting."
    )
    state = serializers.ChoiceField(choices=ProceduralStep.State.choices)
    inferred = serializers.BooleanField()
    cleared = serializers.BooleanField(help_text="No longer shown by the source.")
    procedural_day = ProceduralDay()
    day_explained = serializers.CharField(
        help_text="Where a day is reported: why the clock gives another one, or none; else empty."
    )
    conflict = serializers.BooleanField(help_text="Sources give different dates.")
    evidence = TimelineEvidence(many=True)


class ProductEvent(TimelineEvent):
    application = serializers.CharField(help_text="The application's number.")


# `from` is a word of Python and cannot be the name of a class's field.
ClockStop = inline_serializer(
    "ClockStop",
    {
        "from": serializers.DateField(allow_null=True, help_text="The first day that does not count."),
        "to": serializers.DateField(allow_null=True, help_text="The last day that does not count."),
        "reason": serializers.CharField(),
        "inferred": serializers.BooleanField(),
        "stopped_on": serializers.DateField(allow_null=True),
        "restarted_on": serializers.DateField(allow_null=True),
        "open": serializers.BooleanField(),
    },
    many=True,
)


class TimelineClock(serializers.Serializer):
    timetable = serializers.CharField(allow_null=True)
    started = serializers.DateField(allow_null=True)
    running = serializers.BooleanField()
    active_days = serializers.IntegerField(allow_null=True)
    stops = ClockStop


class NominalDay(serializers.Serializer):
    """A day on which a step should happen."""

    kind = serializers.CharField()
    day = serializers.IntegerField(allow_null=True, help_text="Null where calendar time is counted: FDA's goal dates.")
    date = serializers.DateField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]
    bound = serializers.ChoiceField(
        choices=BOUNDS,
        help_text="What the date is to the step; not-before: an unknown clock stop precedes it.",
    )
    basis = serializers.CharField(help_text="The rule, or the words of a source.")
    caution = serializers.CharField(help_text="How weak the source is; must be shown. Else empty.")
    explanation = serializers.CharField(help_text="How the date comes about, in words.")


class Forecast(serializers.Serializer):
    """When such a step came in comparable procedures: a tenth, half and nine tenths of them by these days."""

    kind = serializers.CharField()
    p10 = serializers.DateField()
    p50 = serializers.DateField()
    p90 = serializers.DateField()
    n = serializers.IntegerField(help_text="How many procedures it is taken from.")
    basis = serializers.CharField(help_text="Which procedures these are, and how many days they took.")
    after = serializers.CharField(help_text="The kind of the step from which it counts.")
    since = serializers.DateField(help_text="The day of that step.")


class NotForecast(serializers.Serializer):
    """A step that is to come, for which too few comparable procedures are known."""

    kind = serializers.CharField()
    n = serializers.IntegerField(help_text="How many are known.")
    basis = serializers.CharField(help_text="Which procedures these are.")


class ForecastOfApplication(Forecast):
    application = serializers.CharField(help_text="The application's number.")


class NominalDate(serializers.Serializer):
    date = serializers.DateField()
    bound = serializers.ChoiceField(choices=BOUNDS, help_text="What the date is to the step.")
    explanation = serializers.CharField(help_text="How it comes about, in words.")
    caution = serializers.CharField(help_text="How weak the source is; must be shown. Else empty.")


class NextForecast(serializers.Serializer):
    p10 = serializers.DateField()
    p50 = serializers.DateField()
    p90 = serializers.DateField()
    n = serializers.IntegerField(help_text="How many procedures it rests on.")
    basis = serializers.CharField()


class MeetingDays(serializers.Serializer):
    committee = serializers.CharField()
    first_day = serializers.DateField(allow_null=True, help_text="Null where only the last day is known.")
    last_day = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]


class NextStep(serializers.Serializer):
    """A step that is expected: the date that counts, and beside it every day that is known of it."""

    procedure = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(STEP_KINDS.items()))
    label = serializers.CharField()  # type: ignore[assignment]
    day = serializers.IntegerField(allow_null=True)
    date = PartialDateField(allow_null=True, help_text="Announced, else planned, else nominal.")
    precision = serializers.ChoiceField(choices=PRECISIONS, allow_null=True)
    basis = serializers.ChoiceField(choices=["announced", "planned", "nominal"], allow_null=True)
    standing = serializers.ChoiceField(
        choices=["ahead", "late", "passed", "undated"],
        help_text="Late: its day has passed, and it would be known here had it happened. Passed: nothing tells.",
    )
    days_past = serializers.IntegerField(allow_null=True, help_text="How many days ago the date was.")
    nominal = NominalDate(allow_null=True)
    announced = PartialDateField(allow_null=True)
    planned = PartialDateField(allow_null=True)
    forecast = NextForecast(allow_null=True)
    committee = serializers.CharField(allow_null=True, help_text="Into whose meeting it falls.")
    meeting = MeetingDays(allow_null=True, help_text="The meeting of that day, else the next; null: none is known.")
    note = serializers.CharField(help_text="What must be known to read it right; else empty.")


class NextUnknown(serializers.Serializer):
    """A procedure under way of which no next step can be dated, and why."""

    procedure = serializers.CharField()
    reason = serializers.CharField()


class PlannedDate(serializers.Serializer):
    entry = serializers.IntegerField(help_text="The id of the entry.")
    date = serializers.DateField()
    entered_by = serializers.CharField()
    entered_at = MomentField()
    released_at = MomentField(allow_null=True, help_text="When it was moved; null while it stands.")
    reason = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class PlanRow(serializers.Serializer):
    """A planned step, and what came of it."""

    procedure = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(STEP_KINDS.items()))
    label = serializers.CharField()  # type: ignore[assignment]
    planned = serializers.DateField(help_text="The day that stands, or stood when it happened.")
    planned_first = serializers.DateField()
    actual = PartialDateField(allow_null=True)
    days_off = serializers.IntegerField(allow_null=True, help_text="Days from the planned day to the actual one.")
    days_off_first = serializers.IntegerField(allow_null=True, help_text="The same from the day planned first.")
    history = PlannedDate(many=True, help_text="Every day planned for it, the first one first.")


class TimelineDocument(serializers.Serializer):
    title = serializers.CharField()
    type = serializers.CharField()
    reference = serializers.CharField()
    address = serializers.CharField()
    first_published = PartialDateField(allow_null=True)
    last_updated = PartialDateField(allow_null=True)
    languages = serializers.ListField(child=serializers.CharField())


class ProductDocument(TimelineDocument):
    application = serializers.CharField(help_text="The application's number.")


class ConflictSide(serializers.Serializer):
    claimed_by = serializers.CharField()
    says = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class Disagreement(serializers.Serializer):
    """Claims that do not fit together, and why."""

    subject = serializers.CharField()
    claims = ConflictSide(many=True)
    explanation = serializers.CharField()


class ApplicationTimeline(serializers.Serializer):
    """One application, or one procedure of it, as it was known on a day."""

    application = TimelineApplication()
    as_of = serializers.DateField(allow_null=True)
    procedure = serializers.CharField(help_text="That clock and nominal days belong to.")
    events = TimelineEvent(many=True)
    clock = TimelineClock()
    nominal = NominalDay(many=True)
    forecast = Forecast(many=True)
    not_forecast = NotForecast(many=True)
    next = NextStep(many=True, help_text="Of every procedure under way, in order of date.")
    next_unknown = NextUnknown(many=True)
    plan = PlanRow(many=True, help_text="In order of the planned days.")
    documents = TimelineDocument(many=True)
    conflicts = Disagreement(many=True)
    reconstructed = serializers.BooleanField(help_text="Made for demonstration, not the authority's own bytes.")
    attribution = serializers.ListField(child=serializers.CharField())


class TimelineProduct(serializers.Serializer):
    id = serializers.IntegerField()
    key = serializers.CharField()
    name = serializers.CharField()


class ProductTimelineApplication(TimelineApplication):
    clock = TimelineClock()
    nominal = NominalDay(many=True)
    reconstructed = serializers.BooleanField()


class Statement(serializers.Serializer):
    """A fact about the product that belongs to no application."""

    region = serializers.CharField()
    text = serializers.CharField()
    date = PartialDateField(allow_null=True)
    precision = serializers.ChoiceField(choices=PRECISIONS, allow_null=True)
    claimed_by = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class ProductTimeline(serializers.Serializer):
    """A product over its authorities."""

    product = TimelineProduct()
    as_of = serializers.DateField(allow_null=True)
    events = ProductEvent(many=True)
    applications = ProductTimelineApplication(many=True)
    forecast = ForecastOfApplication(many=True)
    documents = ProductDocument(many=True)
    statements = Statement(many=True)
    conflicts = Disagreement(many=True)
    reconstructed = serializers.BooleanField()
    attribution = serializers.ListField(child=serializers.CharField())
