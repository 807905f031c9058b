"""One cell of a client's row: what is understood, what is left out and named, and what then becomes of the client."""

from datetime import date

import pytest

from clients.models import Client, Consent
from staff.models import OrgUnit, User
from tests.imports.samples import CLIENT_HEADERS, client_row, id_no, numbers, put, table, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def deliver(tmp_path, bank):
    def send(*rows, headers=CLIENT_HEADERS):
        return take(put(tmp_path, "clients.csv", table(headers, *rows), "gb18030"))

    return send


BAD_CELLS = [
    ({"id_no": "990012196603190018"}, "id_mask", "", "证件号码,9****************8,{}，身份证号校验位不对，请核对原件"),
    ({"birth": "1966-02-30", "id_no": ""}, "birth_date", None, "出生日期,1966-02-30,{}，日期 1966-02-30 不存在"),
    ({"birth": "1850-01-01", "id_no": ""}, "birth_date", None, "出生日期,1850-01-01,{}，日期的年份不对"),
    ({"phone": "1006649617x"}, "phone", "", "手机号,*********7x,{}，电话应为"),
    ({"manager": "777777"}, "manager", None, "管户经理工号,777777,{}，管户经理工号不存在"),
    ({"kept": "火星历"}, "celebrates", "", "过生日,火星历,{}，应为"),
    ({"opened": "2099-01-01"}, "opened_on", None, "开户日期,2099-01-01,{}，开户日期晚于今天"),
    ({"email": "a@b"}, "email", "", "邮箱,a***@b,{}，邮箱地址不正确"),
    ({"job": "工" * 31}, "occupation", "", "职业,工工"),
]


@pytest.mark.parametrize(("cells", "field", "empty", "line"), BAD_CELLS)
def test_one_bad_cell_is_left_out_and_named_and_the_client_comes_in(deliver, cells, field, empty, line):
    counts, errors = deliver(client_row(**cells))
    client = Client.objects.get(client_no="10000007")
    assert (numbers(counts), counts.warnings, len(errors)) == ((1, 0, 0, 0), 1, 1)
    assert errors[0].startswith("2," + line.format("提醒（该行已导入）：这一格没有导入"))
    assert getattr(client, field) == empty
    assert client.name == "袁丽华"


@pytest.mark.parametrize(("cells", "field", "empty", "line"), BAD_CELLS)
def test_a_cell_that_is_left_out_changes_nothing_of_a_client_we_have(deliver, cells, field, empty, line):
    deliver(client_row(email="a@client.example"))
    before = Client.objects.values().get(client_no="10000007")
    counts, _errors = deliver(client_row(**{"email": "a@client.example"} | cells))
    assert (numbers(counts), counts.warnings) == ((0, 0, 1, 0), 1)
    assert Client.objects.values().get(client_no="10000007") == before


def test_a_birth_date_unlike_the_identity_number_gives_way_to_it(deliver):
    counts, [error] = deliver(client_row(birth="1967-03-19", id_no=id_no("19660319")))
    assert (counts.created, counts.warnings) == (1, 1)
    assert "出生日期 1967-03-19 与身份证号中的 1966-03-19 不一致" in error
    assert Client.objects.get(client_no="10000007").birth_date == date(1966, 3, 19)


def test_an_answer_that_is_not_understood_grants_nothing(deliver):
    counts, [error] = deliver(client_row(consent="也许"))
    assert (counts.created, counts.warnings) == (1, 1) and "问候同意,也许" in error
    assert not Consent.objects.filter(client__client_no="10000007").exists()
    deliver(client_row(consent="否"))
    deliver(client_row(consent="也许"))
    assert Consent.objects.get(client__client_no="10000007").status == "refused"


def test_a_status_that_is_not_understood_lets_nobody_be_greeted_who_is_new(deliver):
    headers = CLIENT_HEADERS + ",状态"
    deliver((*client_row(), "正常"), headers=headers)
    counts, errors = deliver((*client_row(), "怪"), (*client_row("10000014", "武宏伟"), "怪"), headers=headers)
    assert (counts.created, counts.unchanged, counts.warnings) == (1, 1, 2) and "先记为“限制”" in errors[1]
    assert Client.objects.get(client_no="10000007").status == "active"
    assert Client.objects.get(client_no="10000014").status == "restricted"
    deliver((*client_row("10000014", "武宏伟"), "死亡"), headers=headers)
    assert Client.objects.get(client_no="10000014").status == "deceased"


def test_a_refused_row_tells_of_its_other_cells_too_and_of_none_that_it_came_in(deliver):
    counts, errors = deliver(client_row(unit="7777", phone="1"))
    assert (counts.failed, counts.warnings) == (1, 0)
    assert [error.split(",")[1] for error in errors] == ["管户机构", "手机号"]
    assert not any("该行已导入" in error for error in errors)


def test_a_row_behind_a_refused_one_of_the_same_number_comes_in(deliver):
    counts, _errors = deliver(client_row(unit="7777"), client_row(name="袁丽花"))
    assert numbers(counts) == (1, 0, 0, 1)
    assert Client.objects.get(client_no="10000007").name == "袁丽花"


@pytest.mark.parametrize("mark", ["'{}", '="{}"', "＇{}"])
def test_marks_of_a_spreadsheet_are_dropped(deliver, mark):
    counts, errors = deliver(
        client_row(mark.format("10000007"), id_no=mark.format(id_no()), phone=mark.format("10066496171"))
    )
    client = Client.objects.get(client_no="10000007")
    assert (counts.created, errors, client.phone) == (1, [], "10066496171")


def test_words_for_nothing_are_empty_cells(deliver):
    deliver(client_row(email="a@client.example"))
    before = Client.objects.values().get(client_no="10000007")
    for word in ("NULL", r"\N", "(null)", "无", "-", "N/A"):
        counts, errors = deliver(
            client_row(phone=word, id_no=word, birth=word, email=word, job=word, manager=word, opened=word, kept=word)
        )
        assert (numbers(counts), errors) == ((0, 0, 1, 0), [])
    assert Client.objects.values().get(client_no="10000007") == before


def test_phones_and_addresses_are_stored_in_one_spelling(deliver):
    rows = [("(0571)88880000", "jin2＠client.example"), ("057188880000", "mailto:jin2@client.example")]
    counts, errors = deliver(
        *(client_row(str(n), "张一", id_no="", phone=phone, email=email) for n, (phone, email) in enumerate(rows, 1))
    )
    assert (counts.created, errors) == (2, [])
    found = Client.objects.filter(client_no__in=("1", "2")).values_list("phone", "email")
    assert set(found) == {("0571-88880000", "jin2@client.example")}


def test_of_two_numbers_and_addresses_the_first_is_kept_and_the_cell_is_named(deliver):
    row = client_row(phone="10066490001/10066490002", email="jin6@client.example;jin7@client.example")
    counts, errors = deliver(row)
    client = Client.objects.get(client_no="10000007")
    assert (client.phone, client.email) == ("10066490001", "jin6@client.example")
    assert (counts.created, counts.warnings) == (1, 1)
    assert [error.split(",")[1] for error in errors] == ["手机号", "邮箱"]
    assert not any("10066490002" in error or "jin7" in error for error in errors)


def test_a_name_from_an_old_system_and_one_that_lost_a_character(deliver):
    path_rows = [client_row("1", "买买提．艾力"), client_row("2", "王？"), client_row("3", "王□")]
    counts, errors = deliver(*path_rows)
    assert numbers(counts) == (1, 0, 0, 2)
    assert Client.objects.get(client_no="1").name == "买买提\u00b7艾力"
    assert all("姓名缺字，请看开户资料" in error for error in errors if error.split(",")[1] == "姓名")


def test_papers_with_a_kind(deliver):
    headers = "客户号,姓名,证件类型,证件号码,出生日期,管户机构"
    rows = [
        ("1", "孔甲", "", "E12345678", "1966-03-19"),
        ("2", "孔乙", "居民身份证", "990012660319001", ""),
        ("3", "孔丙", "台胞证", "12345678", ""),
        ("4", "孔丁", "护照", "??", ""),
        ("5", "孔戊", "01", "990012196603191005", ""),
        ("6", "孔己", "会员卡", "A1", ""),
        ("7", "孔庚", "", "护照：AB1234567", ""),
    ]
    counts, errors = deliver(*((*row, "9901") for row in rows), headers=headers)
    assert (numbers(counts), counts.warnings) == ((7, 0, 0, 0), 3)
    assert [line.split(",")[0] for line in errors] == ["3", "5", "7", "7"]
    assert "15 位" in errors[0] and "不像护照" in errors[1] and "不认识这种证件" in errors[2]
    masks = dict(Client.objects.filter(client_no__in="1234567").values_list("client_no", "id_mask"))
    assert masks == {
        "1": "E*******8",
        "2": "9*************1",
        "3": "1******8",
        "4": "",
        "5": "9****************5",
        "6": "",
        "7": "A*******7",
    }
    assert Client.objects.get(client_no="2").birth_date == date(1966, 3, 19)


def test_other_headers_of_other_banks(deliver):
    headers = "核心客户号,户名,身份证号码,出生年月日,移动电话,电子邮件,机构号,客户经理编号,开户日"
    row = (
        "10000007",
        "袁丽华",
        id_no(),
        "1966-03-19",
        "10066496171",
        "a@client.example",
        "9901",
        "990101",
        "2013-03-02",
    )
    counts, errors = deliver(row, headers=headers)
    client = Client.objects.get(client_no="10000007")
    assert (counts.created, errors) == (1, [])
    assert (client.name, client.phone, client.email, client.manager.employee_no) == (
        "袁丽华",
        "10066496171",
        "a@client.example",
        "990101",
    )
    assert (client.opened_on, client.birth_date, bool(client.id_hash)) == (date(2013, 3, 2), date(1966, 3, 19), True)


@pytest.mark.parametrize("word", ["谢绝", "不需要", "2-否", "×不同意"])
def test_a_no_in_other_words_ends_a_yes(deliver, word):
    deliver(client_row(consent="是"))
    deliver(client_row(consent=word))
    assert Consent.objects.get(client__client_no="10000007").status == "refused"


def test_a_phone_of_another_country_is_no_mobile_of_ours(deliver):
    counts, [error] = deliver(client_row(phone="+1 (626) 555-1234"))
    assert (counts.created, counts.warnings) == (1, 1) and "手机号" in error
    assert Client.objects.get(client_no="10000007").phone == ""


def test_ditto_and_words_for_nothing_are_no_name_and_no_job(deliver):
    counts, errors = deliver(
        client_row("1", "同上"), client_row("2", "未知"), client_row("3", "张一", job="同上", opened="1900-01-01")
    )
    client = Client.objects.get(client_no="3")
    assert (numbers(counts), [error[0] for error in errors]) == ((1, 0, 0, 2), ["2", "3", "4"])
    assert (client.occupation, client.opened_on) == ("", None)


def test_a_number_that_lost_its_zeros_says_so(deliver, bank):
    unit, manager = OrgUnit.objects.get(code="9901"), User.objects.get(employee_no="990101")
    OrgUnit.objects.filter(pk=unit.pk).update(code="0901")
    User.objects.filter(pk=manager.pk).update(employee_no="090101")
    rows = (client_row(unit=unit, manager=manager) for unit, manager in [("901", ""), ("0901", "90101"), ("77", "")])
    counts, errors = deliver(*rows)
    assert (numbers(counts), counts.warnings) == ((1, 0, 0, 2), 1)
    assert {error[0]: "开头的 0 可能丢了" in error for error in errors} == {"2": True, "3": True, "4": False}
