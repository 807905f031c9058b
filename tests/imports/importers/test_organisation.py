import pytest

from staff.models import AuditEvent, OrgUnit, User
from tests.imports.samples import numbers, put, table, take

pytestmark = pytest.mark.django_db
UNITS = "机构号,名称,级别,上级机构"
PEOPLE = "工号,姓名,岗位,机构号,邮箱,客户维护日"
SMALL_BANK = [
    ("0300", "总行", "总行", ""),
    ("0301", "城关支行", "支行", "0300"),
    ("030101", "老街分理处", "分理处", "0301"),
]


@pytest.fixture
def units(tmp_path, db):
    return lambda *rows: take(put(tmp_path, "org.csv", table(UNITS, *rows)))


@pytest.fixture
def people(tmp_path, units):
    units(*SMALL_BANK)
    return lambda *rows: take(put(tmp_path, "staff.csv", table(PEOPLE, *rows)))


def test_units_come_in_whatever_their_order(units):
    assert numbers(units(*reversed(SMALL_BANK))[0]) == (3, 0, 0, 0)
    assert OrgUnit.objects.get(code="030101").path == "/0300/0301/030101/"
    assert numbers(units(*SMALL_BANK)[0]) == (0, 0, 3, 0)


def test_a_renamed_and_a_moved_unit(units):
    units(*SMALL_BANK, ("0302", "柳渡支行", "支行", "0300"))
    counts, _errors = units(("030101", "老街支行网点", "网点", "0302"))
    assert numbers(counts) == (0, 1, 0, 0)
    assert OrgUnit.objects.get(code="030101").path == "/0300/0302/030101/"


def test_a_unit_under_nothing_or_under_its_equal_is_refused_with_all_below_it(units):
    counts, errors = units(
        ("0300", "总行", "总行", ""),
        ("0301", "甲", "支行", "9999"),
        ("0302", "乙", "支行", "0301"),
        ("030101", "丙", "网点", "0301"),
        ("0303", "丁", "支行", ""),
        ("0304", "戊", "银河", "0300"),
        ("0300", "总行", "总行", ""),
        ("1", "己", "支行", "0300"),
    )
    assert numbers(counts) == (1, 0, 0, 7)
    assert list(OrgUnit.objects.values_list("code", flat=True)) == ["0300"]
    assert "与第 2 行重复" in next(line for line in errors if line.startswith("8,"))


def test_people_come_in_and_cannot_log_in_until_a_password_is_set(people, settings):
    settings.DEMO = False
    counts, _errors = people(
        ("030100", "潘一鸣", "支行行长", "0301", "030100@bank.example", ""),
        ("030101", "曹子涵", "客户经理", "0301", "", "周三"),
    )
    manager = User.objects.get(employee_no="030101")
    assert numbers(counts) == (2, 0, 0, 0)
    assert (manager.role, manager.unit.code, manager.care_weekday) == ("manager", "0301", 3)
    assert not manager.has_usable_password()


def test_in_demo_mode_new_people_get_the_demo_password_and_nobody_else(people, settings):
    people(("030100", "潘一鸣", "支行行长", "0301", "", ""))
    head = User.objects.get(employee_no="030100")
    assert head.check_password(settings.DEMO_PASSWORD)
    head.set_password("ziji-de-mima-2026")
    head.save()
    counts, _errors = people(("030100", "潘二鸣", "支行行长", "0301", "", ""))
    head.refresh_from_db()
    assert (counts.updated, head.name) == (1, "潘二鸣")
    assert head.check_password("ziji-de-mima-2026")


def test_the_file_wins_for_role_and_unit_but_an_empty_cell_erases_nothing(people):
    people(("030101", "曹子涵", "客户经理", "0301", "a@bank.example", "周三"))
    people(("030101", "曹子涵", "支行行长", "030101", "", ""))
    person = User.objects.get(employee_no="030101")
    assert (person.role, person.unit.code, person.email, person.care_weekday) == (
        "branch_head",
        "030101",
        "a@bank.example",
        3,
    )


def test_bad_people_go_to_the_error_file(people):
    counts, errors = people(
        ("030101", "曹子涵", "客户经理", "7777", "", ""),
        ("030102", "许浩然", "宇航员", "0301", "", ""),
        ("030103", "雷冬梅", "客户经理", "0301", "x", ""),
        ("030104", "高素芬", "客户经理", "0301", "", "周日"),
        ("030105", "", "客户经理", "0301", "", ""),
        ("030106", "钱静", "系统管理员", "0301", "", ""),
        ("030107", "孔永福", "客户经理", "0301", "", "周一"),
        ("030107", "孔永福", "客户经理", "0301", "", "周一"),
    )
    assert (numbers(counts), counts.warnings) == ((3, 0, 0, 5), 2)
    assert sorted(line.split(",")[1] for line in errors) == sorted(
        ["机构号", "岗位", "邮箱", "客户维护日", "姓名", "岗位", "工号"]
    )
    assert set(User.objects.filter(employee_no__in=["030103", "030104"]).values_list("email", "care_weekday")) == {
        ("", None)
    }


def test_a_file_neither_makes_nor_changes_a_system_administrator(people, bank):
    counts, errors = people(("990004", "某人", "客户经理", "0301", "", ""))
    bank.sysadmin.refresh_from_db()
    assert bank.sysadmin.role == "sysadmin"
    assert counts.warnings == 1
    assert "文件不改动" in errors[0]


def test_new_accounts_are_audited_without_a_password(people):
    people(("030101", "曹子涵", "客户经理", "0301", "", "周三"))
    event = AuditEvent.objects.get(verb="create", target_type="staff.User")
    assert event.changes["employee_no"] == "030101"
    assert "password" not in event.changes


def test_a_name_that_lost_a_character_signs_no_mail(people):
    counts, errors = people(
        ("030101", "王？", "客户经理", "0301", "", ""), ("030102", "王芳", "客户经理", "0301", "", "每周三")
    )
    assert numbers(counts) == (1, 0, 0, 1) and "姓名缺字" in errors[0]
    assert User.objects.get(employee_no="030102").care_weekday == 3
    people(("030102", "王芳", "客户经理", "0301", "", "4.0"))
    assert User.objects.get(employee_no="030102").care_weekday == 4
