"""Identity numbers, names, phones and addresses as they are typed or delivered (domain 2.1, F-4).

Every function takes the text as it came and answers a list of problems; an empty text has none, because
whether a field is required is the form's to say.
"""

import hmac
import re
import unicodedata
from datetime import date
from html import unescape
from operator import mul

from words.problems import Problem
from words.rare import BLANK_OF_GBK, LOST, PRIVATE_USE, RADICALS

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK = "10X98765432"
CROSSES = tuple("×ХΧ✕╳*")  # Cyrillic and Greek are among them
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OLDEST = 120
IDENTITY = re.compile("[0-9]{17}[0-9X]")
BIRTH_IN_ID = re.compile(r"[0-9]{6}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]")

MOBILE = re.compile(r"1[3-9][0-9]{9}")
DEMO_MOBILE = re.compile(r"100[0-9]{8}")
PLAIN_MOBILE = re.compile(r"1[0-9]{10}")
LANDLINE = re.compile(r"(?:0[1-9][0-9]{1,2}-[1-9][0-9]{6,7}|[48]00-[0-9]{3}-[0-9]{4})(?:-[0-9]{1,6})?")
LONGEST_PHONE = 80  # characters of a cell that is read as one or several numbers
NUMBER = re.compile(r"(?:\+|00)?[0-9()\[\] ._-]+", re.ASCII)
ABROAD = re.compile(r"\+(?![ (]*(?:86|0))")  # a country that is not ours: its number may look like one of our mobiles
OUR_COUNTRY = re.compile(r"^[( ]*\+? ?86[) ]*\+|^\( ?\+ ?86 ?\)")  # (+86)138…
EXTENSION = re.compile(
    r"(?:\(?(?:转分机|转接|转|分机|内线|按|extension|ext|x|#|\*)[^0-9]{0,3}|(?<=[0-9])\()([0-9]{1,6})(?:分机|号)?\)?$",
    re.IGNORECASE | re.ASCII,
)
BETWEEN_NUMBERS = re.compile(r"[/;,、|\\&\n~]|或|和|及|转|(?<=[0-9]{11})[-+_(—]|(?<=[0-9]{7})\(")
SLASHED = re.compile(r"^(\(?0[0-9]{2,3}\)?)/(?=[0-9]{7,8})", re.ASCII)
WORDS_BEFORE = re.compile(r"^[^0-9+(\[]+", re.ASCII)
WORDS_BEHIND = re.compile(r"[^0-9]+$", re.ASCII)
EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?=.{4,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)
HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
BETWEEN_ADDRESSES = re.compile(r"[\s:;,/|、<>()\[\]{}\"“”或和及]+|mailto:|\?\S*", re.IGNORECASE)
LONGEST_CELL = 600
MORE_NUMBERS, MORE_ADDRESSES = "这一格里不止一个号码，取第一个", "这一格里不止一个邮箱，取第一个"
PERSON_NAME = re.compile(rf"[{HAN}·A-Za-zÀ-ÖØ-öø-ÿ .'-]{{2,30}}")
BUSINESS_NAME = re.compile(rf"[{HAN}·A-Za-zÀ-ÖØ-öø-ÿ0-9 ()\[\]【】〔〕《》“”&.,，、'+-]{{2,60}}")
PLAIN_NAME = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
DOTS = "•‧·∙⋅∘°˚ꞏ⸰⁝▪▫⚪●⚫⬤◦⦁·⸱⸳᛫˙・･ㆍ᠂．﹒"  # what is typed between the parts of a name instead of U+00B7
MIDDLE_DOTS = str.maketrans(dict.fromkeys(DOTS, "·"))
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－ー", "-"))
DOT_AT_END = re.compile(rf"·.*|.*[{HAN}][·.'-]+")  # stands for a character of a person's name
VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # which shape of a character, not which character
MISSING = re.compile(f"[{LOST}]")


def normalise(text: str) -> str:
    """Full-width digits and letters become plain ones, the Chinese space a space; both ends trimmed (domain 0.3)."""
    return unicodedata.normalize("NFKC", text or "").strip()


def normalise_id(id_no: str) -> str:
    """An identity number or USCC without spaces and hyphens, its letters upper-cased; every cross at the end is an X."""
    if id_no and id_no.isascii() and id_no.isalnum():
        return id_no.upper()
    number = re.sub(r"[\s-]", "", normalise(id_no)).upper()
    return f"{number[:17]}X" if number[17:] in CROSSES and number[:17].isdecimal() else number


def normalise_phone(phone: str) -> str:
    """The one spelling of a number: 13812341234, 0571-88880000, 0571-88880000-8001 (extension), 400-800-1234.

    +86, brackets, blanks and 转 are understood. What is no number comes back without blanks.
    """
    if PLAIN_MOBILE.fullmatch(phone or ""):
        return phone
    text = OUR_COUNTRY.sub("+86", SLASHED.sub(r"\1-", normalise(phone).translate(DASHES)))
    compact = re.sub(r"\s", "", text)
    if len(text) > LONGEST_PHONE:
        return compact
    extension = EXTENSION.search(text)
    if extension:
        head, tail = text[: extension.start()], extension[1]
    else:
        head, _hyphen, tail = text.rpartition("-")
        if whole := _number(text):
            return whole
    number = _number(head.rstrip("- ,;"))
    if not number or "-" not in number or not re.fullmatch("[0-9]{1,6}", tail):
        return compact
    return f"{number}-{tail}"


def first_phone(text: str, demo: bool = False) -> tuple[str, bool]:
    """The first good number in a cell, in its one spelling, and whether there was more than it; words before it are passed over."""
    whole = normalise_phone(text)
    if len(text) > LONGEST_PHONE or not phone_problems(whole, demo):
        return whole, False
    plain = normalise(text)
    for pieces in (BETWEEN_NUMBERS.split(plain), re.split(rf"\s+|{BETWEEN_NUMBERS.pattern}", plain)):
        bare = [WORDS_BEHIND.sub("", WORDS_BEFORE.sub("", piece)) for piece in pieces]
        numbers = [normalise_phone(piece) for piece in filter(None, bare)]
        good = [number for number in numbers if not phone_problems(number, demo)]
        if good:
            said = WORDS_BEHIND.search(plain)
            return good[0], len(numbers) > 1 or bool(said and any(map(str.isalpha, said[0])))
    return whole, False


def first_email(text: str) -> tuple[str, bool]:
    """The first good address in a cell, and whether there were several; mailto:, <…> and a name beside it are passed over."""
    plain = re.sub(r"\s*@\s*", "@", normalise(text[:LONGEST_CELL]).replace("。", "."))
    plain = re.sub(r"(?<=[A-Za-z0-9])(?:\. +| +\.)(?=[A-Za-z]+$)", ".", plain)  # client. example
    trimmed = plain.strip(" ;,.、:'")
    if not email_problems(trimmed):
        return trimmed, False
    addresses = [piece.strip(".:'") for piece in BETWEEN_ADDRESSES.split(plain) if piece and "@" in piece]
    good = [address for address in addresses if not email_problems(address)]
    return (good[0], len({*addresses}) > 1) if good else (trimmed, False)


def normalise_name(name: str) -> str:
    """Every kind of middle dot becomes ·, runs of spaces one space, spaces between Chinese characters none.

    A private-use sign of an old system becomes its character, and so does &#19886; of a web page.
    """
    if PLAIN_NAME.fullmatch(name or ""):
        return name
    name = VARIANTS.sub("", unescape(name or "")) if name else ""
    name = normalise(name.replace(BLANK_OF_GBK, " ").translate(MIDDLE_DOTS)).translate(PRIVATE_USE | RADICALS)
    name = re.sub(rf"(?<=[{HAN}]) ?[.。] ?(?=[{HAN}])", "·", re.sub(r"\s+", " ", name))
    name = re.sub(rf"(?<=[{HAN}]{{2}})[.。]$", "", re.sub(r" ?·[· ]*", "·", name))
    return re.sub(rf"(?<=[{HAN}]) (?=[{HAN}])", "", name)


def birth_date_of(id_no: str) -> date | None:
    """The date inside an 18-character identity number; None when there is none or it does not exist."""
    found = BIRTH_IN_ID.fullmatch(normalise_id(id_no))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def gender_of(id_no: str) -> str:
    """'m' | 'f' by the 17th digit of an 18-character identity number, odd for a man; '' where there is none."""
    return "fm"[int(id_no[16]) % 2] if IDENTITY.fullmatch(id_no or "") else ""


def id_problems(id_no: str, birth_date: date | None = None, *, today: date) -> list[Problem]:
    """GB 11643: length, check digit, a birth date that exists, is not in the future and not over 120 years ago."""
    id_no = normalise_id(id_no)
    if not id_no:
        return []
    if not IDENTITY.fullmatch(id_no):
        return [Problem("id_no", "身份证号应为 18 位：17 位数字加 1 位数字或 X")]
    if id_check_digit(id_no) != id_no[-1]:
        return [Problem("id_no", "身份证号校验位不对，请核对原件")]
    born = birth_date_of(id_no)
    if born is None:
        return [Problem("id_no", f"身份证号中的出生日期 {id_no[6:14]} 不存在")]
    return _birth_problems("id_no", born, today, "身份证号中的出生日期") + _mismatch(born, birth_date)


def birth_date_problems(birth_date: date | None, *, today: date) -> list[Problem]:
    """The same limits for a birth date delivered without an identity number."""
    return [] if birth_date is None else _birth_problems("birth_date", birth_date, today, "出生日期")


def uscc_problems(uscc: str) -> list[Problem]:
    """GB 32100: 18 characters without I O S V Z, the last a check character modulo 31."""
    uscc = normalise_id(uscc)
    if not uscc:
        return []
    if len(uscc) != 18 or any(letter not in USCC_ALPHABET for letter in uscc):
        return [Problem("id_no", "统一社会信用代码应为 18 位数字或字母（不含 I、O、S、V、Z）")]
    total = sum(USCC_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(uscc[:17]))
    if USCC_ALPHABET[-total % 31] != uscc[-1]:
        return [Problem("id_no", "统一社会信用代码校验位不对，请核对原件")]
    return []


def phone_problems(phone: str, demo: bool = False) -> list[Problem]:
    """A mobile, or a landline with its area code; with `demo` also the fictional 100 numbers."""
    phone = normalise_phone(phone)
    if not phone or MOBILE.fullmatch(phone) or LANDLINE.fullmatch(phone):
        return []
    if demo and DEMO_MOBILE.fullmatch(phone):
        return []
    return [Problem("phone", "电话应为 11 位手机号，或带区号的固定电话，如 0571-88880000")]


def email_problems(email: str, internal_domains: tuple[str, ...] = ()) -> list[Problem]:
    """One plain address of at most 254 characters, not one of the bank's own domains (nor below them)."""
    email = (email or "").strip()
    if not email:
        return []
    if len(email) > 254 or len(email.partition("@")[0]) > 64 or not EMAIL.fullmatch(email):
        return [Problem("email", "邮箱地址不正确，应形如 name@example.com")]
    host = "." + email.rpartition("@")[2].lower()
    if any(host.endswith("." + own.lower().lstrip(".")) for own in internal_domains):
        return [Problem("email", "客户邮箱不能使用本行内部邮箱")]
    return []


def name_problems(name: str, is_business: bool = False) -> list[Problem]:
    """Persons: 2–30 Chinese characters, letters and ·, no digits. Businesses: also digits and brackets, up to 60."""
    name = normalise_name(name)
    if not name:
        return []
    is_plain = PLAIN_NAME.fullmatch(name)
    if not is_plain and (MISSING.search(name) or (not is_business and DOT_AT_END.fullmatch(name))):
        return [Problem("name", "姓名缺字，请看开户资料，补上这个字")]
    if is_business:
        fine, message = BUSINESS_NAME.fullmatch(name), "名称应为 2–60 个汉字、字母、数字或括号"
    else:
        fine, message = PERSON_NAME.fullmatch(name), "姓名应为 2–30 个汉字、字母或“·”，不能有数字"
    has_word = any(character.isalpha() for character in name)
    return [] if fine and has_word else [Problem("name", message)]


def hash_of_id(id_no: str, pepper: str | bytes) -> str:
    """HMAC-SHA256 (hex) of the normalised number, '' for none; refuses an empty pepper with ValueError."""
    if not pepper:
        raise ValueError("hash_of_id needs a pepper")
    id_no = normalise_id(id_no)
    key = pepper.encode() if isinstance(pepper, str) else pepper
    return hmac.digest(key, id_no.encode(), "sha256").hex() if id_no else ""


def id_check_digit(id_no: str) -> str:
    """What the last of its 18 signs must be; the first 17 are digits."""
    return ID_CHECK[sum(map(mul, map(int, id_no[:17]), ID_WEIGHTS)) % 11]


def _birth_problems(field: str, born: date, today: date, what: str) -> list[Problem]:
    if born > today:
        return [Problem(field, f"{what} {born} 晚于今天")]
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return [Problem(field, f"{what} {born} 已超过 {OLDEST} 岁")] if age > OLDEST else []


def _mismatch(born: date, birth_date: date | None) -> list[Problem]:
    if birth_date is None or birth_date == born:
        return []
    return [Problem("birth_date", f"出生日期 {birth_date} 与身份证号中的 {born} 不一致")]


def _number(text: str) -> str:
    """One mobile, landline or 400 number in its one spelling, '' for anything else."""
    if not NUMBER.fullmatch(text) or ABROAD.match(text):
        return ""
    digits = re.sub(r"[^0-9]", "", re.sub(r"\.0+$", "", text))  # a spreadsheet's decimal
    bare = re.sub(r"^(?:00)?86(?=[0-9]{9})", "", digits)
    if re.fullmatch(r"0?1[0-9]{10}", bare):
        return bare[-11:]
    if re.fullmatch(r"[48]00[0-9]{7}", bare):
        return f"{bare[:3]}-{bare[3:6]}-{bare[6:]}"
    if bare != digits and not bare.startswith("0"):
        bare = f"0{bare}"  # +86 571 is 0571
    area = 3 if bare[1:2] in ("1", "2") else 4
    return f"{bare[:area]}-{bare[area:]}" if bare.startswith("0") and 7 <= len(bare) - area <= 8 else ""
