"""What releasing a hold would do, counted and by example: a fixed number of queries, however many rows are held."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, QuerySet, Subquery

from tracker.catalogue.models import Application, Observation
from tracker.intake.models import HeldValue, Hold

PER_PAGE = 50
MOST_VALUES = 30


@dataclass(frozen=True)
class NewValue:
    """A value that rows would get: in how many rows, for how many different values, with an example."""

    after: str
    rows: int
    from_values: int
    before: str
    example: str

    @property
    def other_values(self) -> int:
        """From how many values beside the one that is shown."""
        return self.from_values - 1


@dataclass(frozen=True)
class Row:
    """One row that is held, with the application that it is about, where that is known."""

    key: str
    before: str
    after: str
    application: Application | None


@dataclass(frozen=True)
class Effect:
    """All that a hold keeps back. `cleared` rows would lose their value, `filled` ones had none.

    `new_values` are the most frequent ones of `kinds`; of removals they are the statuses of the missing applications.
    """

    applications: int
    kinds: int
    cleared: int
    filled: int
    new_values: tuple[NewValue, ...]
    rows: tuple[Row, ...]
    page: Page


def effect_of(hold: Hold, page: str | None, after: str | None = None) -> Effect:
    """What releasing it would do; `after` shows only the rows that would get that value."""
    values = hold.values.all()
    chosen = values.filter(after=after) if after is not None and hold.field else values
    shown = Paginator(chosen.order_by("key"), PER_PAGE).get_page(page)
    by_value = _statuses(hold) if not hold.field else _new_values(values)
    return Effect(
        applications=_numbers(hold).distinct().count(),
        kinds=len(by_value),
        cleared=values.filter(after="").exclude(before="").count() if hold.field else 0,
        filled=values.filter(before="").exclude(after="").count() if hold.field else 0,
        new_values=by_value[:MOST_VALUES],
        rows=_rows(hold, list(shown.object_list)),
        page=shown,
    )


def _numbers(hold: Hold) -> QuerySet[Observation, str]:
    said = Observation.objects.filter(origin=hold.origin, superseded_at=None, key__in=hold.values.values("key"))
    return said.exclude(application_number="").values_list("application_number", flat=True)


def _new_values(values: QuerySet[HeldValue]) -> tuple[NewValue, ...]:
    counted = (
        values.order_by()
        .values("after")
        .annotate(
            rows=Count("pk"), from_values=Count("before", distinct=True), before=Min("before"), example=Min("key")
        )
    )
    return tuple(NewValue(**one) for one in counted.order_by("-rows", "after"))


def _statuses(hold: Hold) -> tuple[NewValue, ...]:
    missing = Application.objects.filter(number__in=Subquery(_numbers(hold)))
    counted = missing.order_by().values("status").annotate(rows=Count("pk"), example=Min("number"))
    return tuple(
        NewValue(one["status"], one["rows"], 1, "", one["example"]) for one in counted.order_by("-rows", "status")
    )


def _rows(hold: Hold, values: Sequence[HeldValue]) -> tuple[Row, ...]:
    said = Observation.objects.filter(
        origin=hold.origin, superseded_at=None, key__in=[value.key for value in values]
    ).values_list("key", "application_number")
    numbers = dict(said)
    found = Application.objects.filter(number__in=numbers.values()).select_related("product")
    applications = {application.number: application for application in found}
    return tuple(
        Row(value.key, value.before, value.after, applications.get(numbers.get(value.key, ""))) for value in values
    )
