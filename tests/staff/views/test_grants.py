"""The page of grants: what waits, whose it is, and two buttons."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Client
from staff.actions.users import save_user, set_password
from staff.models import Grant, User
from staff.queries.grants import grants_open
from staff.roles import Role
from tests.staff.admin.test_people import PERSON

LIST, DECIDE = "/grants/", "/grants/decide/"


@pytest.fixture(autouse=True)
def without_clients(bank):
    """Who has clients goes nowhere: tests/staff/actions/test_users.py."""
    Client.objects.update(manager=None, backup=None)


@pytest.fixture
def grants(bank):
    """One of a head that head office asked for, one of a password of a manager that the administrator asked for."""
    bank.backup.role = Role.BRANCH_HEAD
    return save_user(bank.backup, by=bank.head_office), set_password(bank.manager, "liushu-fengqi-88", by=bank.sysadmin)


def post(browser, *grants, decision="confirm", **more):
    return browser.post(DECIDE, {"grants": [grant.pk for grant in grants], "decision": decision, **more})


def test_a_second_person_confirms_all_in_one_list(bank, grants, login):
    browser = login(bank.compliance)
    page = browser.get(LIST).content.decode()
    assert "李航（990102）" in page and "支行行长" in page and "设密码" in page
    answer = post(browser, *grants)
    assert (answer.status_code, answer.url) == (302, LIST)
    assert "已同意" in browser.get(LIST).content.decode()
    assert User.objects.get(pk=bank.backup.pk).role == "branch_head"
    assert not Grant.objects.waiting().exists()


def test_ones_own_is_shown_without_a_box_and_refused(bank, grants, login):
    browser = login(bank.head_office)
    page = browser.get(LIST).content.decode()
    assert "要由别人确认" in page and f'value="{grants[0].pk}"' not in page
    answer = post(browser, *grants)
    assert answer.status_code == 422 and "要由另一个人确认" in answer.content.decode()
    assert f'value="{grants[1].pk}" checked' in answer.content.decode()
    assert Grant.objects.waiting().count() == 2


def test_a_head_sees_and_decides_what_he_sees_himself(bank, grants, login):
    far = set_password(bank.stranger, "liushu-fengqi-88", by=bank.sysadmin)
    browser = login(bank.head)
    page = browser.get(LIST).content.decode()
    assert "990101" in page and "990201" not in page
    answer = post(browser, far)
    assert answer.status_code == 422 and "不在您的范围内" in answer.content.decode()
    assert post(browser, grants[1]).status_code == 302
    assert User.objects.get(pk=bank.manager.pk).check_password("liushu-fengqi-88")


def test_who_comes_second_is_told(bank, grants, login):
    browser = login(bank.compliance)
    post(browser, grants[0], decision="decline")
    answer = post(browser, grants[0])
    assert answer.status_code == 409 and "已经处理过" in answer.content.decode()
    assert User.objects.get(pk=bank.backup.pk).role == "manager"


@pytest.mark.parametrize(
    "typed",
    [{}, {"decision": "confirm"}, {"grants": "x", "decision": "confirm"}, {"grants": "\x00", "decision": "confirm"},
     {"grants": "9" * 40, "decision": "confirm"}, {"grants": "1", "decision": "taken"}],
)  # fmt: skip
def test_bad_input_is_said_and_changes_nothing(bank, grants, login, typed):
    assert login(bank.compliance).post(DECIDE, typed).status_code == 422
    assert Grant.objects.waiting().count() == 2


def test_what_the_command_line_did_is_shown_until_looked_at(bank, login):
    bank.backup.role = Role.BRANCH_HEAD
    grant = save_user(bank.backup)
    browser = login(bank.head_office)
    page = browser.get(LIST).content.decode()
    assert "已直接生效，请查看" in page and f'value="{grant.pk}" checked' in page  # a first load has dozens
    assert 'id="nav_grant_list">1<' in browser.get("/").content.decode()
    assert post(browser, grant, decision="seen").status_code == 302
    page = browser.get(LIST).content.decode()
    assert "已直接生效，请查看" not in page and 'id="nav_grant_list">1<' not in page


def test_looking_decides_nothing(bank, grants, login):
    post(login(bank.compliance), *grants, decision="seen")
    assert Grant.objects.waiting().count() == 2


def test_three_rows_ask_as_much_as_one(bank, login):
    browser, counts = login(bank.compliance), []
    for number in (1, 2):
        for _ in range(number):
            save_user(
                User(employee_no=f"98{Grant.objects.count():04}", name="新", role="auditor", unit=bank.hq),
                by=bank.sysadmin,
            )
        browser.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            browser.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_administrator_sees_on_the_persons_page_what_waits(bank, grants, login):
    page = login(bank.sysadmin).get(reverse("admin:staff_user_change", args=[bank.manager.pk])).content.decode()
    assert "等第二个人确认" in page and "设密码" in page


def test_a_new_person_of_the_bank_is_asked_for_by_one_and_confirmed_by_another(bank, login):
    typed = PERSON | {"employee_no": "990188", "unit": bank.east.pk}
    answer = login(bank.sysadmin).post(reverse("admin:staff_user_add"), typed, follow=True)
    assert "启用账号：客户经理" in answer.content.decode()
    assert post(login(bank.head), Grant.objects.get()).status_code == 302
    assert User.objects.get(employee_no="990188").is_active
    assert not User.objects.get(employee_no="990188").has_usable_password()


def test_a_head_does_not_look_away_his_own_appointment(bank, login):
    bank.head.role = Role.MANAGER
    save_user(bank.head)
    bank.head.role = Role.BRANCH_HEAD
    own = save_user(bank.head)
    browser = login(bank.head)
    page = browser.get(LIST).content.decode()
    assert "已直接生效" in page and f'value="{own.pk}"' not in page
    answer = post(browser, own, decision="seen")
    assert answer.status_code == 422 and "要由另一个人查看" in answer.content.decode()
    assert post(login(bank.head_office), own, decision="seen").status_code == 302
    assert not Grant.objects.unseen().exists()


def test_whom_one_entered_is_neither_counted_nor_offered_and_refused(bank, login):
    made = User(employee_no="990177", name="新人", role=Role.MANAGER, unit=bank.east)
    save_user(made, by=bank.head_office)
    grant = set_password(made, "liushu-fengqi-88", by=bank.sysadmin)
    assert (grants_open(bank.head_office), grants_open(bank.compliance)) == (0, 1)
    browser = login(bank.head_office)
    assert "要由别人确认" in browser.get(LIST).content.decode()
    assert post(browser, grant).status_code == 422
