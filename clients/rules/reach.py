"""How a client is reached: what people here registered is used before what the bank's file says, until the file says the same.

The columns `phone` and `email` are what is used. Of one that people registered, `<field>_source` and `<field>_learned_on` say
how it was learned, `bank_<field>` what the bank says instead, and `<field>_difference` whether somebody decided between the two.
"""

import re

from clients.enums import Difference
from clients.enums.facts import FactSource
from words.dates import full_date
from words.identifiers import email_problems, normalise, normalise_phone, phone_problems
from words.masking import mask_email, mask_phone
from words.problems import Problem

FIELDS = {"phone": "手机", "email": "邮箱"}
MASKS = {"phone": mask_phone, "email": mask_email}
BESIDE = tuple(
    column
    for field in FIELDS
    for column in (f"bank_{field}", f"{field}_source", f"{field}_learned_on", f"{field}_difference")
)
IN_TEXT = {
    "phone": re.compile(
        r"(?<![\d.])(?:1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[)）]?[ -]?\d{7,8}|[48]00-?\d{3}-?\d{4})(?!\d)"
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII),
}


def is_same(field, one, other):
    """Whether two spellings are one number or address."""
    if field == "phone":
        return normalise_phone(one) == normalise_phone(other)
    return one.strip().casefold() == other.strip().casefold()


def settled(field, value):
    """{column: value} of a field of which the bank and we say the same."""
    beside = {f"bank_{field}": "", f"{field}_source": "", f"{field}_learned_on": None, f"{field}_difference": ""}
    return {field: value, **beside}


def registered(old, field, value, *, source, learned_on):
    """{column: value} after somebody registered `value` beside what the bank says; `old` is {column: value}."""
    bank = old[f"bank_{field}"] if old[f"{field}_source"] else old[field]
    if is_same(field, value, bank):
        return settled(field, bank)
    how = {f"{field}_source": source, f"{field}_learned_on": learned_on, f"{field}_difference": ""}
    return {field: value, f"bank_{field}": bank, **how}


def after_file(old, row):
    """{column: value} of what people registered, after a `row` of the bank's file: it stays until the file says the same.

    Another word of the bank than before waits for somebody to decide; one that was decided does not ask again.
    """
    new = {}
    for field in FIELDS:
        said = row.get(field)
        if not said or not old[f"{field}_source"]:
            continue
        if is_same(field, said, old[field]):
            new |= settled(field, said)
            continue
        new[field] = old[field]
        if old[f"{field}_difference"] != Difference.KEPT or not is_same(field, said, old[f"bank_{field}"]):
            new |= {f"bank_{field}": said, f"{field}_difference": Difference.ASKED.value}
    return new


def reach_problems(field, value, *, demo):
    """Why this number or address cannot be registered; the same functions judge a file."""
    return phone_problems(value, demo=demo) if field == "phone" else email_problems(value)


def learned_problems(learned_on, today):
    return [Problem("learned_on", "得知日期不能晚于今天")] if learned_on > today else []


def known_of(client):
    """{field: [what the client is known under]}, the bank's and what was registered."""
    return {field: [getattr(client, field), getattr(client, f"bank_{field}")] for field in FIELDS}


def found_in(text, known, *, demo=False):
    """{field: value} of the first good phone and e-mail in a note that is not yet `known`, {field: [values]}."""
    found = {}
    for field, pattern in IN_TEXT.items():
        for hit in pattern.finditer(normalise(text)):
            value = normalise_phone(hit[0]) if field == "phone" else hit[0].rstrip(".-")
            is_known = any(is_same(field, value, other) for other in known[field] if other)
            if not is_known and not reach_problems(field, value, demo=demo):
                found[field] = value
                break
    return found


def source_words(source, learned_on):
    """「您登记的，客户自述，11月28日得知」, or that it is the bank's."""
    return f"您登记的，{FactSource(source).label}，{full_date(learned_on)}得知" if source else "银行档案"


def difference_words(field, bank, own):
    """What the bank has and what was registered, both masked."""
    mask = MASKS[field]
    return (
        f"银行档案是 {mask(bank)}，您登记的是 {mask(own)}"
        if bank
        else f"银行档案没有{FIELDS[field]}，您登记的是 {mask(own)}"
    )


def ask_for_email(salutation, manager, unit):
    """A sentence to say or to copy that asks for the address and, with it, for the consent."""
    return (
        f"{salutation}您好，我是{unit}的{manager}。逢年过节和您过生日的时候，我想给您发一封问候邮件，不谈产品。"
        "您方便的话留一个邮箱给我；您同意了我才发，哪天不想收了，告诉我一声或点邮件里的退订就停。"
    )
