"""Why and for what somebody asks for a second person's word."""

from django.db.models import TextChoices


class OverrideReason(TextChoices):
    """Why a client stands in another tier than his average says (domain 3.4)."""

    STRATEGIC = "strategic", "战略或机构客户"
    POTENTIAL = "potential", "新客潜力"
    HOUSEHOLD = "household", "家庭合并"
    CHANNEL = "channel", "渠道贡献"
    SHAREHOLDER = "shareholder", "股东"
    RECOVERY = "recovery", "服务补救"
    DATA_FIX = "data_fix", "数据缺失"
    ABUSE = "abuse", "滥用服务"


class HandoverReason(TextChoices):
    """Why a manager's clients go to others."""

    LEAVES = "leaves", "离职"
    MOVES = "moves", "调岗"
    ROTATES = "rotates", "轮岗"
    ABSENT = "absent", "长假"
    RELIEF = "relief", "减轻负荷"
    WISH = "wish", "客户要求"
    AVOIDS = "avoids", "回避"


class Concession(TextChoices):
    """What is conceded to one client, for a time (domain 3.6)."""

    RATE = "rate", "利率"
    FEE = "fee", "手续费"
    SERVICE = "service", "服务"
    COURTESY = "courtesy", "礼遇"
