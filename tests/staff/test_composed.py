"""Statements that are composed once (staff/composed.py) find the same rows for everybody."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clients.models import Client, ContactLog
from staff.models import CoverPeriod, User
from staff.scope import reader_of, rows_for
from tests import factories

TODAY = date(2026, 11, 24)
PEOPLE = ("manager", "backup", "stranger", "head", "other_head", "head_office", "sysadmin")


def some(user, day, *, ids):
    return Client.objects.visible_to(user).approachable(day).filter(pk__in=ids).select_related("unit").order_by("pk")


def lately(user, *, since):
    rows = ContactLog.objects.visible_to(user).filter(occurred_at__gte=since, by=user)
    return rows.order_by("pk").values_list("pk", "client__name")


def asked(build, user, *fixed, **values):
    """What is found composed and anew, for a person as a request knows him."""
    user = User.objects.get(pk=user.pk)
    found = rows_for(user, build, *fixed, **values)
    assert found == list(build(user, *fixed, **values))
    return found


def test_everybody_sees_what_is_his_in_the_same_statement(bank, django_assert_num_queries):
    ids = list(Client.objects.values_list("pk", flat=True))
    found = {person: {row.client_no for row in asked(some, getattr(bank, person), TODAY, ids=ids)} for person in PEOPLE}
    assert found["manager"] == found["backup"] == found["head"] == {"77000001"}
    assert found["stranger"] == {"77000002"} and len(found["head_office"]) == 2 and not found["sysadmin"]
    rows_for(bank.stranger, some, TODAY, ids=ids)
    with django_assert_num_queries(1):
        [row] = rows_for(bank.stranger, some, TODAY, ids=ids)
        assert row.unit.name and row == bank.theirs
    assert asked(some, bank.manager, TODAY, ids=[]) == []


def test_whom_he_covers_avoids_or_has_handed_on_is_filled_in(bank):
    pair = [bank.mine.pk, bank.theirs.pk]
    today = timezone.localdate()
    CoverPeriod.objects.create(absent=bank.stranger, cover=bank.manager, starts_on=today, ends_on=today, reason="年假")
    assert len(asked(some, bank.manager, TODAY, ids=pair)) == 2
    factories.kin(bank.manager, bank.theirs)
    assert asked(some, bank.manager, TODAY, ids=pair) == [bank.mine]
    assert rows_for(reader_of(bank.backup, bank.theirs.pk), some, TODAY, ids=pair) == [bank.mine, bank.theirs]


def test_a_moment_is_filled_in_too(bank):
    at = timezone.now()
    row = factories.contact(bank.mine, at - timedelta(hours=3), by=bank.manager)
    assert asked(lately, bank.manager, since=at - timedelta(hours=4)) == [(row.pk, bank.mine.name)]
    assert asked(lately, bank.manager, since=at - timedelta(hours=2)) == []
    assert asked(lately, bank.head, since=at - timedelta(hours=4)) == []


def next_one(user, *, pk):
    return Client.objects.filter(pk=pk + 1)


def of_his_unit(user):
    return Client.objects.filter(unit=user.unit_id)


def test_what_is_made_of_other_things_fails_before_anybody_sees_wrong_rows(bank):
    with pytest.raises(ValueError, match="something else"):
        rows_for(bank.manager, next_one, pk=bank.mine.pk)
    with pytest.raises(User.DoesNotExist):
        rows_for(bank.manager, of_his_unit)
