import django.db.models.deletion
from django.db import migrations, models

FIRST_DAY = "2000-01-01"  # what there is has been in force ever since


def date_the_first(apps, schema_editor):
    apps.get_model("tiers", "TierPolicy").objects.update(effective_on=FIRST_DAY)


class Migration(migrations.Migration):
    dependencies = [("clients", "0014_requests"), ("tiers", "0007_face_to_face_and_sponsors")]
    operations = [
        migrations.AlterField(
            "tierpolicy",
            "tier",
            models.CharField(
                choices=[("top", "顶级"), ("select", "优质"), ("vip", "贵宾"), ("standard", "普通"), ("basic", "低端")],
                editable=False,
                max_length=8,
                verbose_name="层级",
            ),
        ),
        migrations.AddField(
            "tierpolicy", "effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")
        ),
        migrations.AddField(
            "tierpolicy",
            "request",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="policies",
                to="clients.request",
                verbose_name="依申请",
            ),
        ),
        migrations.RunPython(date_the_first, migrations.RunPython.noop, elidable=False),
        migrations.AddConstraint(
            "tierpolicy",
            models.UniqueConstraint(fields=["tier", "effective_on"], name="tiers_one_policy_a_tier_and_day"),
        ),
        migrations.AddConstraint(
            "tierpolicy",
            models.UniqueConstraint(fields=["request", "tier"], name="tiers_one_policy_a_tier_and_request"),
        ),
        migrations.AddConstraint(
            "tierpolicy",
            models.CheckConstraint(
                condition=models.Q(("effective_on__isnull", False), ("request__isnull", False), _connector="OR"),
                name="tiers_a_policy_is_in_force_or_asked_for",
            ),
        ),
    ]
