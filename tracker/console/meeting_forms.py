"""What staff fill in about meetings of committees: one meeting, a file of them, and which ones to list."""

from typing import Any

import django_filters
from django import forms

from scrapers.ema.committees import COMMITTEES
from tracker.console.changes import ANY
from tracker.console.forms import DayInput
from tracker.people.models import User
from tracker.timetables.meeting_files import LONGEST_MEETING, committee_named
from tracker.timetables.meetings import overlapping
from tracker.timetables.models import Meeting


class MeetingForm(forms.ModelForm):
    """One meeting. What a person enters stands, whatever lists say later."""

    reason = forms.CharField(
        max_length=100, label="Reason", help_text="Why it is entered or changed by hand. It stays in the history."
    )

    def clean_committee(self) -> str:
        """The committee, EMA's by its acronym."""
        try:
            return committee_named(self.cleaned_data["committee"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)[:1].upper() + str(problem)[1:]) from problem

    def clean(self) -> dict[str, Any]:
        """Refuse days that are none of a meeting, and those on which the committee meets already."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if not last or "committee" not in cleaned:
            return cleaned
        if first and not 0 <= (last - first).days < LONGEST_MEETING:
            self.add_error("first_day", "The first day must not be after the last, and not weeks before it.")
            return cleaned
        other = overlapping(cleaned["committee"], first or last, last, besides=self.instance.pk)
        if other:
            self.add_error("last_day", f"The {other.committee} meets on {other.days} already: change that meeting.")
        return cleaned

    def keep(self, person: User) -> Meeting:
        """Save it as this person's word."""
        meeting: Meeting = self.instance
        meeting.origin = Meeting.Origin.PERSON
        meeting.entered_by, meeting.entered_by_name = person, person.get_username()
        if meeting.status != Meeting.Status.MOVED:
            meeting.moved_to = None
        meeting._change_reason = self.cleaned_data["reason"]  # type: ignore[attr-defined]  # simple_history's
        meeting.save()
        return meeting

    class Meta:
        model = Meeting
        fields = (
            *("committee", "first_day", "last_day", "title", "status", "is_extraordinary", "source", "certainty"),
        )
        widgets = {
            "committee": forms.TextInput(attrs={"list": "committees"}),
            "first_day": DayInput(),
            "last_day": DayInput(),
        }
        labels = {"is_extraordinary": "Extraordinary meeting", "certainty": "What the source is"}
        help_texts = {
            "committee": f"{', '.join(body.acronym for body in COMMITTEES)}; of FDA, the name in full.",
            "title": "As the source calls it; may be empty.",
            "status": (
                "Cancelled, postponed and moved meetings are kept, and timetables pass over them."
                " Of one that was moved, add the new days as a meeting of their own."
            ),
        }


class MeetingsFileForm(forms.Form):
    """A file of meetings."""

    file = forms.FileField(
        label="CSV file",
        help_text="The first row names the columns: committee, first day, last day, title, source; perhaps certainty.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )


def committees() -> list[tuple[str, str]]:
    """Those that have a meeting; the table is small, some hundred rows a year."""
    names = Meeting.objects.order_by("committee").values_list("committee", flat=True).distinct()
    return [(name, name) for name in names]


class MeetingFilter(django_filters.FilterSet):
    """By committee, status and days."""

    committee = django_filters.ChoiceFilter(choices=committees, label="Committee", empty_label=ANY)
    status = django_filters.ChoiceFilter(choices=Meeting.Status.choices, label="Status", empty_label=ANY)
    origin = django_filters.ChoiceFilter(choices=Meeting.Origin.choices, label="Said by", empty_label=ANY)
    ends_from = django_filters.DateFilter(
        field_name="last_day", lookup_expr="gte", label="From", widget=DayInput(), input_formats=["%Y-%m-%d"]
    )
    ends_to = django_filters.DateFilter(
        field_name="last_day", lookup_expr="lte", label="To", widget=DayInput(), input_formats=["%Y-%m-%d"]
    )

    class Meta:
        model = Meeting
        fields: tuple[Any, ...] = ()
