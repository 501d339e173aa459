"""Meetings of committees, as staff keep them: known dates, dates of the authorities' own lists, and corrections."""

from typing import get_args

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from scrapers.dates_in_words import in_words, range_in_words
from scrapers.ema.committees import COMMITTEES
from tracker.catalogue.models import Notice
from tracker.timetables.calendar import MeetingDay
from tracker.timetables.timetables import Certainty

CERTAINTIES: dict[Certainty, str] = {
    "law": "A statute or regulation",
    "EMA": "A document of EMA, the Commission or a national agency",
    "FDA": "A document of FDA",
    "course": "Training material, not the authority",
    "data": "Worked out from rows that the authority published",
    "press": "The press or a company",
    "unsourced": "Nothing that can be looked up",
}
EMA_ACRONYMS = frozenset(body.acronym for body in COMMITTEES)
assert set(CERTAINTIES) == set(get_args(Certainty))


class Meeting(models.Model):
    """A meeting of a committee; a committee has one on a last day, and no two at a time.

    What does not take place as planned is kept and marked by `status`. `first_day` is null where only the last day is
    known. `origin` says whose words the row holds: a person's are changed by people only. `notice` is the entry in the
    authority's list, where it has one, also of a row that a person corrected.
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "Scheduled"
        POSTPONED = "postponed", "Postponed"
        CANCELLED = "cancelled", "Cancelled"
        MOVED = "moved", "Moved"

    class Origin(models.TextChoices):
        KNOWN = "known", "Known dates that come with Clockstop"
        LIST = "list", "The authority's list"
        PERSON = "person", "A person"

    committee = models.CharField(max_length=200, help_text="CHMP; of FDA, the name in full.")
    first_day = models.DateField(null=True, blank=True, help_text="Empty if only the last day is known.")
    last_day = models.DateField(help_text="The day from which timetables count.")
    title = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.SCHEDULED)
    is_extraordinary = models.BooleanField(
        "extraordinary", default=False, help_text="Not one of the regular plenaries: no timetable hangs on it."
    )
    moved_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="moved_from", editable=False
    )
    source = models.CharField(max_length=500, help_text="Where it is written: an address, or the name of a document.")
    certainty = models.CharField(max_length=9, choices=list(CERTAINTIES.items()))
    origin = models.CharField(max_length=6, choices=Origin, editable=False)
    notice = models.ForeignKey(
        Notice, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings", editable=False
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    entered_by_name = models.CharField(max_length=150, blank=True, editable=False)
    known_day = models.DateField(
        null=True, editable=False, help_text="The last day that the known dates give it, whatever it was changed to."
    )
    first_seen = models.DateTimeField(editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-last_day", "committee"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "last_day"], name="meeting_once"),
            models.CheckConstraint(
                name="meeting_begins_before_it_ends", condition=Q(first_day=None) | Q(first_day__lte=F("last_day"))
            ),
        ]
        indexes = [models.Index(fields=["last_day", "id"], name="meeting_by_day")]

    def __str__(self) -> str:
        return f"{self.committee}, {self.days}"

    @property
    def days(self) -> str:
        """Its days for people: `14–17 Sep 2026`; the last one alone where the first is not known."""
        if self.first_day is None or self.first_day == self.last_day:
            return in_words(self.last_day)
        return range_in_words(self.first_day, self.last_day)

    @property
    def authority(self) -> str:
        """Whose committee it is, as far as its name shows."""
        if self.committee in EMA_ACRONYMS:
            return "EMA"
        return "FDA" if self.committee.endswith("Advisory Committee") else ""

    @property
    def day(self) -> MeetingDay:
        """The meeting as the calendar holds it."""
        return MeetingDay(self.committee, self.first_day, self.last_day, self.source)
