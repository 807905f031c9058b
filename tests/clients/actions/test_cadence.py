"""Many due dates at once, while people go on working."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from clients.actions import cadence
from clients.actions.cadence import refresh
from clients.actions.contacts import log_contact
from clients.models import Client
from imports.importers import contacts as imported
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
TODAY = NOW.date()
SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"


def log(bank):
    return log_contact(bank.mine, by=bank.manager, at=NOW, now=NOW, kind="call", seconds=240, note=SAID)


def test_a_contact_logged_while_the_night_run_reads_is_not_undone(bank, monkeypatch):
    Client.objects.filter(pk=bank.mine.pk).update(last_effective_on=date(2026, 9, 1), next_due_on=None)
    real, asked = cadence.due_on, []

    def meanwhile(client, *about):
        due = real(client, *about)
        if client.pk == bank.mine.pk and not asked:
            asked.append(due)
            log(bank)
        return due

    monkeypatch.setattr(cadence, "due_on", meanwhile)
    refresh(Client.objects.all(), today=TODAY)
    bank.mine.refresh_from_db()
    assert bank.mine.next_due_on == date(2027, 1, 15)


def test_pages_leave_nobody_out(bank, monkeypatch):
    monkeypatch.setattr(cadence, "CHUNK", 2)
    for _ in range(5):
        factories.client(unit=bank.east, manager=bank.manager, assigned_on=TODAY - timedelta(days=90))
    assert refresh(Client.objects.all(), today=TODAY) == 7
    assert refresh(Client.objects.all(), today=TODAY) == 0
    assert not Client.objects.filter(next_due_on=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_contact_logged_while_a_file_moves_the_clocks_is_not_undone(bank, monkeypatch):
    factories.contact(bank.mine, NOW - timedelta(days=60), by=bank.manager)
    real, colleague = imported.bulk.update, threading.Thread(target=log_and_close, args=[bank])

    def meanwhile(*about):
        colleague.start()
        colleague.join(1)  # it waits for the file
        real(*about)

    monkeypatch.setattr(imported.bulk, "update", meanwhile)
    imported.move_clocks([bank.mine.pk], today=TODAY)
    colleague.join(30)
    bank.mine.refresh_from_db()
    assert (bank.mine.last_effective_on, bank.mine.next_due_on) == (TODAY, date(2027, 1, 15))


def log_and_close(bank):
    try:
        log(bank)
    finally:
        connection.close()


def test_a_minor_is_owed_nothing_until_the_night_of_his_eighteenth_birthday(bank):
    Client.objects.filter(pk=bank.mine.pk).update(birth_date=date(2008, 11, 19))
    dues = []
    for today in (TODAY, TODAY + timedelta(days=1)):
        refresh(Client.objects.all(), today=today)
        bank.mine.refresh_from_db()
        dues.append(bank.mine.next_due_on)
    assert dues == [None, date(2026, 1, 20)]
    Client.objects.filter(pk=bank.mine.pk).update(birth_date=date(2015, 1, 1))
    log(bank)
    bank.mine.refresh_from_db()
    assert (bank.mine.last_effective_on, bank.mine.next_due_on) == (TODAY, None)
