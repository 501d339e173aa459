"""Applications, their procedures, steps, documents and presentations.

These rows are made by the machine out of what sources and people claim (`catalogue.resolve`): they are the searchable
face of the claims and are never edited in place. They are many, so each index is one that is asked: a foreign key that
begins a unique constraint has none of its own. What an application is made of is written only together with it, so the
database does not check its foreign keys row by row: `catalogue.orphans` says how that is watched.
"""

from django.db import models

from scrapers.dates import PartialDate
from scrapers.vocabulary import APPLICATION_TYPES, PROCEDURE_TYPES, STATUSES, STEP_KINDS, label
from tracker.catalogue.models.names import Organisation, Product, Substance

PRECISIONS = [("day", "day"), ("month", "month"), ("year", "year")]
KINDS_OF_PROCEDURE = list(PROCEDURE_TYPES.items())


def type_choices() -> list[tuple[str, str]]:
    """A function, so that a new word of the vocabulary is no change of the database."""
    return list(APPLICATION_TYPES.items())


class Application(models.Model):
    """An application to an authority. `number` is the key: product number at EMA, application number at FDA.

    `type` tells a marketing authorisation from an orphan designation, a referral and the like, which have numbers of
    their own. `name_key` is the name as others find it, see `catalogue.spelling.name_key`.
    """

    class Authority(models.TextChoices):
        EMA = "EMA", "European Medicines Agency"
        FDA = "FDA", "U.S. Food and Drug Administration"

    number = models.CharField(max_length=40, unique=True)
    authority = models.CharField(max_length=3, choices=Authority)
    type = models.CharField(max_length=40, choices=type_choices, default="marketing-authorisation")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="applications")
    name = models.CharField(max_length=500, blank=True)
    name_key = models.CharField(max_length=500, blank=True, editable=False, help_text="The name as names are compared.")
    category = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=40, default="unknown")
    status_text = models.CharField(max_length=200, blank=True, help_text="The authority's own word.")
    applicant = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    active_substance = models.TextField(blank=True)
    inn = models.TextField(blank=True)
    substances = models.ManyToManyField(Substance, related_name="applications", blank=True)
    address = models.URLField(max_length=500, blank=True, help_text="The authority's page for people.")
    details = models.JSONField(default=dict, blank=True, help_text="Further fields, by the names of the vocabulary.")
    is_reconstructed = models.BooleanField(default=False)
    first_seen = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["name_key"], name="application_name_key"),
            models.Index(fields=["authority"], name="application_authority"),
            models.Index(fields=["status"], name="application_status"),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.product} ({self.number})"

    @property
    def status_label(self) -> str:
        """The status in words."""
        return STATUSES[self.status].label if self.status in STATUSES else self.status


class Procedure(models.Model):
    """A procedure of an application: the initial application, a variation, a supplement."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="procedures", db_index=False, db_constraint=False
    )
    slug = models.CharField(max_length=60, help_text="`initial`, or the authority's own designation.")
    type = models.CharField(max_length=40, choices=KINDS_OF_PROCEDURE, default="other")
    status = models.CharField(max_length=40, blank=True)
    status_text = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)
    milestones = models.JSONField(default=list, blank=True, help_text="Nominal days that a source describes.")
    passages = models.JSONField(default=list, blank=True, help_text="Prose about the procedure, by topic.")
    is_cleared = models.BooleanField(default=False, help_text="No longer shown by the source.")
    first_seen = models.DateTimeField()

    class Meta:
        ordering = ["application", "slug"]
        constraints = [models.UniqueConstraint(fields=["application", "slug"], name="procedure_once")]

    def __str__(self) -> str:
        return f"{self.application.number} {self.slug}"


class ProceduralStep(models.Model):
    """One step of a procedure: (procedure, kind, occurrence), occurrences numbered in order of date.

    `date` is the first day of the day, month or year that is meant, see `precision`; it is empty where the step is
    known and its date is not.
    """

    class State(models.TextChoices):
        ACTUAL = "actual", "Actual"
        PLANNED = "planned", "Planned"

    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, related_name="steps", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=40, choices=list(STEP_KINDS.items()))
    occurrence = models.PositiveSmallIntegerField(default=1)
    date = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=5, choices=PRECISIONS, default="day")
    range_start = models.DateField(null=True, blank=True)
    range_end = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ACTUAL)
    label = models.CharField(max_length=300, blank=True)
    reported_day = models.PositiveSmallIntegerField(null=True, blank=True)
    is_inferred = models.BooleanField(default=False)
    is_cleared = models.BooleanField(default=False, help_text="No longer shown by the source.")
    has_conflict = models.BooleanField(default=False, help_text="Sources give different dates.")
    first_seen = models.DateTimeField()

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "kind", "occurrence"], name="step_once"),
        ]
        indexes = [
            models.Index(fields=["date"], name="step_date"),
            models.Index(fields=["kind", "date"], name="step_kind_date"),
        ]

    def __str__(self) -> str:
        return f"{self.label or label(self.kind)} {self.partial_date or '(date unknown)'}"

    @property
    def partial_date(self) -> PartialDate | None:
        """The date with its precision."""
        return PartialDate(self.date, self.precision) if self.date else None  # type: ignore[arg-type]


class Document(models.Model):
    """A document: one reference with its language versions. `key` is the reference, else the address."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="documents", db_index=False, db_constraint=False
    )
    procedure = models.ForeignKey(
        Procedure, null=True, blank=True, on_delete=models.CASCADE, related_name="documents", db_constraint=False
    )
    key = models.CharField(max_length=500)
    title = models.TextField()
    type = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=80, blank=True)
    address = models.URLField(max_length=500)
    first_published = models.DateField(null=True, blank=True)
    last_updated = models.DateField(null=True, blank=True)
    is_cleared = models.BooleanField(default=False, help_text="No longer listed by the source.")
    first_seen = models.DateTimeField()

    class Meta:
        ordering = ["-first_published", "id"]
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="document_once")]
        indexes = [
            models.Index(fields=["address"], name="document_address"),
            models.Index(fields=["reference"], name="document_reference", condition=~models.Q(reference="")),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentFile(models.Model):
    """One language version of a document."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="files", db_index=False, db_constraint=False
    )
    language = models.CharField(max_length=8)
    address = models.URLField(max_length=500)
    size = models.CharField(max_length=40, blank=True, help_text="As printed by the authority.")
    format = models.CharField(max_length=20, blank=True)
    first_published = models.DateField(null=True, blank=True)
    last_updated = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["document", "address"], name="document_file_once")]
        indexes = [models.Index(fields=["address"], name="document_file_address")]

    def __str__(self) -> str:
        return f"{self.language}: {self.address}"


class Presentation(models.Model):
    """One marketed form under an application, as FDA numbers its products."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="presentations", db_index=False, db_constraint=False
    )
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=500, blank=True)
    ingredients = models.JSONField(default=list, help_text="Pairs of ingredient and strength.")
    form = models.CharField(max_length=200, blank=True)
    route = models.CharField(max_length=200, blank=True)
    marketing_status = models.CharField(max_length=80, blank=True)
    reference_drug = models.CharField(max_length=20, blank=True)
    reference_standard = models.CharField(max_length=20, blank=True)
    equivalence_code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="presentation_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
