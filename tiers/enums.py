"""The fixed words about tiers, prices and signals, importable by rules as well as by models: value, then what people read."""

from django.db.models import TextChoices


class ClientGroup(TextChoices):
    """Which clients have thresholds of their own (domain 3.2)."""

    PERSON = "person", "个人"
    BUSINESS = "business", "个体、小微与合作社"
    CORPORATE = "corporate", "对公"


class Stand(TextChoices):
    """How one of the things that a tier promises stands with a client."""

    KEPT = "kept", "已做到"
    DUE = "due", "快到期"
    BROKEN = "broken", "没做到"
    WAITING = "waiting", "没到时候"


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


class SignalKind(TextChoices):
    """What the bank's data say of a client that somebody has to look at (domain 3.9)."""

    FALL = "fall", "存款下降"
    MATURITY = "maturity", "到期没安排"
    NEAR = "near", "离升级不远"
    COMPLAINT = "complaint", "投诉或低分"


class Severity(TextChoices):
    RED = "red", "红"
    ORANGE = "orange", "橙"
    YELLOW = "yellow", "黄"


class SignalState(TextChoices):
    OPEN = "open", "未了"
    CLOSED = "closed", "已了结"
    CLEARED = "cleared", "已解除"  # by the system: the fact is gone


class SignalResult(TextChoices):
    """What became of it, as a person says (domain 3.9)."""

    KEPT = "kept", "已留存"
    PARTLY = "partly", "部分留存"
    LOST = "lost", "已流失"
    TALKED = "talked", "已谈过"
    NORMAL = "normal", "正常用款"
    SEASONAL = "seasonal", "季节性"
    DECLINED = "declined", "客户拒谈"
    UNREACHED = "unreached", "失联"
    FALSE = "false", "误报"


class LossReason(TextChoices):
    """Why a client's money left; of an illness nothing more is written down."""

    RATE = "rate", "利率价格"
    HOUSE = "house", "购房"
    TRADE = "trade", "经营用款"
    SCHOOL = "school", "子女教育"
    MEDICAL = "medical", "医疗"
    OTHER_BANK = "bank", "转他行"
    INVESTED = "invested", "转理财、保险或股市"
    MOVED = "moved", "迁居"
    SERVICE = "service", "服务不满"
    FAMILY = "family", "家庭变故"
    DEATH = "death", "去世"
    OTHER = "other", "其他"
