import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processor import takes_less
from tests.texts import SIGNS
from words.masking import mask_email, mask_id, mask_name, mask_name_in, mask_phone, mask_text


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王伟", "王*"),
        ("李建国", "李*国"),
        ("欧阳建华", "欧阳*华"),
        ("欧阳华", "欧阳*"),
        ("欧阳", "欧*"),
        ("司马建国华", "司马*华"),
        ("王建国华", "王*华"),
        ("阿卜杜拉·买买提", "阿*提"),
        ("John Smith", "J*h"),
        ("王", "*"),
        (" 王伟 ", "王*"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_persons_name_keeps_surname_and_last_character(name, masked):
    assert mask_name(name) == masked


def test_a_business_is_shown_in_full():
    assert mask_name("清溪建材有限公司", is_business=True) == "清溪建材有限公司"


@given(st.text("王李建国华欧阳司马·小明", min_size=1, max_size=30))
def test_a_masked_name_is_never_the_name_and_always_has_an_asterisk(name):
    masked = mask_name(name)
    assert masked != name
    assert "*" in masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("10066496171", "100****6171"),
        ("+86 138 1234 1234", "138****1234"),
        ("１３８１２３４１２３４", "138****1234"),
        ("0571-88881123", "0***-****123"),
        ("057188881123", "0***-****123"),
        ("95588", "***88"),
        ("110", "***"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_keeps_only_its_ends(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("zhang@xx.com", "z***@xx.com"),
        ("a@b", "a***@b"),
        ("@b.com", "***@b.com"),
        ("nonsense", "***"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_email_keeps_its_first_letter_and_host(email, masked):
    assert mask_email(email) == masked


@pytest.mark.parametrize(
    ("id_no", "masked"),
    [("990011196803150017", "9" + "*" * 16 + "7"), ("E12345678", "E*******8"), ("1234", "****"), ("", ""), (None, "")],
)
def test_an_identity_number_keeps_its_ends(id_no, masked):
    assert mask_id(id_no) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812341234找他", "电话138****1234找他"),
        ("2026-11-23 138 1234 1234", "2026-11-23 138****1234"),
        ("座机0571-88881123", "座机0***-****123"),
        ("座机0571 8888 1123", "座机0***-****123"),
        ("证件990011196803150017。", "证件9****************7。"),
        ("证件99001119680315001X。", "证件9****************X。"),
        ("卡6222020012345678901", "卡****8901"),
        ("卡6222 0200 1234 5678 901", "卡****8901"),
        ("邮箱zhang.san@xx.com收", "邮箱z***@xx.com收"),
        ("余额 214300.00 元，2026-11-20", "余额 214300.00 元，2026-11-20"),
        ("客户 10000007", "客户 10000007"),
        ("", ""),
        (None, ""),
    ],
)
def test_free_text_loses_its_numbers_and_keeps_its_words(text, masked):
    assert mask_text(text) == masked


@given(st.text(SIGNS, max_size=20), st.integers(0, 10**10 - 1), st.text(SIGNS, max_size=20))
def test_no_mobile_survives_in_any_text(before, number, after):
    mobile = f"1{number:010d}"
    assert mobile not in mask_text(f"{before}{mobile}{after}")


@pytest.mark.parametrize("unit", ["1", "1 ", "1234 ", "a.", "a@", "0571-", "1-", "@", "12345678901X "])
def test_masking_fifty_kilobytes_of_malice_is_quick(unit):
    text = (unit * 50_000)[:50_000]
    assert takes_less(1, lambda: mask_text(text))


def test_the_digits_of_a_duration_are_no_card():
    assert mask_text("succeeded in 0.05239462852478027s") == "succeeded in 0.05239462852478027s"
    assert mask_text("电话.13812341234") == "电话.138****1234"


def test_the_name_of_a_mail_file_is_no_number_and_hides_none():
    name = "20261124T174500123456-77-000002.eml"
    assert mask_text(f"收到 {name}") == f"收到 {name}"
    assert mask_text("20261124T13812341234-77-000002.eml") == "20261124T138****1234-77-000002.eml"
    assert mask_text(f"13812341234-77-000002.eml，{name}") == f"138****1234-77-000002.eml，{name}"


@pytest.mark.parametrize(
    ("text", "name", "is_business", "masked"),
    [
        ("陈国强的弟弟，国强自己说的", "陈国强", False, "陈*强的弟弟，*强自己说的"),
        ("欧阳建华和建华的儿子", "欧阳建华", False, "欧阳*华和*华的儿子"),
        ("王伟伟大", "王伟", False, "王*伟大"),
        ("利民合作社要扩产", "利民合作社", True, "利民合作社要扩产"),
        ("没有写名字", "陈国强", False, "没有写名字"),
    ],
)
def test_a_name_is_masked_inside_a_text_the_given_name_too(text, name, is_business, masked):
    assert mask_name_in(text, name, is_business) == masked
