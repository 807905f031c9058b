"""A manager's morning by keyboard: log in, open the first client, 记一笔, see the date move."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clients.actions.search import replace_tokens
from clients.models import Client, ContactLog
from staff.calendar import load_calendar
from staff.models import AuditEvent
from tests import factories
from tests.browser.conftest import PHONE

SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"
REFUSAL = "status of 422"  # what Chromium notes in its console about a refused form
TOLD = """addEventListener("load", () => new MutationObserver((changes) => {
  window.told = changes.some((change) => change.addedNodes.length);
}).observe(document.querySelector("#toasts[role=status]") || document.body, {childList: true}))"""


@pytest.fixture
def morning(transactional_db, bank):
    today = timezone.localdate()
    Client.objects.filter(pk=bank.mine.pk).update(
        next_due_on=today - timedelta(days=4),
        last_effective_on=today - timedelta(days=64),
        assigned_on=today - timedelta(days=300),
    )
    replace_tokens([(client.pk, client.name, client.phone, True) for client in (bank.mine, bank.theirs)])
    return bank


def complaints(page):
    return [each for each in page.complaints if REFUSAL not in each]


def test_from_login_to_the_moved_date_by_keyboard(morning, opened):
    page = opened()
    page.add_init_script(TOLD)
    page.goto("/")
    page.get_by_label("工号").fill(morning.manager.employee_no)
    page.get_by_label("密码").fill(factories.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("周敏")
    expect(page.locator("#due_rows")).to_contain_text("逾期 4 天")

    page.wait_for_load_state()  # the script listens
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="陈国强", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("陈国强")
    expect(page.locator("#client_notes")).to_contain_text("已逾期")

    page.wait_for_load_state()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="记一笔")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("说一句")).to_be_focused()
    dialog.get_by_label("备注").fill("太短")
    page.keyboard.press("Control+Enter")
    expect(dialog.locator("#id_note_error")).to_contain_text("至少 10 个字")
    expect(dialog.get_by_label("备注")).to_have_value("太短")
    expect(dialog.get_by_label("备注")).to_be_focused()
    assert not ContactLog.objects.exists()

    page.keyboard.press("Control+A")
    page.keyboard.type(SAID)
    dialog.get_by_role("button", name="5 分钟", exact=True).click()
    dialog.get_by_label("下一步", exact=True).fill("送利率测算")
    dialog.get_by_role("button", name="一周后").click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("计为有效联系")
    expect(page.locator("#timeline")).to_contain_text(SAID)
    expect(page.get_by_role("link", name="记一笔")).to_be_focused()
    page.wait_for_function("() => window.told")  # what stood there from the start, a screen reader would not read

    row, today = ContactLog.objects.get(), timezone.localdate()
    in_a_week = today + timedelta(days=7)
    chosen = load_calendar(today, in_a_week).next_workday(in_a_week)
    assert (row.seconds, row.next_on, row.is_effective) == (300, chosen, True)
    morning.mine.refresh_from_db()
    assert morning.mine.next_due_on > today + timedelta(days=50)
    page.goto("/")
    expect(page.locator("#due_rows")).to_contain_text("今天没有到期承诺，很好")
    assert complaints(page) == []


def test_a_row_of_the_workbench_is_logged_without_leaving_it(morning, opened):
    page = opened(morning.manager)
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="记一笔")
    expect(dialog).to_contain_text("陈国强")
    dialog.locator("label", has_text="未接").click()
    dialog.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("未接，已记下")
    assert page.url.endswith("/") and "clients" not in page.url
    assert ContactLog.objects.get().reached == "nobody"
    assert complaints(page) == []


def test_search_from_anywhere_by_keyboard(morning, opened):
    page = opened(morning.manager)
    page.goto("/clients/")
    page.keyboard.press("/")
    page.keyboard.type("cgq")
    expect(page.locator("#search_results")).to_contain_text("陈国强")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("陈国强")
    assert complaints(page) == []


def test_what_an_input_method_composes_is_searched_for_once(morning, opened):
    page, sent = opened(morning.manager), []
    page.on("request", lambda request: sent.append(request.post_data) if request.url.endswith("/search/") else None)
    page.goto("/clients/")
    page.keyboard.press("/")
    keys = page.context.new_cdp_session(page)
    for typed in ("c", "ch", "chen", "chen'g", "chen'guo"):
        keys.send("Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)})
        page.wait_for_timeout(300)
    keys.send("Input.insertText", {"text": "陈国"})
    expect(page.locator("#search_results")).to_contain_text("陈国强")
    assert [asked for body in sent if (asked := parse_qs(body).get("q"))] == [["陈国"]]  # without words: 最近看过
    assert AuditEvent.objects.filter(verb="search").count() == 1
    assert complaints(page) == []


def test_the_list_narrows_without_a_reload_and_the_address_follows(morning, opened):
    page = opened(morning.manager)
    page.goto("/clients/")
    page.get_by_label("层级").select_option("top")
    expect(page.locator("#client_rows")).to_contain_text("没有符合条件的客户")
    assert "tier=top" in page.url
    page.go_back()
    expect(page.locator("#client_rows")).to_contain_text("陈国强")
    assert complaints(page) == []


def test_older_entries_are_fetched_below(morning, opened):
    now = timezone.now()
    for number in range(20):
        factories.contact(morning.mine, now - timedelta(hours=number + 1), by=morning.manager)
    page = opened(morning.manager)
    page.goto(f"/clients/{morning.mine.pk}/")
    expect(page.locator("#timeline .timeline > li")).to_have_count(12)
    page.get_by_role("link", name="更早的").click()
    expect(page.locator("#timeline .timeline > li")).to_have_count(20)
    assert page.locator("[id=timeline]").count() == 1
    assert complaints(page) == []


def test_everything_works_without_javascript(morning, opened):
    page = opened(morning.manager, viewport=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="为 陈国强 记一笔").click()
    page.get_by_label("备注").fill("太短")
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("#id_note_error")).to_contain_text("至少 10 个字")
    expect(page.get_by_label("备注")).to_have_value("太短")
    page.goto(f"/clients/{morning.mine.pk}/")
    page.get_by_role("link", name="＋记一笔").click()
    page.locator("label", has_text="未接").click()
    page.locator("#contact_form").get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("已记下")
    expect(page.locator("#timeline")).to_contain_text("未接")
    page.locator("#q").fill("陈国")
    page.locator("#q").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("陈国强")
    page.goto("/clients/")
    page.get_by_label("层级").select_option("top")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#client_rows")).to_contain_text("没有符合条件的客户")
