"""Who may do what: the same permissions as in the console, for people and for their programs."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

VERBS = {"create": "add", "update": "change", "partial_update": "change", "destroy": "delete"}
"""The permission that an action needs; those not named here only read."""


class AsInTheConsole(BasePermission):
    """Reading needs the permission to view the rows, writing the one to add, change or delete them.

    What decides for everybody (`decides_for_all` of a view) can only be done by staff.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the person may; `message` says what is missing."""
        verb = VERBS.get(view.action or "", view.verb)  # type: ignore[attr-defined]
        model = view.queryset.model._meta  # type: ignore[attr-defined]
        needed = f"{model.app_label}.{verb}_{model.model_name}"
        if verb != "view" and view.decides_for_all and not request.user.is_staff:  # type: ignore[attr-defined]
            self.message = "Only staff may do this."
            return False
        self.message = f"This needs the permission {needed}."
        return bool(request.user.has_perm(needed))
