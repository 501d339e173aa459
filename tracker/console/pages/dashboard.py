"""What staff see first: what to track, how the sources are, what changed, what waits for them."""

from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tracker.catalogue import portfolios
from tracker.catalogue.models import Application
from tracker.console import source_health, underway
from tracker.console.access import page, show
from tracker.console.changes import that_matter
from tracker.intake.models import Hold
from tracker.people.models import User
from tracker.search import finder

LATEST = 10


def dashboard(user: User) -> dict[str, Any]:
    """What the dashboard shows to this person; what they may not see is absent."""
    sections: dict[str, Any] = {"has_contact": bool(settings.CONTACT)}
    if user.has_perm("sources.view_source"):
        sections["health"] = source_health.overview()
        sections |= {"work": underway.work(), "progress_address": underway.address()}
    if user.has_perm("catalogue.view_application"):
        sections["has_applications"] = Application.objects.exists()
        sections["can_track"] = True
    if user.has_perm("catalogue.view_change"):
        sections["changes"] = that_matter().select_related("application__product", "notice")[:LATEST]
        sections["can_see_changes"] = True
    if user.has_perm("intake.view_hold"):
        sections["holds"] = Hold.objects.filter(state=Hold.State.OPEN).select_related("source")
        sections["can_see_holds"] = True
    if user.has_perm("catalogue.view_portfolio"):
        sections["portfolios"] = portfolios.visible_to(user).annotate(size=Count("products"))
        sections["can_see_portfolios"] = True
    return sections


@page("catalogue.view_application")
def track(request: HttpRequest) -> HttpResponseBase:
    """`/track/?q=`: the application that the text means, or all that it may mean."""
    text = request.GET.get("q", "").strip()
    found = finder.find(text) if text else finder.Found()
    if found.one:
        target = redirect("console:application", number=found.one.number)
        if found.procedure:
            target["Location"] += f"?procedure={found.procedure}"
        return target
    return show(
        request,
        "console/track.html",
        "Track",
        text=text,
        found=found.applications,
        is_address=finder.is_address(text),
        has_contact=bool(settings.CONTACT),
    )
