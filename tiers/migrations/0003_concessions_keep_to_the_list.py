from django.db import migrations

from tiers import published


def install(apps, schema_editor):
    """On SQLite the command `migrate` does it, after every run."""
    if schema_editor.connection.vendor == "postgresql":
        published.install(schema_editor.connection)


def remove(apps, schema_editor):
    published.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("tiers", "0002_policies")]
    operations = [migrations.RunPython(install, remove)]
