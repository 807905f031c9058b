"""A full phone number or address is seen one at a time, for a reason, and not without end (S13, domain 12.2)."""

from words.masking import mask_email, mask_phone

# `bank_…`: what the bank's file says where something else was registered.
FIELDS = {"phone": "手机", "email": "邮箱", "bank_phone": "银行档案的手机", "bank_email": "银行档案的邮箱"}
MASKS = {"phone": mask_phone, "email": mask_email, "bank_phone": mask_phone, "bank_email": mask_email}
SCHEMES = {"phone": "tel", "email": "mailto", "bank_phone": "tel", "bank_email": "mailto"}
REASONS = {"contact": "联系客户", "business": "办理业务", "complaint": "处理投诉", "check": "核对资料"}
SECONDS = 30
MOST_A_DAY = 40  # looks at a full value, and searches for a whole number, which tell as much
USED_UP = f"今天查看完整信息和按完整号码查找已共 {MOST_A_DAY} 次，达到每日上限。可以用号码后四位、姓名或客户号查找；确需继续，请网点负责人代为查看。"


def is_used_up(seen_today: int) -> bool:
    """Whether a person has looked at as many full values today as one may."""
    return seen_today >= MOST_A_DAY
