"""The maintenance day from end to end: the evening's mail → the list → one tap each → tomorrow's counts."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from clients.actions.promises import close_promise
from clients.models import ContactLog
from outbox.models import Message
from tests import factories
from tests.care_days import drop, tap

TUESDAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def days_to_come(settings):
    """Only a demonstration may be told a minute that lies ahead."""
    settings.DEMO = True


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def tick(moment):
    call_command("tick", at=moment)


def client_of(bank, name, last, **fields):
    row = factories.client(unit=bank.east, manager=bank.manager, name=name, last_effective_on=last, **fields)
    factories.contact(row, timezone.make_aware(datetime.combine(last, time(9))), by=bank.manager)
    return row


def portfolio(bank):
    """One promise that is overdue, one client late, one due soon, one birthday two days after; nothing for the colleagues."""
    for person in (bank.backup, bank.stranger):
        person.care_weekday = 5
        person.save()
    bank.mine.delete()
    promised = client_of(bank, "何丽", date(2026, 11, 9), tier="select", interval=30)
    factories.promise(promised, "回复按揭方案", due_on=date(2026, 11, 23))
    client_of(bank, "陈国强", date(2026, 9, 19))
    client_of(bank, "赵文博", date(2026, 9, 27))
    born = {"birth_date": date(1966, 11, 26), "celebrates": "solar", "birthday": 1126}
    client_of(bank, "林桂芳", date(2026, 11, 2), **born)
    return promised


def test_a_maintenance_day(bank, sink, client):
    promised = portfolio(bank)
    for _again in range(3):
        tick("2026-11-23T17:45")
        tick("2026-11-23T17:46")
    [mail] = sink.mails
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    [entry] = mail.iter_attachments()
    assert (entry.get_content_type(), "SUMMARY:客户维护日 4 人" in entry.get_content()) == ("text/calendar", True)
    assert (mail["To"], mail["Subject"]) == (bank.manager.email, "【客户维护日】周二 名单4人")
    assert "必办 1：\n1. 何*（优质）承诺逾期 1 天" in plain.replace("\r\n", "\n")
    for name in ("何丽", "陈国强", "赵文博", "林桂芳"):
        assert name not in plain + html

    with time_machine.travel(at("2026-11-24T09:00"), tick=False):
        client.post("/login/", {"username": bank.manager.employee_no, "password": factories.PASSWORD})
        path = re.search(r"http://127\.0\.0\.1:8000(/\S*)", plain)[1]
        page = client.get(path).content.decode()
        order = [page.index(name) for name in ("何丽", "陈国强", "赵文博", "林桂芳")]
        assert order[0] == min(order)

        items = {item.client.name: item for item in promised.plan_items.get().plan.items.select_related("client")}
        for name, action, about in (
            ("陈国强", "missed", {}),
            ("赵文博", "put_off", {"on": "2026-12-01", "reason": "出差"}),
        ):
            answer = tap(client, action, items[name].client, items[name], **about)
            assert answer.status_code == 302
        assert drop(client, items["林桂芳"], "不过生日").status_code == 302

        log = {
            "kind": "call",
            "reached": "client",
            "direction": "out",
            "outcome": "interested",
            "minutes": "5",
            "note": "客户同意按揭方案，约好来行办理签约手续。",
            "next_step": "来行签约",
            "next_on": "2026-12-02",
            "occurred_at": "2026-11-24T08:50",
            "next": path,
        }
        answer = client.post(f"/clients/{promised.pk}/contacts/", log)
        assert answer.url == path, answer.content.decode()
        page = client.get(path).content.decode()
        assert "4 / 4" in page
        assert "名单已全部处理" in page
        told = promised.promises.get(what="回复按揭方案")  # no call closes it, only a person
        close_promise(
            told, state="kept", by=bank.manager, now=at("2026-11-24T09:00"), proof=told.client.contacts.last()
        )

    promised.refresh_from_db()
    assert promised.next_due_on == TUESDAY + timedelta(days=30)
    assert ContactLog.objects.filter(client__name="陈国强", reached="nobody", is_effective=False).count() == 1
    tick("2026-11-30T17:45")
    later = Message.objects.get(dedupe_key="care-day:990101:2026-12-01:eve")
    assert "赵*博（贵宾）" in later.text
    assert "何*" not in later.text
