"""What all views of the API have in common."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from tracker.api.filters import FilterLists
from tracker.api.pagination import Pages
from tracker.api.permissions import AsInTheConsole
from tracker.people.models import User


class Resource(viewsets.GenericViewSet):
    """Rows of one table.

    A list shows `queryset` by `serializer_class`, one row shows `detail_queryset` by `detail_serializer_class` where it
    has them. `verb` is the permission that an action needs; `query_class` describes the parameters of one that is no
    list, and `has_pages` says that it gives a list of other rows.
    """

    permission_classes = (IsAuthenticated, AsInTheConsole)
    pagination_class = Pages
    filter_backends = (FilterLists,)
    # With the full stop that a router leaves out, so that what is no id is not found in JSON, too.
    lookup_value_regex = "[^/]+"

    detail_queryset: QuerySet[Any] | None = None
    detail_serializer_class: type[serializers.BaseSerializer] | None = None
    filterset_class: type | None = None
    query_class: type[serializers.Serializer] | None = None
    newest_first = False
    verb = "view"
    decides_for_all = False
    has_pages = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse parameters that say nothing: a misspelt filter, or one left empty, must not bring everything."""
        super().initial(request, *args, **kwargs)
        if self.action not in (None, "metadata"):
            refuse_meaningless(request, self._parameters())

    def _parameters(self) -> Iterable[str]:
        if self.query_class is not None:
            return self.query_class().fields
        if self.has_pages:
            return Pages.parameters
        if self.action != "list":
            return ()
        return (*getattr(self.filterset_class, "base_filters", ()), *Pages.parameters)

    def asked(self) -> dict[str, Any]:
        """The parameters of an action, checked. Raises ValidationError."""
        assert self.query_class is not None
        query = self.query_class(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of a list, or those among which one is looked up."""
        if self.detail and self.detail_queryset is not None:
            return self.detail_queryset.all()
        return super().get_queryset()

    @property
    def person(self) -> User:
        """Who asks, in person or by a program."""
        assert isinstance(self.request.user, User)
        return self.request.user

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        """The form of a list's rows, or of one row."""
        if self.action == "retrieve" and self.detail_serializer_class is not None:
            return self.detail_serializer_class
        return super().get_serializer_class()


class ReadOnlyResource(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    """Rows that the API shows and does not change."""


class Nowhere(APIView):
    """What has no other address here: not found, in JSON."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises NotFound for whoever is signed in, whatever they want."""
        super().initial(request, *args, **kwargs)
        raise NotFound("There is no such address; those that there are stand in /api/v1/schema/.")


def refuse_meaningless(request: Request, parameters: Iterable[str]) -> None:
    """Raises ValidationError for a parameter that is not among these, or is empty."""
    known = set(parameters)
    for name, values in request.query_params.lists():
        if name not in known:
            there_are = f"there are: {', '.join(sorted(known))}" if known else "there are none"
            raise ValidationError({name: f"There is no such parameter here; {there_are}."})
        if "" in values:
            raise ValidationError({name: "It is empty: give it a value, or leave it out."})


def today() -> datetime.date:
    """The day that timelines count to, in UTC."""
    return datetime.datetime.now(datetime.UTC).date()
