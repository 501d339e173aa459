from django.apps import AppConfig


class TimelinesConfig(AppConfig):
    name = "tracker.timelines"
    default_auto_field = "django.db.models.BigAutoField"
