"""Which clients have thresholds of their own, importable by rules as well as by models."""

from django.db.models import TextChoices


class ClientGroup(TextChoices):
    PERSON = "person", "个人"
    BUSINESS = "business", "个体、小微与合作社"
    CORPORATE = "corporate", "对公"


class PriceKind(TextChoices):
    FEE = "fee", "服务收费"
    RATE = "rate", "利率"
    PRODUCT = "product", "产品"


class PriceCategory(TextChoices):
    """Who sets it (domain 3.8)."""

    SET = "set", "政府定价"
    GUIDE = "guide", "政府指导价"
    MARKET = "market", "市场调节价"
    FREE = "free", "免费"
