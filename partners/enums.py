"""Words that models and rules of the partners share."""

from django.db.models import IntegerChoices, TextChoices


class PartnerKind(TextChoices):
    """Who opens doors for the bank (domain 7.1)."""

    SECRETARY = "secretary", "村支书"
    HEAD = "head", "村主任"
    GROUP_LEADER = "leader", "村民组长"
    LIAISON = "liaison", "联络员"
    MERCHANT = "merchant", "商户"
    COOPERATIVE = "coop", "合作社"
    COMMUNITY = "community", "社区工作者"
    ASSOCIATION = "assoc", "商会协会"
    PARK = "park", "园区"
    SCHOOL = "school", "学校"
    HOSPITAL = "hospital", "医院"
    ACCOUNTANT = "accountant", "代账会计"
    PAYROLL = "payroll", "代发单位人事"
    RETIRED = "retired", "返聘退休员工"
    CLIENT = "client", "老客户"
    OTHER = "other", "其他"


class PartnerStage(IntegerChoices):
    """How far it has come with him (domain 7.2), one step up at a time."""

    LISTED = 0, "未接触"
    CONTACTED = 1, "已建联"
    KNOWN = 2, "已相识"
    TRUST = 3, "有信任"
    COOPERATES = 4, "已合作"
    CORE = 5, "核心伙伴"


class PartnerGrade(TextChoices):
    """How often he is seen: the letter that people use of so many days (INTERVALS of partners/rules/partnerships.py)."""

    A = "A", "A 每 14 天"
    B = "B", "B 每 30 天"
    C = "C", "C 每 60 天"
