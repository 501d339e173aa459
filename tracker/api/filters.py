"""How lists are narrowed down: each parameter means one thing, and one that is not understood is refused."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django_filters.constants import EMPTY_VALUES
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request
from rest_framework.views import APIView

from scrapers.identifiers import JunkNumber, identifier
from tracker.catalogue import spelling
from tracker.catalogue.models import Application
from tracker.search.finder import find_number

LONGEST_NUMBER = 80
"""Characters of an identifier: more are a mistake, or worse."""


class FilterLists(DjangoFilterBackend):
    """Filters lists only: what is asked for by its id is found, whatever a list leaves out."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """The rows that are asked for. Raises ValidationError."""
        return queryset if view.detail else super().filter_queryset(request, queryset, view)  # type: ignore[attr-defined]


class NumberField(forms.CharField):
    """An identifier of an application, however it is spelled."""

    def to_python(self, value: Any) -> str:
        """The text as typed. Raises ValidationError if it can be no number; one that is too long is refused as such."""
        typed = super().to_python(value) or ""
        if 0 < len(typed) <= LONGEST_NUMBER:
            try:
                identifier(typed)
            except JunkNumber as junk:
                # As a parameter: in the message itself, a per cent sign would be taken for a place to fill.
                raise forms.ValidationError("%(junk)s", params={"junk": junk}) from junk
        return typed


class IdOrNumberField(NumberField):
    """An application by its id (digits only), or by an identifier with its prefix."""

    def to_python(self, value: Any) -> str:
        """The text as typed. Raises ValidationError."""
        typed = forms.CharField.to_python(self, value) or ""
        return typed if typed.isascii() and typed.isdecimal() else super().to_python(value)


class Described(django_filters.Filter):
    """A filter whose type drf-spectacular cannot guess: the OpenAPI document has `schema`, with the label in words."""

    schema: dict[str, Any] = {"type": "string"}

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, label=label, **kwargs)
        extend_schema_field({**self.schema, "description": label})(self)


class NumberFilter(Described):
    """Applications by any identifier that staff would type: one, or none."""

    field_class = NumberField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=LONGEST_NUMBER, **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The application that is meant."""
        if value in EMPTY_VALUES:
            return rows
        meant = find_number(value).one
        return rows.filter(pk=meant.pk) if meant else rows.none()


class ApplicationFilter(Described):
    """Rows of one application; `procedure` is the lookup of a procedure's slug, for identifiers that name one."""

    field_class = IdOrNumberField

    def __init__(self, field_name: str = "application", procedure: str = "", **kwargs: Any) -> None:
        label = "The application: its id, or its number with the prefix (EMEA/H/C/000801, NDA022180)."
        super().__init__(field_name=field_name, max_length=LONGEST_NUMBER, label=label, **kwargs)
        self.procedure = procedure

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows of the application, and of the procedure if one was named."""
        if value in EMPTY_VALUES:
            return rows
        if value.isdecimal():
            return rows.filter(**{self.field_name: int(value)})
        found = find_number(value)
        if found.one is None:
            return rows.none()
        named = {self.procedure: found.procedure} if self.procedure and found.procedure else {}
        return rows.filter(**{self.field_name: found.one.pk}, **named)

    def meant(self, value: str) -> QuerySet[Application]:
        """The application with that number: one row, or none."""
        found = find_number(value)
        return Application.objects.filter(pk=found.one.pk) if found.one else Application.objects.none()


class IdFilter(Described):
    """Rows by the id of something."""

    field_class = forms.IntegerField
    schema = {"type": "integer", "minimum": 1}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"min_value": 1, **kwargs})


class YesFilter(Described, django_filters.TypedChoiceFilter):
    """`true` or `false`; any other word is refused."""

    schema = {"type": "boolean"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(*args, choices=choices, coerce=lambda word: word == "true", **_refusing(choices), **kwargs)


class WordFilter(django_filters.ChoiceFilter):
    """One word of a closed vocabulary."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, choices=choices, **_refusing(choices), **kwargs)


class WordsFilter(django_filters.MultipleChoiceFilter):
    """One word of a closed vocabulary or several, the parameter repeated."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, choices=choices, distinct=False, **_refusing(choices), **kwargs)


def _refusing(choices: list[tuple[str, str]]) -> dict[str, Any]:
    words = ", ".join(word for word, _ in choices)
    return {"error_messages": {"invalid_choice": f"%(value)s is not one of: {words}."}}


class DayFilter(django_filters.DateFilter):
    """A day, `2025-12-01` and nothing else: 01/02/2025 could be two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        refused = {"invalid": "Write the day as 2025-12-01."}
        super().__init__(*args, input_formats=["%Y-%m-%d"], error_messages=refused, **kwargs)


class MomentField(forms.CharField):
    """A moment, in UTC unless it says otherwise; a day is its first moment."""

    def to_python(self, value: Any) -> datetime.datetime | None:  # type: ignore[override]
        """The moment in UTC. Raises ValidationError."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            # In an address, a plus sign means a blank.
            moment = datetime.datetime.fromisoformat(typed.replace(" ", "+") if "T" in typed else typed)
            return moment.astimezone(datetime.UTC) if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError("Write it as 2025-12-01 or 2025-12-01T08:30:00Z.") from error


class MomentFilter(Described):
    """A moment or a day, in UTC."""

    field_class = MomentField
    schema = {"type": "string", "examples": ["2025-12-01", "2025-12-01T08:30:00Z"]}


class SpellingFilter(django_filters.CharFilter):
    """A name in any spelling: `method` is given its key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=500, **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """What the method finds; nothing for a name without a letter or digit."""
        if value in EMPTY_VALUES:
            return rows
        key = spelling.key(value)
        return super().filter(rows, key) if key else rows.none()


class AliasFilter(django_filters.CharFilter):
    """Rows by a name in any spelling. The field holds the keys of aliases; `lookup_expr` is `exact` or `startswith`."""

    def __init__(self, field_name: str, lookup_expr: str = "exact", **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr, max_length=500, **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows, each once however many of its names fit."""
        if value in EMPTY_VALUES:
            return rows
        key = spelling.key(value)
        if not key:
            return rows.none()
        fitting = rows.model._default_manager.filter(**{f"{self.field_name}__{self.lookup_expr}": key})
        return rows.filter(pk__in=fitting.values("pk"))
