"""Rows in the text form of PostgreSQL's COPY: a line a row, tabs between values, backslashes before what is special.

Written here, and not value by value through the driver: a first load has ten million values.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.db import models

NULL = "\\N"
BOOLEANS = {True: "t", False: "f", None: NULL}


def lines(fields: Iterable["models.Field[Any, Any]"], columns: Iterable[Iterable[Any]]) -> str:
    """Some rows, given as a column of values for each field."""
    texts = [map(_text_of(field), column) for field, column in zip(fields, columns, strict=True)]
    return "\n".join(map("\t".join, zip(*texts, strict=True))) + "\n"


def json(value: Any) -> str:
    """A value of a JSON column as text."""
    return msgspec.json.encode(value).decode()


def escaped(text: str | None) -> str:
    """Any text as COPY reads it back."""
    if text is None:
        return NULL
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text:
        text = text.replace("\n", "\\n")
    if "\r" in text:
        text = text.replace("\r", "\\r")
    return text.replace("\t", "\\t") if "\t" in text else text


def _text_of(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    if isinstance(field, models.JSONField):
        return lambda value: escaped(json(value))
    if isinstance(field, models.DateField):
        return _MOMENTS.__getitem__
    if isinstance(field, models.BooleanField):
        return BOOLEANS.__getitem__
    if isinstance(field, models.CharField | models.TextField):
        return escaped
    return _number


def _number(value: int | None) -> str:
    return NULL if value is None else str(value)


class _Moments(dict[datetime.date | None, str]):
    """Dates and moments as text; the same few thousand come again and again."""

    def __missing__(self, moment: datetime.date | None) -> str:
        text = self[moment] = moment.isoformat() if moment else NULL
        return text


_MOMENTS = _Moments()
