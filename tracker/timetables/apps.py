from django.apps import AppConfig

from tracker.timetables import timetables


class TimetablesConfig(AppConfig):
    name = "tracker.timetables"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse to start with a broken timetable."""
        timetables.timetables()
