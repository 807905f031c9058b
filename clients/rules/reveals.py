"""A full phone number or address is seen one at a time, for a reason, and not without end (S13, domain 12.2)."""

from words.masking import mask_email, mask_phone

FIELDS = {"phone": "手机", "email": "邮箱"}
MASKS = {"phone": mask_phone, "email": mask_email}
SCHEMES = {"phone": "tel", "email": "mailto"}
REASONS = {"contact": "联系客户", "business": "办理业务", "complaint": "处理投诉", "check": "核对资料"}
SECONDS = 30
MOST_A_DAY = 40


def is_used_up(seen_today: int) -> bool:
    """Whether a person has looked at as many full values today as one may."""
    return seen_today >= MOST_A_DAY
