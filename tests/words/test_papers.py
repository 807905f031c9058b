from datetime import date

import pytest

from words.papers import KIND_OF, kind_in_front, kind_of_paper, paper_of

TODAY = date(2026, 11, 23)
IDENTITY = "990012196603191005"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (IDENTITY, ""),
        (IDENTITY, "居民身份证"),
        (IDENTITY, "港澳台居民居住证"),
        (IDENTITY, "户口簿"),
        (IDENTITY, "外国人永久居留身份证"),
        ("E12345678", ""),
        ("e 12345678", "护照"),
        ("EA1234567", ""),
        ("G12345678", ""),
        ("AB1234567", "护照"),
        ("H12345678", ""),
        ("M1234567890", ""),
        ("H12345678", "港澳居民来往内地通行证"),
        ("12345678", "台胞证"),
        ("1234567890(A)", "台湾居民来往大陆通行证"),
        ("ABC123456789012", ""),
        ("ABC123456789012", "外国人永久居留证"),
        ("12345678", "户口簿"),
        ("军字第1234567号", "军官证"),
        ("A123456789", "出生医学证明"),
        ("91990011MADEM0001G", "营业执照"),
        ("330100000012345", "营业执照"),
        ("12345678-9", "组织机构代码证"),
    ],
)
def test_papers_of_every_kind(number, kind):
    paper = paper_of(number, kind_of_paper(kind), today=TODAY)
    assert paper.problem == "" and len(paper.mask) <= 20 and "*" in paper.mask


@pytest.mark.parametrize(
    ("number", "kind", "word"),
    [
        ("990012196603191006", "", "校验位"),
        ("12345678", "", "证件类型"),
        ("AB1234567", "", "证件类型"),
        (IDENTITY, "护照", "不像护照"),
        ("E12345678", "居民身份证", "18 位"),
        ("H123", "港澳居民来往内地通行证", "不像"),
        ("990012661319001", "", "不存在"),
        ("护照", "护照", "不像护照"),
    ],
)
def test_what_does_not_look_like_its_kind_is_refused(number, kind, word):
    assert word in paper_of(number, kind_of_paper(kind), today=TODAY).problem


def test_an_old_number_is_the_same_person_as_the_new_one():
    old, new = (paper_of(number, today=TODAY) for number in ("990012660319001", "990012196603190010"))
    assert (old.number, old.born) == (new.number, new.born) == ("990012196603190010", date(1966, 3, 19))
    assert "15 位" in old.remark and new.remark == "" and len(old.mask) == 15


def test_a_business_has_a_credit_code():
    assert paper_of("91990011MADEM0001G", is_business=True, today=TODAY).problem == ""
    assert "信用代码" in paper_of(IDENTITY, is_business=True, today=TODAY).problem
    assert paper_of(IDENTITY, kind_of_paper("身份证"), is_business=True, today=TODAY).problem == ""


def test_words_for_kinds():
    assert kind_of_paper("") == "" and kind_of_paper("没见过的证") is None
    assert all(kind_of_paper(word) == kind for word, kind in KIND_OF.items())


def test_a_kind_may_stand_before_the_number():
    assert kind_in_front("护照E12345678") == kind_in_front("护照：E12345678") == ("护照", "E12345678")
    assert kind_in_front("军字第1234567号") == ("", "军字第1234567号")
    assert kind_in_front("护照") == ("", "护照")


@pytest.mark.parametrize("word", ["01-居民身份证", "1|身份证", "居民身份证（二代）", "身份证号码"])
def test_a_kind_with_its_code(word):
    assert kind_of_paper(word) == "居民身份证"


def test_other_spellings_of_passes():
    assert kind_of_paper("港澳居民往来内地通行证") == "港澳居民来往内地通行证"
    assert kind_of_paper("台湾居民往来大陆通行证") == "台湾居民来往大陆通行证"
    assert paper_of("H12345678(01)", today=TODAY).number == "H1234567801"


@pytest.mark.parametrize("text", ["身份证号:{}", "ID:{}", "{}(身份证)", "{}。", "【{}】"])
def test_words_beside_a_number(text):
    number = "990011196803150017"
    kind, found = kind_in_front(text.format(number))
    assert paper_of(found, kind, today=TODAY).number == number
