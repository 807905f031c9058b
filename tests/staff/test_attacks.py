"""How somebody would open clients to himself: each is tried through the pages and ends with nothing seen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from imports.actions.files import run_queued_imports
from staff.actions.users import save_user
from staff.models import Grant, User
from staff.roles import Role
from tests import factories
from tests.imports.samples import table

CHOSEN = "admin-zhidao-2027"
TYPED = {"email": "", "is_active": "on", "care_weekday": "2", "daily_minutes": "150", "care_day_minutes": "300"}
HEADERS = "工号,姓名,岗位,机构号,邮箱,客户维护日"


@pytest.fixture(autouse=True)
def backs_nobody(bank):
    """Who has clients, or stands in for them, goes nowhere: tests/staff/actions/test_users.py."""
    Client.objects.update(backup=None)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def second(bank):
    """Another administrator of the same mind."""
    return factories.user(Role.SYSADMIN, unit=bank.hq, employee_no="990005", name="同伙")


def change(browser, person, **typed):
    values = TYPED | {"name": person.name, "role": person.role, "unit": person.unit_id} | typed
    return browser.post(reverse("admin:staff_user_change", args=[person.pk]), values)


def set_password(browser, person, **more):
    page = reverse("admin:staff_user_password", args=[person.pk])
    return browser.post(page, {"new_password1": CHOSEN, "new_password2": CHOSEN, **more})


def add(browser, role, unit, **more):
    browser.post(
        reverse("admin:staff_user_add"),
        TYPED | {"employee_no": "990188", "name": "傀儡", "role": role, "unit": unit.pk, **more},
    )
    return User.objects.filter(employee_no="990188").first()


def confirm_all(browser):
    pks = list(Grant.objects.waiting().values_list("pk", flat=True))
    return browser.post(reverse("grant_decide"), {"grants": pks, "decision": "confirm"}).status_code


def upload(browser, *rows, name="staff.csv", headers=HEADERS):
    file = SimpleUploadedFile(name, table(headers, *rows).encode("utf-8-sig"))
    browser.post(browser.post("/imports/upload/", {"file": file}).url + "start/")
    return run_queued_imports(now=timezone.now())


def gets_in(client, number):
    fresh = type(client)()
    fresh.post("/login/", {"username": number, "password": CHOSEN})
    return "_auth_user_id" in fresh.session


def stands(person):
    return User.objects.values_list("role", "unit", "is_active").get(pk=person.pk)


@pytest.mark.parametrize("victim", ["manager", "head", "head_office", "compliance", "auditor"])
@pytest.mark.parametrize("more", [{}, {"role": "head_office", "decision": "confirmed", "must_change_password": ""}])
def test_the_administrator_sets_a_password_and_logs_in(bank, client, login, victim, more):
    person = getattr(bank, victim)
    browser = login(bank.sysadmin)
    assert set_password(browser, person, **more).status_code == 302
    assert not gets_in(client, person.employee_no)
    assert confirm_all(browser) == 403
    assert not gets_in(client, person.employee_no) and stands(person)[0] == person.role


def test_a_confirmed_password_is_worth_one_step(bank, client, login):
    """With the second person's word it opens the page to choose another, and nothing before."""
    set_password(login(bank.sysadmin), bank.head)
    confirm_all(login(bank.head_office))
    fresh = type(client)()
    fresh.post("/login/", {"username": "990100", "password": CHOSEN})
    assert fresh.get("/clients/").url == "/password/"


@pytest.mark.parametrize("role", ["head_office", "branch_head", "manager", "compliance", "auditor"])
@pytest.mark.parametrize(
    "more", [{}, {"decision": "confirmed", "must_change_password": "", "is_demo": "", "password": CHOSEN}]
)
def test_the_administrator_creates_an_account_above_himself(bank, client, login, role, more):
    browser = login(bank.sysadmin)
    person = add(browser, role, bank.hq, **more)
    assert stands(person) == ("manager", bank.hq.pk, False)
    set_password(browser, person)
    change(browser, person, role="manager")  # only the box 在岗 is ticked
    assert confirm_all(browser) == 403
    assert stands(person) == ("manager", bank.hq.pk, False)
    assert not gets_in(client, "990188")


def test_the_administrator_gives_himself_a_role_through_another_account(bank, client, login):
    puppet = add(login(bank.sysadmin), "sysadmin", bank.hq)
    assert stands(puppet)[2]  # an administrator sees no client, so one may make another
    browser = login(puppet)
    for victim in (bank.sysadmin, puppet):
        change(browser, victim, role="head_office")
        assert stands(victim)[0] == "sysadmin"
    assert confirm_all(browser) == 403
    assert confirm_all(login(bank.sysadmin)) == 403


def test_a_role_taken_away_and_asked_back_brings_no_known_password(bank, client, login):
    """Alone he may make an administrator of a head, and set an administrator's password; not keep both."""
    browser = login(bank.sysadmin)
    change(browser, bank.head, role="sysadmin")
    bank.head.refresh_from_db()
    set_password(browser, bank.head)
    assert gets_in(client, "990100")
    change(browser, bank.head, role="branch_head")
    confirm_all(login(bank.head_office))
    assert stands(bank.head)[0] == "branch_head" and not gets_in(client, "990100")


def test_a_unit_is_not_moved_below_a_head_who_would_see_more(bank, login):
    """Confirmed as head of an empty branch, then the branches are moved to him."""
    typed = {"name": "老街分理处", "level": "outlet", "parent": bank.west.pk, "care_weekday": "2"}
    answer = login(bank.sysadmin).post(reverse("admin:staff_orgunit_change", args=[bank.outlet.pk]), typed)
    assert answer.status_code == 422 and "钱行长（990200）" in answer.content.decode()
    rows = [("9903", "新支行", "支行", "9900"), ("990101", "老街分理处", "网点", "9902")]
    done = upload(login(bank.head_office), *rows, name="org.csv", headers="机构号,名称,级别,上级机构")
    assert "新增 1，更新 0，未变 0，错误 1" in done
    bank.outlet.refresh_from_db()
    assert bank.outlet.path == "/9900/9901/990101/"
    User.objects.filter(pk=bank.other_head.pk).update(is_active=False)
    assert (
        login(bank.sysadmin).post(reverse("admin:staff_orgunit_change", args=[bank.outlet.pk]), typed).status_code
        == 302
    )


def test_the_second_person_is_asked_anew_when_the_wish_changes(bank, login):
    """What he saw is what he confirms: the number of a row that was replaced confirms nothing."""
    Client.objects.update(manager=None)
    browser = login(bank.sysadmin)
    change(browser, bank.manager, unit=bank.east.pk, role="branch_head")
    seen = Grant.objects.get().pk
    change(browser, bank.manager, unit=bank.hq.pk, role="head_office")
    answer = login(bank.compliance).post(reverse("grant_decide"), {"grants": [seen], "decision": "confirm"})
    assert answer.status_code == 422 and stands(bank.manager)[0] == "manager"


def test_two_administrators_are_no_second_person(bank, second, login):
    Client.objects.update(manager=None)
    change(login(bank.sysadmin), bank.manager, role="head_office")
    change(login(second), bank.manager, role="head_office")
    assert confirm_all(login(second)) == 403
    assert stands(bank.manager)[0] == "manager"


def test_the_same_person_asks_and_confirms(bank, login):
    browser = login(bank.head_office)
    upload(browser, ("990102", "李航", "支行行长", "9902", "", ""))
    assert confirm_all(browser) == 422
    assert stands(bank.backup) == ("manager", bank.east.pk, True)


@pytest.mark.parametrize(
    ("number", "role"),
    [("990001", role) for role in ("支行行长", "客户经理", "合规", "行长")]
    + [("９９０００１", "支行行长"), (" 990001 ", "支行行长")],
)
def test_head_office_imports_its_own_number(bank, login, role, number):
    browser = login(bank.head_office)
    done = upload(browser, (number, "总行管理", role, "9901", "", ""))
    assert stands(bank.head_office) == ("head_office", bank.hq.pk, True)
    assert not Grant.objects.exists() and "错误 0" in done
    assert bank.mine.name not in browser.get(f"/clients/{bank.mine.pk}/").content.decode()


def test_a_file_raises_nobody_and_moves_managers(bank, login):
    Client.objects.update(manager=None)
    browser = login(bank.head_office)
    upload(
        browser,
        ("990101", "周敏", "客户经理", "9900", "", ""),
        ("990102", "李航", "支行行长", "9901", "", ""),
        ("990200", "钱行长", "支行行长", "9900", "", ""),
        ("990003", "审计员", "总行管理", "9900", "", ""),
        ("990301", "新行长", "支行行长", "9901", "", ""),
        ("990302", "新总行", "总行管理", "9900", "", ""),
        ("990303", "新经理", "客户经理", "9901", "", ""),
    )
    assert stands(bank.manager) == ("manager", bank.hq.pk, True)
    assert stands(bank.backup) == ("manager", bank.east.pk, True)
    assert stands(bank.other_head) == ("branch_head", bank.west.pk, True)
    assert stands(bank.auditor) == ("auditor", bank.hq.pk, True)
    states = {
        number: (role, active) for number, role, active in User.objects.values_list("employee_no", "role", "is_active")
    }
    assert [states[number] for number in ("990301", "990302", "990303")] == [("manager", False)] * 2 + [
        ("manager", True)
    ]
    assert confirm_all(browser) == 422
    assert confirm_all(login(bank.compliance)) == 302
    assert stands(bank.backup)[0] == "branch_head" and stands(bank.other_head)[1] == bank.hq.pk
    assert User.objects.get(employee_no="990301").can("view_names")


def test_a_manager_moved_to_the_importers_unit_shows_the_importer_nothing_more(bank, login):
    Client.objects.update(manager=None)
    browser = login(bank.head_office)
    upload(browser, ("990101", "周敏", "客户经理", "9900", "", ""))
    assert bank.mine.name not in browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    assert bank.mine.name not in login(bank.backup).get("/clients/").content.decode() or bank.mine.backup == bank.backup


def test_the_admins_actions_on_many_rows_open_nothing(bank, login):
    browser, page = login(bank.sysadmin), reverse("admin:staff_user_changelist")
    assert b'name="action"' not in browser.get(page).content
    before = list(User.objects.order_by("pk").values())
    for action in ("delete_selected", "activate", "__all__"):
        browser.post(page, {"action": action, "_selected_action": [bank.head.pk], "post": "yes"})
    rows = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": bank.manager.pk,
        "form-0-role": "head_office",
    }
    browser.post(page, rows | {"_save": "1"})
    assert list(User.objects.order_by("pk").values()) == before


def test_other_pages_for_passwords_set_none(bank, login):
    browser = login(bank.sysadmin)
    for path in (
        f"/admin/auth/user/{bank.head.pk}/password/",
        "/admin/password_reset/",
        f"/admin/staff/user/{bank.head.pk}/change/password/",
    ):
        browser.post(path, {"password1": CHOSEN, "password2": CHOSEN, "new_password1": CHOSEN, "new_password2": CHOSEN})
    bank.head.refresh_from_db()
    assert bank.head.check_password(factories.PASSWORD) and not Grant.objects.exists()


def test_a_head_moved_below_his_unit_and_a_closed_one_need_nobody(bank, login):
    browser = login(bank.sysadmin)
    change(browser, bank.head, unit=bank.outlet.pk)
    assert stands(bank.head) == ("branch_head", bank.outlet.pk, True)
    change(browser, bank.head, unit=bank.outlet.pk, is_active="")
    change(browser, bank.head, unit=bank.outlet.pk)  # and open again
    assert stands(bank.head)[2] is False


def test_nobody_but_the_list_of_deciders_sees_or_decides(bank, login):
    bank.backup.role = Role.BRANCH_HEAD
    save_user(bank.backup, by=bank.head_office)
    for who in ("manager", "backup", "auditor", "sysadmin"):
        browser = login(getattr(bank, who))
        assert browser.get("/grants/").status_code == 403
        assert confirm_all(browser) == 403
    assert confirm_all(login(bank.other_head)) == 422
    assert stands(bank.backup)[0] == "manager"
