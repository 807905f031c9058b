from django.db import connections, migrations

from staff import append_only


def install(apps, schema_editor):
    append_only.install(connections[schema_editor.connection.alias])


def remove(apps, schema_editor):
    append_only.remove(connections[schema_editor.connection.alias])


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
