"""Whose rows a person sees (ORG-R3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.models import Client, ContactLog
from staff.models import CoverPeriod, User
from tests import factories


def numbers(user):
    user = User.objects.get(pk=user.pk)  # what a person reaches is kept on the object for one request
    return set(Client.objects.visible_to(user).values_list("client_no", flat=True))


MINE, THEIRS = "77000001", "77000002"


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("manager", {MINE}),
        ("backup", {MINE}),
        ("stranger", {THEIRS}),
        ("head", {MINE}),
        ("other_head", {THEIRS}),
        ("head_office", {MINE, THEIRS}),
        ("compliance", {MINE, THEIRS}),
        ("auditor", {MINE, THEIRS}),
        ("sysadmin", set()),
    ],
)
def test_each_role_reaches(bank, person, expected):
    assert numbers(getattr(bank, person)) == expected


def test_an_unknown_role_and_a_closed_account_reach_nothing(bank):
    bank.manager.role = "guest"
    assert not Client.objects.visible_to(bank.manager).exists()
    bank.head_office.is_active = False
    assert not Client.objects.visible_to(bank.head_office).exists()


def test_a_head_reaches_the_outlets_below_his_branch(bank):
    factories.client(unit=bank.outlet, client_no="77000009")
    assert numbers(bank.head) == {MINE, "77000009"}


@pytest.mark.parametrize(("first", "last", "sees"), [(0, 0, True), (-3, 3, True), (-3, -1, False), (1, 5, False)])
def test_the_cover_sees_the_clients_of_the_absent_only_in_the_period(bank, first, last, sees):
    today = timezone.localdate()
    days = [today + timedelta(days=first), today + timedelta(days=last)]
    CoverPeriod.objects.create(
        absent=bank.stranger, cover=bank.manager, starts_on=days[0], ends_on=days[1], reason="年假"
    )
    assert (THEIRS in numbers(bank.manager)) is sees


def test_nobody_sees_a_client_twice(bank):
    """Manager, backup and cover of one client at once: still one row."""
    today = timezone.localdate()
    CoverPeriod.objects.create(absent=bank.manager, cover=bank.backup, starts_on=today, ends_on=today, reason="培训")
    assert Client.objects.visible_to(bank.backup).count() == 1


def test_rows_behind_a_client_follow_the_client(bank):
    factories.contact(bank.theirs, timezone.now())
    assert ContactLog.objects.visible_to(bank.stranger).count() == 1
    assert ContactLog.objects.visible_to(bank.manager).count() == 0
