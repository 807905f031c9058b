"""The fixed words about a client, importable by rules as well as by models: value, then what people read."""

from django.db.models import TextChoices


class Tier(TextChoices):
    """The five fixed words (domain 3.1), the highest first; what each means and promises are rows in `tiers`."""

    TOP = "top", "顶级"
    SELECT = "select", "优质"
    VIP = "vip", "贵宾"
    STANDARD = "standard", "普通"
    BASIC = "basic", "低端"


class ClientKind(TextChoices):
    PERSON = "person", "个人"
    SOLE_TRADER = "sole_trader", "个体工商户"
    MICRO_SMALL = "micro_small", "小微企业"
    CORPORATE = "corporate", "对公"
    COOPERATIVE = "cooperative", "农民专业合作社"


class ClientStatus(TextChoices):
    ACTIVE = "active", "正常"
    DORMANT = "dormant", "睡眠"
    CLOSED = "closed", "销户"
    DECEASED = "deceased", "已故"
    RESTRICTED = "restricted", "限制"


class Celebrates(TextChoices):
    """In which calendar a client keeps his birthday."""

    SOLAR = "solar", "公历"
    LUNAR = "lunar", "农历"
    LUNAR_LEAP = "lunar_leap", "农历（逢闰月在闰月过）"
    LUNAR_ID = "lunar_id", "农历（证件上写的就是农历）"
    NONE = "none", "不过"


class ContactKind(TextChoices):
    CALL = "call", "电话"
    WECOM = "wecom", "企业微信"
    SMS = "sms", "短信"
    EMAIL = "email", "邮件"
    BRANCH = "branch", "来行面谈"
    VISIT = "visit", "上门"
    EVENT = "event", "活动"
    VIDEO = "video", "视频"
    LETTER = "letter", "贺卡信函"
    UNKNOWN = "unknown", "不详"


class Direction(TextChoices):
    OUT = "out", "我方联系"
    IN = "in", "客户来联系"


class Reached(TextChoices):
    CLIENT = "client", "本人"
    RELATIVE = "relative", "家属代接"
    NOBODY = "nobody", "未接"
    WRONG = "wrong", "空号或错号"
    REFUSED = "refused", "拒接"


class Outcome(TextChoices):
    NO_NEED = "no_need", "无需求"
    INTERESTED = "interested", "有意向"
    APPOINTED = "appointed", "已约见"
    DONE = "done", "已办理"
    DECLINED = "declined", "拒绝"
    REFERRED = "referred", "转介"
    COMPLAINT = "complaint", "投诉"
    INFORMED = "informed", "信息更新"


class ContactSource(TextChoices):
    STAFF = "staff", "经理记录"
    IMPORT = "import", "文件导入"
    SYSTEM = "system", "系统发送"


class Purpose(TextChoices):
    """What a consent is for."""

    CARE = "care", "关怀问候"
    MARKETING = "marketing", "产品与活动"


class Via(TextChoices):
    """The way that a consent is for."""

    EMAIL = "email", "邮件"
    SMS = "sms", "短信"
    CALL = "call", "电话"
    WECOM = "wecom", "企业微信"


class ConsentStatus(TextChoices):
    GRANTED = "granted", "同意"
    REFUSED = "refused", "拒绝"
    WITHDRAWN = "withdrawn", "已撤回"


class QuietScope(TextChoices):
    ALL = "all", "一切关怀与营销"
    CALLS = "calls", "不打电话"
