"""Addresses that mails lead to."""

from django.urls import path

from tracker.alerts import views

app_name = "alerts"
urlpatterns = [path("unsubscribe/<str:tokens>/", views.unsubscribe, name="unsubscribe")]
