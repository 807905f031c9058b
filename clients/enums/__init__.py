"""The fixed words about a client, importable by rules as well as by models: value, then what people read."""

from django.db.models import TextChoices


class Tier(TextChoices):
    """The five fixed words (domain 3.1), the highest first; what each means and promises are rows in `tiers`."""

    TOP = "top", "顶级"
    SELECT = "select", "优质"
    VIP = "vip", "贵宾"
    STANDARD = "standard", "普通"
    BASIC = "basic", "低端"


class Gender(TextChoices):
    """The one letter that is kept of the 17th digit of an identity number: how to call somebody, and nothing else."""

    MALE = "m", "男"
    FEMALE = "f", "女"


class ClientKind(TextChoices):
    PERSON = "person", "个人"
    SOLE_TRADER = "sole_trader", "个体工商户"
    MICRO_SMALL = "micro_small", "小微企业"
    CORPORATE = "corporate", "对公"
    COOPERATIVE = "cooperative", "农民专业合作社"


class Relation(TextChoices):
    """What a client is to a member of staff who must avoid him (ORG-R7): no more is kept of it."""

    SELF = "self", "本人"
    RELATIVE = "relative", "近亲属"


class ClientStatus(TextChoices):
    ACTIVE = "active", "正常"
    LEAD = "lead", "未开户"  # somebody without an account: his number is ours (clients/rules/leads.py)
    DORMANT = "dormant", "睡眠"
    CLOSED = "closed", "销户"
    DECEASED = "deceased", "已故"
    RESTRICTED = "restricted", "限制"
    LET_GO = "let_go", "不再联系"  # who was 未开户, until his row is deleted


IN_CARE = (ClientStatus.ACTIVE, ClientStatus.LEAD)  # whom people look after: with an account, or not yet
WITHOUT_ACCOUNT = (ClientStatus.LEAD, ClientStatus.LET_GO)
GONE = (ClientStatus.DECEASED, ClientStatus.CLOSED, ClientStatus.LET_GO)  # nobody looks after them any more


class Related(TextChoices):
    """关联关系: who is given no better terms than a comparable client."""

    SHAREHOLDER = "shareholder", "股东≥5%"
    PARTY = "party", "关联方"
    STAFF_KIN = "staff_kin", "员工亲属"


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
    HANDOVER = "handover", "移交"  # a letter about the client, to his next manager: nobody was in touch with him
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


# The same at a door, where nobody answers a telephone.
AT_THE_DOOR = {Reached.RELATIVE: "见到家属", Reached.NOBODY: "没见到", Reached.REFUSED: "婉拒"}


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
    DOSSIER = "dossier", "人脉档案"
    SENSITIVE = "sensitive", "敏感信息"  # of one item, which the consent names


# What leaves the bank; the other purposes are about what may be written down, whatever the way.
SENDING = (Purpose.CARE, Purpose.MARKETING)


class Via(TextChoices):
    """The way that a consent is for."""

    EMAIL = "email", "邮件"
    SMS = "sms", "短信"
    CALL = "call", "电话"
    WECOM = "wecom", "企业微信"
    ANY = "any", "不限方式"  # consents to what is written down


class ConsentStatus(TextChoices):
    GRANTED = "granted", "同意"
    REFUSED = "refused", "拒绝"
    WITHDRAWN = "withdrawn", "已撤回"


class QuietScope(TextChoices):
    ALL = "all", "一切关怀与营销"
    CALLS = "calls", "不打电话"


class Aim(TextChoices):
    """Why one was in touch; each belongs to one of the ten methods of client care."""

    CARE = "care", "关怀"
    BRIEFING = "briefing", "汇报"
    ADVICE_ASKED = "ask", "请教"
    HELP = "help", "帮忙"
    SERVICE = "service", "服务"
    MATURITY = "maturity", "到期"
    RETENTION = "retention", "挽留"
    NEED = "need", "需求"
    SOLUTION = "solution", "方案"
    INVITATION = "invitation", "邀约"
    FOLLOW_UP = "follow_up", "回访"
    COMPLAINT = "complaint", "投诉"
    INTRODUCTION = "introduce", "介绍"
    CHANNEL = "channel", "渠道"
    CONSULTING = "consulting", "顾问"
    LESSON = "lesson", "上课"


class Method(TextChoices):
    """The ten methods of client care."""

    AFFECTION = "affection", "情感"
    KNOWLEDGE = "knowledge", "知识"
    TIERS = "tiers", "分层"
    VISITS = "visits", "上门"
    SCENES = "scenes", "场景"
    ADDED_VALUE = "added", "增值"
    GROUPS = "groups", "客户组织"
    STRUCTURE = "structure", "结构性关系"
    CHANNELS = "channels", "渠道化"
    ADVICE = "advice", "顾问"


class Owes(TextChoices):
    """Who promised."""

    STAFF = "staff", "我们答应的"
    CLIENT = "client", "客户答应的"


class PromiseState(TextChoices):
    OPEN = "open", "未了"
    KEPT = "kept", "办到了"
    BROKEN = "broken", "没办到"
    RELEASED = "released", "不必了"


class PromiseOrigin(TextChoices):
    """What the promise came from."""

    HAND = "hand", "手工登记"
    LOG = "log", "联系记录"
    COMPLAINT_ANSWER = "answer", "投诉首次答复"
    COMPLAINT_DECISION = "decision", "投诉处理"
    FACT = "fact", "转告的信息"
    REQUEST = "request", "让利的条件"
    LETTER = "letter", "交接信"
    INTRODUCTION = "introduce", "移交后介绍"
    ORDER = "order", "督办"
    GIFT = "gift", "礼品说明"
    IMPORT = "import", "文件导入"
    AGREEMENT = "agreement", "协议"


class ProductFamily(TextChoices):
    """What a holding is, widely: how many a client has of them says how much of his money matters is with us."""

    DEPOSIT = "deposit", "存款"
    WEALTH = "wealth", "理财"
    FUND = "fund", "基金"
    INSURANCE = "insurance", "保险"
    BOND = "bond", "国债"
    METAL = "metal", "贵金属"
    TRUST = "trust", "信托"
    LOAN = "loan", "贷款"
    OTHER = "other", "其他"


class Difference(TextChoices):
    """What came of it that the bank's file says something else than what was registered."""

    ASKED = "asked", "待定"
    KEPT = "kept", "保留登记的"


class KeyDateKind(TextChoices):
    """Days that matter to a client; the birthday is his own row (domain 2.5)."""

    WEDDING = "wedding", "结婚纪念日"
    OPENING = "opening", "开业周年"
    SHOP = "shop", "店庆"
    MOVE = "move", "乔迁"
    RETIREMENT = "retirement", "退休"
    SERVICE = "army", "入伍"
    SCHOOL = "school", "子女升学"
    FAMILY = "family", "家人生日"
    MEMORIAL = "memorial", "忌日"  # only 不打扰
    OTHER = "other", "其他"


class RequestState(TextChoices):
    ASKED = "asked", "待审"
    BACK = "back", "退回补充"
    APPROVED = "approved", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class AssignmentState(TextChoices):
    PLANNED = "planned", "待生效"
    GIVEN = "given", "已移交"
    OBJECTED = "objected", "客户不愿"
    HELD = "held", "暂缓"
    SKIPPED = "skipped", "不移"
    UNDONE = "undone", "已撤回"
