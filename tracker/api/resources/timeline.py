"""The JSON of timelines, described field by field; `tracker.timelines.encoding` makes it."""

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from scrapers.vocabulary import STEP_KINDS
from tracker.api.fields import MomentField, PartialDateField
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
    day = serializers.IntegerField()
    date = serializers.DateField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]
    basis = serializers.CharField(help_text="The rule, or the words of a source.")


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
