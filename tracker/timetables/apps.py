from django.apps import AppConfig


class TimetablesConfig(AppConfig):
    name = "tracker.timetables"
    default_auto_field = "django.db.models.BigAutoField"
