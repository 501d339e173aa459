"""How facts are written in JSON: moments in UTC, dates cut to their precision, thanks to the authorities."""

import datetime
from typing import Any

from django.db import models
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scrapers.dates import PartialDate, from_iso
from scrapers.identifiers import JunkNumber, identifier
from scrapers.origins import ACKNOWLEDGEMENTS

PARTIAL_DATE = {
    "type": "string",
    "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$",
    "description": "Cut to its precision: 2007-12-13, 2007-12 or 2007.",
}


class MomentField(serializers.DateTimeField):
    """A moment in UTC, in whatever zone the reader lives."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "default_timezone": datetime.UTC})


@extend_schema_field(PARTIAL_DATE)
class PartialDateField(serializers.Field):
    """A `PartialDate`: `2007-12-13`, `2007-12` or `2007`."""

    def to_representation(self, value: PartialDate) -> str:
        """Cut to the precision."""
        return str(value)

    def to_internal_value(self, data: Any) -> PartialDate:
        """Raises ValidationError."""
        try:
            return from_iso(str(data))
        except ValueError as error:
            raise serializers.ValidationError("Write the date as 2007-12-13, 2007-12 or 2007.") from error


@extend_schema_field(PartialDateField(allow_null=True))
class RowsDateField(serializers.Field):
    """The columns `date` and `precision` of a row, as one date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str | None:
        """Cut to the precision; null where it is not known."""
        return str(PartialDate(value.date, value.precision)) if value.date else None


@extend_schema_field(
    {"type": "array", "items": {"type": "string"}, "description": "What must stand wherever these data are shown."}
)
class AttributionField(serializers.Field):
    """The authority's acknowledgement; its source is the field that holds the authority."""

    def to_representation(self, value: str) -> list[str]:
        """A list, as in timelines, where several authorities may be concerned; empty for what is of none."""
        return [ACKNOWLEDGEMENTS[value]] if value else []


@extend_schema_field(OpenApiTypes.BOOL)
class YesField(serializers.BooleanField):
    """A yes or no, without the `is_` that its column has."""


class TextField(serializers.CharField):
    """Text, and no number that could be written as one: whoever sends 0 for a name has made a mistake."""

    def to_internal_value(self, data: object) -> str:
        """Raises ValidationError for what is no text."""
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class TrueOrFalseField(serializers.BooleanField):
    """True or false, and no word or number that may stand for one."""

    def to_internal_value(self, data: object) -> bool:
        """Raises ValidationError for anything else."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class TextAsText(serializers.ModelSerializer):
    """A serializer of a model whose texts take texts alone, and whose yes or no takes true or false."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: TextField,
        models.TextField: TextField,
        models.BooleanField: TrueOrFalseField,
    }


class Row(serializers.ModelSerializer):
    """What a row of a table looks like in JSON; nothing of it can be written."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: MomentField,
        # What sources give as an address may be anything.
        models.URLField: serializers.CharField,
    }

    def get_fields(self) -> dict[str, serializers.Field]:
        """The fields, each read-only, so that the OpenAPI document says that all of them are there."""
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        return fields


class Named(serializers.Serializer):
    """Something by its id and its name."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)


class ApplicationNumberField(serializers.CharField):
    """An identifier with its prefix: things may be entered about an application that is not known yet."""

    def to_internal_value(self, data: Any) -> str:
        """The canonical number. Raises ValidationError."""
        typed = super().to_internal_value(data)
        try:
            meant = identifier(typed)
        except JunkNumber as junk:
            raise serializers.ValidationError(str(junk)) from junk
        if not meant.authority:
            raise serializers.ValidationError("Write it with its prefix: EMEA/H/C/000801 or NDA022180.")
        if meant.procedure:
            raise serializers.ValidationError(f"Write the procedure in a field of its own: {meant.procedure}.")
        return meant.number
