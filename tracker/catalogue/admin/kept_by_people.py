"""Names, portfolios, statements and noted disagreements: staff edit them, and each edit is kept."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, TextField
from django.forms import BaseInlineFormSet, ModelForm, Textarea
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from tracker.catalogue import portfolios, spelling
from tracker.catalogue.models import (
    Application,
    Conflict,
    ConflictClaim,
    Organisation,
    OrganisationAlias,
    Portfolio,
    Product,
    Statement,
    Substance,
    SubstanceAlias,
)
from tracker.catalogue.writing import rejoin_substances
from tracker.people.admin_bases import QuickList


class NamedRows(BaseInlineFormSet):
    """Rows whose box for deleting has a name; Django's has only a column head."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """The row's own fields, with the name on the box."""
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = "Delete this row"


class Rows(admin.TabularInline):
    """Rows of a table inside a form. No empty rows, and each field says its own name to a screen reader.

    Django's tabular inlines name a field only by its column head, which is no label.
    """

    extra = 0
    formset = NamedRows
    formfield_overrides = {TextField: {"widget": Textarea(attrs={"rows": 2})}}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """The form field, with its name as `aria-label`."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field:
            field.widget.attrs["aria-label"] = str(db_field.verbose_name).capitalize()
        return field


class AliasForm(ModelForm):
    """A name of something: spelled in any way, it may belong to one thing only."""

    def clean_name(self) -> str:
        """The name, if nothing else goes by it; its key is set beside it."""
        name: str = self.cleaned_data["name"]
        key = spelling.key(name)
        if not key:
            raise ValidationError("Write a name with at least one letter or digit.")
        other = self._meta.model.objects.filter(key=key).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(f"“{name}” is already a name of {getattr(other, self.belongs_to)}; {self.instead}.")
        self.instance.key = key
        return name

    @property
    def instead(self) -> str:
        """What to do about it."""
        return "move it from there: Open its page" if self.belongs_to == "substance" else "remove it there first"

    @property
    def belongs_to(self) -> str:
        """The attribute of an alias that holds what it is a name of."""
        return "substance" if self._meta.model is SubstanceAlias else "organisation"


class SubstanceAliases(Rows):
    """The names by which sources call a substance."""

    model = SubstanceAlias
    form = AliasForm


class OrganisationAliases(Rows):
    """The spellings of an organisation's name."""

    model = OrganisationAlias
    form = AliasForm


class ConflictClaims(Rows):
    """The sides of a disagreement."""

    model = ConflictClaim


@admin.register(Substance)
class SubstanceAdmin(QuickList, SimpleHistoryAdmin):
    """Active substances with all their names."""

    list_display = ("name",)
    search_fields = ("name", "aliases__name")
    inlines = (SubstanceAliases,)

    def view_on_site(self, substance: Substance) -> str:
        """The substance's page; its names are moved from there."""
        return reverse("console:substance", args=[substance.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """None is deleted: applications would lose it until they are read again."""
        return False

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Save the names, and join the applications with what they mean now."""
        before = list(Application.objects.filter(substances=form.instance.pk).values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        rejoin_substances(before)


@admin.register(Organisation)
class OrganisationAdmin(QuickList, SimpleHistoryAdmin):
    """Applicants, holders and sponsors with all their spellings."""

    list_display = ("name",)
    search_fields = ("name", "aliases__name")
    inlines = (OrganisationAliases,)

    def view_on_site(self, organisation: Organisation) -> str:
        """The organisation's page."""
        return reverse("console:organisation", args=[organisation.pk])


@admin.register(Product)
class ProductAdmin(QuickList, SimpleHistoryAdmin):
    """Medicines. The key is natural and stays as it was first given."""

    list_display = ("name", "key", "also_known_as")
    search_fields = ("name", "key", "also_known_as")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The key, once there is one."""
        return ("key",) if obj else ()

    def view_on_site(self, product: Product) -> str:
        """The product's page."""
        return reverse("console:product", args=[product.pk])


@admin.register(Portfolio)
class PortfolioAdmin(QuickList):
    """Named lists of products."""

    list_display = ("name", "owner", "is_shared", "description")
    list_filter = ("is_shared",)
    list_select_related = ("owner",)
    search_fields = ("name", "description")
    autocomplete_fields = ("products", "owner")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> Any:
        """What is shared, and one's own."""
        return super().get_queryset(request) & portfolios.visible_to(request.user)

    def view_on_site(self, portfolio: Portfolio) -> str:
        """The portfolio's page."""
        return reverse("console:portfolio", args=[portfolio.slug])


@admin.register(Statement)
class StatementAdmin(QuickList, SimpleHistoryAdmin):
    """Facts about products that belong to no application."""

    list_display = ("product", "region", "text", "date", "claimed_by")
    list_filter = ("region",)
    list_select_related = ("product",)
    search_fields = ("product__name", "text", "claimed_by")
    autocomplete_fields = ("product",)


@admin.register(Conflict)
class ConflictAdmin(QuickList, SimpleHistoryAdmin):
    """Disagreements between documents, with what each of them says."""

    list_display = ("subject", "product", "application", "entered_at")
    list_select_related = ("product", "application__product")
    search_fields = ("subject", "product__name", "application__number")
    autocomplete_fields = ("product", "application")
    exclude = ("entered_at",)
    inlines = (ConflictClaims,)

    def save_model(self, request: HttpRequest, obj: Conflict, form: ModelForm, change: bool) -> None:
        """Save it, with the moment at which it was first noted."""
        if not change:
            obj.entered_at = timezone.now()
        super().save_model(request, obj, form, change)
