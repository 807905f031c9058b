"""After six tries in vain the cadence rests for 90 days; a call, an appointment or the manager's word ends it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.actions.cadence import move_clocks, refresh_cadence
from clients.actions.contacts import log_contact, strike_contact
from clients.actions.promises import make_promise
from clients.actions.rests import end_rest
from clients.models import Client, ContactLog
from clients.rules.cadence import rest_until
from crm.queries.workbench import figures
from staff.models import AuditEvent
from tests import factories
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
TODAY = NOW.date()
SIXTH = TODAY - timedelta(days=1)
OVER = SIXTH + timedelta(days=90)
SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"


def log(bank, days, hour=0, **about):
    fields = {"kind": "call", "reached": "nobody", "now": NOW} | about
    return log_contact(bank.mine, by=bank.manager, at=NOW - timedelta(days=days, hours=hour), **fields)


def try_often(bank, number=6, **about):
    return [log(bank, number - n, **about) for n in range(number)]


def stands(bank):
    bank.mine.refresh_from_db()
    return bank.mine.resting_until, bank.mine.next_due_on


@pytest.mark.parametrize(
    ("days", "tries", "until"),
    [(5, 6, None), (6, 6, 6), (11, 6, 6), (12, 6, 12), (20, None, None), (1, 1, 1), (0, 1, None)],
)
def test_every_so_many_tries_begin_a_rest(days, tries, until):
    tried = [date(2026, 11, 1) + timedelta(days=n) for n in range(days)]
    assert rest_until(tried, tries, 90) == (tried[until - 1] + timedelta(days=90) if until else None)


def test_the_sixth_try_begins_it_and_afterwards_he_is_due_on_that_day(bank):
    try_often(bank, 5)
    assert stands(bank) == (None, None)
    log(bank, 0, hour=30, reached="refused")
    until = timezone.localdate(NOW - timedelta(days=1)) + timedelta(days=90)
    assert stands(bank) == (until, None)
    refresh_cadence(now=NOW + timedelta(days=80))
    assert stands(bank) == (until, None)
    refresh_cadence(now=NOW + timedelta(days=90))
    assert stands(bank)[1] == until == date(2027, 2, 15)


@pytest.mark.parametrize(
    "between",
    [
        {"reached": "client", "seconds": 20},
        {"reached": "nobody", "direction": "in"},
        {"reached": "relative", "outcome": "appointed"},
        {"reached": "client", "seconds": 300, "note": SAID},
    ],
)
def test_being_reached_in_between_begins_the_count_anew(bank, between):
    try_often(bank, 5)
    log(bank, 3, hour=1, **between)
    log(bank, 0)
    assert stands(bank)[0] is None


@pytest.mark.parametrize("beside", [{"kind": "letter"}, {"kind": "wecom"}, {"kind": "email"}])
def test_what_is_only_sent_neither_counts_nor_ends_it(bank, beside):
    try_often(bank)
    log(bank, 0, reached="client", **beside)
    assert stands(bank) == (OVER, None)


@pytest.mark.parametrize("call", [{"direction": "in"}, {"outcome": "appointed", "reached": "relative"}])
def test_his_call_or_an_appointment_ends_it(bank, call):
    try_often(bank)
    log(bank, 0, **call)
    assert stands(bank) == (None, date(2026, 1, 20))


def test_an_appointment_entered_by_hand_ends_it_but_no_step_of_a_try(bank):
    *_others, last = try_often(bank, next_step="再打", next_on=TODAY)
    assert stands(bank) == (OVER, None) and last.promises.exists()
    make_promise(bank.mine, by=bank.manager, now=NOW, what="周三来行签约", due_on=TODAY)
    assert stands(bank)[0] is None
    log(bank, 2, hour=1)  # of before the appointment, entered late
    assert stands(bank)[0] is None


def test_striking_a_try_takes_it_back(bank):
    *_others, last = try_often(bank)
    strike_contact(last, by=bank.manager, reason="记错了客户", now=NOW)
    assert stands(bank) == (None, date(2026, 1, 20))


def test_the_managers_word_ends_it_with_its_reason(bank):
    try_often(bank)
    bank.mine.refresh_from_db()
    with pytest.raises(Refused, match="为什么恢复联系"):
        end_rest(bank.mine, by=bank.manager, reason=" ", now=NOW)
    end_rest(bank.mine, by=bank.manager, reason="邻居说他出差回来了", now=NOW)
    assert stands(bank)[0] is None
    event = AuditEvent.objects.latest("pk")
    assert (event.reason, event.changes) == ("邻居说他出差回来了", {"resting_until": ["2027-02-15", None]})
    with pytest.raises(Moved):
        end_rest(bank.mine, by=bank.manager, reason="再一次", now=NOW)
    later = NOW + timedelta(days=1)
    for n in range(6):
        log_contact(bank.mine, by=bank.manager, at=later, kind="call", reached="nobody", note=f"第{n}次", now=later)
    assert stands(bank)[0] == TODAY + timedelta(days=91)


def test_a_bank_that_wants_none_has_none(bank):
    try_often(bank)
    Client.objects.update(tries=None)
    refresh_cadence(now=NOW)
    assert stands(bank)[1] == date(2026, 1, 20)
    assert not Client.objects.resting(TODAY).exists()
    assert figures(bank.manager, TODAY)["resting"] == 0
    try_often(bank, note="又打")
    assert stands(bank)[0] is None


def test_a_file_of_contacts_moves_it_as_people_do(bank, django_assert_max_num_queries):
    clients = [bank.mine, *(factories.client(unit=bank.east, manager=bank.manager) for _ in range(3))]
    for client in clients:
        for n in range(6):
            at = NOW - timedelta(days=6 - n)
            ContactLog.objects.create(client=client, kind="call", occurred_at=at, reached="nobody", is_effective=False)
    with django_assert_max_num_queries(12):
        move_clocks([client.pk for client in clients], today=TODAY)
    assert set(Client.objects.filter(pk__in=[client.pk for client in clients]).values_list("resting_until")) == {
        (OVER,)
    }
