"""Choices of what is known of a client."""

from django.db.models import TextChoices


class FactKind(TextChoices):
    FAMILY = "family", "家庭"
    WORK = "work", "工作"
    HOBBY = "hobby", "爱好"
    EXPERTISE = "expertise", "专长"
    PREFERENCE = "preference", "偏好"
    TABOO = "taboo", "忌讳"
    MANNER = "manner", "说话方式"
    SERVICE = "service", "服务"
    NEED = "need", "需求"
    INTENTION = "intention", "意向"
    INFORMATION = "info", "信息"
    TAG = "tag", "标签"


class FactSource(TextChoices):
    TOLD = "told", "客户自述"
    SEEN = "seen", "亲见"
    RETOLD = "retold", "转述"
    PUBLIC = "public", "公开"


class SeenBy(TextChoices):
    TEAM = "team", "团队"
    HEAD = "head", "我和行长"
    COUNTER = "counter", "柜面也见"


class Verdict(TextChoices):
    """What an information means for us."""

    OPPORTUNITY = "chance", "机会"
    RISK = "risk", "风险"


class Dimension(TextChoices):
    """Along what an information was judged (domain 4.3)."""

    TRADE = "trade", "行业"
    REGION = "region", "区域"
    FINANCE = "finance", "财务"
    MARKET = "market", "市场"
    RELATED = "related", "关联交易"
    CHAIN = "chain", "上下游"
    FAMILY = "family", "家庭"


class FactEnd(TextChoices):
    """Why a fact does not hold any more."""

    CHANGED = "changed", "变了"
    WRONG = "wrong", "作废"
    EXPIRED = "expired", "过期"
    NOTHING = "nothing", "没有要办的"  # asked at the counter: it never stood
    DECLINED = "declined", "不愿说"
