"""One cell at a time: text as delivered → value. Every function raises BadValue with the reason in Chinese."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from clients.rules.leads import OF_OURS, is_ours
from imports.readers.cells import ONLY_15
from imports.readers.problems import BadValue, Unreadable
from words.content import forbidden_in_text

AMOUNT = re.compile(
    r"(?P<before>DR|DB|借方?|贷方?)?:? *(?P<open>\()? *(?P<first>[+-]|负)? *(?:¥|RMB|CNY|人民币)?:? *(?P<second>[+-])?(?P<open2>\()? *"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:E-\d{1,3})?|\.\d+) *(?:元|圆|RMB|CNY)?整?(?P<third>[+-])?"
    r" *(?P<close>\))? *元? *(?P<side>CR|DR|DB|借|贷|\((?:借|贷)\))?",
    re.ASCII | re.IGNORECASE,
)
ZERO_AS_DASH = re.compile(r"(?:¥|RMB|CNY|人民币)? *-{1,2}", re.IGNORECASE)
CODE = re.compile(r"[0-9A-Za-z]{1,20}")
DECIMAL_CODE = re.compile(r"(\d{1,20})\.0+")  # a program took the column for numbers; of more than 15 digits it kept 15
CODE_BEFORE = re.compile(r"\d{1,2} ?[-:|.、 ] ?(?=[\u4e00-\u9fff])")  # 1-是, 01:正常
SUPERSCRIPT = re.compile("[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u218b\u2460-\u24ff\u2776-\u2793]")
YES_WORDS = "是 是的 y yes 1 1.0 true t 有 对 √ ✓ ✔ ☑ ✅ 同意 已同意 愿意 接受 可以 授权 已授权 已勾选 同意接收 愿意接收 接收 同意接受"
NO_WORDS = (
    "否 n no 0 0.0 false f 无 没有 不 不是 × ✗ ✘ ✕ ✖ ❌ ❎ ╳ ☒ x х 不同意 未同意 拒绝 已拒绝 拒绝接收 拒收 谢绝 不愿意 不愿 不接受 不接收 "
    "不同意接收 不愿意接收 不可以 不需要 不要 不想 勿扰 请勿打扰 免打扰 未授权 不授权 未勾选 撤回 已撤回 撤销 已撤销 取消 已取消 取消同意 "
    "已取消同意 撤回同意 已撤回同意 退订 已退订"
)
BETWEEN_ANSWERS = re.compile(r"[-:()\[\] ]+")  # Y-是, 是(Y), √同意: they must say the same
MARKS = re.compile("([√✓✔☑✅×✗✘✕✖❌❎╳☒])")
YES, NO = set(YES_WORDS.split()), set(NO_WORDS.split())
# What databases, programs and people write into a cell that holds nothing; in small letters.
OF_MACHINES = r"null \n n/a n.a n.a. nan nat none nil undefined blank empty / \ ."
OF_PEOPLE = (
    "无 空 空值 空白 未知 不详 不明 不清楚 不适用 暂无 暂缺 暂未提供 缺 缺失 没有 待补 待补充 待补录 待定 待查 待核实 待确认 未填 未填写 未提供 "
    "未登记 未留 未预留 未采集 未录入 未收集 未维护 未询问 未征询 无此项 无记录 无数据 无信息 无手机 无手机号 无电话 无联系电话 无联系方式 无邮箱 无电子邮箱 "
    "无号码 无固话 无座机 无证件 无证件号 没有手机 没有电话 没有邮箱 未留电话 未留手机 未留手机号 未留邮箱 未留号码"
)
MACHINE_NOTHING = frozenset(OF_MACHINES.split())
NO_NAME = MACHINE_NOTHING | frozenset(OF_PEOPLE.split())
NOTHING = NO_NAME | {"na"}
LONGEST_NOTHING = max(map(len, NOTHING)) + 4  # brackets
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
AROUND_NOTHING = "-‐‑‒–—―−*.#…_() []<>{}【】。,;"  # dashes, dots and brackets
CENT = Decimal("0.01")
MOST_AMOUNT = Decimal(10) ** 16
MOST_EXACT = 15  # digits that a spreadsheet keeps
MOST_WORDS = 512
IN_LINE = re.compile(r"\s*[\n\r\t\v\f\x85\u2028\u2029]\s*")  # line ends and tabs
MOST_SECONDS = 24 * 3600
DURATIONS = (
    re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,6}(?:\.\d+)?)", re.ASCII),
    re.compile(
        r"(?:(\d{1,2})(?:小?时|h))?(?:(\d{1,3})(?:分钟?|m|min|'))?(?:(\d{1,6})(?:秒钟?|s|sec|\"|''))?", re.ASCII
    ),
)
PRIMES = re.compile("[′’]")
UNITS = (3600, 60, 1)  # seconds
NOISE = 0.01  # seconds: what arithmetic leaves of a whole number


def plain(text):
    """Trimmed; full-width digits, letters and blanks made plain. Plain ASCII, which most cells are, is left alone."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def filled(text, nothing=NOTHING):
    """The same, and '' for a word that means nothing (NULL, \\N, 无, -)."""
    text = plain(text)
    if len(text) > LONGEST_NOTHING or text.isdecimal():
        return text
    word = text.strip(AROUND_NOTHING)
    return "" if not word or word.lower() in nothing or text in nothing else text


def remembered(parse):
    """The same parser for a column of few different words, each of which is looked at once."""
    return lru_cache(MOST_WORDS)(parse)


def words(limit, nothing=NOTHING):
    """A parser of free text up to `limit` characters, in which nothing stands that may stand nowhere (H1)."""

    def parse(text):
        text = text.strip()
        if "\ufffd" in text:
            raise BadValue("含有无法识别的字符，请检查文件编码")
        if problems := forbidden_in_text(text, limit=limit):
            raise BadValue("；".join(problem.message for problem in problems))
        if not filled(text, nothing):
            return ""
        return text if text.isprintable() else IN_LINE.sub(" ", text)

    return parse


def code(text):
    """A client, staff or unit number."""
    text = filled(text)
    if not text:
        raise BadValue("不能为空")
    if decimal := DECIMAL_CODE.fullmatch(text):
        text = decimal[1]
        if len(text) > MOST_EXACT:
            raise BadValue(f"后面的位数可能已经丢失：{ONLY_15}")
    if not CODE.fullmatch(text):
        raise BadValue("应为 1–20 位数字或字母")
    return text


def client_no(text):
    """A number of the bank's; ours of who has no account stands in no file."""
    number = code(text)
    if is_ours(number):
        raise BadValue(OF_OURS)
    return number


def optional_client_no(text):
    return client_no(text) if filled(text) else ""


def optional_code(text):
    return code(text) if filled(text) else ""


def amount(text):
    """元 as Decimal with two places. Thousands commas, ¥, 元, a minus before or behind, brackets and DR for less than nothing;
    a dash alone is what spreadsheets write for 0."""
    odd, text = SUPERSCRIPT.search(text), plain(text).translate(DASHES)
    if ZERO_AS_DASH.fullmatch(text) or text in ("零", "零元", "零元整"):
        return CENT * 0
    found = None if odd else AMOUNT.fullmatch(text)
    if not found or bool(found["open"]) + bool(found["open2"]) != bool(found["close"]):
        raise BadValue("金额应为数字，例如 1234.50 或 1,234.50" if filled(text) else "不能为空")
    side = (found["before"] or found["side"] or "").upper().strip("()方")
    signs = [
        sign
        for sign in (
            found["before"] and found["side"],
            found["first"],
            found["second"],
            found["third"],
            found["open"] or found["open2"],
            side,
        )
        if sign
    ]
    if side == "CR" or len(signs) > 1:
        raise BadValue("分不清是正数还是负数，请写成 1234.50 或 -1234.50")
    value = Decimal(found["number"].replace(",", ""))
    if value >= MOST_AMOUNT - 1:  # before it is rounded: a number of 29 digits cannot be
        raise BadValue("金额过大")
    value = value.quantize(CENT, ROUND_HALF_UP)
    return -value if value and signs and signs[0] in ("-", "负", "(", "DR", "DB", "借") else value


def optional_amount(text):
    return amount(text) if plain(text).translate(DASHES) in ("-", "--") or filled(text) else None


def seconds(text):
    """Of a talk: 261, 261秒, 4分21秒 or 00:04:21."""
    text = filled(text)
    if not text:
        return None
    bare = PRIMES.sub("'", re.sub(r"\s", "", text).lower())
    found = next(filter(None, (form.fullmatch(bare) for form in DURATIONS)), None)
    value = found and sum(float(part or 0) * unit for part, unit in zip(found.groups(), UNITS, strict=True))
    if not found or value > MOST_SECONDS or abs(value - round(value)) > NOISE:
        raise BadValue("时长应为 0–86400 的整数（秒）")
    return round(value)


def yes_or_no(text):
    """True, False, or None when the cell is empty."""
    word = CODE_BEFORE.sub("", plain(text).lower().rstrip("。.!\ufe0f"))
    said = {word} if word in YES or word in NO else set(BETWEEN_ANSWERS.split(MARKS.sub(r" \1 ", word).strip(" ()[]")))
    if said <= YES or said <= NO:
        return said <= YES
    if not filled(text):
        return None
    raise BadValue("应为 是 或 否")


def one_of(choices, default=None, also=(), leaving_out=()):
    """A parser of the words of a TextChoices without some, its codes, and `also` {word: value}; empty gives `default`."""
    pairs = [(value, str(label)) for value, label in choices.choices if value not in leaving_out]
    known = {label.lower(): value for value, label in pairs} | {value.lower(): value for value, _label in pairs}
    known |= dict(also)
    allowed = "、".join(label for _value, label in pairs)

    def parse(text):
        word = CODE_BEFORE.sub("", plain(text))
        if word in known:
            return known[word]
        if not filled(text) and default is not None:
            return default
        if word.lower() not in known:
            raise BadValue(f"应为：{allowed}" if filled(text) else "不能为空")
        return known[word.lower()]

    return parse


class Cells:
    """The cells of one row, taken one by one. A bad cell that identifies the row refuses it: it gathers in `problems`, as
    (field, text, reason). Any other is left out of the row, which comes in, and is named in `remarks`."""

    def __init__(self, values, identifying=()):
        self.values, self.identifying = values, identifying
        self.problems, self.remarks = [], []
        for field, text in values.items():
            if isinstance(text, Unreadable):
                self.refuse(field, text.reason)

    def __contains__(self, field):
        return field in self.values

    def text(self, field):
        """As delivered; '' for what could not be read, which is refused or left out already."""
        text = self.values.get(field, "")
        return "" if isinstance(text, Unreadable) else text

    def filled(self, field):
        """'' for a cell that holds nothing."""
        return filled(self.text(field))

    def take(self, field, parse):
        """The value; None for a cell that is refused or left out."""
        text = self.values.get(field, "")
        if isinstance(text, Unreadable):
            return None
        try:
            return parse(text)
        except BadValue as problem:
            self.refuse(field, str(problem))
            return None

    def refuse(self, field, reason):
        if field in self.identifying:
            self.problems.append((field, self.values.get(field, ""), reason))
        else:
            self.remark(field, f"这一格没有导入，{reason}")

    def remark(self, field, reason):
        self.remarks.append((field, self.values.get(field, ""), reason))
