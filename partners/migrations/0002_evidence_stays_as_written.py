from django.db import migrations

from staff.append_only import keep_as_written

TABLE = "partners_partnershipstep"


def keep(apps, schema_editor):
    keep_as_written(schema_editor.connection, TABLE)


def let_go(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_as_written{on}")


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [migrations.RunPython(keep, let_go)]
