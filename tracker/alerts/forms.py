"""What people fill in about being told: in the console, and on the page to which their mails lead."""

import datetime
import zoneinfo
from typing import Any

from django import forms
from django.utils import timezone


class PauseForm(forms.Form):
    """Until when to pause, as a day in the zone of the person."""

    until = forms.DateField(
        required=False,
        label="Tell me again from (empty: until I resume)",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, zone: zoneinfo.ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean_until(self) -> datetime.datetime | None:
        """The first moment of that day. Raises ValidationError for a day that has begun."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day <= timezone.now().astimezone(self.zone).date():
            raise forms.ValidationError("Give a day after today.")
        return datetime.datetime.combine(day, datetime.time(), self.zone)

    @property
    def problem(self) -> str:
        """What is wrong with the day, in a line; else nothing."""
        return " ".join(str(error) for error in self.errors.get("until", ()))
