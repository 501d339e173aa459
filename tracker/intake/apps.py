from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tracker.intake"
    default_auto_field = "django.db.models.BigAutoField"
