"""People and stand-ins: two who write at the same time neither undo each other nor slip past a rule."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from staff.actions.users import save_cover, save_user
from staff.models import CoverPeriod, User


def period(absent, cover):
    return CoverPeriod(
        absent=absent, cover=cover, starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 6), reason="年休假"
    )


def test_editing_a_person_does_not_put_back_his_old_password(bank):
    seen = User.objects.get(pk=bank.manager.pk)  # an administrator has the page open
    bank.manager.set_password("xin-mima-2027-ok")
    bank.manager.save(update_fields=["password"])
    seen.name = "周敏敏"
    save_user(seen, by=bank.sysadmin)
    person = User.objects.get(pk=bank.manager.pk)
    assert (person.name, person.check_password("xin-mima-2027-ok")) == ("周敏敏", True)


@pytest.mark.django_db(transaction=True)
def test_two_who_arrange_cover_at_once_make_no_chain(bank):
    """The second arrangement shares a person with the first, but not the one with the smallest number."""
    first, middle, last = sorted((bank.manager, bank.backup, bank.stranger), key=lambda person: person.pk)
    answers = []

    def arrange():
        try:
            save_cover(period(middle, last), by=bank.head_office)
            answers.append("stands")
        except ValidationError:
            answers.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        save_cover(period(first, middle), by=bank.head_office)
        other = threading.Thread(target=arrange)
        other.start()
        other.join(1)  # it waits for this transaction
    other.join(30)
    assert answers == ["refused"]
    assert CoverPeriod.objects.count() == 1
