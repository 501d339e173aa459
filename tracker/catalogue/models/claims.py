"""Who claims what: the records of sources, the entries of people, the evidence for steps, and open disagreements."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from scrapers.vocabulary import FIELDS, STEP_KINDS
from tracker.catalogue.models.names import Product
from tracker.catalogue.models.procedures import PRECISIONS, Application, ProceduralStep
from tracker.sources.models import Snapshot


def field_choices() -> list[tuple[str, str]]:
    """A function, so that a new word of the vocabulary is no change of the database."""
    return [(name, field.label) for name, field in FIELDS.items()]


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of step."""
    return list(STEP_KINDS.items())


class Observation(models.Model):
    """A record that an origin gave for one key, from when to when it stood.

    The one without `superseded_at` is the present one. `record` is the accepted record, encoded: held values are not in
    it, cleared values still are; where values are held, `held_record` is the record as read. `digest` is that of the
    record as read, so that the same content is passed over at once. `retrieved_at` is the moment of the source,
    `stands_since` the moment from which it counts: later, where a person released a hold. `gone_at`: since when the
    source's whole list no longer has the key. Records of notices stand beside those of applications.
    """

    origin = models.CharField(max_length=60)
    key = models.CharField(max_length=500)
    application_number = models.CharField(max_length=40, blank=True, help_text="Empty: a notice.")
    digest = models.CharField(max_length=32)
    record = models.TextField()
    held_record = models.TextField(blank=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="observations")
    retrieved_at = models.DateTimeField()
    stands_since = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "key"], condition=Q(superseded_at=None), name="observation_present"
            ),
        ]
        indexes = [models.Index(fields=["application_number"], name="observation_application")]

    def __str__(self) -> str:
        return f"{self.origin} {self.key}"


class Entry(models.Model):
    """What a person entered about an application: a step, or the value of a field, with what they relied on and why.

    An entry adds to what sources say. With `is_override` it beats them until `released_at`. Sources never change it.
    """

    application_number = models.CharField(max_length=40, db_index=True)
    authority = models.CharField(max_length=3, choices=Application.Authority)
    procedure = models.CharField(max_length=60, default="initial")
    field = models.CharField(
        max_length=60,
        blank=True,
        choices=field_choices,
        help_text="Or a step.",
    )
    value = models.TextField(blank=True, help_text="The field's value.")
    kind = models.CharField(max_length=40, blank=True, choices=kind_choices, help_text="Or a field.")
    label = models.CharField(max_length=300, blank=True)
    date = models.DateField(null=True, blank=True, help_text="The first day of the day, month or year that is meant.")
    precision = models.CharField(max_length=5, choices=PRECISIONS, default="day")
    state = models.CharField(max_length=8, choices=ProceduralStep.State, default=ProceduralStep.State.ACTUAL)
    reported_day = models.PositiveSmallIntegerField(null=True, blank=True)
    is_inferred = models.BooleanField(default=False)
    is_override = models.BooleanField(default=False, help_text="Beats what sources say until it is released.")
    is_plan = models.BooleanField(
        default=False, help_text="A day of our own plan, which nobody announced; it claims nothing about what happened."
    )
    claimed_by = models.CharField(max_length=200, help_text="Who says so: an authority, a company, a journal.")
    quote = models.TextField(blank=True, help_text="The words that say it.")
    address = models.URLField(max_length=500, blank=True, help_text="Where they stand, or:")
    file = models.CharField(max_length=300, blank=True, help_text="The document or file relied on.")
    reason = models.TextField(help_text="Why this is entered by hand.")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    entered_by_name = models.CharField(max_length=150, help_text="Kept when the account is gone.")
    entered_at = models.DateTimeField(help_text="Since when it counts as known.")
    released_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False, help_text="Order of arrival.")
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["application_number", "entered_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="entry_says_one_thing", condition=Q(field="", kind__gt="") | Q(field__gt="", kind="")
            ),
            models.CheckConstraint(name="entry_says_where_from", condition=Q(address__gt="") | Q(file__gt="")),
            models.CheckConstraint(
                name="entry_plans_a_step",
                condition=Q(is_plan=False)
                | Q(kind__gt="", state="planned", date__isnull=False, precision="day", is_override=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_number}: {self.field or self.kind}"

    @property
    def procedure_slug(self) -> str:
        """The procedure as its authority designates it: FDA's original application is ORIG-1."""
        is_original = self.authority == Application.Authority.FDA and self.procedure == "initial"
        return "ORIG-1" if is_original else self.procedure


class Evidence(models.Model):
    """The words, and where they were read, that say something about a step: from a snapshot, or from a person's entry.

    `fingerprint` is made of application number, procedure, kind, origin, claimant, quote and date, so it can be
    computed without the database and stays when steps are renumbered. `is_current` ends when the source says
    something else.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence", db_constraint=False)
    step = models.ForeignKey(
        ProceduralStep,
        null=True,
        on_delete=models.SET_NULL,
        related_name="evidence",
        db_constraint=False,
        help_text="Empty where the step that it spoke for is no longer told apart.",
    )
    fingerprint = models.CharField(max_length=32)
    origin = models.CharField(max_length=60)
    claimed_by = models.CharField(max_length=200)
    quote = models.TextField()
    locator = models.CharField(max_length=300, blank=True)
    date = models.DateField(null=True)
    precision = models.CharField(max_length=5, choices=PRECISIONS, default="day")
    supports = models.JSONField(default=list)
    # Nothing deletes a snapshot, and nobody looks from there for evidence.
    first_snapshot = models.ForeignKey(
        Snapshot, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    last_snapshot = models.ForeignKey(
        Snapshot, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    entry = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="evidence", db_index=False)
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["fingerprint"], name="evidence_once")]
        indexes = [models.Index(fields=["entry"], name="evidence_of_entry", condition=Q(entry__isnull=False))]

    def __str__(self) -> str:
        return self.quote


class Statement(models.Model):
    """A fact about a product that belongs to no application: a CE mark, a national approval, a claim in a paper."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="statements")
    region = models.CharField(max_length=80, help_text="For whom it holds: EU, US, Sweden ...")
    text = models.TextField()
    date = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=5, choices=PRECISIONS, default="day")
    claimed_by = models.CharField(max_length=200)
    address = models.CharField(max_length=500, help_text="Where it is said: an address, or a reference in words.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["product", "region", "date"]
        constraints = [models.UniqueConstraint(fields=["product", "region", "text"], name="statement_once")]

    def __str__(self) -> str:
        return self.text


class Conflict(models.Model):
    """A disagreement between documents that a person noted: shown, named, never resolved in silence."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="conflicts")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.CASCADE, related_name="conflicts"
    )
    subject = models.CharField(max_length=200)
    explanation = models.TextField()
    entered_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering = ["product", "subject"]
        constraints = [models.UniqueConstraint(fields=["product", "subject"], name="conflict_once")]

    def __str__(self) -> str:
        return self.subject


class ConflictClaim(models.Model):
    """One side of a disagreement."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="claims")
    claimed_by = models.CharField(max_length=200)
    says = models.TextField()
    source = models.CharField(max_length=500, help_text="An address, or a reference in words.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["conflict", "claimed_by", "says"], name="conflict_claim_once")]

    def __str__(self) -> str:
        return f"{self.claimed_by}: {self.says}"
