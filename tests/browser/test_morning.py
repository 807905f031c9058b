"""Fifty unknown clients at 08:30, sensible talks at 09:00: the booklet, five sheets, five lines, promises made and kept."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clients.models import Client, ContactLog, Fact, Promise
from planner.models import CarePlan, PlanItem
from tests import factories

KNOWN = ("hobby", "周末爱去水库钓鱼"), ("family", "女儿在外地工作"), ("manner", "喜欢先听结论")
LINES = (
    "给他打了电话聊了十分钟，说今年鱼口不错，我答应三天内把开户清单发给他",
    "打电话说了一刻钟，女儿过年回来，他答应明天带身份证来网点补资料",
    "打电话聊了五分钟，问候近况，一切都好，没有要跟的事",
    "打电话聊了八分钟，说上次的测算收到了，很满意",
    "打电话聊了六分钟，聊了孩子和年货，没有别的事",
)


@pytest.fixture
def handed_over(transactional_db, bank):
    """Fifty clients whom the manager has never talked to, on the list of today; of the first five something is known."""
    now, today = timezone.now(), timezone.localdate()
    rows = [factories.new_client(unit=bank.east, manager=bank.manager, name=f"陈{n:02}") for n in range(50)]
    for n, row in enumerate(rows):
        row.next_due_on, row.tier = today - timedelta(days=1), "vip" if n else "select"
    bank.clients = Client.objects.bulk_create(rows)
    for client in bank.clients[:5]:
        factories.consent(client, purpose="dossier", via="any")
    about = {"learned_on": today - timedelta(days=9), "good_until": today + timedelta(days=300), "source": "told"}
    Fact.objects.bulk_create(
        Fact(client=client, kind=kind, text=text, **about) for client in bank.clients[:5] for kind, text in KNOWN
    )
    owed = {"owes": "staff", "owed_by": bank.manager, "origin": "hand", "due_on": today}
    bank.owed = Promise.objects.create(client=bank.clients[3], what="送利息测算", **owed)
    plan = CarePlan.objects.create(manager=bank.manager, week=today, day=today, capacity=480, built_at=now)
    item = {"plan": plan, "via": "call", "score": 1, "minutes": 9, "what": "due", "why": "到期"}
    PlanItem.objects.bulk_create(
        PlanItem(client=client, position=n, **item) for n, client in enumerate(bank.clients, 1)
    )
    bank.plan = plan
    return bank


def test_a_manager_talks_sensibly_to_people_he_never_met(handed_over, opened):
    today = timezone.localdate()
    page = opened(handed_over.manager)
    page.goto(f"/care-day/?day={today}")
    page.get_by_role("link", name="打印见面提示").click()
    expect(page.locator(".call-sheet")).to_have_count(50)
    page.go_back()
    page.get_by_role("link", name="见面提示：陈00").click()
    for n, line in enumerate(LINES):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"陈{n:02}")
        expect(page.locator("#list_place")).to_contain_text(f"第 {n + 1} 位，共 50 位")
        expect(page.locator(".call-sheet")).to_contain_text("钓鱼")
        page.keyboard.press("n")
        form = page.locator("#contact_form")
        form.get_by_label("说一句").fill(line)
        expect(page.locator(".echo mark")).not_to_have_count(0)
        if n == 3:
            form.locator("label", has_text="办到了").click()
        elif n in (2, 4):
            form.locator("label", has_text="无需求").click()
        if n > 1:
            form.get_by_label("下一步", exact=True).fill("下个月再问候一次")
            form.get_by_role("button", name="一个月后").click()
        page.get_by_role("button", name="记下并到下一位").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("陈05")
    assert ContactLog.objects.effective().count() == 5
    assert Promise.objects.get(pk=handed_over.owed.pk).state == "kept"
    assert {"staff", "client"} <= set(Promise.objects.filter(origin="log").values_list("owes", flat=True))
    moved = Client.objects.filter(pk__in=[client.pk for client in handed_over.clients[:5]], next_due_on__gt=today)
    assert moved.count() == 5
