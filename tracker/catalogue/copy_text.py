"""Rows in the text form of PostgreSQL's COPY: a line a row, tabs between values, backslashes before what is special.

Written here, and not value by value through the driver: a first load has ten million values. A column is made text as
a whole where it can be: no call for each value.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import models

NULL = "\\N"
BOOLEANS = {True: "t", False: "f", None: NULL}
ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
BETWEEN = "\0"
"""Stands between the values of a column while they are one text: PostgreSQL keeps no text that has it."""

_json = msgspec.json.Encoder()


def lines(fields: Iterable["models.Field[Any, Any]"], columns: Iterable[Sequence[Any]]) -> str:
    """Some rows, given as a column of values for each field. Raises ValueError where a text has a NUL in it."""
    texts = [_texts_of(field, column) for field, column in zip(fields, columns, strict=True)]
    return "\n".join(map("\t".join, zip(*texts, strict=True))) + "\n"


def json(value: Any) -> str:
    """A value of a JSON column as text."""
    return _json.encode(value).decode()


def _texts_of(field: "models.Field[Any, Any]", column: Sequence[Any]) -> Iterable[str]:
    if isinstance(field, models.JSONField):
        # JSON has no line breaks and no tabs of its own: they are escaped in it.
        return _json.encode_lines(column).decode().replace("\\", "\\\\").split("\n")[:-1]
    if isinstance(field, models.DateField):
        return map(_MOMENTS.__getitem__, column)
    if isinstance(field, models.BooleanField):
        return map(BOOLEANS.__getitem__, column)
    text = _escaped if isinstance(field, models.CharField | models.TextField) else _numbers
    if not field.null:
        return text(column)
    known = iter(text([value for value in column if value is not None]))
    return [NULL if value is None else next(known) for value in column]


def _escaped(column: Iterable[str]) -> Sequence[str]:
    """Any texts as COPY reads them back."""
    whole = BETWEEN.join(column)
    for special, harmless in ESCAPES:
        whole = whole.replace(special, harmless)
    return whole.split(BETWEEN)


def _numbers(column: Iterable[int]) -> Iterable[str]:
    return map(str, column)


class _Moments(dict[datetime.date | None, str]):
    """Dates and moments as text; the same few thousand come again and again."""

    def __missing__(self, moment: datetime.date | None) -> str:
        text = self[moment] = moment.isoformat() if moment else NULL
        return text


_MOMENTS = _Moments()
