"""Planning: the days of a procedure's steps, a shift of what is planned, the end of a plan."""

from typing import Any

from rest_framework import serializers

from scrapers.identifiers import identifier
from scrapers.vocabulary import STEP_KINDS
from tracker.api.errors import AlreadyDecided
from tracker.api.fields import ApplicationNumberField
from tracker.api.resources.timetables import MOST, Day, OnlyKnownFields
from tracker.intake import plans
from tracker.intake.plans import Decision, PlannedDay, Revised, Whose
from tracker.people.models import User

LARGEST_SHIFT = 3650


class PlannedDaySerializer(OnlyKnownFields):
    """A step and the day planned for it."""

    kind = serializers.ChoiceField(choices=list(STEP_KINDS.items()))
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=300, required=False, default="", help_text="Where the kind does not name it, as for other."
    )
    date = Day()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A step without a kind of its own needs a name."""
        if attrs["kind"] == "other" and not attrs["label"]:
            raise serializers.ValidationError({"label": "Say what the other step is."})
        return attrs


class _OfAProcedure(OnlyKnownFields):
    application = ApplicationNumberField(
        max_length=40, help_text="The number with its prefix: EMEA/H/C/000801, NDA022180."
    )
    procedure = serializers.CharField(
        max_length=60, default="initial", help_text="Its slug: initial, II/0029, SUPPL-9."
    )
    reason = serializers.CharField(max_length=2000, help_text="It stays on record, with your name.")

    @property
    def whose(self) -> Whose:
        """The procedure that is planned."""
        said = self.validated_data
        return Whose.named(said["application"], identifier(said["application"]).authority, said["procedure"])

    def decision(self, user: User) -> Decision:
        """Who decides, and why."""
        said = self.validated_data
        return Decision(user, said["reason"], said.get("source") or "Own plan")


class NewPlan(_OfAProcedure):
    """What is planned, or planned for another day than before; what else is planned stays."""

    days = serializers.ListField(child=PlannedDaySerializer(), max_length=2 * MOST, allow_empty=False)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=300, required=False, help_text="What it rests on: a timetable, a letter, minutes."
    )


class PlanShift(_OfAProcedure):
    """By how many days what has not happened moves."""

    days = serializers.IntegerField(min_value=-LARGEST_SHIFT, max_value=LARGEST_SHIFT, help_text="Negative: earlier.")
    since = Day(required=False, allow_null=True, help_text="Only what is planned for this day or later.")


class PlanEnd(_OfAProcedure):
    """Nothing is planned any more; what has happened stays beside the day planned for it."""


class RevisedPlan(serializers.Serializer):
    """How many days the plan gained, moved, lost, and kept."""

    new = serializers.IntegerField()
    moved = serializers.IntegerField()
    dropped = serializers.IntegerField()
    same = serializers.IntegerField()


def take(data: Any, user: User) -> Revised:
    """Plan the days that are asked. Raises ValidationError."""
    asked = _checked(NewPlan(data=data))
    days = [PlannedDay(one["kind"], one["label"], one["date"]) for one in asked.validated_data["days"]]
    return plans.take(asked.whose, days, asked.decision(user))


def shift(data: Any, user: User) -> Revised:
    """Move the plan. Raises ValidationError, AlreadyDecided."""
    asked = _checked(PlanShift(data=data))
    try:
        said = asked.validated_data
        return plans.shift(asked.whose, said["days"], asked.decision(user), said.get("since"))
    except plans.NothingPlanned as problem:
        raise AlreadyDecided(str(problem)) from problem


def drop(data: Any, user: User) -> Revised:
    """End the plan. Raises ValidationError, AlreadyDecided."""
    asked = _checked(PlanEnd(data=data))
    try:
        return plans.drop(asked.whose, asked.decision(user))
    except plans.NothingPlanned as problem:
        raise AlreadyDecided(str(problem)) from problem


def _checked(asked: _OfAProcedure) -> Any:
    asked.is_valid(raise_exception=True)
    return asked
