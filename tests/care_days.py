"""The list of one maintenance day for tests of its page, and what a person does there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, DoNotDisturb
from planner.actions import reminders
from planner.actions.plans import build_care_plan
from planner.models import PlanItem
from planner.queries.day_rows import seen_now
from tests import factories

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGE = "/care-day/"


@pytest.fixture(autouse=True)
def tuesday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def day(bank):
    """A list with one overdue client of 周敏, and one of 吴琴 in the other branch."""
    for client, person in ((bank.mine, bank.manager), (bank.theirs, bank.stranger)):
        client.next_due_on, client.phone = TUESDAY - timedelta(days=6), "13812342207"
        client.save()
        build_care_plan(person, MONDAY, now=NOW)
    factories.balance(bank.mine, "6124000.00")
    bank.item = PlanItem.objects.get(client=bank.mine)
    bank.other_item = PlanItem.objects.get(client=bank.theirs)
    return bank


def drop(browser, item, reason="", seen="planned", **extra):
    return browser.post(reverse("care_item_drop", args=[item.pk]), {"seen": seen, "reason": reason}, **extra)


def tap(browser, action, client, item=None, *, seen=None, headers=None, **data):
    """未接 ("missed"), 改期 ("put_off") or 拨号 ("dial") on the row of a client, of the workbench or of a maintenance day."""
    data |= {"seen": seen_of(client) if seen is None else seen, "item": item.pk if item else ""}
    return browser.post(reverse(f"day_row_{action}", args=[client.pk]), data, headers=headers)


def seen_of(client):
    """What the page shows of the client at this moment, as his row sends it along."""
    return seen_now(Client.objects.get(pk=client.pk), timezone.localdate())


def hush(client, day=TUESDAY, **fields):
    return DoNotDisturb.objects.create(client=client, starts_on=day, reason="丧亲，13812345678", **fields)


def text(answer):
    return answer.content.decode()


def break_the_list_of(manager, monkeypatch):
    """From now on the reminders fail for this one, as long as the patch lasts."""
    build = reminders.build_care_plan

    def broken(person, *args, **kwargs):
        if person == manager:
            raise ValueError
        return build(person, *args, **kwargs)

    monkeypatch.setattr(reminders, "build_care_plan", broken)
