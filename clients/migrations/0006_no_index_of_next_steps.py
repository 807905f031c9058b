from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clients", "0005_next_steps_become_promises")]

    operations = [migrations.RemoveIndex("contactlog", "clients_next_steps")]
