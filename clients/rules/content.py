"""What may not stand in any free text: card numbers, passwords and codes, control characters (H1, domain 2.1)."""

import re
import unicodedata

from clients.rules.problems import Problem

NOTE_LIMIT = 2000
# How card numbers are written: in one piece, in fours, 6+13, or 4-6-5. The lookahead lets matches overlap,
# so "2026 6222 0200 …" is tried again one group later.
CARD_LAYOUTS = tuple(
    re.compile(rf"(?<!\d)(?=({layout})(?!\d))", re.ASCII)
    for layout in (
        r"\d{13,19}",
        r"\d{4}(?:[ -]\d{4}){2}[ -]\d{1,4}",
        r"\d{4}(?:[ -]\d{4}){3}[ -]\d{1,3}",
        r"\d{6}[ -]\d{7,13}",
        r"\d{4}[ -]\d{6}[ -]\d{5}",
    )
)
# Bytes of digits → their value, and the digit sum of its double: whole numbers are summed without a loop.
PLAIN = bytes(max(byte - 48, 0) for byte in range(256))
DOUBLED = bytes(sum(divmod(2 * (byte - 48), 10)) if 48 <= byte <= 57 else 0 for byte in range(256))
LINK = r"\s{0,3}(?:码|号)?\s{0,3}(?:是|为|叫|[:=])?\s{0,3}[\"“'「(]?"
CODE = r"(?=[A-Za-z]{0,15}\d)[A-Za-z\d@#$%&*!_.]{4,20}(?![\d]{0,4}\s?[年月日次位个天])"
SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:密码|口令|验证码|校验码|动态码|password|passwd|pwd|\bpin){LINK}{CODE}",
        r"(?:密码|口令|password|passwd|pwd)\s{0,3}(?:是|为|叫|[:=])\s{0,3}[\"“'「(]?[A-Za-z]{4,20}",
        r"(?:密码|口令|验证码)\s{0,3}(?:是|为|[:=])?\s{0,3}[零〇一二三四五六七八九幺]{4,12}",
        r"(?:cvv2?|cvc2?|cvn2?|安全码|卡背后?三位)\s{0,3}(?:是|为|[:=])?\s{0,3}\d{3,4}(?!\d)",
        r"卡.{0,4}有效期.{0,3}\d{2}/\d{2}(?![\d/])",
    )
)
# NUL and other control characters, directional overrides, halves of surrogate pairs.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")


def card_like(text: str) -> bool:
    """Whether the text holds 13–19 digits that pass Luhn, also written in groups."""
    text = unicodedata.normalize("NFKC", text or "")
    return any(_luhn(found[1]) for layout in CARD_LAYOUTS for found in layout.finditer(text))


def forbidden_in_text(text: str, field: str = "note", limit: int = NOTE_LIMIT) -> list[Problem]:
    """Why this free text is refused; what was typed is never repeated in the message."""
    text = text or ""
    if len(text) > limit:
        return [Problem(field, f"最多 {limit:,} 个字，现在 {len(text):,} 个")]
    problems = []
    if UNSEEN.search(text):
        problems.append(Problem(field, "含有看不见的控制字符，请删除后重新输入"))
    plain = unicodedata.normalize("NFKC", text)
    if card_like(plain):
        problems.append(Problem(field, "请勿录入银行卡号"))
    if any(pattern.search(plain) for pattern in SECRETS):
        problems.append(Problem(field, "请勿录入密码、验证码、卡片安全码或有效期"))
    return problems


def _luhn(written: str) -> bool:
    digits = written.replace(" ", "").replace("-", "").encode()
    if not 13 <= len(digits) <= 19 or digits == digits[:1] * len(digits):
        return False
    return (sum(digits[-1::-2].translate(PLAIN)) + sum(digits[-2::-2].translate(DOUBLED))) % 10 == 0
