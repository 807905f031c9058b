"""The fixed words of occasions and greetings, importable by rules as well as by models."""

from django.db.models import TextChoices


class Tone(TextChoices):
    JOY = "joy", "喜庆"
    WARM = "warm", "温馨"
    SOLEMN = "solemn", "庄重"
    NONE = "none", "不问候"


class Calendar(TextChoices):
    """By which calendar an occasion comes."""

    SOLAR = "solar", "公历"
    LUNAR = "lunar", "农历"
    TERM = "term", "节气"
    WEEKDAY = "weekday", "按星期"


class Part(TextChoices):
    """Where a sentence of the library stands in a greeting."""

    OPENING = "opening", "开头"
    WISH = "wish", "祝愿"


class GiftState(TextChoices):
    GIVEN = "given", "收下"
    REFUSED = "refused", "没有收"
    RETURNED = "returned", "退回"
