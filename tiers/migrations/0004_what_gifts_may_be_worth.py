from django.db import migrations, models

# 元 a year and an item; of the lowest tier none.
CAPS = {"top": (500, 200), "select": (300, 150), "vip": (150, 80), "standard": (50, 30)}


def plant(apps, schema_editor):
    policies = apps.get_model("tiers", "TierPolicy").objects
    for tier, (year, item) in CAPS.items():
        policies.filter(tier=tier).update(gift_year=year, gift_item=item)


class Migration(migrations.Migration):
    dependencies = [("tiers", "0003_concessions_keep_to_the_list")]
    operations = [
        migrations.AddField(
            "tierpolicy",
            "gift_year",
            models.PositiveSmallIntegerField(
                "一年礼品（元）", null=True, blank=True, help_text="留空表示不送"
            ),
        ),
        migrations.AddField(
            "tierpolicy",
            "gift_item",
            models.PositiveSmallIntegerField("一件礼品（元）", null=True, blank=True),
        ),
        migrations.RunPython(plant, migrations.RunPython.noop, elidable=False),
    ]
