"""Whether an answer is what the OpenAPI document says it is, to the last field."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as a program without any permission reads it."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-any-return]


def differences(answer: Any, component: str) -> list[str]:
    """Where an answer differs from a component: what is missing, is of another type, or is not described at all."""
    closed = {
        name: {**schema, "additionalProperties": False} if "properties" in schema else schema
        for name, schema in document()["components"]["schemas"].items()
    }
    asked = {"$ref": f"#/components/schemas/{component}", "components": {"schemas": closed}}
    validator = Draft202012Validator(asked, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(answer)]
