"""People: two who write at the same time do not undo each other."""

from staff.actions.users import save_user
from staff.models import User


def test_editing_a_person_does_not_put_back_his_old_password(bank):
    seen = User.objects.get(pk=bank.manager.pk)  # an administrator has the page open
    bank.manager.set_password("xin-mima-2027-ok")
    bank.manager.save(update_fields=["password"])
    seen.name = "周敏敏"
    save_user(seen, by=bank.sysadmin)
    person = User.objects.get(pk=bank.manager.pk)
    assert (person.name, person.check_password("xin-mima-2027-ok")) == ("周敏敏", True)
