"""The admin site as regulatory staff see it."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from tracker.alerts.trouble import trouble_of
from tracker.console.access import who
from tracker.console.pages.dashboard import dashboard
from tracker.people.models import User


class ConsoleSite(AdminSite):
    """Clockstop's admin site; its index is the dashboard."""

    site_title = "Clockstop"
    site_header = "Clockstop"
    index_title = "Dashboard"
    site_url = None
    enable_nav_sidebar = False
    empty_value_display = "–"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With what the person has to mend before they are told of changes again: it stands on every page."""
        context = super().each_context(request)
        if isinstance(request.user, User) and not context["is_popup"]:
            context["trouble"] = trouble_of(request.user)
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard, with the list of all records below it."""
        return super().index(request, {**dashboard(who(request)), **(extra_context or {})})
