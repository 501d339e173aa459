"""Every error is one clear line: `{"detail": "as_of: …"}`."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

UNNAMED = ("detail", "non_field_errors", "__all__")
"""Keys under which an error is about the whole request."""


class AlreadyDecided(APIException):
    """Somebody was first."""

    status_code = status.HTTP_409_CONFLICT


class Error(serializers.Serializer):
    """What every error says."""

    detail = serializers.CharField(help_text="One line: the parameter or field that is wrong, and what to do.")


def as_one_line(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an error, whatever renderer the view has; None for what is not the client's."""
    response = exception_handler(error, dict(context))
    if response is not None:
        response.data = {"detail": _line(response.data)}
        response.content_type = "application/json"
    return response


def _line(data: Any) -> str:
    if isinstance(data, Mapping):
        return "; ".join(_named(_name(name), _line(value)) for name, value in data.items())
    if isinstance(data, Sequence) and not isinstance(data, str):
        if any(isinstance(value, Mapping) for value in data):
            return _line({place: value for place, value in enumerate(data) if value})
        return " ".join(_line(value) for value in data if value)
    return " ".join(str(data).split())


def _name(key: object) -> str:
    """The field; of one thing among several, which: people count from one."""
    return f"no. {key + 1}" if isinstance(key, int) else str(key)


def _named(name: str, text: str) -> str:
    return text if name in UNNAMED else f"{name}: {text}"
