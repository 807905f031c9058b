"""Two at once on one manager's greetings: what is counted first must still be true when it is written (PostgreSQL)."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Event, Thread

import pytest
from django.db import connection

from campaigns.actions.greetings import drafting, review
from campaigns.models import Greeting
from campaigns.rules.greetings.timing import AN_HOUR, CAPACITY
from clients.models import Client
from tests.greetings import NOW, approve, at, draft, guest, personal, plant
from words.problems import Refused

State = Greeting.State
LAST_DAY = at("2026-12-31T05:00")  # one working day is left for 元旦
PATIENCE = 1.5  # seconds for the other one to do what the lock should not let it do

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time anyway"),
]


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def started(act):
    def run():
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_two_draftings_at_once_keep_to_one_days_capacity(bank, monkeypatch):
    for number in range(CAPACITY):
        guest(bank, number, tier="basic")
    real, has_read, other_is_done = drafting.portfolio_of, Event(), Event()

    def read_and_wait(*args):
        portfolio = real(*args)
        if not has_read.is_set():
            has_read.set()
            other_is_done.wait(PATIENCE)
        return portfolio

    monkeypatch.setattr(drafting, "portfolio_of", read_and_wait)
    first = started(lambda: drafting.draft_for(bank.manager, drafting.run_for(LAST_DAY)))
    assert has_read.wait(60)
    Client.objects.update(status="closed")  # else the unique key of the same clients would hide it
    for number in range(100, 100 + CAPACITY):
        guest(bank, number, tier="vip")
    second = started(lambda: (drafting.draft_for(bank.manager, drafting.run_for(LAST_DAY)), other_is_done.set()))
    first.join()
    second.join()
    # The first finds the places used when it writes, plans anew, and then its clients are closed.
    assert Counter(Greeting.objects.values_list("state", flat=True)) == {State.DRAFT: CAPACITY}


def test_two_windows_cannot_both_be_the_thirtieth_of_the_hour(bank, monkeypatch):
    one, two = draft(bank, 1), draft(bank, 2, name="孙小梅", salutation="孙姐")
    busy = guest(bank, 3)
    for number in range(AN_HOUR - 1):
        Greeting.objects.create(
            client=busy,
            occasion=one.occasion,
            code="old",
            year=1000 + number,
            on=one.on - timedelta(days=3000),
            tone="joy",
            manager=bank.manager,
            state=State.SENT,
            text="x",
            approved_by=bank.manager,
            approved_at=NOW,
        )
    real, both_counted, refused = review.approvals, Barrier(2), []

    def count_and_wait(*args):
        counted = real(*args)
        with suppress(BrokenBarrierError):  # the other one waits for the lock, as it should
            both_counted.wait(PATIENCE)
        return counted

    monkeypatch.setattr(review, "approvals", count_and_wait)

    def press(row, body):
        try:
            approve(row, text=personal(row, body))
        except Refused as refusal:
            refused.append(str(refusal))

    windows = [
        started(lambda: press(one, "前天路过您家门口，看到院里的腊梅开得正好，就想起您来了。")),
        started(lambda: press(two, "上周您托我找的那本字帖找到了，下次给您带去。")),
    ]
    for window in windows:
        window.join()
    assert len(refused) == 1 and "一小时最多定稿 30 封" in refused[0]
    assert Greeting.objects.filter(approved_at=NOW).count() == AN_HOUR
