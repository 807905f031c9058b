from django.conf import settings
from django.db import migrations

from clients.rules.search import tokens_of
from staff import bulk
from words.readings import sort_key

CHUNK = 2000


def file_anew(apps, schema_editor):
    """Sort keys, and tokens of every reading, for the clients that are here already."""
    client, token = apps.get_model("clients", "Client"), apps.get_model("clients", "SearchToken")
    rows = client.objects.order_by("pk").values_list("pk", "name", "phone")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1][0]
        bulk.update(client, ["name_key"], [(pk, sort_key(name)) for pk, name, _phone in chunk])
        token.objects.filter(client__in=[pk for pk, _name, _phone in chunk]).delete()
        found = [(pk, each) for pk, name, phone in chunk for each in tokens_of(name, phone, settings.ID_PEPPER)]
        bulk.insert(token, ["client_id", "token"], found)


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_sort_key_of_names")]
    operations = [migrations.RunPython(file_anew, migrations.RunPython.noop)]
