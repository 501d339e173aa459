"""Records say of which kind they are, and former names are left out of keys: for rows that are there already."""

from typing import Any

from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from tracker.catalogue.spelling import name_key


def say_the_kind(apps: Any, editor: Any) -> None:
    """Every record until now was one of an application."""
    observations = apps.get_model("catalogue", "Observation").objects
    for column in ("record", "held_record"):
        unmarked = observations.filter(**{f"{column}__startswith": "{"}).exclude(
            **{f"{column}__startswith": '{"record":'}
        )
        unmarked.update(**{column: Concat(Value('{"record":"application",'), Substr(column, 2))})


def leave_out_former_names(apps: Any, editor: Any) -> None:
    """"Abasaglar (previously Abasria)" is found as Abasaglar."""
    model = apps.get_model("catalogue", "Application")
    renamed = list(model.objects.filter(name__icontains="(previously").only("pk", "name"))
    for application in renamed:
        application.name_key = name_key(application.name)
    model.objects.bulk_update(renamed, ["name_key"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0008_notices")]

    operations = [
        migrations.RunPython(say_the_kind, migrations.RunPython.noop),
        migrations.RunPython(leave_out_former_names, migrations.RunPython.noop),
    ]
