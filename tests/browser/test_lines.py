"""一句话记一笔 in a real browser: how long it takes, what a person changed, what a lost line costs, and a list walked by keyboard."""

import time
from datetime import timedelta
from statistics import median

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from clients.models import Client, ContactLog, Draft, Promise
from tests import factories
from tests.browser.conftest import PHONE
from tests.laws import AT_NIGHT  # by day the machine is busy with other tests

LINE = "刚给他打了电话，聊了十分钟，说厂房想先付三成，答应三天内把利率测算发给他"
SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"


@pytest.fixture
def morning(transactional_db, bank):
    """Three clients who are due, of one manager; the day of a promise is any weekday."""
    today = timezone.localdate()
    more = [factories.new_client(unit=bank.east, manager=bank.manager, name=name) for name in ("马晓燕", "孙大海")]
    Client.objects.bulk_create(more)
    bank.clients = [bank.mine, *more]
    for days, client in enumerate(bank.clients):
        Client.objects.filter(pk=client.pk).update(next_due_on=today - timedelta(days=9 - days), tier="select")
    return bank


class Hand:
    """A hand on the form of 记一笔; `strokes`: how many keys it pressed and places it tapped."""

    def __init__(self, page):
        self.page, self.form, self.strokes = page, page.locator("#contact_form"), 0

    def write(self, field, text):
        field.fill(text)
        self.strokes += len(text)

    def tap(self, place):
        place.click()
        self.strokes += 1

    def press(self, key):
        self.page.keyboard.press(key)
        self.strokes += 1


def spoken(hand):
    hand.write(hand.page.get_by_label("说一句"), LINE)
    expect(hand.form.get_by_role("spinbutton", name="时长（分钟）")).to_have_value("10")


def by_hand(hand):
    """The same sentence, and field by field what is read out of it."""
    hand.write(hand.form.get_by_label("备注"), LINE)
    hand.tap(hand.form.get_by_role("button", name="10 分钟", exact=True))
    hand.tap(hand.form.get_by_label("下一步", exact=True))
    hand.write(hand.form.get_by_label("下一步", exact=True), "把利率测算发给他")
    day = timezone.localdate() + timedelta(days=3)
    hand.tap(hand.form.get_by_label("下一步日期"))
    hand.form.get_by_label("下一步日期").fill(day.isoformat())
    hand.strokes += 8  # the digits of the day


def logged(page, client, way):
    """(seconds, strokes) from opening to saved."""
    page.goto(f"/clients/{client.pk}/")
    hand, began = Hand(page), time.monotonic()
    hand.press("n")
    expect(page.get_by_label("说一句")).to_be_focused()
    way(hand)
    hand.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("计为有效联系")
    return time.monotonic() - began, hand.strokes


def saved(client):
    """What the last talk with him says, and the promise that it made."""
    row = ContactLog.objects.filter(client=client).latest("pk")
    [promise] = row.promises.all()
    return row.kind, row.direction, row.seconds, row.reached, row.note, promise.owes, promise.due_on


def test_a_line_is_saved_within_eight_seconds_and_with_fewer_strokes_than_the_same_by_hand(morning, opened):
    page = opened(morning.manager)
    lines, strokes = zip(*(logged(page, client, spoken) for client in morning.clients), strict=True)
    other = factories.client(unit=morning.east, manager=morning.manager, tier="select")
    slow, more = logged(page, other, by_hand)
    told = f"one line {median(lines):.1f} s, {strokes[0]} strokes; by hand {slow:.1f} s, {more} strokes"
    assert median(lines) <= (8 if AT_NIGHT else 60) and strokes[0] < more, told
    assert saved(other) == saved(morning.mine) and Promise.objects.open().count() == 4


def test_what_was_changed_by_hand_stays_while_the_line_goes_on(morning, opened):
    page = opened(morning.manager)
    page.goto(f"/clients/{morning.mine.pk}/")
    page.keyboard.press("n")
    line, form = page.get_by_label("说一句"), page.locator("#contact_form")
    line.fill(LINE)
    expect(page.locator(".echo mark")).not_to_have_count(0)
    form.locator("label", has_text="企业微信").click()
    form.get_by_label("答应的事").fill("把测算当面给他")
    line.press_sequentially("，他高兴")
    expect(page.locator(".echo")).to_contain_text("他高兴")
    expect(form.get_by_role("radio", name="企业微信")).to_be_checked()
    expect(form.get_by_label("答应的事")).to_have_value("把测算当面给他")
    expect(line).to_have_value(f"{LINE}，他高兴")


def test_on_the_phone_three_taps_write_a_talk_and_the_next(morning, opened):
    """Into the line, dictated; save. The buttons are under the thumb and as high as it."""
    page = opened(morning.manager, viewport=PHONE, has_touch=True)
    page.goto(f"/clients/{morning.mine.pk}/contacts/")
    began = time.monotonic()
    page.get_by_label("说一句").tap()
    page.keyboard.insert_text(LINE)
    expect(page.locator(".echo mark")).not_to_have_count(0)
    save = page.get_by_role("button", name="记下", exact=True)
    box = save.bounding_box()
    assert box["height"] >= 44 and box["y"] > PHONE["height"] / 2 and box["y"] + box["height"] <= PHONE["height"]
    save.tap()
    expect(page.locator("#toasts")).to_contain_text("计为有效联系")
    assert time.monotonic() - began < (20 if AT_NIGHT else 120) and Promise.objects.count() == 1


def test_a_closed_tab_and_a_lost_line_cost_no_word(morning, opened):
    page = opened(morning.manager)
    page.goto(f"/clients/{morning.mine.pk}/contacts/")
    page.get_by_label("备注").fill(SAID)
    expect(page.locator("[data-kept]")).to_contain_text("已存下")
    page.close(run_before_unload=True)
    page = opened(morning.manager)
    page.goto(f"/clients/{morning.mine.pk}/contacts/")
    expect(page.get_by_label("备注")).to_have_value(SAID)
    page.context.set_offline(True)
    page.get_by_label("备注").fill(f"{SAID}很急")
    expect(page.locator("[data-kept]")).to_contain_text("没有网络，文字还在这一页上")
    page.context.set_offline(False)
    expect(page.locator("[data-kept]")).to_contain_text("已存下")
    assert Draft.objects.get().values["note"] == f"{SAID}很急"
    stored = page.evaluate("() => JSON.stringify([localStorage, sessionStorage])")
    assert "厂房" not in stored
    Session.objects.all().delete()
    page.get_by_role("button", name="没联系上").click()
    expect(page.get_by_role("alert")).to_contain_text("登录已过期")
    expect(page.get_by_label("备注")).to_have_value(f"{SAID}很急")
    assert not ContactLog.objects.exists()


def test_a_list_is_walked_by_keyboard(morning, opened):
    page = opened(morning.manager)
    page.goto("/clients/")
    page.get_by_role("link", name="陈国强", exact=True).click()
    expect(page.locator("#list_place")).to_contain_text("第 1 位，共 3 位")
    page.keyboard.press("]")
    expect(page.get_by_role("heading", level=1)).to_have_text("马晓燕")
    page.keyboard.press("[")
    expect(page.get_by_role("heading", level=1)).to_have_text("陈国强")
    page.keyboard.press("n")
    expect(page.locator("#contact_form [data-line]")).to_be_focused()
    page.keyboard.insert_text(LINE)
    expect(page.locator(".echo mark")).not_to_have_count(0)
    page.get_by_role("button", name="记下并到下一位").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("马晓燕")
    expect(page.get_by_role("status").filter(has_text="陈国强 已记下")).to_contain_text("撤回")
    page.get_by_role("button", name="没人接").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("孙大海")
    page.get_by_role("button", name="先放一放").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("走完了")
    expect(page.locator("main")).to_contain_text("有效联系 1，没联系上 1，还没联系 1")
