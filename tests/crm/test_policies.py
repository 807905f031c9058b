"""A version of the tier policies: asked by one person of head office, approved by another, in force from its day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions.requests import end_request, withdraw_request
from clients.models import Client, Request
from crm.actions.policies import ask_policy
from staff.models import AuditEvent, User
from staff.roles import Role
from tests import factories
from tests.crm.requests import NOW, decide, morning
from tests.tiers.versions import version
from tiers.models import TierPolicy
from tiers.queries.policies import last_version, load_policies
from tiers.rules.rating import Policy
from words.problems import Moved, Refused

__all__ = ["morning"]
DAY = date(2026, 12, 1)
WHY = "贵宾线四年没有调过，周边同业都低于我行，按年报第 12 页"


@pytest.fixture
def colleague(bank):
    return factories.user(Role.HEAD_OFFICE, unit=bank.head_office.unit, name="钱科长")


def changed(interval=45, vip=180_000, label="贵宾客户"):
    _day, held = last_version()
    terms = {**held.terms, "vip": replace(held.terms["vip"], contact_interval=interval, client_label=label)}
    person = replace(held.policy.thresholds["person"], vip=vip)
    return replace(held, terms=terms, policy=Policy({**held.policy.thresholds, "person": person}, held.policy.labels))


def ask(bank, policies=None, on=DAY, **about):
    return ask_policy(policies or changed(), effective_on=on, words=WHY, by=bank.head_office, now=NOW, **about)


def interval(day):
    return load_policies(day).terms["vip"].contact_interval


def test_approved_by_another_it_counts_from_its_day_and_what_was_stays(bank, colleague):
    row = ask(bank)
    assert interval(DAY) == 60
    with pytest.raises(Refused, match="自己提的"):
        decide(row, bank.head_office)
    for person in (bank.head, bank.compliance):
        with pytest.raises(Refused, match="不由您决定"):
            decide(row, person)
    decide(row, colleague)
    assert (interval(DAY - timedelta(days=1)), interval(DAY)) == (60, 45)
    assert str(load_policies(DAY).policy.thresholds["person"].vip) == "180000.00"
    event = AuditEvent.objects.get(verb="param")
    was = {"contact_interval": [60, 45], "minimum_person": ["200000.00", "180000.00"]}
    assert (
        event.changes == {"tier": "vip", "effective_on": "2026-12-01", **was}
        and event.actor_no == colleague.employee_no
    )
    with pytest.raises(Refused, match="起已有一版"):
        ask(bank, changed(interval=30))
    ask(bank, changed(interval=30), on=DAY + timedelta(days=1))


def test_what_is_attached_stays_as_it_was_and_the_page_shows_today_beside_it(bank, colleague, login):
    factories.client(unit=bank.east, average=190_000)
    row = ask(bank)
    factories.client(unit=bank.east, average=190_000)
    assert row.attached["moves"] == [["个人", "普通", "贵宾", 1, 1]]
    browser, path = login(colleague), f"/requests/{row.pk}/"
    page = browser.get(path).content.decode()
    assert "提出时的试算（数据已经变了）" in page and "上调 2 户" in page and "上调 1 户" in page
    assert "2026年12月1日起的一版，改 2 处" in browser.get("/requests/").content.decode()
    done = browser.post(f"{path}decide/", {"state": "approved", "decision": ""}, follow=True).content.decode()
    answer = browser.get(path).content.decode()
    assert "层级政策：已同意" in done and "12月1日 起" in answer and "上调 1 户" in answer and "上调 2 户" not in answer


def test_what_was_sent_back_and_completed_is_compared_with_what_was_attached_last(bank, colleague, login):
    row = ask(bank)
    decide(row, colleague, "back", "间隔先不动，只调整门槛，请再提")
    again = ask(bank, changed(interval=60))
    assert again.pk == row.pk and again.attached["differences"] == [
        ["贵宾", "个人门槛（元）", "200,000.00", "180,000.00"]
    ]
    assert "数据已经变了" not in login(colleague).get(f"/requests/{row.pk}/").content.decode()
    decide(again, colleague)
    assert interval(DAY) == 60 and load_policies(DAY).policy.thresholds["person"].vip == 180_000


def test_one_that_has_not_begun_is_taken_back_and_one_in_force_is_not(bank, colleague):
    row = decide(ask(bank), colleague)
    end_request(row, by=colleague, now=NOW, why="年底前先不改，下次一起办")
    assert interval(DAY) == 60
    row = decide(ask(bank), colleague)
    with pytest.raises(Refused, match="要改就重新提出"):
        end_request(row, by=colleague, now=NOW + timedelta(days=13), why="年底前先不改，下次一起办")
    assert interval(DAY) == 45


def test_what_was_sent_back_is_completed_with_other_figures(bank, colleague, login):
    row = decide(ask(bank), colleague, "back", "请把同业的数据附上再提出")
    page = login(bank.head_office).get(f"{reverse('admin:tiers_tierpolicy_edit')}").content.decode()
    assert 'value="180000"' in page and WHY in page
    with pytest.raises(Refused, match="在等审批"):
        ask_policy(changed(), effective_on=DAY, words=WHY, by=colleague, now=NOW)
    again = ask(bank, changed(interval=30))
    assert again.pk == row.pk and again.attached["moves"] == row.attached["moves"] and len(again.rounds) == 1
    decide(again, colleague)
    assert interval(DAY) == 30 and TierPolicy.objects.filter(request=row).count() == 5


def test_whose_day_came_while_it_waited_nobody_approves(bank, colleague):
    row = ask(bank, on=NOW.date() + timedelta(days=1))
    with pytest.raises(Refused, match="生效日期还没有到"):
        decide(row, colleague, now=NOW + timedelta(days=1))
    decide(row, colleague, "refused", "生效日期已经过去，请重新提出", now=NOW + timedelta(days=1))
    assert TierPolicy.objects.filter(request=row, effective_on=None).count() == 5
    assert interval(date(2027, 6, 1)) == 60


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"policies": {"vip": 1_000_000}}, "优质线 100 万元应高于贵宾线 100 万元"),
        ({"policies": {"interval": 0}}, "联系间隔应在 1 到 366 天之间"),
        ({"policies": {"label": "劣 質客户"}}, "不能有「劣质客」"),
        ({"policies": {"interval": 60, "vip": 200_000}}, "没有改动"),
        ({"on": NOW.date()}, "至少从明天起"),
        ({"on": date(2028, 1, 1)}, "一年以内"),
        ({"seen": "另一版"}, "又有一版"),
    ],
)
def test_what_may_not_be_asked_is_refused_by_the_action_too(bank, changes, words):
    policies = changed(**changes.get("policies", {}))
    with pytest.raises((Refused, Moved), match=words):
        ask(bank, policies, **{name: value for name, value in changes.items() if name != "policies"})
    assert not Request.objects.exists() and TierPolicy.objects.count() == 5


def test_one_version_waits_at_a_time_and_the_database_holds_it(bank):
    row = ask(bank)
    with pytest.raises(Refused, match="在等审批"):
        ask(bank, changed(interval=30))
    about = {"kind": "policy", "unit": bank.east, "asked_by": bank.head_office, "due_at": NOW, "words": "…"}
    for wrong in (
        {"valid_from": DAY},
        {"state": "withdrawn"},
        {"state": "withdrawn", "valid_from": DAY, "client": bank.mine},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Request.objects.create(**about, **wrong)
    withdraw_request(row, by=bank.head_office, now=NOW)
    ask(bank, changed(interval=30))


def test_one_that_was_sent_back_to_who_has_left_stops_nobody(bank, colleague):
    row, about = ask(bank), {"effective_on": DAY, "words": WHY, "by": colleague, "now": NOW}
    decide(row, colleague, "back", "请把贵宾线的依据再写清楚一些")
    with pytest.raises(Refused, match="在等审批"):
        ask_policy(changed(interval=30), **about)
    User.objects.filter(pk=bank.head_office.pk).update(is_active=False)
    assert ask_policy(changed(interval=30), **about).pk != row.pk


def test_nobody_below_head_office_sees_the_request(bank, login):
    row = ask(bank)
    assert login(bank.head).get(f"/requests/{row.pk}/").status_code == 404
    assert login(bank.auditor).get(f"/requests/{row.pk}/").status_code == 200


def test_longer_intervals_that_lift_the_promises_kept_say_since_when(bank, login):
    Client.objects.filter(pk=bank.mine.pk).update(next_due_on=DAY, last_effective_on=date(2026, 11, 2))
    version(date(2026, 11, 1), vip={"contact_interval": 90})
    version(date(2026, 11, 16), vip={"contact_interval": 90})
    assert "11月起按新间隔计" in login(bank.manager).get("/").content.decode()
    assert "11月起按新间隔计" in login(bank.head).get("/").content.decode()


def test_shorter_ones_do_not(bank, login):
    version(date(2026, 4, 1), vip={"contact_interval": 90})
    version(date(2026, 11, 1), vip={"contact_interval": 30})
    assert "按新间隔计" not in login(bank.manager).get("/").content.decode()
