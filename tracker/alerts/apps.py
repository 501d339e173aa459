from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "tracker.alerts"
    default_auto_field = "django.db.models.BigAutoField"
