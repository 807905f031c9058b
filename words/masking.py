"""What is shown where the full value may not be (domain 12.2, F-10)."""

import re
import unicodedata

from words.secrets import CARD, IDENTITY, secrets_in
from words.surnames import COMPOUND, surname_of

MOBILE = re.compile(r"(?:\+?86)?(1\d{10})")
EMAIL_IN_TEXT = re.compile(r"(?<![\w.+-])([\w.+-])[\w.+-]{0,63}(@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})", re.ASCII)
# Every quantifier is bounded or runs over digits only, so the time is linear in the text.
NUMBER_IN_TEXT = re.compile(
    r"(?<!\d)(?<!\d\.)(?:"  # the digits after a decimal point are no number of anything
    r"(?P<file>20\d{6}T[0-2]\d{11}-\d{1,7}-\d{6}\.eml)"  # a moment to the microsecond: no number of anything either
    r"|(?P<card>\d{4}(?:[ -]\d{4}){2}[ -]\d{1,4}(?:[ -]\d{1,3})?)"
    r"|(?P<mobile>1\d{2}[ -]\d{4}[ -]\d{4})"
    r"|(?P<landline>0\d{2,3}[)）]?[ -]?\d{3,4}[ -]?\d{4})"
    r"|(?P<run>\d{11,}[Xx]?)"
    r")(?!\d)"
)
ID_LENGTHS = (15, 18)


def mask_name(name: str, is_business: bool = False) -> str:
    """王伟 → 王*, 李建国 → 李*国, 欧阳建华 → 欧阳*华, longer names first and last; a business in full."""
    name = (name or "").strip()
    if is_business or not name:
        return name
    if len(name) <= 2:
        return name[0] + "*" if len(name) == 2 else "*"
    if name[:2] in COMPOUND:
        return f"{name[:2]}*{name[3:][-1:]}"
    return f"{name[0]}*{name[-1]}"


def mask_name_in(text: str, name: str, is_business: bool = False) -> str:
    """The text with the person's name masked in it, the given name by itself, too; a business keeps its own."""
    if is_business or not name:
        return text
    given = name[len(surname_of(name)) :]
    text = text.replace(name, mask_name(name))
    return text.replace(given, f"*{given[-1]}") if len(given) > 1 else text


def mask_phone(phone: str) -> str:
    """138****1234 for mobiles, 0***-****123 for landlines; anything else keeps its last two digits."""
    compact = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", phone or ""))
    mobile = MOBILE.fullmatch(compact)
    if mobile:
        return f"{mobile[1][:3]}****{mobile[1][-4:]}"
    if compact.startswith("0") and len(compact) >= 10:
        return f"0***-****{compact[-3:]}"
    return "*" * len(compact) if len(compact) <= 4 else "*" * (len(compact) - 2) + compact[-2:]


def mask_email(email: str) -> str:
    """zhang@xx.com → z***@xx.com."""
    local, at, host = (email or "").strip().rpartition("@")
    if not at:
        return "***" if host else ""
    return f"{local[:1]}***@{host}"


def mask_id(id_no: str) -> str:
    """First and last character, an asterisk for each one between; four characters or fewer: asterisks only."""
    id_no = (id_no or "").strip()
    if len(id_no) <= 4:
        return "*" * len(id_no)
    return id_no[0] + "*" * (len(id_no) - 2) + id_no[-1]


def mask_text(text: str) -> str:
    """Free text for pages, logs and the audit: phones, identity and card numbers, codes, e-mail addresses masked in place."""
    text, pieces, place = text or "", [], 0
    for secret in secrets_in(text):
        pieces += [text[place : secret.start], _mask_secret(secret.kind, text[secret.start : secret.end])]
        place = secret.end
    text = "".join(pieces) + text[place:]
    return NUMBER_IN_TEXT.sub(_mask_number, EMAIL_IN_TEXT.sub(r"\1***\2", text))


def _mask_secret(kind: str, written: str) -> str:
    signs = re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", written).upper())
    if kind == IDENTITY:
        return mask_id(signs)
    return f"****{signs[-4:]}" if kind == CARD else "***"


def _mask_number(found: re.Match) -> str:
    if found["file"]:
        return found[0]
    if found["mobile"] or found["landline"]:
        return mask_phone(found[0])
    digits = re.sub(r"[ -]", "", found[0])
    if found["run"] and MOBILE.fullmatch(digits):
        return mask_phone(digits)
    if found["run"] and len(digits) in ID_LENGTHS:
        return mask_id(digits)
    return f"****{digits[-4:]}"
