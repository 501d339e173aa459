"""What the admin pages of all rooms share: lists that stay quick at 150,000 rows, and pages of machine-made rows."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.paginator import Paginator
from django.db.models import DateTimeField, Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

COUNT_AT_MOST = 10_000


class CappedPaginator(Paginator):
    """Pages over a list that is counted to `COUNT_AT_MOST` and no further.

    Counting every row of a large table takes longer than reading a page of it, and nobody turns to page 1,500: past
    the cap people search and filter.
    """

    @cached_property
    def count(self) -> int:
        """The number of rows, or the cap where there are more."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:COUNT_AT_MOST].count()

    @property
    def is_capped(self) -> bool:
        """Whether there are probably more rows than were counted."""
        return self.count == COUNT_AT_MOST


class NamedDateAndTime(AdminSplitDateTime):
    """Two boxes of which each says its name to a screen reader; Django's share one label that is tied to neither."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for box, name in zip(self.widgets, ("Date", "Time"), strict=True):
            box.attrs["aria-label"] = name


class EveryValue(admin.AllValuesFieldListFilter):
    """A filter by the values that a column has; the empty one has a name too."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The choices, none of them without words."""
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "(empty)"}


class QuickList(admin.ModelAdmin):
    """A list whose cost does not grow with the table: capped count, no count of the unfiltered rows, 50 rows a page."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    formfield_overrides = {DateTimeField: {"widget": NamedDateAndTime}}

    class Media:
        js = ("console/labels.js",)


class MachineMade(QuickList):
    """Rows that are made from what sources and people claim: to be read, never edited in place."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds them here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody edits them here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes them here."""
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No bulk actions, and so no check boxes."""
        return {}
