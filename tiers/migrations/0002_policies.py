from decimal import Decimal

from django.db import migrations

# Copied, not imported: what a new bank starts with must not move when rules or words change later (domain 3.1, 3.2 county, 3.5).
POLICIES = {
    "top": (
        "顶级",
        "尊崇客户",
        "屈从",
        "协商优先",
        "先应答、由行领导或支行行长接待；让利只在法律与利润底线之内，逐笔申请审批。",
        14,
    ),
    "select": ("优质", "优享客户", "定制", "量身定制", "由已批准的产品组合出适合本户的方案，书面给出。", 30),
    "vip": ("贵宾", "贵宾客户", "尊享", "尊享礼遇", "绿色通道、生日与节日关怀、活动优先邀请。", 60),
    "standard": ("普通", "金卡客户", "标准", "标准服务", "完整的标准服务，欢迎参加公开活动。", 180),
    "basic": (
        "低端",
        "基础客户",
        "价格歧视",
        "公示价差异化",
        "按公示价目和自助服务，同类同价，不劣于公示；小额账户依规减免。",
        None,
    ),
}
COUNTY = {
    "person": {"standard": 10_000, "vip": 200_000, "select": 1_000_000, "top": 5_000_000},
    "business": {"standard": 10_000, "vip": 300_000, "select": 1_000_000, "top": 5_000_000},
    "corporate": {"standard": 50_000, "vip": 1_000_000, "select": 5_000_000, "top": 20_000_000},
}
# Days between briefings, days face to face, days of the sponsor, 元 of the sponsor's line, working days to an answer.
PROMISES = {
    "top": (30, 30, 90, 20_000_000, 1),
    "select": (90, 90, None, None, 1),
    "vip": (180, 180, None, None, 1),
    "standard": (None, None, None, None, 1),
}
FIRST_DAY = "2000-01-01"  # what a bank starts with has been in force ever since
WORDS = ("label", "client_label", "strategy", "lawful_meaning", "explanation", "contact_interval")
NUMBERS = ("briefing_interval", "face_interval", "sponsor_interval", "sponsor_line", "answer_days")


def plant(apps, schema_editor):
    policies, thresholds = apps.get_model("tiers", "TierPolicy"), apps.get_model("tiers", "TierThreshold")
    held = {}
    for tier, values in POLICIES.items():
        words, numbers = zip(WORDS, values, strict=True), zip(NUMBERS, PROMISES.get(tier, ()), strict=False)
        about = {**dict(words), **dict(numbers)}
        held[tier], _ = policies.objects.get_or_create(tier=tier, effective_on=FIRST_DAY, defaults=about)
    for group, minimums in COUNTY.items():
        for tier, minimum in minimums.items():
            thresholds.objects.get_or_create(policy=held[tier], group=group, defaults={"minimum": Decimal(minimum)})


class Migration(migrations.Migration):
    dependencies = [("tiers", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
