"""Addresses of the whole site."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from tracker import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("", include("tracker.alerts.urls")),
    path("api/v1/", include("tracker.api.urls")),
    path("", include("tracker.console.urls")),
    path("health/", health.ready, name="health"),
    path("health/live/", health.live, name="health-live"),
]
