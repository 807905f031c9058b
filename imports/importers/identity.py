"""Who a row of clients.csv says the client is, and how he is reached: name, papers, birth date, phone, e-mail."""

from django.conf import settings

from clients.models import Client
from imports.readers import values
from words import identifiers, masking
from words.papers import kind_in_front, kind_of_paper, paper_of

NAME = values.words(254, values.NO_NAME)
UNKNOWN_PAPER = "不认识这种证件，请写明是身份证、护照还是什么"

RECORDED = {"phone": masking.mask_phone, "email": masking.mask_email}
RECORDED |= {"bank_phone": masking.mask_phone, "bank_email": masking.mask_email}


def name_of(cells, is_business):
    text = cells.take("name", NAME)
    name = identifiers.normalise_name(text or "")
    if text == "":
        cells.refuse("name", "不能为空")
    for problem in identifiers.name_problems(name, is_business):
        cells.refuse("name", problem.message)
    return name


def reach_of(cells):
    """Phone and e-mail, where given."""
    row = {}
    if text := cells.filled("phone"):
        phone, is_more = identifiers.first_phone(text, demo=settings.DEMO)
        problems = identifiers.phone_problems(phone, demo=settings.DEMO)
        row |= _kept(cells, "phone", phone, problems, is_more and identifiers.MORE_NUMBERS)
    if text := cells.filled("email"):
        email, is_more = identifiers.first_email(text)
        row |= _kept(cells, "email", email, identifiers.email_problems(email), is_more and identifiers.MORE_ADDRESSES)
    return row


def _kept(cells, field, value, problems, remark):
    if problems:
        cells.refuse(field, problems[0].message)
        return {}
    if remark:
        cells.remark(field, remark)
    return {field: value}


def identity_of(cells, born, *, is_business, today):
    """Papers, birth date and one letter for the title. The number becomes an HMAC and a mask and is forgotten (H1).

    `born` is the birth date of its own cell. Where the identity number has another, that cell is left out: the number has a
    check digit, so a slip shows; a date has none.
    """
    for problem in identifiers.birth_date_problems(born, today=today):
        cells.refuse("birth_date", problem.message)
        born = None
    paper, gender = paper_in(cells, is_business, today), ""
    if paper and paper.born and not is_business:
        if born and born != paper.born:
            cells.refuse("birth_date", f"出生日期 {born} 与身份证号中的 {paper.born} 不一致，以身份证号为准")
        born = paper.born
        gender = identifiers.gender_of(paper.number)
    row = {"birth_date": born} if born else {}
    row |= {"gender": gender} if gender else {}
    if paper:
        row |= {"id_hash": identifiers.hash_of_id(paper.number, settings.ID_PEPPER), "id_mask": paper.mask}
    return row


def paper_in(cells, is_business, today):
    """What the cells say of his papers; None if nothing that can be kept."""
    text = cells.filled("id_no")
    if not text:
        return None
    kind = kind_of_paper(cells.filled("id_kind"))
    in_front, text = kind_in_front(text)
    paper = paper_of(text, kind or in_front, is_business=is_business, today=today)
    if paper.problem:
        if kind is None:
            cells.refuse("id_kind", UNKNOWN_PAPER)
        cells.refuse("id_no", paper.problem)
        return None
    if paper.remark:
        cells.remark("id_no", paper.remark)
    return paper


def corrections(old, new):
    """{field: [before, after]}, masked, of what the file changes of a client's name, papers, phone, address and 关联关系 (H12)."""
    masks = {"name": masking.mask_name if new["kind"] == Client.Kind.PERSON else str, "related": str, **RECORDED}
    changes = {name: [mask(old[name]), mask(new[name])] for name, mask in masks.items() if old[name] != new[name]}
    if old["id_hash"] != new["id_hash"]:
        changes["id_mask"] = [old["id_mask"], new["id_mask"]]
    return changes
