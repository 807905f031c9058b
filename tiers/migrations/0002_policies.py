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
WORDS = ("label", "client_label", "strategy", "lawful_meaning", "explanation", "contact_interval")


def plant(apps, schema_editor):
    policies, thresholds = apps.get_model("tiers", "TierPolicy"), apps.get_model("tiers", "TierThreshold")
    held = {}
    for tier, values in POLICIES.items():
        held[tier], _ = policies.objects.get_or_create(tier=tier, defaults=dict(zip(WORDS, values, strict=True)))
    for group, minimums in COUNTY.items():
        for tier, minimum in minimums.items():
            thresholds.objects.get_or_create(policy=held[tier], group=group, defaults={"minimum": Decimal(minimum)})


class Migration(migrations.Migration):
    dependencies = [("tiers", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop, elidable=False)]
