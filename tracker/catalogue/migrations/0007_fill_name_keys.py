"""Apart from the column itself: PostgreSQL makes its index at the end of a migration, when no row may be changing."""

from django.db import migrations

from tracker.catalogue import spelling


def fill(apps, schema_editor):
    """The keys of the names that are there, some thousand rows at a time."""
    application = apps.get_model("catalogue", "Application")
    rows = []
    for row in application.objects.exclude(name="").only("pk", "name").iterator(chunk_size=2000):
        row.name_key = spelling.key(row.name)
        rows.append(row)
        if len(rows) == 2000:
            application.objects.bulk_update(rows, ["name_key"], batch_size=500)
            rows = []
    application.objects.bulk_update(rows, ["name_key"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0006_name_key"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
