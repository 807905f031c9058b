"""What may not stand in any free text: secrets and full numbers (H1, domain 2.1), control characters, too many words."""

import re

from words.problems import Problem
from words.secrets import CARD, CODE, IDENTITY, secrets_in

NOTE_LIMIT = 2000
KEEP_THE_END = "系统不保存它，请删去或只留末四位"
REFUSED = {
    IDENTITY: f"这里有完整的身份证号码，{KEEP_THE_END}",
    CARD: f"请勿录入银行卡号：{KEEP_THE_END}",
    CODE: "请勿录入密码、验证码、卡片安全码或有效期，请删去",
}
# NUL and other control characters, directional overrides, halves of surrogate pairs.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")
# There without width, or standing for nothing (Default_Ignorable), inside a class of a regular expression; without U+FE00 to
# U+FE0F, which say in what shape a sign is shown.
NO_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# In a field of one line also line ends and tabs.
UNSEEN_IN_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{NO_WIDTH}\ud800-\udfff]")


def forbidden_in_line(text: str, field: str = "note") -> list[Problem]:
    """Why this text of one line is refused: it must look in every list and mail as it was typed."""
    if UNSEEN_IN_LINE.search(text or ""):
        return [Problem(field, "这里只写一行：含有换行或看不见的字符，请删去后重新输入")]
    return []


def forbidden_in_text(text: str, field: str = "note", limit: int = NOTE_LIMIT) -> list[Problem]:
    """Why this free text is refused; what was typed is never repeated in the message."""
    text = text or ""
    if len(text) > limit:
        return [Problem(field, f"最多 {limit:,} 个字，现在 {len(text):,} 个")]
    problems = []
    if UNSEEN.search(text):
        problems.append(Problem(field, "含有看不见的控制字符，请删除后重新输入"))
    kinds = {secret.kind for secret in secrets_in(text)}
    return problems + [Problem(field, message) for kind, message in REFUSED.items() if kind in kinds]
