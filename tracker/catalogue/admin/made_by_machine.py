"""The searchable face of the claims: read-only rows, each with a way to the page that shows it in its context."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from scrapers.dates import PartialDate
from scrapers.origins import ORIGINS
from scrapers.vocabulary import APPLICATION_TYPES, STATUSES, label
from tracker.catalogue.known import MARKETING_AUTHORISATION, PERSON
from tracker.catalogue.models import (
    Application,
    Change,
    Document,
    DocumentFile,
    Entry,
    Evidence,
    Mention,
    Notice,
    Observation,
    Presentation,
    ProceduralStep,
    Procedure,
)
from tracker.people.admin_bases import EveryValue, MachineMade


def page_of(number: str, anchor: str = "") -> str:
    """The address of an application's page, or of a part of it."""
    return reverse("console:application", args=[number]) + (f"#{anchor}" if anchor else "")


class Origins(admin.SimpleListFilter):
    """By who says it. The origins are known: asking a large table which of them it has would read all of it."""

    title = "origin"
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Every origin by its title."""
        return [*((origin.name, origin.title) for origin in ORIGINS), (PERSON, "People")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the chosen origin."""
        return queryset.filter(origin=self.value()) if self.value() else queryset


class Statuses(admin.SimpleListFilter):
    """By status, in words."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Every status of the vocabulary."""
        return [(slug, word.label) for slug, word in STATUSES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with the chosen status."""
        return queryset.filter(status=self.value()) if self.value() else queryset


class Types(admin.SimpleListFilter):
    """By type. Nothing chosen: marketing authorisations, which are what people look for."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Every other type, and all of them together."""
        others = [(slug, word) for slug, word in APPLICATION_TYPES.items() if slug != MARKETING_AUTHORISATION]
        return [("all", "All"), *others]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The default goes by its name."""
        first, *others = super().choices(changelist)
        return iter([{**first, "display": APPLICATION_TYPES[MARKETING_AUTHORISATION]}, *others])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the chosen type. What somebody searches for is looked for among all."""
        chosen = self.value() or ("all" if request.GET.get("q") else MARKETING_AUTHORISATION)
        return queryset if chosen == "all" else queryset.filter(type=chosen)


class PresentationRows(admin.TabularInline):
    """The marketed forms of an application."""

    model = Presentation
    extra = 0
    can_delete = False


class FileRows(admin.TabularInline):
    """The language versions of a document."""

    model = DocumentFile
    extra = 0
    can_delete = False


@admin.register(Application)
class ApplicationAdmin(MachineMade):
    """Applications to the authorities."""

    list_display = ("number", "name", "authority_code", "category", "status_label", "applicant", "first_seen")
    list_filter = (Types, "authority", ("category", EveryValue), Statuses, "is_reconstructed")
    list_select_related = ("applicant",)
    search_fields = ("number", "name", "inn", "active_substance", "product__also_known_as")
    inlines = (PresentationRows,)

    @admin.display(description="authority", ordering="authority")
    def authority_code(self, application: Application) -> str:
        """EMA or FDA: the full name is too wide for a column."""
        return application.authority

    @admin.display(description="status", ordering="status")
    def status_label(self, application: Application) -> str:
        """The status in words."""
        return application.status_label

    def view_on_site(self, application: Application) -> str:
        """The application's page."""
        return page_of(application.number)


@admin.register(Procedure)
class ProcedureAdmin(MachineMade):
    """Procedures of applications."""

    list_display = ("application_number", "slug", "type", "status_label", "is_cleared")
    list_filter = ("application__authority", "type", "is_cleared")
    list_select_related = ("application",)
    search_fields = ("application__number", "application__name", "=slug")

    @admin.display(description="application", ordering="application__number")
    def application_number(self, procedure: Procedure) -> str:
        """The number of its application."""
        return procedure.application.number

    @admin.display(description="status", ordering="status")
    def status_label(self, procedure: Procedure) -> str:
        """The status in words."""
        return label(procedure.status)

    def view_on_site(self, procedure: Procedure) -> str:
        """The page of its application."""
        return page_of(procedure.application.number, "timeline")


@admin.register(ProceduralStep)
class StepAdmin(MachineMade):
    """Steps of procedures."""

    list_display = ("when", "kind", "application_number", "procedure_slug", "state", "reported_day", "has_conflict")
    list_display_links = ("when", "kind")
    list_filter = ("procedure__application__authority", "state", "has_conflict", "is_inferred", "is_cleared", "kind")
    list_select_related = ("procedure__application",)
    search_fields = ("procedure__application__number", "procedure__application__name", "label")

    @admin.display(description="date", ordering="date")
    def when(self, step: ProceduralStep) -> str:
        """The date, as exact as it is known."""
        return str(step.partial_date or "unknown")

    @admin.display(description="application", ordering="procedure__application__number")
    def application_number(self, step: ProceduralStep) -> str:
        """The number of its application."""
        return step.procedure.application.number

    @admin.display(description="procedure")
    def procedure_slug(self, step: ProceduralStep) -> str:
        """The designation of its procedure."""
        return step.procedure.slug

    def view_on_site(self, step: ProceduralStep) -> str:
        """The timeline of its application."""
        return page_of(step.procedure.application.number, "timeline")


@admin.register(Document)
class DocumentAdmin(MachineMade):
    """Documents that the authorities publish."""

    list_display = ("title", "application_number", "type", "reference", "first_published", "last_updated")
    list_filter = ("application__authority", "is_cleared")
    list_select_related = ("application",)
    search_fields = ("title", "reference", "application__number", "application__name")
    inlines = (FileRows,)

    @admin.display(description="application", ordering="application__number")
    def application_number(self, document: Document) -> str:
        """The number of its application."""
        return document.application.number

    def view_on_site(self, document: Document) -> str:
        """The documents of its application."""
        return page_of(document.application.number, "documents")


class MentionRows(admin.TabularInline):
    """What a notice is about."""

    model = Mention
    extra = 0
    can_delete = False


@admin.register(Notice)
class NoticeAdmin(MachineMade):
    """Shortages, patents, meetings and the like."""

    list_display = ("title", "kind", "status_label", "authority", "starts_on", "ends_on", "is_gone", "first_seen")
    list_filter = ("authority", "kind", Origins, "is_gone", "is_reconstructed")
    search_fields = ("title", "key")
    inlines = (MentionRows,)

    @admin.display(description="status", ordering="status")
    def status_label(self, notice: Notice) -> str:
        """The status in words."""
        return notice.status_label

    def view_on_site(self, notice: Notice) -> str:
        """The notice's page."""
        return reverse("console:notice", args=[notice.pk])


@admin.register(Evidence)
class EvidenceAdmin(MachineMade):
    """The words that say something about a step."""

    list_display = ("quote", "kind", "application_number", "when", "origin", "claimed_by", "is_current")
    list_filter = (Origins, "is_current")
    list_select_related = ("step", "application")
    search_fields = ("quote", "application__number", "=fingerprint")

    @admin.display(description="step", ordering="step__kind")
    def kind(self, evidence: Evidence) -> str:
        """What kind of step it speaks of."""
        return label(evidence.step.kind) if evidence.step else ""

    @admin.display(description="application")
    def application_number(self, evidence: Evidence) -> str:
        """The number of the application that it speaks of."""
        return evidence.application.number

    @admin.display(description="date", ordering="date")
    def when(self, evidence: Evidence) -> str:
        """The date that the words give, as exact as they give it."""
        return str(PartialDate(evidence.date, evidence.precision)) if evidence.date else ""  # type: ignore[arg-type]

    def view_on_site(self, evidence: Evidence) -> str:
        """The page that shows the words in the archived text."""
        return reverse("console:evidence", args=[evidence.fingerprint])


@admin.register(Observation)
class ObservationAdmin(MachineMade):
    """The records that origins gave, version by version."""

    list_display = ("key", "origin", "application_number", "retrieved_at", "superseded_at", "gone_at")
    list_filter = (Origins, ("superseded_at", admin.EmptyFieldListFilter), ("gone_at", admin.EmptyFieldListFilter))
    search_fields = ("key", "application_number")
    ordering = ("-id",)

    def view_on_site(self, observation: Observation) -> str:
        """The snapshot that gave the record."""
        return reverse("console:snapshot", args=[observation.snapshot_id])


@admin.register(Change)
class ChangeAdmin(MachineMade):
    """What changed, from what to what."""

    list_display = ("seen_at", "what", "field", "before", "after", "significance", "alerting", "origin")
    list_filter = ("significance", "alerting", "subject", Origins, "is_correction")
    list_select_related = ("application", "notice")
    search_fields = ("application__number", "application__name", "notice__title", "=field")

    @admin.display(description="of")
    def what(self, change: Change) -> str:
        """The number of the application, or the notice, that changed."""
        return change.application.number if change.application else str(change.notice)

    def view_on_site(self, change: Change) -> str:
        """The page that shows the change with its cause."""
        return reverse("console:change", args=[change.pk])


@admin.register(Entry)
class EntryAdmin(MachineMade, SimpleHistoryAdmin):
    """What people entered. It is entered and released on the application's page, where it takes effect at once."""

    list_display = (
        "application_number",
        "field",
        "kind",
        "value",
        "date",
        "claimed_by",
        "entered_by_name",
        "entered_at",
    )
    list_filter = ("authority", "is_override", ("released_at", admin.EmptyFieldListFilter))
    search_fields = ("application_number", "claimed_by", "entered_by_name", "reason")

    def view_on_site(self, entry: Entry) -> str:
        """The entries on the page of its application."""
        return page_of(entry.application_number, "entries")
