"""People: two who write at the same time do not undo each other, and a mailbox is not changed unseen."""

from staff.actions.users import save_user
from staff.models import AuditEvent, User


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
