"""The sponsor of 顶级: the head, or above the line somebody of head office; his clock, his list, his end."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, ContactLog, Kin
from planner.queries.due import day_list, due_row
from staff.models import AuditEvent, User
from staff.roles import Role
from tests import factories
from tiers.actions.ratings import rate_clients
from tiers.actions.sponsors import end_sponsors, name_sponsor
from tiers.models import RatingRun, TierChange
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
TODAY = NOW.date()
MET = {"kind": "branch", "on": TODAY, "minutes": 30, "note": "当面谈了厂房二期的打算和儿子回来接班的事。"}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def top(bank):
    """A client far above the line, met by the head 80 days ago."""
    values = {"tier": "top", "contact_interval": 14, "sponsor_interval": 90, "average": Decimal("30000000")}
    Client.objects.filter(pk=bank.mine.pk).update(**values, next_due_on=TODAY + timedelta(days=9))
    bank.mine.refresh_from_db()
    factories.contact(bank.mine, NOW - timedelta(days=80), by=bank.head, kind="visit")
    return bank


def whys(user, bank):
    return [row.why for row in day_list(user, TODAY, 20)[0] if row.client.pk == bank.mine.pk]


def page(browser, client):
    return browser.get(f"/clients/{client.pk}/").content.decode()


def test_the_head_is_the_sponsor_and_his_clock_lands_in_his_own_list_only(top, login):
    why = "共管客户，每 90 天当面谈一次，上次 8月30日，11月28日 前"
    assert whys(top.head, top) == [why]
    row = due_row(top.mine, top.head, TODAY)
    assert (row.what, row.is_late) == ("共管面谈", False)
    above = factories.user(Role.BRANCH_HEAD, unit=top.hq, name="上级行长")
    for other in (top.manager, top.other_head, top.head_office, top.auditor, above):
        assert whys(other, top) == []
    text = page(login(top.manager), top.mine)
    assert "孙行长" in text and "上次 8月30日 上门 孙行长，11月28日 前" in text and "请总行共管" not in text
    assert "请总行共管" in page(login(top.head), top.mine)
    assert why in login(top.head).get("/").content.decode()


@pytest.mark.parametrize(
    ("days", "kind", "who", "found"),
    [
        (75, "branch", "head", []),  # 15 days are left
        (91, "branch", "head", ["共管客户，每 90 天当面谈一次，上次 8月19日，逾期 1 天"]),
        (1, "call", "head", ["共管客户，每 90 天当面谈一次，还没有当面谈过，逾期 10 天"]),
        (1, "visit", "manager", ["共管客户，每 90 天当面谈一次，还没有当面谈过，逾期 10 天"]),
        (1, "visit", "head_office", ["共管客户，每 90 天当面谈一次，还没有当面谈过，逾期 10 天"]),
    ],
)
def test_only_a_talk_face_to_face_of_the_sponsor_himself_moves_his_clock(top, days, kind, who, found):
    ContactLog.objects.all().delete()
    risen = NOW - timedelta(days=100)
    TierChange.objects.create(
        client=top.mine, run=RatingRun.objects.create(), old="select", new="top", value=1, sentence="升", at=risen
    )
    factories.contact(top.mine, NOW - timedelta(days=days), by=getattr(top, who), kind=kind)
    assert whys(top.head, top) == found


def test_what_is_struck_or_too_short_or_put_off_today_does_not_stand_there(top):
    ContactLog.objects.update(struck_at=NOW, strike_reason="记错了")
    factories.contact(top.mine, NOW, by=top.head, kind="visit", is_effective=False)
    assert "还没有当面谈过" in whys(top.head, top)[0]
    Client.objects.update(planned_on=TODAY + timedelta(days=3), put_off_at=NOW)
    assert whys(top.head, top) == []


def test_a_new_head_takes_over_with_the_clock_of_the_old_one(top, login):
    User.objects.filter(pk=top.head.pk).update(is_active=False)
    new = factories.user(Role.BRANCH_HEAD, unit=top.east, name="新行长")
    assert whys(new, top) and "新行长" in page(login(top.manager), top.mine)
    User.objects.filter(pk=new.pk).update(is_active=False)
    assert "还没有行长" in page(login(top.manager), top.mine)


def test_the_head_names_somebody_of_head_office_who_meets_him_and_reads_why(top, login):
    name, meet = (reverse(view, args=[top.mine.pk]) for view in ("sponsor_name", "sponsor_meet"))
    browser = login(top.head)
    assert "总行管理（990001，总行管理）" in browser.get(name).content.decode()
    typed = {"person": top.head_office.pk, "seen": top.mine.version}
    assert browser.post(name, typed).status_code == 302
    client = Client.objects.get(pk=top.mine.pk)
    assert (client.sponsor, client.sponsor_on) == (top.head_office, TODAY)
    event = AuditEvent.objects.filter(verb="assign").get()
    assert (event.actor_no, event.changes) == (top.head.employee_no, {"sponsor": ["", "990001"]})
    assert browser.post(name, typed | {"person": ""}).status_code == 409  # the page was of before
    assert whys(top.head, top) == [] and whys(top.head_office, top) == []  # ninety days begin today
    Client.objects.filter(pk=top.mine.pk).update(sponsor_on=TODAY - timedelta(days=95))
    assert whys(top.head_office, top) == ["共管客户，每 90 天当面谈一次，还没有当面谈过，逾期 5 天"]

    browser = login(top.head_office)
    assert "记共管面谈" in page(browser, top.mine)
    for about in (
        {"note": "见了"},
        {"on": "2026-11-19"},
        {"on": "0001-01-01"},
        {"kind": "call"},
        {"minutes": 9},
        {"note": "有\x00字" * 9},
    ):
        answer = browser.post(meet, MET | about)
        assert answer.status_code == 422 and set(answer.context["form"].errors) == set(about)
    assert browser.post(meet, MET).status_code == 302
    assert whys(top.head_office, top) == []
    assert "上次 11月18日" in page(login(top.manager), top.mine)
    for other in (top.head, top.manager, top.compliance):
        assert login(other).post(meet, MET).status_code == 404


@pytest.mark.parametrize(
    ("values", "who", "words"),
    [
        ({"average": Decimal("19999999.99")}, "head_office", "年日均没有达到总行共管线 2000 万元"),
        ({"average": None}, "head_office", "年日均没有达到"),
        ({"tier": "select"}, "head_office", "这一层级没有共管人"),
        ({"tier": ""}, "head_office", "这一层级没有共管人"),
        ({"status": "deceased"}, "head_office", "客户状态是「已故」"),
        ({}, "auditor", "总行管理岗位的在岗同事"),
        ({}, "head", "总行管理岗位的在岗同事"),
    ],
)
def test_who_cannot_be_named_is_refused_by_the_action_too(top, values, who, words):
    Client.objects.filter(pk=top.mine.pk).update(**values)
    with pytest.raises(Refused, match=words):
        name_sponsor(top.mine, person=getattr(top, who), by=top.head, now=NOW)
    assert Client.objects.get(pk=top.mine.pk).sponsor is None


def test_a_forged_person_or_another_branch_gets_nowhere(top, login):
    name, typed = reverse("sponsor_name", args=[top.mine.pk]), {"seen": top.mine.version}
    for person in (top.auditor.pk, "abc", 10**30):
        answer = login(top.head).post(name, typed | {"person": person})
        assert answer.status_code == 422 and "总行管理岗位" in answer.content.decode()
    assert login(top.other_head).get(name).status_code == 404
    with pytest.raises(Moved):
        name_sponsor(top.mine, person=top.head_office, by=top.head, now=NOW, seen=99)


@pytest.mark.parametrize(
    ("values", "person", "why"),
    [
        ({"sponsor_interval": None, "tier": "select"}, {}, "客户已不在有共管人的层级"),
        ({"status": "closed"}, {}, "客户已不是正常状态"),
        ({}, {"is_active": False}, "共管人已离开总行岗位"),
        ({}, {"role": "auditor"}, "共管人已离开总行岗位"),
        ({}, {}, ""),
    ],
)
def test_the_night_ends_a_sponsor_who_is_none_any_more_and_says_why(top, values, person, why):
    name_sponsor(top.mine, person=top.head_office, by=top.head, now=NOW)
    Client.objects.filter(pk=top.mine.pk).update(**values)
    User.objects.filter(pk=top.head_office.pk).update(**person)
    assert end_sponsors(now=NOW) == ("结束共管 1 户" if why else "")
    assert end_sponsors(now=NOW) == ""
    assert (Client.objects.get(pk=top.mine.pk).sponsor is None) == bool(why)
    if why:
        event = AuditEvent.objects.latest("pk")
        assert (event.reason, event.changes, event.actor_no) == (why, {"sponsor": ["990001", ""]}, "")


def test_first_meetings_count_from_the_tier_else_from_the_assignment(top):
    ContactLog.objects.all().delete()
    Client.objects.update(assigned_on=date(2026, 8, 20))
    assert "还没有当面谈过，今天到期" in whys(top.head, top)[0]


def kin(person, client):
    return Kin.objects.create(user=person, client=client, relation="relative", client_no=client.client_no)


def test_nobody_is_the_sponsor_of_a_relative(top):
    name_sponsor(top.mine, person=top.head_office, by=top.head, now=NOW)
    kin(top.head_office, top.mine)
    assert end_sponsors(now=NOW) == "结束共管 1 户"
    assert AuditEvent.objects.latest("pk").reason == "共管人要回避这位客户"
    with pytest.raises(Refused, match="回避关系"):
        name_sponsor(top.mine, person=User.objects.get(pk=top.head_office.pk), by=top.head, now=NOW)


def test_a_head_who_must_avoid_the_client_leaves_him_to_the_head_above(top, login):
    kin(top.head, top.mine)
    above = factories.user(Role.BRANCH_HEAD, unit=top.hq, name="上级行长")
    assert whys(above, top) and whys(User.objects.get(pk=top.head.pk), top) == []
    assert "上级行长" in page(login(top.manager), top.mine)


def test_the_night_hands_the_interval_down_and_takes_it_away_with_the_tier(top):
    Client.objects.filter(pk=top.mine.pk).update(sponsor_interval=None)
    rate_clients(now=NOW)
    assert Client.objects.get(pk=top.mine.pk).sponsor_interval == 90
    name_sponsor(top.mine, person=top.head_office, by=top.head, now=NOW)
    Client.objects.filter(pk=top.mine.pk).update(average=Decimal("1000000"))
    rate_clients(now=NOW)
    assert end_sponsors(now=NOW) == "结束共管 1 户"
    fallen = Client.objects.get(pk=top.mine.pk)
    assert (fallen.tier, fallen.sponsor_interval, fallen.sponsor) == ("select", None, None)
    assert whys(top.head, top) == [] and whys(top.head_office, top) == []
