"""People: two who write at the same time do not undo each other, and a mailbox is not changed unseen."""

import pytest
from django.utils import timezone

from clients.models import Client
from staff.actions.covers import end_cover
from staff.actions.users import lock_out, save_user
from staff.models import AuditEvent, CoverPeriod, User
from words.dates import ONE_DAY
from words.problems import Refused


def test_editing_a_person_does_not_put_back_his_old_password(bank):
    seen = User.objects.get(pk=bank.manager.pk)  # an administrator has the page open
    bank.manager.set_password("xin-mima-2027-ok")
    bank.manager.save(update_fields=["password"])
    seen.name = "周敏敏"
    save_user(seen, by=bank.sysadmin)
    person = User.objects.get(pk=bank.manager.pk)
    assert (person.name, person.check_password("xin-mima-2027-ok")) == ("周敏敏", True)


def test_who_changes_where_somebody_is_told_leaves_both_addresses_masked(bank):
    before, bank.head.email = bank.head.email, "bieren@bank.example"
    save_user(bank.head, by=bank.sysadmin)
    save_user(bank.head, by=bank.sysadmin)
    first, second = AuditEvent.objects.filter(target_id=str(bank.head.pk)).order_by("pk")
    assert before and first.changes["email"] == [f"{before[0]}***@{before.partition('@')[2]}", "b***@bank.example"]
    assert "email" not in second.changes


@pytest.mark.parametrize("change", [{"unit": "west"}, {"role": "auditor"}, {"is_active": False}])
def test_who_has_clients_leaves_his_place_when_others_have_them(bank, change):
    person = User.objects.get(pk=bank.manager.pk)
    for name, value in change.items():
        setattr(person, name, getattr(bank, value) if name == "unit" else value)
    with pytest.raises(Refused, match="周敏名下还有 1 户客户：请行长在「移交」里选周敏"):
        save_user(person, by=bank.sysadmin)
    stands = User.objects.get(pk=bank.manager.pk)
    assert (stands.unit, stands.role, stands.is_active) == (bank.east, "manager", True)
    Client.objects.filter(manager=bank.manager).update(status="deceased")
    save_user(person, by=bank.sysadmin)
    bank.backup.is_active = False
    Client.objects.update(status="active")
    with pytest.raises(Refused, match="李航还是 1 户的 B角"):
        save_user(bank.backup, by=bank.sysadmin)


@pytest.mark.parametrize("away", ["manager", "backup"])
def test_who_goes_to_another_branch_takes_no_cover_with_him(bank, away):
    """Else he would go on reading clients of the branch that he left, or somebody there those of his new one."""
    today = timezone.localdate()
    Client.objects.update(manager=bank.stranger, backup=None)
    absent, cover = (bank.manager, bank.backup) if away == "manager" else (bank.backup, bank.manager)
    about = {"starts_on": today + ONE_DAY, "ends_on": today + 9 * ONE_DAY, "reason": "年假"}
    period = CoverPeriod.objects.create(absent=absent, cover=cover, **about)
    person = User.objects.get(pk=bank.backup.pk)
    person.unit = bank.outlet
    save_user(person, by=bank.sysadmin)  # the outlet belongs to the branch
    person.unit = bank.west
    with pytest.raises(Refused, match=f"{cover.name}替{absent.name}代管到 .*结束这一段"):
        save_user(person, by=bank.sysadmin)
    end_cover(period, seen="planned", by=bank.head, today=today)
    save_user(person, by=bank.sysadmin)
    assert User.objects.get(pk=person.pk).unit == bank.west


def test_who_leaves_on_the_spot_is_locked_out_and_his_clients_are_without_manager(bank):
    lock_out(bank.manager, by=bank.sysadmin)
    assert list(Client.objects.without_manager()) == [bank.mine]
    with pytest.raises(Refused, match="已经停用"):
        lock_out(bank.manager, by=bank.sysadmin)
    with pytest.raises(Refused, match="不能停用自己"):
        lock_out(bank.sysadmin, by=bank.sysadmin)
