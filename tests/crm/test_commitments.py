"""服务承诺 on the client page: each line says how it stands and opens the ledger row that proves it; and the printed sheet."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import Client, ContactLog, DoNotDisturb
from staff.models import AuditEvent
from tests import factories
from tiers.models import TierPolicy
from words.dates import month_day

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))  # a Wednesday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def top(bank):
    """One line kept, one due, one broken, one waiting; the sponsor is late."""
    values = {"tier": "top", "contact_interval": 14, "sponsor_interval": 90, "assigned_on": TODAY - timedelta(days=200)}
    Client.objects.filter(pk=bank.mine.pk).update(**values, next_due_on=TODAY + timedelta(days=9))
    bank.mine.refresh_from_db()
    factories.contact(bank.mine, NOW - timedelta(days=5), by=bank.manager)
    factories.contact(bank.mine, NOW - timedelta(days=28), by=bank.manager, kind="visit")
    factories.contact(bank.mine, NOW - timedelta(days=95), by=bank.head, kind="branch")
    factories.contact(bank.mine, NOW - timedelta(days=40), by=bank.manager, aim="briefing", is_effective=False)
    return bank


def lines(browser, client):
    found = browser.get(f"/clients/{client.pk}/").context["commitments"]
    return {line.name: (line.stand.value, line.words) for line in found}


def test_every_line_stands_on_the_ledger(top, login):
    browser = login(top.manager)
    answer = browser.get(f"/clients/{top.mine.pk}/")
    assert {line.name: (line.stand.value, line.words) for line in answer.context["commitments"]} == {
        "联系": ("kept", "上次 11月13日 电话 周敏，11月27日 前"),
        "面谈": ("due", "上次 10月21日 上门 周敏，11月20日 前"),
        "共管面谈": ("broken", "上次 8月15日 来行面谈 孙行长，已过 5 天"),
        "汇报": ("broken", "上次 10月9日 电话 周敏，已过 10 天"),
        "问候": ("waiting", "还没有过，2027年5月3日 前"),
        "答复": ("waiting", "近 90 天没有提过事"),
    }
    text = answer.content.decode()
    assert "没做到" in text and "快到期" in text and "已做到" in text and "每 90 天一次" in text
    proof = f"/clients/{top.mine.pk}/timeline/?before=2026-10-22"
    assert proof in text
    assert browser.get(proof).context["entries"][0].contact.kind == "visit"


def test_struck_rows_and_other_clients_prove_nothing(top, login):
    ContactLog.objects.filter(kind="visit").update(struck_at=NOW, strike_reason="记错了")
    factories.contact(top.theirs, NOW, by=top.manager, kind="visit", aim="care")
    found = lines(login(top.manager), top.mine)
    assert found["面谈"] == ("broken", "上次 8月15日 来行面谈 孙行长，已过 65 天")
    assert found["问候"][0] == "waiting"


@pytest.mark.parametrize(
    ("asked", "answered", "stand", "words"),
    [
        ({"kind": "wecom", "is_effective": False}, None, "broken", "1 件还没有答复，应在 11月17日 前"),
        ({"kind": "wecom", "is_effective": False}, 24, "kept", "近 90 天 1 件，都按时答复"),
        ({"kind": "wecom", "is_effective": False}, 48, "broken", "近 90 天 1 件，1 件晚了"),
        (
            {"kind": "call", "reached": "nobody", "is_effective": False},
            None,
            "broken",
            "1 件还没有答复，应在 11月17日 前",
        ),
        ({"kind": "call", "is_effective": False}, None, "kept", "近 90 天 1 件，都按时答复"),
        ({"kind": "branch"}, None, "kept", "近 90 天 1 件，都按时答复"),
        (
            {"kind": "wecom", "is_effective": False, "struck_at": NOW, "strike_reason": "错"},
            None,
            "waiting",
            "近 90 天没有提过事",
        ),
    ],
)
def test_what_he_came_with_is_answered_in_working_days(top, login, asked, answered, stand, words):
    came = timezone.make_aware(datetime(2026, 11, 16, 9, 0))  # a Monday: one working day for 顶级
    factories.contact(top.mine, came, by=top.manager, direction="in", **asked)
    if answered:
        factories.contact(top.mine, came + timedelta(hours=answered), by=top.manager, is_effective=False)
    assert lines(login(top.manager), top.mine)["答复"] == (stand, words)


def test_weekends_are_no_working_days(top, login):
    came = timezone.make_aware(datetime(2026, 11, 13, 16, 0))  # a Friday
    ContactLog.objects.all().delete()
    factories.contact(top.mine, came, by=top.manager, direction="in", kind="wecom", is_effective=False)
    factories.contact(top.mine, came + timedelta(days=3), by=top.manager, is_effective=False)
    assert lines(login(top.manager), top.mine)["答复"][0] == "kept"


def test_a_greeting_of_whatever_kind_is_one(top, login):
    factories.contact(top.mine, NOW - timedelta(days=3), by=top.manager, aim="care")
    assert lines(login(top.manager), top.mine)["问候"][0] == "kept"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"tier": "basic", "contact_interval": None, "next_due_on": None, "sponsor_interval": None}, {"答复"}),
        ({"tier": "standard", "contact_interval": 180, "sponsor_interval": None}, {"联系", "问候", "答复"}),
        ({"tier": ""}, set()),
        ({"status": "deceased"}, set()),
    ],
)
def test_only_what_the_policy_promises_stands_there(top, login, values, names):
    Client.objects.filter(pk=top.mine.pk).update(**values)
    assert set(lines(login(top.manager), top.mine)) == names


def test_who_is_left_in_peace_is_owed_no_call(top, login):
    DoNotDisturb.objects.create(client=top.mine, starts_on=TODAY, reason="住院")
    found = lines(login(top.manager), top.mine)
    assert {name: stand for name, (stand, _words) in found.items()} == dict.fromkeys(found, "waiting")
    assert "勿扰期内" in found["共管面谈"][1]


OF_STAFF = re.compile(
    "顶级|优质|低端|屈从|定制|尊享|歧视|策略|层级|门槛|年日均|余额|共管|评定|存款任务|拉存|万元|[0-9]元|一个月月"
)


def sheet(browser, client):
    answer = browser.get(f"/clients/{client.pk}/commitment/")
    text = answer.content.decode()
    assert answer.status_code == 200
    return text[text.index('id="content"') : text.index("</main>")]


@pytest.mark.parametrize("tier", Client.Tier.values)
def test_the_printed_sheet_speaks_to_the_client_and_names_nothing_of_the_staff(top, login, tier):
    about = {"gender": "m", "average": 31_234_567, "balance": 1, "tier": tier, "hint": "拉存款"}
    Client.objects.filter(pk=top.mine.pk).update(**about)
    text = sheet(login(top.manager), top.mine)
    said = re.sub(r"<[^>]*>|\s", "", text)
    assert OF_STAFF.findall(said) == []
    assert "尊敬的陈先生" in said and TierPolicy.objects.get(tier=tier).client_label in said
    assert "周敏（不在时由李航接待）" in said and "支行行长孙行长" in said and "陈国强" not in said
    assert "3123" not in said and "2207" not in said
    assert ("当面听您说" in said) == (tier == "top") and ("每两周问候您一次" in said) == (tier == "top")


def test_the_sheet_holds_what_was_promised_to_this_client_in_words_to_him(top, login):
    client = Client.objects.get(pk=top.mine.pk)
    for what, days in (
        ("帮陈国强问清孩子上学的手续", 5),
        ("请客户来认一认新网点的门", -2),
        ("送存单利率测算", 3),
        ("算一算低端客户的优惠", 3),
        ("陪客户去医院看化疗", 3),
    ):
        factories.promise(client, what, due_on=TODAY + timedelta(days=days))
    factories.promise(client, "移交后打电话向客户介绍自己", due_on=TODAY, origin="introduce")
    factories.promise(client, "已经办完的", due_on=TODAY, state="kept", closed_at=NOW)
    text = sheet(login(top.manager), client)
    said = re.sub(r"<[^>]*>|\s", "", text)
    first, late = (month_day(TODAY + timedelta(days=days)) for days in (5, -2))
    assert (
        f"帮您问清孩子上学的手续：{first}前办好" in said and f"请您来认一认新网点的门：原定{late}，我们抓紧办好" in said
    )
    assert "另外还答应您3件事" in said and "存单" not in said and "化疗" not in said and "已经办完" not in said
    assert OF_STAFF.findall(said) == [] and said.count("陈国强") == 1 and "移交" not in said


def test_a_print_is_audited_and_is_for_who_looks_after_him(top, login):
    browser = login(top.manager)
    sheet(browser, top.mine)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.client_id) == ("view", top.mine.pk)
    assert (event.changes["page"], event.changes["printed"]) == ("commitment_print", True)
    assert browser.get(f"/clients/{top.theirs.pk}/commitment/").status_code == 404
    assert login(top.auditor).get(f"/clients/{top.mine.pk}/commitment/").status_code == 403


@pytest.mark.parametrize(
    ("values", "words"),
    [({"status": "deceased"}, "客户状态是「已故」"), ({"tier": ""}, "还没有评定层级"), ({}, "客户在勿扰期")],
)
def test_nothing_is_handed_to_who_must_not_have_it_and_the_page_says_why(top, login, values, words):
    Client.objects.filter(pk=top.mine.pk).update(**values)
    if not values:
        DoNotDisturb.objects.create(client=top.mine, starts_on=TODAY, reason="住院")
    text = sheet(login(top.manager), top.mine)
    assert words in text and "尊敬的" not in text and "data-print" not in text
    assert "printed" not in AuditEvent.objects.latest("pk").changes


def test_a_firm_and_a_client_without_a_manager_have_their_sheet_too(top, login):
    name = "云谷粮油有限公司" + "长" * 50
    Client.objects.filter(pk=top.mine.pk).update(kind="micro_small", name=name, manager=None, backup=None)
    text = sheet(login(top.head), top.mine)
    assert name in text and "城关支行，支行行长孙行长" in text
