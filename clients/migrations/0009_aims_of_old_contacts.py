from django.db import migrations

from clients.rules.aims import aim_of

CHUNK = 5_000


def name_aims(apps, schema_editor):
    """Where kind and words leave no doubt; page by page, in flat memory."""
    logs, last = apps.get_model("clients", "ContactLog").objects.filter(aim="").order_by("pk"), 0
    fields = ("pk", "kind", "note", "next_step", "outcome")
    while rows := list(logs.filter(pk__gt=last).values_list(*fields)[:CHUNK]):
        last, found = rows[-1][0], {}
        for pk, kind, note, step, outcome in rows:
            found.setdefault(aim_of(kind, f"{note} {step}", outcome), []).append(pk)
        for aim, ids in found.items():
            if aim:
                logs.model.objects.filter(pk__in=ids).update(aim=aim)


class Migration(migrations.Migration):
    dependencies = [("clients", "0008_memorial_days")]
    operations = [migrations.RunPython(name_aims, migrations.RunPython.noop, elidable=True)]
