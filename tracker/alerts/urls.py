"""Addresses that need no sign-in: those that mails lead to, and those that programs read."""

from django.urls import path

from tracker.alerts import feeds, views

app_name = "alerts"
urlpatterns = [
    path("alerts/unsubscribe/<str:tokens>/", views.unsubscribe, name="unsubscribe"),
    path("feeds/changes.atom", feeds.changes, name="changes"),
    path("feeds/calendar.ics", feeds.calendar, name="calendar"),
]
