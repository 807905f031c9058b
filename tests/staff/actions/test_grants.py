"""Grants: what waits changes nothing, a second person puts it in force, and each step stands in the audit."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import Client
from staff.actions.grants import decide_grants, look_at_grants
from staff.actions.org import save_unit
from staff.actions.users import change_own_password, save_user, set_password
from staff.models import AuditEvent, Grant, User
from staff.roles import Role
from tests import factories
from words.problems import Moved, Refused


@pytest.fixture(autouse=True)
def without_clients(bank):
    """Who has clients goes nowhere: tests/staff/actions/test_users.py."""
    Client.objects.update(manager=None, backup=None)


NEW = "liushu-fengqi-88"


def moved(person, **values):
    person = User.objects.get(pk=person.pk)
    for name, value in values.items():
        setattr(person, name, value)
    return person


def decide(grant, by, *, is_confirmed=True):
    decide_grants([grant], by=by, is_confirmed=is_confirmed, now=timezone.now())


def stands(person):
    person = User.objects.get(pk=person.pk)
    return person.role, person.unit_id, person.is_active


def steps():
    return list(AuditEvent.objects.filter(verb="grant").order_by("pk").values_list("actor_no", "reason"))


def test_a_role_waits_and_is_put_in_force_by_another(bank):
    person = moved(bank.manager, role=Role.BRANCH_HEAD, unit=bank.west, name="周敏敏")
    grant = save_user(person, by=bank.head_office)
    assert stands(bank.manager) == ("manager", bank.east.pk, True)
    assert User.objects.get(pk=bank.manager.pk).name == "周敏敏"  # what needs nobody is written
    decide(grant, bank.compliance)
    assert stands(bank.manager) == ("branch_head", bank.west.pk, True)
    assert steps() == [("990001", "提出，等第二个人确认"), ("990002", "已确认")]
    event = AuditEvent.objects.filter(verb="grant").latest("pk")
    assert event.changes["role"] == ["manager", "branch_head"] and event.target_id == str(bank.manager.pk)


def test_nobody_alone_brings_a_person_to_a_desk_that_signs_or_a_desk_to_a_person(bank):
    finance = factories.unit("9908", parent=bank.hq, level="branch", name="计财部", desk="finance")
    grant = save_user(moved(bank.head_office, unit=finance), by=bank.sysadmin)
    assert stands(bank.head_office) == ("head_office", bank.hq.pk, True) and not grant.decision
    decide(grant, bank.compliance)
    assert stands(bank.head_office)[1] == finance.pk
    finance.desk = "board"
    with pytest.raises(Refused, match="会有它的会签权"):
        save_unit(finance, by=bank.sysadmin)
    finance.desk = ""
    save_unit(finance, by=bank.sysadmin)


def test_what_is_declined_changes_nothing(bank):
    grant = save_user(moved(bank.manager, role=Role.HEAD_OFFICE), by=bank.sysadmin)
    decide(grant, bank.head_office, is_confirmed=False)
    assert stands(bank.manager) == ("manager", bank.east.pk, True)
    with pytest.raises(Moved):
        decide(grant, bank.compliance)
    assert stands(bank.manager)[0] == "manager"


@pytest.mark.parametrize("role", ["manager", "branch_head", "head_office", "compliance", "auditor"])
def test_a_new_account_waits_closed_and_without_its_role(bank, role):
    person = User(employee_no="990188", name="新人", role=role, unit=bank.hq)
    grant = save_user(person, by=bank.sysadmin)
    assert stands(person) == ("manager", bank.hq.pk, False)
    assert (grant.what, grant.role) == ("account", role)
    decide(grant, bank.compliance)
    assert stands(person) == (role, bank.hq.pk, True)


def test_opening_a_closed_account_is_a_grant(bank):
    User.objects.filter(pk=bank.head.pk).update(is_active=False)
    grant = save_user(moved(bank.head, is_active=True), by=bank.sysadmin)
    assert (grant.what, stands(bank.head)[2]) == ("account", False)
    decide(grant, bank.head_office)
    assert stands(bank.head) == ("branch_head", bank.east.pk, True)


@pytest.mark.parametrize("values", [{"role": Role.SYSADMIN}, {"is_active": False}, {"role": Role.MANAGER}])
def test_taking_away_is_done_at_once(bank, values):
    assert save_user(moved(bank.head, **values), by=bank.sysadmin) is None
    assert not Grant.objects.exists()


def test_a_new_wish_replaces_the_one_that_waits(bank):
    first = save_user(moved(bank.manager, role=Role.BRANCH_HEAD), by=bank.sysadmin)
    save_user(moved(bank.manager, role=Role.HEAD_OFFICE), by=bank.sysadmin)
    assert list(Grant.objects.values_list("role", flat=True)) == ["head_office"]
    decide_grants([first], by=bank.head_office, is_confirmed=True, now=timezone.now())  # is no more
    assert stands(bank.manager)[0] == "manager"


def test_other_columns_leave_what_waits(bank):
    save_user(moved(bank.manager, role=Role.BRANCH_HEAD), by=bank.sysadmin)
    save_user(moved(bank.manager, name="周敏敏"), by=bank.sysadmin)
    assert Grant.objects.waiting().count() == 1


@pytest.mark.parametrize("decider", ["sysadmin", "other_head", "auditor", "manager", "head_office"])
def test_nobody_confirms_beyond_what_he_sees_or_what_he_asked(bank, decider):
    asks = bank.head_office if decider == "head_office" else bank.sysadmin
    grant = save_user(moved(bank.backup, role=Role.BRANCH_HEAD), by=asks)
    with pytest.raises(Refused):
        decide(grant, getattr(bank, decider))
    assert stands(bank.backup)[0] == "manager"


def test_nobody_confirms_what_is_for_himself(bank):
    grant = save_user(moved(bank.head, unit=bank.hq), by=bank.sysadmin)
    with pytest.raises(Refused, match="给自己的"):
        decide(grant, bank.head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(decided_by=bank.head, decision="confirmed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(decided_by=bank.sysadmin, decision="confirmed")


def test_one_that_may_not_be_keeps_the_others_back(bank):
    good = save_user(moved(bank.backup, role=Role.BRANCH_HEAD), by=bank.sysadmin)
    own = save_user(moved(bank.stranger, role=Role.BRANCH_HEAD), by=bank.head_office)
    with pytest.raises(Refused):
        decide_grants([good, own], by=bank.head_office, is_confirmed=True, now=timezone.now())
    assert stands(bank.backup)[0] == "manager" and Grant.objects.waiting().count() == 2


def test_a_password_waits_as_its_hash_and_must_be_changed(bank):
    grant = set_password(bank.manager, NEW, by=bank.sysadmin)
    assert User.objects.get(pk=bank.manager.pk).check_password(factories.PASSWORD)
    assert grant.password and NEW not in grant.password
    decide(grant, bank.head)
    person = User.objects.get(pk=bank.manager.pk)
    assert person.check_password(NEW) and person.must_change_password
    assert Grant.objects.get().password == ""


def test_a_declined_password_is_forgotten(bank):
    decide(set_password(bank.manager, NEW, by=bank.sysadmin), bank.head, is_confirmed=False)
    assert Grant.objects.get().password == ""
    assert User.objects.get(pk=bank.manager.pk).check_password(factories.PASSWORD)


def test_a_password_opens_what_its_owner_sees_by_now(bank):
    grant = set_password(bank.manager, NEW, by=bank.sysadmin)
    User.objects.filter(pk=bank.manager.pk).update(role=Role.HEAD_OFFICE)
    with pytest.raises(Refused):
        decide(grant, bank.head)


def test_the_password_of_a_closed_account_waits_too(bank):
    User.objects.filter(pk=bank.head.pk).update(is_active=False)
    assert set_password(User.objects.get(pk=bank.head.pk), NEW, by=bank.sysadmin).decision == ""


def test_an_administrator_helps_another_at_once(bank):
    other = factories.user(Role.SYSADMIN, unit=bank.hq)
    grant = set_password(other, NEW, by=bank.sysadmin)
    assert grant.decision == "taken" and User.objects.get(pk=other.pk).must_change_password


def test_who_changes_his_own_password_ends_what_others_asked(bank):
    set_password(bank.manager, NEW, by=bank.sysadmin)
    change_own_password(bank.manager, "ziji-de-mima-2027")
    assert not Grant.objects.exists()
    assert not User.objects.get(pk=bank.manager.pk).must_change_password
    with pytest.raises(Refused):
        set_password(bank.manager, NEW, by=bank.manager)


def test_the_command_line_is_in_force_at_once_and_shown_until_seen(bank):
    grant = save_user(moved(bank.manager, role=Role.BRANCH_HEAD))
    assert stands(bank.manager)[0] == "branch_head"
    event = AuditEvent.objects.get(verb="grant")
    assert (event.actor_no, event.reason, event.changes["role"]) == ("", "直接生效", ["manager", "branch_head"])
    assert list(Grant.objects.visible_to(bank.head_office).unseen()) == [grant]
    look_at_grants([grant], by=bank.head_office, now=timezone.now())
    look_at_grants([grant], by=bank.compliance, now=timezone.now())
    assert not Grant.objects.unseen().exists()
    assert Grant.objects.get().decided_by == bank.head_office
    assert AuditEvent.objects.filter(reason="已查看").count() == 1


def test_who_entered_an_account_does_not_decide_about_its_first_password(bank):
    made = User(employee_no="990177", name="新人", role=Role.MANAGER, unit=bank.east)
    save_user(made, by=bank.head_office)
    grant = set_password(made, "liushu-fengqi-88", by=bank.sysadmin)
    with pytest.raises(Refused, match="自己新建的账号的授权，要由另一个人确认"):
        decide_grants([grant], by=bank.head_office, is_confirmed=True, now=timezone.now())
    decide_grants([grant], by=bank.compliance, is_confirmed=True, now=timezone.now())
    assert User.objects.get(pk=made.pk).check_password("liushu-fengqi-88")
