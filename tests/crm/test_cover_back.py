"""The page for who comes back: what happened with his clients meanwhile, until he has read it."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from staff.models import CoverPeriod
from tests import factories
from tiers.models import RatingRun, TierChange

NOW = timezone.make_aware(datetime(2026, 11, 18, 8, 30))  # a Wednesday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leave(bank):
    Client.objects.filter(pk=bank.mine.pk).update(celebrates="solar", birthday=1112, birth_date=date(1960, 11, 12))
    first = NOW - timedelta(days=7)
    factories.contact(bank.mine, first, by=bank.backup, note="问了存单的事，手机 13812345678")
    factories.contact(bank.mine, first - timedelta(days=7), by=bank.manager, note="离岗以前的")
    factories.promise(bank.mine, what="送资料", due_on=date(2026, 11, 13), owed_by=bank.manager)
    factories.signal(bank.mine, raised_on=date(2026, 11, 12))
    TierChange.objects.create(
        client=bank.mine, run=RatingRun.objects.create(), old="standard", new="vip", sentence="达到", at=first
    )
    days = {"starts_on": date(2026, 11, 9), "ends_on": date(2026, 11, 17)}
    return CoverPeriod.objects.create(absent=bank.manager, cover=bank.backup, reason="年假", **days)


def test_who_comes_back_reads_what_happened_and_says_that_he_has(leave, bank, login, django_assert_max_num_queries):
    browser, page = login(bank.manager), reverse("cover_back", args=[leave.pk])
    assert page in browser.get("/").content.decode()
    text = browser.get(page).content.decode()
    for words in ("陈国强", "李航代管", "138****5678", "过期未办：送资料", "普通 → 贵宾", "生日", "信号"):
        assert words in text, words
    assert "离岗以前的" not in text
    other = factories.client(unit=bank.east, manager=bank.manager)
    factories.contact(other, NOW - timedelta(days=6), by=bank.backup, note="又一位")
    with django_assert_max_num_queries(18):
        assert "又一位" in browser.get(page).content.decode()
    browser.post(reverse("cover_read", args=[leave.pk]))
    assert page not in browser.get("/").content.decode()
    assert login(bank.head).get(page).status_code == 200
    assert [login(who).get(page).status_code for who in (bank.backup, bank.stranger, bank.other_head)] == [404] * 3


def test_a_head_who_comes_back_reads_what_was_decided_and_what_presses_in_his_units(leave, bank, login):
    other = factories.user("branch_head", unit=bank.east, name="郑行长")
    days = {"starts_on": date(2026, 11, 9), "ends_on": date(2026, 11, 17)}
    period = CoverPeriod.objects.create(absent=bank.head, cover=other, reason="学习", **days)
    asked = factories.override(bank.mine, bank.manager, asked_at=NOW - timedelta(days=5), due_at=NOW)
    done = factories.override(bank.theirs, bank.stranger, asked_at=NOW - timedelta(days=5), due_at=NOW)
    gone = factories.client(unit=bank.outlet, manager=bank.backup, tier="vip", name="程招娣")
    about = {
        "state": "refused",
        "decided_by": other,
        "decided_at": NOW - timedelta(days=4),
        "decision": "材料还没有看到原件",
    }
    factories.override(gone, bank.backup, asked_at=NOW - timedelta(days=30), due_at=NOW, **about)
    factories.contact(gone, NOW - timedelta(days=3), by=other, note="替行长登门")
    factories.signal(gone, severity="red", raised_on=date(2026, 11, 12))

    browser, page = login(bank.head), reverse("cover_back", args=[period.pk])
    found = {wait.what: wait.url for wait, _near, _when in browser.get("/admin/").context["waits"]}
    assert found["您不在的 9 天"] == page
    told = {row.client.pk: [line.word for line in row.lines] for row in browser.get(page).context["rows"]}
    assert told == {bank.mine.pk: ["层级", "审批"], gone.pk: ["信号", "审批", "联系"]} and done.client_id not in told
    text = browser.get(page).content.decode()
    assert "层级调整，李航提，不同意" in text and "替行长登门" in text and "问了存单的事" not in text and asked
    assert [login(who).get(page).status_code for who in (bank.manager, bank.other_head)] == [404] * 2
    browser.post(reverse("cover_read", args=[period.pk]))
    assert "您不在的" not in browser.get("/admin/").content.decode()


def test_who_stands_in_reads_it_while_he_does_and_nobody_confirms_for_another(leave, bank, login):
    leave.ends_on = TODAY
    leave.save()
    browser, page = login(bank.backup), reverse("cover_back", args=[leave.pk])
    assert "代周敏照看客户" in browser.get("/").content.decode()
    assert "还没有结束" in browser.get(page).content.decode()
    assert browser.post(reverse("cover_read", args=[leave.pk])).status_code == 403
    login(bank.manager).post(reverse("cover_read", args=[leave.pk]))
    leave.refresh_from_db()
    assert leave.read_at is None
