"""Rows as text without loss: Django's own encoder cuts moments to milliseconds, and a moment is a key here."""

import datetime
from collections.abc import Iterable
from typing import IO, Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class ExactEncoder(DjangoJSONEncoder):
    """As Django's, but moments keep their microseconds."""

    def default(self, o: Any) -> Any:
        """Encode what JSON has no form for."""
        return o.isoformat() if isinstance(o, datetime.datetime) else super().default(o)


def write_rows(rows: Iterable[models.Model], stream: IO[str]) -> None:
    """Write rows, one JSON object a line; `django.core.serializers.deserialize("jsonl", …)` reads them back."""
    serializers.serialize("jsonl", rows, stream=stream, cls=ExactEncoder)
