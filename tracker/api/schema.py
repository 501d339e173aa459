"""The OpenAPI document: what drf-spectacular cannot see is added to it."""

from typing import Any

ANSWERS = {
    "400": ("BadRequest", "A parameter or a field is wrong; `detail` names it."),
    "401": ("Unauthorised", "Nobody is signed in, or the token is not valid."),
    "403": ("Forbidden", "The person lacks a permission; `detail` names it."),
    "404": ("NotFound", "There is no such row, or the person may not see it."),
    "406": ("NotAcceptable", "The API answers in JSON."),
    "415": ("UnsupportedMediaType", "The API takes JSON."),
    "429": ("TooManyRequests", "Wait for as many seconds as the header Retry-After says."),
}
"""The errors that any operation may give."""


def describe_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add the errors to every operation that can give them; a hook of drf-spectacular."""
    components = result["components"]
    components["schemas"].setdefault(
        "Error",
        {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]},
    )
    components["responses"] = {name: _error(text) for name, text in ANSWERS.values()}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status, (name, _) in ANSWERS.items():
                if _is_possible(status, path, method):
                    operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})
            operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def _is_possible(status: str, path: str, method: str) -> bool:
    if status == "404":
        return "{" in path
    return status != "415" or method not in ("get", "delete")


def _error(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
