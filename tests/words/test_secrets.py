"""Full identity and card numbers and codes are found however they are written, and little else is taken for one."""

import unicodedata
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests import numbers
from tests.texts import SIGNS
from words.masking import mask_text
from words.secrets import CARD, CODE, HARMLESS, IDENTITY, secrets_in

gaps = st.sampled_from(["", "", " ", "-", "  ", " - ", "\u3000", "－", "–"])
around = st.sampled_from(["", "客户说", "号码：", "，", " ", "\n", "ID", "。2026-11-23 "])


def kinds(text):
    return [secret.kind for secret in secrets_in(text)]


def written(draw, number):
    """The number with gaps anywhere between its signs, in plain or full width."""
    text = "".join(sign + draw(gaps) for sign in number[:-1]) + number[-1]
    if draw(st.booleans()):
        text = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() or sign == "X" else sign for sign in text)
    return text


@st.composite
def identities(draw):
    born = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)))
    return numbers.identity(f"{draw(st.integers(110000, 990099))}{born:%Y%m%d}{draw(st.integers(0, 999)):03}")


@st.composite
def cards(draw):
    first, size = draw(st.sampled_from("3456")), draw(st.integers(14, 17))
    number = numbers.card(first + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=size, max_size=size))))
    assume(len(set(number)) > 1)
    return number


@given(st.data(), identities(), around, around)
def test_every_identity_number_is_found_in_its_place_and_hidden(data, number, before, after):
    text = written(data.draw, number)
    whole = f"{before}{text}{after if not after[:1].isdigit() else ''}"
    assert kinds(whole) == [IDENTITY]
    [found] = secrets_in(whole)
    assert whole[found.start : found.end] == text
    assert mask_text(text) == f"{number[0]}{'*' * 16}{number[-1]}"
    assert text not in mask_text(whole)


@given(st.data(), identities())
def test_a_number_with_another_check_digit_is_none(data, number):
    wrong = data.draw(st.sampled_from([sign for sign in "0123456789X" if sign != number[-1]]))
    text = number[:-1] + wrong
    assert IDENTITY not in kinds(text)


@given(st.data(), cards(), around)
def test_every_card_number_is_found_in_groups_of_any_size_and_hidden(data, number, before):
    text = written(data.draw, number)
    assume(IDENTITY not in kinds(text))
    assume(not HARMLESS.search(unicodedata.normalize("NFKC", text)))  # a piece of it reads as a phone or a date
    whole = before + text
    assert kinds(whole) == [CARD]
    assert mask_text(text) == f"****{number[-4:]}"


@given(st.integers(10**12, 10**18 - 1).map(str), st.sampled_from(["", " ", "，"]))
def test_every_number_in_one_piece_with_a_right_check_digit_is_found(body, gap):
    number = numbers.card(body)
    assume(len(set(number)) > 1 and not number.startswith(("86", "20")))
    assert kinds(f"账{gap}{number}{gap}收")


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(110000, 990099), st.integers(0, 999))
def test_the_old_form_is_found(born, area, serial):
    for text in (
        f"{area}{born:%y%m%d}{serial:03}",
        f"{area} {born:%y%m%d} {serial:03}",
        f"{area}-{born:%y-%m-%d}-{serial:03}",
    ):
        assert kinds(f"旧证{text}。") == [IDENTITY]
        assert f"{area}" not in mask_text(text)


@given(st.text(SIGNS, max_size=60))
def test_the_places_are_in_order_and_within_the_text(text):
    places = [place for secret in secrets_in(text) for place in (secret.start, secret.end)]
    assert places == sorted(places) and all(0 <= place <= len(text) for place in places)


@given(st.integers(0, 10**8 - 1), st.sampled_from(["13", "15", "18", "19"]), st.dates(date(2000, 1, 1)), gaps)
def test_a_phone_beside_a_date_or_a_postcode_is_no_card(tail, start, day, gap):
    phone = f"{start}{tail // 10**5 % 10}{tail:08}"
    for text in (
        f"{day} {phone}",
        f"{phone} {day}",
        f"邮编 310012 {phone}",
        f"0571-88880000 {phone}",
        f"+86{gap}{phone}",
    ):
        assert secrets_in(text) == [], text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"身份证{numbers.SPACED}", [IDENTITY]),
        ("X 在后：11010519491231002x，已核", [IDENTITY]),
        ("11010519491231002 X", [IDENTITY]),
        ("990011196803150017 990011196803150017", [IDENTITY, IDENTITY]),
        ("990011196803150017和4111 1111 1111 1111", [IDENTITY, CARD]),
        ("密码990011196803150017", [IDENTITY]),
        (numbers.CARD, [CARD]),
        ("9900000000000000010", [CARD]),
        ("4111-1111-1111-1111", [CARD]),
        ("4111 1111 1111 1111 100元", [CARD]),
        ("2026 4111 1111 1111 1111", [CARD]),
        ("３７８２ ８２２４６３ １０００５", [CARD]),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", [CARD]),
        ("密码123456", [CODE]),
        ("密码：abc123", [CODE]),
        ("取款密码是 886600", [CODE]),
        ("密码改成了886600", [CODE]),
        ("密码是hunter", [CODE]),
        ("验证码 829911", [CODE]),
        ("验证码：８２９９１１", [CODE]),
        ("CVV 123", [CODE]),
        ("CVV码是123", [CODE]),
        ("cvv2:1234", [CODE]),
        ("安全码为 321", [CODE]),
        ("PIN: 4455", [CODE]),
        ("客户PIN码4455", [CODE]),
        ("密码是一二三四五六", [CODE]),
        ("卡的有效期 12/28", [CODE]),
        ("password=secret1", [CODE]),
    ],
)
def test_what_may_not_be_kept(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "330106196803150011",  # the check digit is wrong
        "330106196802300018",  # no such day
        "330106681315001",
        "4111111111111112",
        "0000000000000000",
        "91330106MA27XYZ12X",
        "91350211M000100Y43",
        "统一社会信用代码 92330106MA2CCCD7X5",
        "13812341234",
        "13812341234、15912341234",
        "8613812341234",
        "0571-88881123 转 8012",
        "2026-11-23 10:01 余额 214300.00",
        "20261123100159",
        "存 50000 30000 20000，利息 1,234.56 元",
        "客户 10000007 10000014",
        "身份证末四位 0017，卡尾号 5702",
        "客户忘记密码，约好 3 天后来网点重置",
        "密码2026年改过",
        "密码连错3次",
        "密码 UKey 已领取",
        "提醒他不要把验证码告诉任何人",
        "优惠有效期 12/28",
        "Pinyin 2026",
        "pinyin1234",
        "PIN 2026-11-23",
        "008613801123456",
        "第一行\n第二行\t缩进 😀",
        "",
    ],
)
def test_ordinary_notes_pass(text):
    assert secrets_in(text) == []


def test_what_is_shown_of_a_code_is_its_name():
    assert mask_text("取款密码是 886600，卡 4111 1111 1111 1111") == "取款密码是 ***，卡 ****1111"
