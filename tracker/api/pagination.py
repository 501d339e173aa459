"""Pages of a list, by cursor: nothing is skipped or seen twice when rows come in between two pages."""

from typing import Any, NoReturn

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class Pages(CursorPagination):
    """In order of `id`, or of `-id` where the view says `newest_first`.

    The order is by a field that no two rows share, because a cursor is a place in it: where thousands of rows have one
    moment or one date, it could not say after which of them to go on.
    """

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    page_size_query_description = f"How many rows a page holds, 1 to {max_page_size}."
    cursor_query_description = "From `next` or `previous` of a page before."

    parameters = (CursorPagination.cursor_query_param, page_size_query_param)

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> tuple[str, ...]:
        """As the view wants it."""
        return ("-id",) if view.newest_first else ("id",)  # type: ignore[attr-defined]

    def get_page_size(self, request: Request) -> int:
        """The size asked for. Raises ValidationError, not taking another in silence."""
        asked = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not asked.isdecimal() or len(asked) > 4 or not 1 <= int(asked) <= self.max_page_size:
            raise ValidationError(
                {self.page_size_query_param: f"{asked!r} is not a number from 1 to {self.max_page_size}."}
            )
        return int(asked)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The place in the list. Raises ValidationError for what no page has given."""
        try:
            cursor = super().decode_cursor(request)
        except (NotFound, ValueError):  # the second for letters outside ASCII
            return self._refuse()
        if cursor is None or cursor.position is None or str(cursor.position).isdecimal():
            return cursor
        return self._refuse()

    def _refuse(self) -> NoReturn:
        raise ValidationError({self.cursor_query_param: "Take it as it is from `next` or `previous` of a page."})

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The parameters, the size with its limits."""
        cursor, size = super().get_schema_operation_parameters(view)
        bounds = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [cursor, {**size, "schema": bounds}]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Rows, and the addresses of the pages before and after, null at the ends."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }
