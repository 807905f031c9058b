"""What was edited stands in the audit as it was before and after; of free words about a client only that they were changed."""

from datetime import date, datetime, timedelta

import time_machine
from django.utils import timezone

from campaigns.actions.occasions import switch_occasion
from campaigns.models import Occasion
from clients.actions.clients import edit_client
from clients.actions.facts import add_fact, end_fact, use_facts
from clients.actions.quiet import add_quiet, lift_quiet
from clients.actions.saved_lists import remind_weekly, save_list
from clients.models import Fact
from imports.actions.words import add_tag
from staff.actions.calendar import save_calendar_day
from staff.actions.covers import save_cover
from staff.models import AuditEvent, CalendarDay, CoverPeriod
from tests import factories

LIST = "/admin/staff/auditevent/"
NOW = timezone.make_aware(datetime(2026, 11, 25, 9, 0))
TODAY = NOW.date()


def said():
    return AuditEvent.objects.latest("pk").changes


def test_an_edit_says_before_and_after_and_no_free_words(bank, login):
    by, client = bank.manager, bank.mine
    with time_machine.travel(NOW, tick=False):
        edit_client(client, by=by, seen=client.version, salutation="国强大哥", celebrates="lunar", hint="爱喝绿茶")
        assert said() == {"celebrates": ["", "lunar"], "hint": "已改", "salutation": "已改"}
        row = add_quiet(client, scope="all", until=None, reason="家里有事", by=by, now=NOW)
        lift_quiet(row, by=by, now=NOW)
        assert said()["to"] == [None, "2026-11-25"]
        leave = CoverPeriod(absent=by, cover=bank.backup, starts_on=TODAY, ends_on=TODAY + timedelta(3), reason="年假")
        leave = save_cover(leave, by=bank.head, today=TODAY)
        assert said()["to"] == "2026-11-28"
        leave.ends_on = TODAY + timedelta(5)
        save_cover(leave, by=bank.head, today=TODAY)
        assert said() == {"absent": "990101", "cover": "990102", "to": ["2026-11-28", "2026-11-30"]}
        text = login(bank.head).get(LIST).content.decode()
    assert "→ 农历" in text and "称呼：已改" in text and "2026-11-28 → 2026-11-30" in text
    assert "绿茶" not in text and "国强大哥" not in text and "李航" in text


def test_settings_facts_and_lists_say_it_too(bank):
    factories.consent(bank.mine, purpose="dossier")
    fact = add_fact(bank.mine, by=bank.manager, now=NOW, kind="hobby", text="周末钓鱼", source="told")
    use_facts(Fact.objects.all(), on=TODAY, by=bank.manager)
    assert said() == {"used_on": [None, "2026-11-25"]}
    end_fact(fact, by=bank.manager, now=NOW, reason="changed")
    assert said() == {"end_reason": ["", "changed"]}
    saved = save_list("贵宾", {"tier": "vip"}, is_weekly=False, by=bank.manager)
    remind_weekly(saved, True, by=bank.manager)
    assert said() == {"weekly": [False, True]}
    add_tag("茶友", kind="hobby", text="爱喝茶", topic="", by=bank.head_office, now=NOW)
    add_tag("茶友", kind="hobby", text="爱喝绿茶", topic="", by=bank.head_office, now=NOW)
    assert said()["text"] == ["爱喝茶", "爱喝绿茶"]
    day = CalendarDay.objects.create(date=date(2027, 5, 4), is_workday=True, name="", source="manual")
    day.is_workday = False
    save_calendar_day(day, by=bank.head_office)
    assert said() == {"date": "2027-05-04", "is_workday": [True, False]}
    switch_occasion(Occasion.objects.filter(is_active=True).first(), is_active=False, by=bank.head_office)
    assert said()["is_active"] == [True, False]
