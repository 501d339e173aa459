"""What staff fill in to plan: a timetable taken as the plan, one step, a shift, an end of the plan."""

import datetime
from typing import Any

from django import forms

from scrapers.vocabulary import STEP_KINDS
from tracker.console.forms import DayInput, ReasonForm

LARGEST_SHIFT = 3650


class TakeForm(ReasonForm):
    """Which steps of a computed timetable are planned."""

    steps = forms.MultipleChoiceField(
        label="Steps",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one step."},
    )
    field_order = ("steps", "reason")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steps"].choices = choices  # type: ignore[attr-defined]


class PlanStepForm(ReasonForm):
    """One step, and the day planned for it."""

    kind = forms.ChoiceField(choices=[("", "---------"), *STEP_KINDS.items()], label="Step")
    label = forms.CharField(required=False, max_length=300, label="In other words")
    date = forms.DateField(input_formats=["%Y-%m-%d"], widget=DayInput(), label="Planned for")
    field_order = ("kind", "label", "date", "reason")

    def clean(self) -> dict[str, Any]:
        """A step without a kind of its own needs a name."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "other" and not cleaned.get("label"):
            self.add_error("label", "Say what the other step is.")
        return cleaned


class ShiftForm(ReasonForm):
    """By how many days what is planned moves, and from which day on."""

    days = forms.IntegerField(
        min_value=-LARGEST_SHIFT, max_value=LARGEST_SHIFT, label="Days", help_text="Negative: earlier."
    )
    since = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=DayInput(),
        label="Only what is planned from this day on",
        help_text="Empty: everything that is planned.",
    )
    field_order = ("days", "since", "reason")

    def clean_days(self) -> int:
        """A shift by nothing moves nothing."""
        days: int = self.cleaned_data["days"]
        if days == 0:
            raise forms.ValidationError("Write by how many days.")
        return days

    def clean_since(self) -> datetime.date | None:
        """None for everything."""
        return self.cleaned_data["since"] or None
