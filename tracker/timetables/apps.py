from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate

from tracker.timetables import eras, known_meetings, timetables


class TimetablesConfig(AppConfig):
    name = "tracker.timetables"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse to start with a broken timetable, era or calendar; fill the calendar once its tables are there."""
        timetables.timetables()
        eras.eras()
        known_meetings.known_committees()
        post_migrate.connect(fill_the_calendar, sender=self)


def fill_the_calendar(using: str, plan: list[Any] | None = None, **rest: Any) -> None:
    """Bring in the known meetings after a migration, so that all commands know them right after `migrate`.

    Not after one that stops half-way: then tables lack what the code expects. `plan` is None where nothing migrated.
    """
    if using != DEFAULT_DB_ALIAS:
        return
    if plan is not None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
    call_command("load_meetings", verbosity=0)
