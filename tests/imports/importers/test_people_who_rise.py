"""staff.csv and the second person (ORG-R6): what a file of the pages holds back, and what the command line takes."""

from pathlib import Path

import pytest
from django.utils import timezone

from clients.models import Client
from imports.actions.files import enter_local
from imports.actions.running import run_import
from staff.actions.grants import decide_grants
from staff.models import AuditEvent, Grant, User
from tests.imports.samples import numbers, put, table, take

HEADERS = "工号,姓名,岗位,机构号,邮箱,客户维护日"
HEAD = ("990102", "李航", "支行行长", "9901", "", "")
NEW_HEAD = ("990301", "新行长", "支行行长", "9901", "a@bank.example", "")


@pytest.fixture(autouse=True)
def backs_nobody(bank):
    """Who has clients, or stands in for them, goes nowhere: tests/staff/actions/test_users.py."""
    Client.objects.update(backup=None)


@pytest.fixture
def page(bank, tmp_path):
    """Imports a file as a person does on the pages; returns (numbers, lines of the list of errors)."""

    def taken(*rows, by=None):
        job = enter_local(put(tmp_path, "staff.csv", table(HEADERS, *rows)))
        job.by = by or bank.head_office
        counts = run_import(job, now=timezone.now())
        job.refresh_from_db()
        lines = Path(job.error_path).read_text("utf-8-sig").splitlines()[1:] if job.error_path else []
        return numbers(counts), lines

    return taken


@pytest.fixture
def machine(bank, tmp_path):
    return lambda *rows: numbers(take(put(tmp_path, "staff.csv", table(HEADERS, *rows)))[0])


def role_of(number):
    return User.objects.values_list("role", "is_active").get(employee_no=number)


def test_who_waits_is_named_in_the_list_and_the_same_file_again_changes_nothing(page):
    counts, lines = page(HEAD, NEW_HEAD)
    assert counts == (1, 1, 0, 0)
    assert [("授权" in line, line.split(",")[0]) for line in lines] == [(True, "2"), (True, "3")]
    before = list(Grant.objects.order_by("pk").values())
    assert page(HEAD, NEW_HEAD) == ((0, 0, 2, 0), [])
    assert list(Grant.objects.order_by("pk").values()) == before


def test_the_other_columns_of_who_waits_are_taken(page):
    page(NEW_HEAD)
    counts, _lines = page((*NEW_HEAD[:4], "b@bank.example", "周三"))
    person = User.objects.get(employee_no="990301")
    assert (counts, person.email, person.care_weekday) == ((0, 1, 0, 0), "b@bank.example", 3)
    assert Grant.objects.waiting().count() == 1


def test_a_file_that_changes_its_mind_asks_anew(page, bank):
    page(NEW_HEAD)
    page(("990301", "新行长", "总行管理", "9900", "", ""))
    assert list(Grant.objects.values_list("what", "role", "unit")) == [("account", "head_office", bank.hq.pk)]
    page(("990301", "新行长", "客户经理", "9901", "", ""))
    assert not Grant.objects.exists() and role_of("990301") == ("manager", True)


def test_what_was_declined_does_not_come_in_by_the_next_file(page, bank):
    page(NEW_HEAD)
    decide_grants(Grant.objects.all(), by=bank.compliance, is_confirmed=False, now=timezone.now())
    page(NEW_HEAD)
    assert not User.objects.get(employee_no="990301").can("view_clients")


def test_the_importers_own_row_keeps_role_and_unit_and_takes_the_rest(page, bank):
    counts, lines = page(("990001", "总行新名", "支行行长", "9901", "", "周五"))
    bank.head_office.refresh_from_db()
    assert (counts, "不改动自己" in lines[0]) == ((0, 1, 0, 0), True)
    assert (bank.head_office.role, bank.head_office.unit) == ("head_office", bank.hq)
    assert (bank.head_office.name, bank.head_office.care_weekday) == ("总行新名", 5)


def test_the_command_line_takes_what_the_file_says_and_leaves_one_row_a_grant(machine, bank):
    assert machine(HEAD, NEW_HEAD, ("990302", "新经理", "客户经理", "9901", "", "")) == (2, 1, 0, 0)
    assert role_of("990102") == role_of("990301") == ("branch_head", True)
    rows = AuditEvent.objects.filter(verb="grant")
    assert {(row.actor_no, row.target_id) for row in rows} == {
        ("", str(User.objects.get(employee_no=number).pk)) for number in ("990102", "990301")
    }
    assert Grant.objects.visible_to(bank.head_office).unseen().count() == 2
    assert machine(HEAD, NEW_HEAD) == (0, 0, 2, 0)
    assert Grant.objects.count() == 2


def test_the_command_line_ends_what_waited(page, machine):
    page(NEW_HEAD, HEAD)
    assert machine(NEW_HEAD, HEAD)[1] == 2
    assert role_of("990301") == role_of("990102") == ("branch_head", True)
    assert not Grant.objects.waiting().exists()


def test_in_demo_mode_new_people_are_known_as_such(machine):
    machine(("990302", "新经理", "客户经理", "9901", "", ""))
    person = User.objects.get(employee_no="990302")
    assert (person.is_demo, person.must_change_password) == (True, False)


def test_who_has_clients_is_not_moved_by_a_file_and_the_rest_goes_on(page, bank):
    counts, lines = page(("990101", "周敏", "客户经理", "9902", "", ""), NEW_HEAD)
    assert "名下还有 1 户客户" in lines[0] and User.objects.get(employee_no="990101").unit == bank.east
    assert counts[0] == 1
