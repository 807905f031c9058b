"""Nothing typed is ever lost: no session, no line, a fault of the server, an old token (real Chromium, the real login page)."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import Greeting, Occasion
from clients.actions import contacts
from clients.models import ContactLog, DoNotDisturb
from tests import factories

SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"
LOST = "登录已过期，您写的内容还在"


@pytest.fixture
def page(transactional_db, bank, opened):
    """The manager's own page in a browser that does not complain of the answers these tests provoke."""
    return opened(bank.manager)


def contact(page, bank):
    page.goto(f"/clients/{bank.mine.pk}/")
    page.keyboard.press("n")
    form = page.locator("#contact_form")
    form.get_by_label("备注").fill(SAID)
    form.locator("label", has_text="拒绝").click()
    return form, form.get_by_label("备注"), "记下"


def quiet(page, bank):
    page.goto(f"/clients/{bank.mine.pk}/quiet/")
    form = page.locator("#quiet_form")
    form.locator("label", has_text="一切关怀与营销").click()
    form.locator("label", has_text="其他").click()
    form.get_by_label("说明").fill(SAID)
    return form, form.get_by_label("说明"), "设为勿扰"


def edit(page, bank):
    page.goto(f"/clients/{bank.mine.pk}/edit/")
    form = page.locator("#client_form form")
    form.get_by_label("联系提示").fill(SAID)
    return form, form.get_by_label("联系提示"), "保存"


def strike(page, bank):
    """A form that htmx does not send."""
    factories.contact(bank.mine, timezone.now() - timedelta(days=1), by=bank.manager)
    page.goto(f"/clients/{bank.mine.pk}/")
    page.locator(".strike summary").click()
    form = page.locator(".strike form")
    form.get_by_label("作废原因").fill(SAID)
    return form, form.get_by_label("作废原因"), "作废这条"


def saved(bank):
    bank.mine.refresh_from_db()
    return (
        ContactLog.objects.filter(note=SAID).count()
        + DoNotDisturb.objects.filter(reason__contains=SAID).count()
        + (bank.mine.hint == SAID)
        + ContactLog.objects.filter(strike_reason=SAID).count()
    )


def log_in_elsewhere(page, form, person):
    with page.expect_popup() as opening:
        form.get_by_role("link", name="打开登录页").click()
    other = opening.value
    other.get_by_label("工号").fill(person.employee_no)
    other.get_by_label("密码").fill(factories.PASSWORD)
    other.get_by_role("button", name="登录", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_contain_text(person.name)
    other.close()


@pytest.mark.parametrize("fill_in", [contact, quiet, edit, strike])
def test_a_lost_session_costs_no_word_and_the_same_form_is_saved_after_a_login_elsewhere(page, bank, fill_in):
    form, field, button = fill_in(page, bank)
    Session.objects.all().delete()
    for _again in range(2):
        form.get_by_role("button", name=button).click()
        expect(form.get_by_role("alert")).to_contain_text(LOST)
        expect(form.get_by_role("alert")).to_have_count(1)
        expect(field).to_have_value(SAID)
    assert saved(bank) == 0
    log_in_elsewhere(page, form, bank.manager)
    form.get_by_role("button", name=button).click()
    expect(page.locator("#toasts")).to_be_visible()
    expect(page.locator("#toasts [data-toast]")).to_have_count(1)
    assert saved(bank) == 1


@pytest.mark.parametrize("fill_in", [contact, quiet, edit, strike])
def test_without_a_line_the_form_waits(page, bank, fill_in):
    form, field, button = fill_in(page, bank)
    page.context.set_offline(True)
    form.get_by_role("button", name=button).click()
    expect(form.get_by_role("alert")).to_contain_text("网络不通")
    expect(field).to_have_value(SAID)
    page.context.set_offline(False)
    form.get_by_role("button", name=button).click()
    expect(page.locator("#toasts [data-toast]")).to_have_count(1)
    assert saved(bank) == 1


def test_a_fault_of_the_server_costs_no_word(page, bank, monkeypatch):
    form, field, button = contact(page, bank)
    with monkeypatch.context() as broken:
        broken.setattr(contacts.ContactLog.objects, "create", None)
        form.get_by_role("button", name=button).click()
        expect(form.get_by_role("alert")).to_contain_text("系统出错")
    expect(field).to_have_value(SAID)
    form.get_by_role("button", name=button).click()
    expect(page.locator("#toasts")).to_contain_text("已记下")
    assert saved(bank) == 1


def test_a_lost_token_costs_no_word(page, bank):
    form, field, button = contact(page, bank)
    page.context.clear_cookies(name="csrftoken")
    form.get_by_role("button", name=button).click()
    expect(form.get_by_role("alert")).to_contain_text("可能已过期")
    expect(field).to_have_value(SAID)
    with page.expect_popup() as opening:
        form.get_by_role("link", name="打开登录页").click()
    expect(opening.value.get_by_role("heading", level=1)).to_contain_text("周敏")  # still logged in: sent on
    form.get_by_role("button", name=button).click()
    expect(page.locator("#toasts")).to_contain_text("已记下")
    assert saved(bank) == 1


def test_the_text_of_a_greeting_stays(page, bank):
    today = timezone.localdate()
    occasion = Occasion.objects.get(code="birthday", year=today.year)
    greeting = Greeting.objects.create(
        client=bank.mine,
        occasion=occasion,
        code="birthday",
        year=today.year,
        on=today + timedelta(days=3),
        tone="joy",
        manager=bank.manager,
        text="生日快乐",
        review_on=today,
    )
    page.goto(f"/greetings/{greeting.pk}/")
    text, form = page.locator("#greeting-text"), page.locator("#greeting")
    Session.objects.all().delete()
    text.fill(SAID)
    form.get_by_role("button", name="换一种写法").click()
    expect(form.get_by_role("alert")).to_contain_text(LOST)
    expect(text).to_have_value(SAID)
    log_in_elsewhere(page, form, bank.manager)
    form.get_by_role("button", name="换一种写法").click()
    expect(page.locator("#greeting-problems")).to_contain_text("您改过文字")  # the button pressed went along
    expect(text).to_have_value(SAID)


def test_what_was_typed_beside_something_that_asks_by_itself_is_not_reloaded_away(page, bank):
    _form, field, _button = contact(page, bank)
    Session.objects.all().delete()
    page.evaluate("() => htmx.ajax('GET', '/clients/', '#timeline')")
    expect(page.locator("#toasts")).to_contain_text(LOST)
    expect(field).to_have_value(SAID)


def test_without_javascript_the_way_back_leads_to_the_text(transactional_db, bank, opened):
    page = opened(bank.manager, java_script_enabled=False)
    page.goto(f"/clients/{bank.mine.pk}/contacts/")
    page.get_by_label("备注").fill(SAID)
    page.locator("label", has_text="拒绝").click()
    Session.objects.all().delete()
    page.get_by_role("button", name="记下", exact=True).click()
    page.get_by_label("工号").fill(bank.manager.employee_no)
    page.get_by_label("密码").fill(factories.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("记一笔")
    page.go_back()
    page.go_back()
    expect(page.get_by_label("备注")).to_have_value(SAID)
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("已记下")
    assert saved(bank) == 1


def test_a_form_of_the_admin_keeps_what_was_pasted(transactional_db, bank, opened):
    """The administrator's session is the shortest, and his calendar the longest text."""
    admin = opened(bank.sysadmin)
    admin.goto(f"/admin/staff/calendarday/year/{timezone.localdate().year + 1}/")
    admin.locator("textarea").fill(SAID)
    Session.objects.all().delete()
    admin.get_by_role("button", name="与预估比较").click()
    expect(admin.get_by_role("alert")).to_contain_text(LOST)
    assert admin.locator("textarea").input_value() == SAID
