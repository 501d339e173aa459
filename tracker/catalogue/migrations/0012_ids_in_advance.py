"""Ids of the largest tables in portions: a first load takes hundreds of thousands, and each costs a write of its own."""

from django.db import migrations

TABLES = ("procedure", "proceduralstep", "evidence", "document", "documentfile", "presentation", "observation")


def take_portions(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [f"catalogue_{table}"])
            cursor.execute(f"ALTER SEQUENCE {cursor.fetchone()[0]} CACHE 200")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0011_quick_compression")]
    operations = [migrations.RunPython(take_portions, migrations.RunPython.noop)]
