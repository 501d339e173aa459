"""The texts of observations, compressed more quickly where the server can: they are most of what a first load writes."""

from django.db import migrations

LZ4 = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


def compress_quickly(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LZ4)
        row = cursor.fetchone()
        if row and row[0]:
            cursor.execute("ALTER TABLE catalogue_observation ALTER COLUMN record SET COMPRESSION lz4")
            cursor.execute("ALTER TABLE catalogue_observation ALTER COLUMN held_record SET COMPRESSION lz4")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0010_address_of_a_file")]
    operations = [migrations.RunPython(compress_quickly, migrations.RunPython.noop)]
