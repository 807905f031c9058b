"""Words that models and rules of the staff share."""

from django.db.models import TextChoices


class PlaceKind(TextChoices):
    """Areas first, the widest before the narrower; the others are scenes of daily life, where people pay and are paid."""

    COUNTY = "county", "县区"
    TOWN = "town", "乡镇街道"
    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"
    MARKET = "market", "市场"
    PARK = "park", "园区"
    SCHOOL = "school", "学校"
    HOSPITAL = "hospital", "医院"
    TRANSIT = "transit", "公交"
    FUND = "fund", "村集体"
    OTHER = "other", "其他场景"


class SceneStage(TextChoices):
    """Whether people can pay with us at a scene of daily life."""

    BLANK = "blank", "空白"
    PLANNED = "planned", "在谈"
    WORKS = "works", "能付"


class MarketCalendar(TextChoices):
    SOLAR = "solar", "公历"
    LUNAR = "lunar", "农历"
