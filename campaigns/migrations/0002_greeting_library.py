from datetime import date

from django.db import migrations

from campaigns.rules.occasions import occasions_of

YEARS = range(2025, 2036)

# Copied, not imported: what a new bank starts with (domain 6.2, GRT-R8). Head office changes it in the admin.
# {code: (openings, wishes)}; the empty code serves every occasion without phrases of its own.
PHRASES = {
    "": (
        ("{节日}到了，向您问个好。", "又到{节日}，给您道一声好。", "{节日}将至，提前问候您和家人。", "今天是{节日}，特地来问候您。"),
        ("愿您和家人平安康健，事事顺心。", "愿您身体硬朗，日子舒心。", "愿您一切安好，所盼皆有着落。", "愿您和家人常有欢聚，常有笑声。"),
    ),
    "new_year": (
        ("新的一年到了，给您问个好。", "元旦好，新年的第一声问候送给您。", "辞旧迎新之际，向您和家人问好。", "翻开新的日历，先祝您元旦快乐。", "新年伊始，诸事从容。"),
        ("愿您新的一年平安顺遂，日日有好心情。", "愿新岁里家人康健，诸事称心。", "愿您这一年所行皆坦途，所愿皆如意。", "愿您新年里少些奔波，多些团聚。", "愿往后的日子步步安稳，天天向好。"),
    ),
    "spring_festival": (
        ("{农历}，给您拜年了。", "新春到了，给您和家人拜个年。", "爆竹声里又一年，给您道声新春好。", "春节好，愿这封信来得正是时候。", "过年好，给您全家请安问好。"),
        ("愿您阖家团圆，新春吉祥。", "愿您家宅安康，岁岁有余。", "愿新的一年里万事称心，四季平安。", "愿您和家人围炉夜话，其乐融融。", "愿您春来百事顺，人和家也兴。"),
    ),
    "lantern": (
        ("元宵到了，年也圆满了，给您问好。", "正月十五，灯火可亲，给您道声元宵好。", "闹元宵，吃汤圆，问候您和家人。"),
        ("愿您团团圆圆，日子甜甜美美。", "愿灯火常明，家人常聚。", "愿您这一年圆圆满满，顺顺当当。"),
    ),
    "dragon_boat": (
        ("端午到了，祝您安康。", "粽叶飘香，向您道一声端午安康。", "又闻艾草香，问候您和家人端午安康。"),
        ("愿您和家人安康无恙，清夏舒心。", "愿艾香常伴，家人平安。", "愿您夏日清凉，百事顺遂。"),
    ),
    "mid_autumn": (
        ("中秋到了，月圆人团圆，给您问好。", "桂花香里又中秋，问候您和家人。", "明月照人归，中秋好。"),
        ("愿您花好月圆，阖家团聚。", "愿月圆之夜，您想念的人都在身边。", "愿您和家人共赏明月，共享清欢。"),
    ),
    "national_day": (
        ("国庆到了，给您问个好。", "金秋十月，祝您国庆快乐。", "长假将至，问候您和家人国庆好。"),
        ("愿您假期舒心，出行平安。", "愿您和家人走走看看，好好歇歇。", "愿秋高气爽的日子里，您事事如意。"),
    ),
    "double_ninth": (
        ("重阳到了，问候您安康。", "九九重阳，秋色正好，向您问好。", "登高望远的时节，给您道声重阳安康。"),
        ("愿您身体康健，福寿绵长。", "愿您秋日安好，精神矍铄。", "愿您登高有伴，赏菊有闲。"),
    ),
    "birthday": (
        ("今天是您的生日，祝您生日快乐。", "生日到了，第一时间向您道贺。", "又添一岁，祝您生日快乐。", "在您的生日里，向您送上祝福。", "祝您生日快乐，愿今天有蛋糕也有长寿面。"),
        ("愿您年年有今日，岁岁皆平安。", "愿您所愿皆成，所爱皆在身旁。", "愿新的一岁里，您身体康健，心情舒朗。", "愿您这一岁平安顺遂，多逢喜事。", "愿往后的每一年都比今年更好。"),
    ),
}
# A birthday on a solemn day is wished without festive words.
QUIET_BIRTHDAY = (
    ("今天是您的生日，向您送上问候。", "在您生日这一天，向您道一声安好。", "生日到了，愿您今天过得安宁舒心。"),
    ("愿您身体康健，日日安稳。", "愿您平安顺遂，所念皆安。", "愿新的一岁里，您诸事从容。"),
)
FESTIVE = "快乐 喜 贺 大吉"


def plant(apps, schema_editor):
    """The calendar 2025–2035 and the library; what is there already stays."""
    occasions, phrases = apps.get_model("campaigns", "Occasion"), apps.get_model("campaigns", "GreetingPhrase")
    occasions.objects.bulk_create(
        [occasions(**values) for year in YEARS for values in values_of(year)], batch_size=500, ignore_conflicts=True
    )
    rows = [
        phrases(code=code, part=part, tone=tone_for(code, text), text=text)
        for code, parts in PHRASES.items()
        for part, texts in zip(("opening", "wish"), parts, strict=True)
        for text in texts
    ]
    rows += [
        phrases(code="birthday", part=part, tone="warm", text=text)
        for part, texts in zip(("opening", "wish"), QUIET_BIRTHDAY, strict=True)
        for text in texts
    ]
    phrases.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def tone_for(code, text):
    """A phrase with a festive word serves joyful occasions only."""
    return "joy" if code == "birthday" or any(word in text for word in FESTIVE.split()) else ""


def values_of(year):
    yield {"code": "birthday", "name": "生日", "on": date(year, 1, 1), "until": date(year, 12, 31), "tone": "joy",
           "calendar": "solar", "year": year, "is_active": True, "note": "公历或农历，按客户自己的过法"}
    for each in occasions_of(year):
        yield {"code": each.code, "name": each.name, "on": each.on, "until": each.until, "tone": each.tone,
               "calendar": each.calendar, "year": each.year, "is_active": each.active, "note": each.note}


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
