"""Units, people and cover in the admin: every write goes through the action and leaves its row in the audit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from staff.actions.grants import decide_grants
from staff.models import AuditEvent, CoverPeriod, Grant, OrgUnit, User
from staff.roles import Role
from tests import factories
from tests.numbers import IDENTITY
from words.dates import full_date

PERSON = {
    "name": "周敏",
    "email": "",
    "role": "manager",
    "is_active": "on",
    "care_weekday": "2",
    "daily_minutes": "150",
    "care_day_minutes": "300",
}
NEW_PASSWORD = "xin-mima-2027-ok"


def events(verb, target):
    found = AuditEvent.objects.filter(verb=verb, target_id=str(target.pk), target_type=target._meta.label)
    return list(found.order_by("pk"))


@pytest.fixture
def office(bank, login):
    return login(bank.sysadmin)


def test_the_system_administrator_adds_a_unit_below_its_parent(bank, office):
    typed = {"code": "990102", "name": "新街分理处", "level": "outlet", "parent": bank.east.pk, "care_weekday": "2"}
    assert office.post(reverse("admin:staff_orgunit_add"), typed).status_code == 302
    unit = OrgUnit.objects.get(code="990102")
    assert unit.path == "/9900/9901/990102/"
    assert events("create", unit)[0].actor_no == bank.sysadmin.employee_no


def test_moving_a_unit_moves_what_is_below_it_and_keeps_its_code(bank, office):
    typed = {"code": "7777", "name": "城关支行", "level": "sub_branch", "parent": bank.hq.pk, "care_weekday": "3"}
    assert office.post(reverse("admin:staff_orgunit_change", args=[bank.east.pk]), typed).status_code == 302
    bank.east.refresh_from_db()
    assert (bank.east.code, bank.east.care_weekday) == ("9901", 3)
    assert events("update", bank.east)


@pytest.mark.parametrize(
    ("level", "parent", "words"),
    [
        ("outlet", "outlet", "的级别必须高于本机构"),
        ("sub_branch", "", "必须有上级机构"),
        ("hq", "east", "的级别必须高于本机构"),
    ],
)
def test_a_unit_in_a_wrong_place_is_refused_at_the_field_and_nothing_is_written(bank, office, level, parent, words):
    parent = getattr(bank, parent).pk if parent else ""
    typed = {"code": "990109", "name": "新街", "level": level, "parent": parent, "care_weekday": "2"}
    answer = office.post(reverse("admin:staff_orgunit_add"), typed)
    assert answer.status_code == 422
    assert words in str(answer.context["adminform"].form.errors["parent"])
    assert not OrgUnit.objects.filter(code="990109").exists()
    assert not AuditEvent.objects.filter(verb="create").exists()


def test_a_new_person_cannot_log_in_until_a_password_is_set(bank, office):
    answer = office.post(
        reverse("admin:staff_user_add"), {**PERSON, "employee_no": "990188", "unit": bank.east.pk}, follow=True
    )
    person = User.objects.get(employee_no="990188")
    assert not person.has_usable_password()
    assert "还没有密码" in answer.content.decode()
    assert events("create", person)


def test_changing_a_person_keeps_password_and_number(bank, office):
    Client.objects.filter(manager=bank.manager).update(manager=None)  # who has clients does not move
    typed = {**PERSON, "name": "周敏敏", "employee_no": "111111", "unit": bank.outlet.pk, "password": "x"}
    assert office.post(reverse("admin:staff_user_change", args=[bank.manager.pk]), typed).status_code == 302
    bank.manager.refresh_from_db()
    assert (bank.manager.name, bank.manager.employee_no, bank.manager.unit) == ("周敏敏", "990101", bank.outlet)
    assert bank.manager.check_password(factories.PASSWORD)
    assert len(events("update", bank.manager)) == 1


@pytest.mark.parametrize("change", [{"role": "head_office"}, {"is_active": ""}])
def test_the_system_administrator_cannot_open_the_clients_to_himself(bank, office, change):
    typed = {**PERSON, "name": "系统员", "role": "sysadmin", "unit": bank.hq.pk, **change}
    answer = office.post(reverse("admin:staff_user_change", args=[bank.sysadmin.pk]), typed)
    bank.sysadmin.refresh_from_db()
    assert (bank.sysadmin.role, bank.sysadmin.is_active) == (Role.SYSADMIN, True)
    assert "不能修改自己的岗位" in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="update").exists()


def test_setting_a_password_obeys_the_sites_rules_and_is_audited_without_it(bank, office):
    page = reverse("admin:staff_user_password", args=[bank.manager.pk])
    assert office.get(page).status_code == 200
    for weak in ("1234567890123", "short", "password123", bank.manager.employee_no + "0000"):
        answer = office.post(page, {"new_password1": weak, "new_password2": weak})
        assert answer.status_code == 422, weak
    assert "密码太短" in office.post(page, {"new_password1": "kj3f-x", "new_password2": "kj3f-x"}).content.decode()
    assert not AuditEvent.objects.filter(verb="update").exists()
    assert office.post(page, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}).status_code == 302
    bank.manager.refresh_from_db()
    assert bank.manager.check_password(factories.PASSWORD)  # until a second person has said yes
    grant = Grant.objects.get()
    decide_grants([grant], by=bank.head, is_confirmed=True, now=timezone.now())
    bank.manager.refresh_from_db()
    assert bank.manager.check_password(NEW_PASSWORD)
    asked, decided = events("grant", bank.manager)
    assert (asked.actor_no, decided.actor_no) == (bank.sysadmin.employee_no, bank.head.employee_no)
    assert asked.changes == decided.changes == {"grant": "设密码"}


def test_only_the_system_administrator_sets_passwords_and_not_his_own_here(bank, office, login):
    own = office.get(reverse("admin:staff_user_password", args=[bank.sysadmin.pk]))
    assert own.url == reverse("admin:password_change")
    page = reverse("admin:staff_user_password", args=[bank.manager.pk])
    for person, status in (
        (bank.head, 403),
        (bank.other_head, 404),
        (bank.head_office, 403),
        (bank.auditor, 403),
        (bank.manager, 403),
    ):
        assert (
            login(person).post(page, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}).status_code
            == status
        )
    bank.manager.refresh_from_db()
    assert bank.manager.check_password(factories.PASSWORD)


def test_a_head_sets_the_day_and_the_minutes_of_his_managers_and_nothing_else(bank, login):
    browser, page = login(bank.head), reverse("admin:staff_user_change", args=[bank.manager.pk])
    shown = browser.get(page).content.decode()
    assert "设置密码" not in shown and 'name="care_weekday"' in shown and 'name="role"' not in shown
    assert "从下一份新生成的名单起生效" in shown
    typed = PERSON | {"name": "别人", "role": "sysadmin", "care_weekday": "4", "daily_minutes": "90"}
    assert browser.post(page, typed).status_code == 302
    found = User.objects.get(pk=bank.manager.pk)
    assert (found.care_weekday, found.daily_minutes, found.care_day_minutes) == (4, 90, 300)
    assert (found.name, found.role) == (bank.manager.name, Role.MANAGER)
    (event,) = events("update", bank.manager)
    assert event.actor_no == bank.head.employee_no
    assert event.changes == {"care_weekday": [None, 4], "daily_minutes": [150, 90]}


def test_a_day_has_so_many_minutes_and_no_more(bank, login):
    page = reverse("admin:staff_user_change", args=[bank.manager.pk])
    answer = login(bank.head).post(page, PERSON | {"daily_minutes": "481"})
    assert "最多 480 分钟" in answer.content.decode()
    assert User.objects.get(pk=bank.manager.pk).daily_minutes == bank.manager.daily_minutes


@pytest.mark.parametrize(("person", "status"), [("head", 403), ("stranger", 404), ("sysadmin", 404)])
def test_a_head_sets_nobodys_day_but_his_managers(bank, login, person, status):
    target = getattr(bank, person)
    before = User.objects.values().get(pk=target.pk)
    answer = login(bank.head).post(reverse("admin:staff_user_change", args=[target.pk]), PERSON)
    assert answer.status_code == status
    assert User.objects.values().get(pk=target.pk) | {"last_login": None} == before | {"last_login": None}


def test_a_head_adds_nobody(bank, login):
    assert login(bank.head).get(reverse("admin:staff_user_add")).status_code == 403


def cover(absent, person, first=3, last=7):
    """What the form sends; from and to in days from today."""
    days = (timezone.localdate() + timedelta(days=number) for number in (first, last))
    return {
        "absent": absent.pk,
        "cover": person.pk,
        **dict(zip(("starts_on", "ends_on"), days, strict=True)),
        "reason": "年假",
    }


def test_a_head_arranges_cover_within_his_branch(bank, login):
    browser = login(bank.head)
    assert browser.post(reverse("admin:staff_coverperiod_add"), cover(bank.manager, bank.backup)).status_code == 302
    period = CoverPeriod.objects.get()
    assert (period.absent, period.cover, period.ends_on) == (
        bank.manager,
        bank.backup,
        timezone.localdate() + timedelta(days=7),
    )
    (event,) = events("cover", period)
    assert (event.actor_no, event.unit_id) == ("990100", bank.east.pk)
    page = reverse("admin:staff_coverperiod_change", args=[period.pk])
    assert browser.post(page, cover(bank.manager, bank.backup, last=11)).status_code == 302
    period.refresh_from_db()
    assert period.ends_on == timezone.localdate() + timedelta(days=11)
    assert len(events("cover", period)) == 2
    listed = reverse("admin:staff_coverperiod_changelist")
    assert full_date(period.ends_on) in browser.get(listed).content.decode()
    assert "取消这段安排" in browser.get(page).content.decode()
    end = reverse("admin:staff_coverperiod_end", args=[period.pk])
    assert browser.get(end).status_code in (302, 405)
    assert "没有改动" in browser.post(end, {"seen": "active"}, follow=True).content.decode()
    shown = browser.post(end, {"seen": "planned"}, follow=True).content.decode()
    assert "已取消" in shown and "这四周没有人离岗" in shown
    assert 'name="ends_on"' not in browser.get(page).content.decode()
    assert [
        len(browser.get(listed, {"state": state}).context["cl"].result_list) for state in ("active", "cancelled")
    ] == [0, 1]
    assert login(bank.other_head).post(end, {"seen": "planned"}).status_code == 404
    assert login(bank.sysadmin).post(end, {"seen": "planned"}).status_code == 403


def test_a_gap_stands_red_on_the_calendar_of_four_weeks(bank, login):
    data = cover(bank.manager, bank.backup, 0, 2) | {"cover": ""}
    shown = login(bank.head).post(reverse("admin:staff_coverperiod_add"), data, follow=True).content.decode()
    assert "没有人代，客户由行长照看" in shown and '<td class="gap">空</td>' in shown
    page = reverse("admin:staff_coverperiod_change", args=[CoverPeriod.objects.get().pk])
    shown = login(bank.head).get(page).content.decode()
    assert "提前结束" in shown and 'name="ends_on"' in shown and 'name="starts_on"' not in shown


def test_a_reason_with_an_identity_number_is_said_at_the_field_and_kept_in_it(bank, login):
    data = cover(bank.manager, bank.backup) | {"reason": f"照看家人 {IDENTITY}"}
    answer = login(bank.head).post(reverse("admin:staff_coverperiod_add"), data)
    assert answer.status_code == 422 and not CoverPeriod.objects.exists()
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {"view"}
    assert "身份证号码" in str(answer.context["adminform"].form.errors["reason"])
    assert f'value="照看家人 {IDENTITY}"' in answer.content.decode()


def test_a_head_is_offered_nobody_of_another_branch_and_cannot_name_one(bank, login):
    browser = login(bank.head)
    page = reverse("admin:staff_coverperiod_add")
    offered = {str(value) for value, _label in browser.get(page).context["adminform"].form.fields["cover"].choices}
    people = (bank.manager, bank.backup, bank.head, bank.head_office)  # the last for the head himself
    assert offered == {"", *(str(person.pk) for person in people)}
    answer = browser.post(page, cover(bank.manager, bank.stranger))
    assert "cover" in answer.context["adminform"].form.errors
    assert not CoverPeriod.objects.exists()


@pytest.mark.parametrize(
    ("who", "starts", "ends", "field", "words"),
    [
        (("manager", "manager"), 1, 5, "cover", "不能是离岗人自己"),
        (("manager", "backup"), 5, 1, "ends_on", "不能早于开始日期"),
        (("manager", "third"), 3, 8, "absent", "已有代管安排"),
        (("third", "manager"), 3, 8, "cover", "代管不能接力"),
    ],
)
def test_what_cover_may_not_be_is_said_at_the_field(bank, login, who, starts, ends, field, words):
    bank.third = factories.user(unit=bank.east, name="赵三")
    taken = cover(bank.manager, bank.backup, 2, 4)
    CoverPeriod.objects.create(absent_id=taken.pop("absent"), cover_id=taken.pop("cover"), **taken)
    people = [getattr(bank, name) for name in who]
    answer = login(bank.head).post(reverse("admin:staff_coverperiod_add"), cover(*people, starts, ends))
    assert answer.status_code == 422
    assert words in str(answer.context["adminform"].form.errors[field])
    assert "staff_" not in answer.context["adminform"].form.errors.as_text()
    assert CoverPeriod.objects.count() == 1
