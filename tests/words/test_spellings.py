"""One number, address or name, however it is spelt; what is stored is one form."""

import pytest

from words.identifiers import (
    email_problems,
    first_email,
    first_phone,
    name_problems,
    normalise_id,
    normalise_name,
    normalise_phone,
    phone_problems,
)
from words.rare import PRIVATE_USE


@pytest.mark.parametrize(
    ("spellings", "stored"),
    [
        (
            "0571-88880000|0571 88880000|057188880000|(0571)88880000|（0571）8888 0000|+86-571-88880000|+86 571 88880000"
            "|86-0571-88880000|+86(0)571-88880000|0086 571 88880000|0571－88880000|0571—88880000|0571-8888-0000|电话：0571-88880000"
            "|0571/88880000|0571.88880000|0571–88880000|８６０５７１８８８８００００",
            "0571-88880000",
        ),
        ("010-88881123|01088881123|(010)88881123|+86 10 88881123|861088881123", "010-88881123"),
        ("0371-8888112|03718888112", "0371-8888112"),
        (
            "0571-88880000转8001|0571-88880000-8001|0571-88880000 转 8001|057188880000转分机8001|(0571)88880000 ext.8001"
            "|0571-88880000x8001|0571-88880000#8001|0571-88880000*8001|0571-88880000转接8001"
            "|0571-88880000 分机：8001|0571-88880000（转8001）|0571-88880000(8001)",
            "0571-88880000-8001",
        ),
        ("400-800-1234|4008001234|400 800 1234|400-8001-234|+86 400 800 1234", "400-800-1234"),
        ("13812341234|138-1234-1234|138 1234 1234|+86 13812341234|8613812341234|013812341234|0086-13812341234|手机13812341234"
         "|13812341234.0|13812341234；", "13812341234"),
    ],
)  # fmt: skip
def test_every_spelling_of_a_number_is_stored_alike(spellings, stored):
    assert {text: first_phone(text) for text in spellings.split("|")} == dict.fromkeys(
        spellings.split("|"), (stored, False)
    )
    assert phone_problems(stored) == [] and normalise_phone(stored) == stored and len(stored) <= 20


@pytest.mark.parametrize(
    "text",
    [
        "13812341234/13912341234", "13812341234;13912341234", "13812341234、0571-88880000", "13812341234 13912341234",
        "13812341234，13912341234", "13812341234或13912341234", "12345/13812341234", "13812341234（妻子）", "13812341234转1",
        "13812341234\n13912341234", "13812341234|13912341234",
    ],
)  # fmt: skip
def test_of_several_numbers_the_first_good_one_is_taken_and_the_rest_is_mentioned(text):
    assert first_phone(text) == ("13812341234", True)


@pytest.mark.parametrize(
    "text", ["88880000", "95588", "1381234123", "无号码", "1" * 500, "0571", "转8001", "-", "12345/67890"]
)
def test_what_is_no_number_is_none(text):
    assert phone_problems(first_phone(text)[0])


@pytest.mark.parametrize(
    "text",
    [
        "jin@client.example", "jin＠client.example", "jin@client．example", "mailto:jin@client.example", "<jin@client.example>",
        "金甲 <jin@client.example>", "jin@client.example；", "jin@client.example。", "jin @ client.example", "jin@client。example",
        "MAILTO:jin@client.example?subject=x", '"金甲" <jin@client.example>;', "　jin@client.example　", "邮箱:mailto:jin@client.example",
    ],
)  # fmt: skip
def test_every_spelling_of_an_address(text):
    assert first_email(text) == ("jin@client.example", False)


@pytest.mark.parametrize("mark", [";", "；", ",", "，", "/", " ", "、", "\n", "|"])
def test_of_several_addresses_the_first_is_taken_and_the_rest_is_mentioned(mark):
    assert first_email(f"jin6@client.example{mark}jin7@client.example") == ("jin6@client.example", True)


@pytest.mark.parametrize(
    "text", ["张三jin@client.example", "jin@@client.example", "jin@client", "jin@client.example公司"]
)
def test_an_address_is_never_cut_out_of_something_else(text):
    assert email_problems(first_email(text)[0])


@pytest.mark.parametrize("dot", "·•‧・．∙⋅●﹒˙･.。⸱◦⦁")
def test_every_middle_dot_is_one(dot):
    assert normalise_name(f"买买提{dot}艾力") == normalise_name(f"买买提 {dot} 艾力") == "买买提\u00b7艾力"
    assert name_problems(f"买买提{dot}艾力") == []


def test_a_full_stop_of_latin_letters_stays():
    assert normalise_name("J. Smith") == "J. Smith"


def test_private_use_signs_of_old_systems_become_their_characters():
    assert normalise_name("王\ue863") == "王\u4dae"
    assert normalise_name("\ue816\ue81e\ue864\ue815") == "\U00020087\u9fb4\u9fbb\u2e81"
    assert (
        normalise_name("王&#19886;")
        == normalise_name("王&#x4DAE;")
        == normalise_name("王\u4dae\U000e0100")
        == "王\u4dae"
    )
    assert name_problems("王\ue863") == []


def test_the_private_use_table_agrees_with_the_codec():
    """66 of the 80 are what GB 18030-2000 makes of the bytes FE50–FEA0; Python leaves the other 14 in private use."""
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    decoded = [bytes([0xFE, trail]).decode("gb18030") for trail in trails]
    differing = [place for place, character in enumerate(decoded) if character != PRIVATE_USE[0xE815 + place]]
    assert len(PRIVATE_USE) == 80 and len(differing) == 14
    assert all(decoded[place] == chr(0xE815 + place) for place in differing)


@pytest.mark.parametrize("lost", "？?□〓*＊■_○×#\ue001\U000f0001")
def test_a_name_that_lacks_a_character_says_so(lost):
    assert "姓名缺字，请看开户资料" in name_problems(f"王{lost}")[0].message


@pytest.mark.parametrize(
    "phone", ["+1 626 555 1234", "+1 (626) 555-1234", "+16265551234", "0000-0000000", "00000000000", "0571-0000000"]
)
def test_what_only_looks_like_a_number_of_ours(phone):
    assert phone_problems(first_phone(phone)[0])


@pytest.mark.parametrize(
    ("text", "number", "is_more"),
    [
        ("(+86)13812341234", "13812341234", False),
        ("+(86)13812341234", "13812341234", False),
        ("+86+13812341234", "13812341234", False),
        ("138_1234_1234", "13812341234", False),
        ("13812341234.00", "13812341234", False),
        ("0571-88880000转8001分机", "0571-88880000-8001", False),
        ("0571-88880000 extension 8001", "0571-88880000-8001", False),
        ("0571-88880000内线8001", "0571-88880000-8001", False),
        ("13812341234（13912341234）", "13812341234", True),
        ("13812341234-13912341234", "13812341234", True),
        ("13812341234—13912341234", "13812341234", True),
        ("0571-88880000~2", "0571-88880000", True),
    ],
)
def test_numbers_as_lists_hold_them(text, number, is_more):
    assert first_phone(text) == (number, is_more)


@pytest.mark.parametrize("cross", "xＸⅩ×хХΧ*")
def test_every_cross_at_the_end_is_an_x(cross):
    assert normalise_id(f"99001119680315001{cross}") == "99001119680315001X"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("⻢⻰", "马龙"),
        ("王⻓⻘", "王长青"),
        ("王芳。", "王芳"),
        ("\ue5e5王芳\ue5e5", "王芳"),
        ("买买提°艾力", "买买提·艾力"),
    ],
)
def test_signs_that_look_like_characters(raw, name):
    assert normalise_name(raw) == name
    assert not name_problems(raw)


@pytest.mark.parametrize("name", ["王●", "王…", "王..", "王-", "·芳"])
def test_a_dot_in_place_of_a_character_is_a_character_missing(name):
    assert "缺字" in name_problems(name)[0].message
    assert not name_problems("云谷建材有限公司.", is_business=True)


@pytest.mark.parametrize(
    "text", ["邮箱：a@xx.com", "E-mail:a@xx.com", "a@xx. com", "a@xx.com或b@xx.com", "a@xx.com和b@xx.com"]
)
def test_addresses_with_words_beside_them(text):
    assert first_email(text)[0] == "a@xx.com"
