"""支行总览: what waits for a head, whose rows, in which order; and who reads what."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Client
from crm.actions.figures import keep_figures
from crm.models import Figure
from staff.models import AuditEvent, CoverPeriod
from tests import factories
from tiers.models import RatingRun, Standing, TierChange

NOW = timezone.make_aware(datetime(2026, 11, 30, 8, 10))  # a Monday
TODAY = date(2026, 11, 30)
OVERVIEW = "/admin/"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def waiting(bank):
    """Something of every kind that waits for the head of 城关支行, and the like in the other branch."""
    for client, manager in ((bank.mine, bank.manager), (bank.theirs, bank.stranger)):
        factories.promise(client, f"送{client.name}的利息测算表", due_on=TODAY - timedelta(days=3), owed_by=manager)
        factories.signal(client, severity="red")
        factories.override(client, manager, due_at=NOW + timedelta(hours=2))
        factories.client(unit=client.unit, tier="select", name="无人管", assigned_on=date(2026, 11, 9))
    left = factories.user(unit=bank.east, name="郑一帆", is_active=False)
    factories.client(unit=bank.east, manager=left, backup=bank.manager, tier="basic")
    return bank


def waits(answer):
    return {wait.what: (wait.why, wait.url, when) for wait, _near, when in answer.context["waits"]}


def test_what_waits_for_a_head_stands_there_by_urgency_with_its_rows(waiting, login):
    bank = waiting
    answer = login(bank.head).get(OVERVIEW)
    found = waits(answer)
    assert list(found) == [
        "红色信号没人动 1 户",
        "答应客户没兑现 1 件",
        "审批 1 件，到时限 1 件",
        "没有管户经理 2 户",
        "贵宾以上没有B角 1 户",
    ]
    why, _url, when = found["答应客户没兑现 1 件"]
    assert why == "最久：陈国强的送陈国强的利息测算表，周敏，说好 11月27日"
    assert when == "逾期 3 天"
    assert found["审批 1 件，到时限 1 件"][2] == "今天 10:10"
    assert found["没有管户经理 2 户"][0] == "优质 1、低端 1；郑一帆离岗留下 1 户；最早 11月9日 起没人管"
    text = answer.content.decode()
    assert "何丽华" not in text and "城关支行 · 今天" in text and "data-print" in text
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.changes) == ("view", {"page": "admin:index", "rows": 5})


def test_whoever_only_looks_reads_masked_names_and_no_buttons_to_act(waiting, login):
    bank = waiting
    for who in (bank.compliance, bank.auditor, bank.head_office):
        answer = login(who).get(OVERVIEW)
        text, found = answer.content.decode(), waits(answer)
        assert "陈国强" not in text and "何丽华" not in text, who
        assert "答应客户没兑现 2 件" in found
        assert ("去分配" in text) == (who is bank.head_office)
    assert "万元" not in login(bank.compliance).get(OVERVIEW).content.decode()


def test_a_unit_below_is_opened_and_another_ones_is_not_there(waiting, login):
    bank = waiting
    browser = login(bank.head)
    outlet = browser.get(OVERVIEW, {"unit": bank.outlet.pk})
    assert "老街分理处 · 今天" in outlet.content.decode() and waits(outlet) == {}
    for unit in (bank.west.pk, bank.hq.pk, "x", 10**20):
        assert browser.get(OVERVIEW, {"unit": unit}).status_code == 404, unit
    east = login(bank.head_office).get(OVERVIEW, {"unit": bank.east.pk})
    assert "答应客户没兑现 1 件" in waits(east)
    assert f"unit={bank.east.pk}" in waits(east)["答应客户没兑现 1 件"][1]


def test_the_system_administrator_reads_counts_and_no_client(waiting, login):
    answer = login(waiting.sysadmin).get(OVERVIEW)
    text = answer.content.decode()
    assert "锁住的账号" in text and "陈国强" not in text and "今天要您办" not in text
    assert "台账与设置" in text and "层级看板" not in text


def test_a_new_bank_is_told_to_import_first(db, login):
    hq = factories.unit("9900", name="总行")
    office = factories.user("head_office", unit=hq)
    text = login(office).get(OVERVIEW).content.decode()
    assert "先导入客户与余额" in text and "今天要您办" not in text


def books(bank, number):
    """So many managers of the branch with clients of each tier, money, talks, greetings' and care days' rows."""
    for n in range(number):
        manager = factories.user(unit=bank.east, name=f"经理{n}")
        for tier in ("top", "select", "vip", "standard"):
            client = factories.client(
                unit=bank.east, manager=manager, tier=tier, next_due_on=TODAY - timedelta(days=30)
            )
            factories.balance(client, data_date=date(2026, 11, 27))
        factories.promise(client, due_on=TODAY - timedelta(days=n + 1))
        factories.signal(client, severity="red")


def rated(bank):
    """The month's rating and the night after it, as on every morning: two have moved in tier, two in their average."""
    run = RatingRun.objects.create(month=date(2026, 10, 1), started_at=NOW - timedelta(days=9), finished_at=NOW)
    for n, client in enumerate(Client.objects.filter(unit__in=(bank.east, bank.west), manager__isnull=False)):
        Standing.objects.create(run=run, client=client, month=run.month, tier=client.tier, value=n)
        TierChange.objects.create(client=client, run=run, old="basic", new=client.tier, at=NOW - timedelta(hours=2))
    keep_figures(now=NOW)
    for person, client in ((None, bank.mine), (bank.head_office, bank.theirs)):  # None: their head
        Client.objects.filter(pk=client.pk).update(
            sponsor=person, sponsor_interval=2, sponsor_on=person and date(2026, 9, 1)
        )
    AuditEvent.objects.create(
        verb="unusual",
        at=NOW,
        actor_role="system",
        target_type="staff.User",
        target_id=bank.manager.pk,
        unit_id=bank.east.pk,
        changes={"who": bank.manager.employee_no, "on": "2026-11-29", "why": "mass", "count": 300, "mean": 20},
    )


def lock(person):
    about = {"username": person.employee_no, "ip_address": "10.0.0.1", "attempt_time": NOW, "failures_since_start": 9}
    AccessAttempt.objects.create(**about)


COLD = 25  # statements of the page with an empty cache, the session, the user and the frame among them


def test_the_page_asks_no_more_however_many_managers_there_are(waiting, login):
    bank = waiting
    books(bank, 1)
    rated(bank)
    lock(bank.manager)
    for more in (0, 2):
        books(bank, more)
        for who in (bank.head_office, bank.head):
            browser = login(who)
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(OVERVIEW)
            assert len(asked) <= COLD, "\n".join(row["sql"][:160] for row in asked)
    assert {"该您见的 1 位", "登录锁定的经理 1 位", "异常查看 1 条"} <= set(waits(answer))


def test_the_team_and_its_numbers_open_their_rows(waiting, login):
    bank = waiting
    books(bank, 2)
    browser = login(bank.head)
    answer = browser.get(OVERVIEW)
    rows = {row.name: row for row in answer.context["team"]}
    assert {"周敏", "经理0", "经理1"} <= set(rows) and "吴琴" not in rows
    [_title, lines] = answer.context["groups"][0]
    late = next(line for line in lines if line.key == "overdue")
    assert late.value_text == "3 件" and "没兑现 3 件" in str(waits(answer))
    assert browser.get(late.url).content.decode().count('id="promise-') == 3
    cell = rows["经理0"].cells[0]
    assert cell.value_text == "0/1" and browser.get(cell.url).status_code == 200
    office = login(bank.head_office).get(OVERVIEW, {"unit": bank.east.pk})
    assert "陈国强" not in office.content.decode()
    assert browser.get(OVERVIEW, {"day": "2026-02-30"}).context["problem"] == "没有这一天，看的是今天。"
    assert "还没有存下数字" in browser.get(OVERVIEW, {"day": "2026-11-23"}).context["problem"]


def test_a_day_of_the_past_is_read_from_what_its_night_wrote(waiting, login):
    about = {"unit": waiting.east, "on": date(2026, 11, 23), "data_date": date(2026, 11, 22), "at": NOW}
    Figure.objects.create(key="overdue", value=7, **about)
    answer = login(waiting.head).get(OVERVIEW, {"day": "2026-11-23"})
    text = answer.content.decode()
    [(_title, [line])] = answer.context["groups"]
    assert line.value_text == "7 件" and "城关支行 · 11月23日" in text and "余额截至 11月22日" in text
    assert "没有这一天" in login(waiting.head).get(OVERVIEW, {"day": "0001-01-08"}).content.decode()
    assert "今天要您办" not in text and answer.context["waits"] == []


def test_the_first_screen_says_what_is_broken_and_why_where_it_falls_and_what_changed(waiting, login):
    bank = waiting
    factories.balance(bank.mine, 0, data_date=date(2026, 11, 27))
    rated(bank)
    put_off = factories.promise(bank.mine, "给陈国强报方案", due_on=TODAY - timedelta(days=2), owed_by=bank.manager)
    basic = factories.client(unit=bank.east, manager=bank.manager, tier="basic")
    factories.promise(basic, "低端的不在里面", due_on=TODAY - timedelta(days=9), owed_by=bank.manager)
    top = factories.client(unit=bank.east, manager=bank.backup, tier="top", last_effective_on=date(2026, 11, 2))
    factories.promise(top, "约行长见面", due_on=TODAY - timedelta(days=1), owed_by=bank.backup)
    CoverPeriod.objects.create(absent=bank.backup, cover=bank.manager, starts_on=TODAY, ends_on=TODAY, reason="年假")
    for minutes, reason in ((9, ""), (8, "陈国强出差，回来再说"), (7, "")):
        target = {"target_type": "clients.Promise", "target_id": put_off.pk, "reason": reason}
        AuditEvent.objects.create(verb="update", at=NOW - timedelta(minutes=minutes), **target)
    Client.objects.filter(pk=bank.mine.pk).update(average=-5_000)
    Standing.objects.update(value=0)
    Figure.objects.create(unit=bank.east, on=date(2026, 11, 23), key="overdue", value=1, at=NOW)

    answer = login(bank.head).get(OVERVIEW)
    assert [(row.words, row.since, row.why) for row in answer.context["broken"]] == [
        ("约行长见面", "李航，说好 11月29日，逾期 1 天", "李航离岗至 11月30日；没有写原因；上次联系 11月2日"),
        ("送陈国强的利息测算表", "周敏，说好 11月27日，逾期 3 天", "没有写原因；还没有联系过"),
        ("给陈国强报方案", "周敏，说好 11月28日，逾期 2 天", "原因：陈国强出差，回来再说"),
    ]
    assert [line.key for line in answer.context["week"]] == ["overdue"]
    falls = {row.what: (row.name, row.words) for row in answer.context["falls"]}
    assert falls["经理"] == ("周敏", "名下客户年日均 −5,000.00 元，和评定时比")
    assert falls["客户"] == ("陈国强", "年日均 −5,000.00 元，周敏")
    text = login(bank.compliance).get(OVERVIEW).content.decode()
    assert "陈*强出差" in text and "陈国强" not in text and "5,000.00" not in text


def linked(answer):
    """[(what it says, the number that it says, the address)] of what the page counts beside the numbers of the unit."""
    context = answer.context
    yield from (
        (wait.what, int(re.search(r" ([\d,]+) ", wait.what)[1]), wait.url) for wait, _near, _when in context["waits"]
    )
    for level in context["levels"][:1]:
        yield from (
            (f"{level['tier']}现在", level["now"], level["now_url"]),
            (f"{level['tier']}之前", level["before"], level["before_url"]),
        )
    yield from context["ways"]
    if "older_url" in context:
        yield "更早的", int(re.search(r"（(\d+) 户更早）", context["told"])[1]), context["older_url"]


def held(answer):
    """How many rows the page holds, however it lists them."""
    context = answer.context
    if "cl" in context:
        return context["cl"].result_count
    if told := re.search(r"共 ([\d,]+) 户", answer.content.decode()):
        return int(told[1])
    if "groups" in context:
        return sum(len(rows) for _title, rows in context["groups"])
    if "seen" in context:
        return len(context["waiting"])
    page = context.get("page", {})
    found = page.get("rows", context.get("rows", ())) if isinstance(page, dict) else page.rows
    return len(found)


def test_each_number_of_the_page_opens_exactly_its_rows(waiting, login):
    bank = waiting
    books(bank, 1)
    rated(bank)
    lock(bank.manager)
    CoverPeriod.objects.create(absent=bank.manager, starts_on=TODAY, ends_on=TODAY, reason="年假")
    CoverPeriod.objects.create(absent=bank.backup, cover=bank.manager, starts_on=TODAY, ends_on=TODAY, reason="年假")
    Client.objects.filter(pk=bank.mine.pk).update(balances_on=date(2026, 11, 20))
    cache.clear()
    keep_figures(now=NOW)
    for who, asked in ((bank.head, {}), (bank.head_office, {"unit": bank.east.pk})):
        browser = login(who)
        answer = browser.get(OVERVIEW, asked)
        wanted = [row for row in linked(answer) if who is bank.head or "没人代" in row[0]]
        found = {url: (what, number) for what, number, url in wanted}
        assert found == {url: (what, held(browser.get(url))) for url, (what, _number) in found.items()}
        lines = {line.key: line for _title, lines in answer.context["groups"] for line in lines}
        assert ("orders" in lines) == (who is bank.head)  # head office has no list of them, and no number
        assert held(browser.get(lines["covers"].url)) == lines["covers"].rows == 1
        rows = browser.get(lines["load"].url).context["rows"]
        assert {row.manager.unit.name for row in rows} == {"城关支行"} and rows[0].load.percent == lines["load"].value
