from datetime import date

from django.db import migrations

YEARS = range(2025, 2036)
NAMES = {"wedding": "结婚纪念日", "opening": "开业周年", "shop": "店庆"}
# Copied, not imported: what a new bank starts with (domain 2.5, GRT-R8). {code: (openings, wishes)}
PHRASES = {
    "wedding": (
        ("今天是您的结婚纪念日，祝二位安好。", "又到二位的结婚纪念日，向您和爱人问好。"),
        ("愿二位相伴岁岁，平安如意。", "愿家里笑声常在，日子越过越有滋味。", "愿往后的每一年都有今天的欢喜。"),
    ),
    "opening": (
        ("又到开业周年，向您道贺。", "今天是您开业的日子，特地来问个好。"),
        ("愿往后客似云来，诸事顺遂。", "愿您这一年稳稳当当，忙而有得。", "愿门前人来人往，账上清清楚楚。"),
    ),
    "shop": (
        ("今天店庆，向您和店里的人道贺。", "又到店庆，特地来问个好。"),
        ("愿店里人来人往，日日兴旺。", "愿您忙而有得，也记得歇一歇。", "愿老主顾常来，新主顾不断。"),
    ),
}
FESTIVE = ("贺", "喜")  # what a solemn day does not hear


def plant(apps, schema_editor):
    """Each kind of key date is one row a year, as 生日 is; what is there already stays."""
    occasions, phrases = apps.get_model("campaigns", "Occasion"), apps.get_model("campaigns", "GreetingPhrase")
    shared = {"tone": "joy", "calendar": "solar", "is_active": True, "note": "公历或农历，按客户自己的过法"}
    rows = [
        occasions(code=code, name=name, year=year, on=date(year, 1, 1), until=date(year, 12, 31), **shared)
        for year in YEARS
        for code, name in NAMES.items()
    ]
    occasions.objects.bulk_create(rows, ignore_conflicts=True)
    words = [
        phrases(code=code, part=part, tone="joy" if any(word in text for word in FESTIVE) else "", text=text)
        for code, parts in PHRASES.items()
        for part, texts in zip(("opening", "wish"), parts, strict=True)
        for text in texts
    ]
    phrases.objects.bulk_create(words, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_greeting_library")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
