"""Identity papers (证件) by kind: what each number looks like, and what it says of the birth (domain 2.1, F-4).

Only the resident identity number and the credit code have check digits that are looked at; of the others the form.
"""

import re
from dataclasses import dataclass
from datetime import date

from words.identifiers import (
    birth_date_of,
    id_check_digit,
    id_problems,
    normalise,
    normalise_id,
    uscc_problems,
)
from words.masking import mask_id

IDENTITY, CREDIT, HOUSEHOLD = "居民身份证", "统一社会信用代码", "户口簿"
PASSPORT, TO_MAINLAND, FROM_TAIWAN = "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证"
RESIDENCE, MILITARY, LICENCE, ORGANISATION, OTHER = (
    "外国人永久居留身份证", "军人证件", "营业执照", "组织机构代码证", "其他证件",
)  # fmt: skip
WORDS = {
    IDENTITY: "居民身份证二代 居民身份证第二代 身份证号 身份证号码 居民身份证号 居民身份证号码 公民身份号码 大陆居民身份证 一代身份证 第一代身份证 一代证 身份证 居民身份证 二代身份证 第二代身份证 "
    "二代证 临时身份证 临时居民身份证 身份证件 居住证 港澳台居民居住证 "
    "港澳居民居住证 台湾居民居住证 大陆身份证 id_card",
    PASSPORT: "因私护照 因公护照 外交护照 公务护照 护照中国 中国公民护照 旅行证 护照号 护照号码 护照 普通护照 中国护照 外国护照 中华人民共和国护照 外国公民护照 passport",
    TO_MAINLAND: "港澳居民往来内地通行证 港澳往来内地通行证 港澳居民来往大陆通行证 港澳同胞来往内地通行证 港澳居民来往内地通行证 港澳通行证 港澳居民通行证 港澳证 回乡证 港澳同胞回乡证 港澳来往内地通行证",
    FROM_TAIWAN: "台湾居民往来大陆通行证 台湾同胞证 台湾往来大陆通行证 台湾居民来往内地通行证 台湾同胞来往内地通行证 台湾居民来往大陆通行证 台胞证 台湾通行证 台湾居民通行证 台湾来往大陆通行证",
    RESIDENCE: "外国人永久居留身份证 外国人永久居留证 永久居留身份证 永久居留证 永居证 外国人居留证 外国人居留许可",
    HOUSEHOLD: "户口薄 居民户口薄 户口簿 户口本 居民户口簿 户口",
    MILITARY: "军官证 士兵证 军人证 军人身份证 军人身份证件 文职干部证 军官退休证 武警身份证 武警警官证 武警证 警官证 士官证 义务兵证",
    CREDIT: "统一社会信用代码 统一社会信用代码证 社会信用代码 信用代码 统一代码 uscc",
    LICENCE: "企业法人营业执照 法人营业执照 营业执照 工商营业执照 个体工商户营业执照 工商注册号 注册号",
    ORGANISATION: "组织机构代码 组织机构代码证 机构代码证",
    OTHER: "其他 其他证件 其它 其它证件 出生证 出生证明 出生医学证明 驾驶证 驾照 社保卡 社会保障卡 学生证 边民证",
}
KIND_OF = {word: kind for kind, words in WORDS.items() for word in words.split()}
FORMS = {
    PASSPORT: r"(?=.*[0-9]{4})[0-9A-Z]{5,17}",
    TO_MAINLAND: r"[HM][0-9]{8}(?:[0-9]{2})?",
    FROM_TAIWAN: r"[0-9]{8}(?:\([0-9]{2}\))?|[0-9]{10}(?:\(?[0-9A-Z]\)?)?",
    RESIDENCE: r"[A-Z]{3}[0-9]{12}",
    HOUSEHOLD: r"[0-9A-Z]{4,20}",
    MILITARY: r"(?=.*[0-9]{4})[0-9A-Z()\u4e00-\u9fff]{5,20}",
    LICENCE: r"[0-9]{13,15}|[0-9A-Z]{18}",
    ORGANISATION: r"[0-9A-Z]{8}[0-9X]",
    OTHER: r"(?=.*[0-9]{4})[0-9A-Z()\u4e00-\u9fff]{4,20}",
}
# Forms that no other paper has, so that they are known without a kind.
UNMISTAKABLE = {
    PASSPORT: re.compile(r"[EGDSPK][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}"),
    TO_MAINLAND: re.compile(FORMS[TO_MAINLAND]),
    RESIDENCE: re.compile(FORMS[RESIDENCE]),
}
CODE_BEFORE = re.compile(r"^[0-9a-z]{1,6}[-:|.、_]?(?=[\u4e00-\u9fff])")  # 01-居民身份证
OLD_IDENTITY = re.compile(r"[0-9]{15}", re.ASCII)
NO_IDENTITY = "身份证号应为 18 位；别的证件请在文件里加一列“证件类型”，写明是护照还是什么"
OLD_REMARK = "15 位的老身份证号，没有校验位，请在客户来行时换成 18 位的"


@dataclass(frozen=True)
class Paper:
    """`number` is what is hashed, `mask` what is shown; `born` is the date in it. With `problem` it may not be kept."""

    number: str
    mask: str = ""
    born: date | None = None
    remark: str = ""
    problem: str = ""


def kind_of_paper(word: str) -> str | None:
    """The kind that a bank's word means, '' for no word, None for one that is not understood."""
    word = re.sub(r"[\s（）()]", "", normalise(word)).lower() if word else ""
    return KIND_OF.get(word, KIND_OF.get(CODE_BEFORE.sub("", word))) if word else ""


def kind_in_front(text: str) -> tuple[str, str]:
    """Of 护照E12345678 and 990012…(身份证) the kind and the number; '' and the text where no kind stands with it."""
    if text.isascii() and text.isalnum():
        return "", text
    bare = re.sub(r"^(?:id(?:card)?|no)[.:]+|[。,;]+$", "", normalise(text), flags=re.IGNORECASE).strip("[]【】<> ")
    found = re.fullmatch(r"(?P<kind>[\u4e00-\u9fff]{2,16}):?(?=.*[0-9])(?P<number>.+)", bare) or re.fullmatch(
        r"(?P<number>[^()]+)\((?P<kind>[\u4e00-\u9fff]{2,16})\)", bare
    )
    return (KIND_OF[found["kind"]], found["number"]) if found and found["kind"] in KIND_OF else ("", bare)


def paper_of(text: str, kind: str = "", *, is_business: bool = False, today: date) -> Paper:
    """Reads a number as a paper of this kind; without a kind, by its form."""
    number = normalise_id(text)
    if "(" in number:
        number = re.sub(r"^([HM][0-9]{8})\(([0-9]{2})\)$", r"\1\2", number)  # the number of issues, in brackets
    if not kind and not is_business and (kind := _kind_by_form(number)) == IDENTITY and len(number) not in (15, 18):
        return Paper(number, problem=NO_IDENTITY)
    kind = kind or CREDIT
    if kind in (HOUSEHOLD, RESIDENCE) and re.fullmatch("[0-9]{17}[0-9X]", number):
        kind = IDENTITY  # that household's number is the holder's; the card of 2023 has the form of the residents'
    if kind == LICENCE and len(number) == 18:
        kind = CREDIT
    if kind == IDENTITY:
        return _identity(number, today)
    problem = _problem(number, kind)
    return Paper(number, problem=problem) if problem else Paper(number, mask_id(number))


def _kind_by_form(number):
    fitting = (kind for kind, form in UNMISTAKABLE.items() if form.fullmatch(number))
    return next(fitting, IDENTITY)


def _identity(number, today):
    old = OLD_IDENTITY.fullmatch(number)
    whole = _upgraded(number) if old else number
    problems = id_problems(whole, today=today)
    if problems:
        return Paper(number, problem=problems[0].message)
    return Paper(whole, mask_id(number), birth_date_of(whole), OLD_REMARK if old else "")


def _upgraded(number):
    """The 18 signs of the same person: the century goes in, the check digit behind."""
    body = f"{number[:6]}19{number[6:]}"
    return body + id_check_digit(body)


def _problem(number, kind):
    if kind == CREDIT:
        problems = uscc_problems(number)
        return problems[0].message if problems else ""
    return "" if re.fullmatch(FORMS[kind], number) else f"不像{kind}的号码，请核对证件类型和号码"
