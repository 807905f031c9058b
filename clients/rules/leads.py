"""未开户: people and organisations whom we look after before they have an account (LEAD-R1, LEAD-R2)."""

import re
from datetime import date, timedelta

from words.identifiers import name_problems, phone_problems
from words.problems import Problem
from words.readings import ALL_HAN
from words.surnames import COMMON, COMPOUND

NUMBER = "W"  # our own numbers begin with it, and no number of the bank does
OF_OURS = f"{NUMBER} 开头的编号是本系统给未开户的人用的，银行文件里不能用"
INTERVAL = 60  # days between two contacts
KEPT = timedelta(days=365)  # without a contact
KEPT_AFTER = timedelta(days=30)  # after he was let go
NO_CONSENT = "本人同意才能记下姓名和电话；不愿意的只记人数，不记人"
REASON = 6  # characters of why nobody looks after him any more


LONGEST_NAME = 3  # signs of a person's name after which nobody asks whether it is one
# What organisations are called at their end, however short.
OF_NO_PERSON = re.compile("[村店厂社行校院站所馆坊园局队部组会铺号城镇乡县集场司厅摊屋府楼]$")
A_PERSON = "这像个人的姓名：个人请选“个人”，并写本人同意；单位、商户请写全称"


def looks_like_person(name: str) -> bool:
    """Two or three Han signs that begin with a usual surname, and end as no organisation does."""
    is_short = ALL_HAN.fullmatch(name) and 2 <= len(name) <= LONGEST_NAME
    return bool(is_short) and (name[0] in COMMON or name[:2] in COMPOUND) and not OF_NO_PERSON.search(name)


def number_of(pk: int) -> str:
    return f"{NUMBER}{pk:08d}"


def is_ours(number: str) -> bool:
    return number[:1].upper() == NUMBER


def lead_problems(*, name: str, phone: str, is_business: bool, demo: bool = False) -> list[Problem]:
    """Why he cannot be written down like that; the same functions judge a file."""
    problems = [] if name else [Problem("name", "请写姓名或单位名称")]
    if is_business and looks_like_person(name):
        problems.append(Problem("name", A_PERSON))  # else nobody's consent would be asked
    return [*problems, *name_problems(name, is_business), *phone_problems(phone, demo=demo)]


def consent_problems(is_business: bool, on: date | None, way: str, today: date) -> list[Problem]:
    """A natural person is written down only when he agreed to it himself: when, and in which way."""
    if is_business:
        return []
    if not on or not way:
        return [Problem("consent_way" if on else "consent_on", NO_CONSENT)]
    return [Problem("consent_on", "日期不能晚于今天")] if on > today else []


def let_go_problems(reason: str) -> list[Problem]:
    if len(reason) < REASON:
        return [Problem("reason", f"请写明为什么，至少 {REASON} 个字")]
    return []


def alike_words(names: list[str]) -> str:
    """`names`: 「陈*（周敏管户）」 each."""
    return f"本机构已有同名或同手机的：{'、'.join(names)}。请先核对；确实是另一位的，勾选后再记"
