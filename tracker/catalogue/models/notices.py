"""What is no procedure: notices, and what notices and applications are about.

These rows are made by the machine out of what sources claim (`catalogue.notices`, `catalogue.concerns`) and are never
edited in place. What they are about is kept as keys, not as links: an application that comes later finds its old
shortages.
"""

from django.db import models

from scrapers.dates import PartialDate
from scrapers.vocabulary import NOTICE_KINDS, NOTICE_STATUSES, label
from tracker.catalogue.models.procedures import PRECISIONS, Application


def kind_choices() -> list[tuple[str, str]]:
    """A function, so that a new word of the vocabulary is no change of the database."""
    return [(slug, word.label) for slug, word in NOTICE_KINDS.items()]


class Notice(models.Model):
    """A shortage, a safety communication, a patent, an exclusivity, a meeting, news: (origin, key).

    `starts_on` and `ends_on` are the first days of the day, month or year that is meant, see the precisions. `is_gone`:
    the source's list no longer has it. Where its term had ended by then, its status is `expired`.
    """

    origin = models.CharField(max_length=60)
    key = models.CharField(max_length=500, help_text="The source's own identifier: a number, else an address.")
    kind = models.CharField(max_length=40, choices=kind_choices)
    authority = models.CharField(max_length=3, choices=Application.Authority)
    title = models.TextField()
    category = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=40, blank=True)
    status_text = models.CharField(max_length=200, blank=True, help_text="The authority's own word.")
    starts_on = models.DateField(null=True)
    starts_precision = models.CharField(max_length=5, choices=PRECISIONS, default="day")
    ends_on = models.DateField(null=True)
    ends_precision = models.CharField(max_length=5, choices=PRECISIONS, default="day")
    address = models.URLField(max_length=500, blank=True)
    details = models.JSONField(default=dict, help_text="Further fields, by the names of the vocabulary.")
    is_gone = models.BooleanField(default=False, help_text="No longer listed by the source.")
    is_reconstructed = models.BooleanField(default=False)
    first_seen = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["origin", "key"], name="notice_of_origin_once")]
        indexes = [
            models.Index(fields=["kind", "status"], name="notice_kind_status"),
            models.Index(fields=["ends_on"], name="notice_ends_on"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def status_label(self) -> str:
        """The status in words."""
        return NOTICE_STATUSES[self.status].label if self.status in NOTICE_STATUSES else label(self.status)

    @property
    def starts(self) -> PartialDate | None:
        """The first day, with its precision."""
        return PartialDate(self.starts_on, self.starts_precision) if self.starts_on else None  # type: ignore[arg-type]

    @property
    def ends(self) -> PartialDate | None:
        """The last day, with its precision."""
        return PartialDate(self.ends_on, self.ends_precision) if self.ends_on else None  # type: ignore[arg-type]


class Reference(models.Model):
    """What something is about: `key` is an application's number, or the normalised form of a name, `text` as said."""

    class By(models.TextChoices):
        NUMBER = "number", "Number"
        NAME = "name", "Name"
        SUBSTANCE = "substance", "Substance"

    by = models.CharField(max_length=9, choices=By)
    key = models.CharField(max_length=500)
    text = models.CharField(max_length=500)

    class Meta:
        abstract = True
        ordering = ["by", "text"]

    def __str__(self) -> str:
        return self.text


class Mention(Reference):
    """An application, a medicine or a substance that a notice is about."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="mentions", db_index=False)

    class Meta(Reference.Meta):
        constraints = [models.UniqueConstraint(fields=["notice", "by", "key"], name="mention_once")]
        indexes = [models.Index(fields=["by", "key"], name="mention_by_key")]


class Concern(Reference):
    """A medicine that an orphan designation, a referral, a plan or an assessment is about."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="concerns", db_index=False)

    class Meta(Reference.Meta):
        constraints = [models.UniqueConstraint(fields=["application", "by", "key"], name="concern_once")]
        indexes = [models.Index(fields=["by", "key"], name="concern_by_key")]
