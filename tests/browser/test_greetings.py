"""A letter that is being written is kept by itself, and the page goes on working with it."""

from datetime import timedelta
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from outbox.models import Message
from tests.browser.conftest import PHONE, WIDE
from tests.greetings import NOW, by_hand, draft, left_out, personal, plant

WRITTEN = "陈先生：\n上回您说起那盆兰花，不知今年开了没有。"


@pytest.fixture
def drafts(transactional_db, bank, monkeypatch):
    plant()
    clock = iter(NOW + timedelta(seconds=9 * turn) for turn in count())  # nobody is too quick
    monkeypatch.setattr(timezone, "now", lambda: next(clock))
    return [draft(bank, 1), draft(bank, 2, name="孙小梅", salutation="孙姐")]


def review(opened, bank, row, **options):
    page = opened(bank.manager, **options)
    if options.get("java_script_enabled", True):
        page.clock.install()
    page.goto(reverse("greeting_review", args=[row.pk]))
    return page


def arrived(page, row, text):
    """What is sent while a page is left has no answer to wait for."""
    for _ in range(600):
        row.refresh_from_db()
        if row.text == text:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{row.text!r} is kept, not {text!r}")


def write(page, text):
    """And stop to think."""
    page.get_by_label("问候正文").fill(text)
    page.clock.run_for(3000)


def test_a_pause_keeps_the_text_and_the_approval_names_the_new_version(bank, drafts, opened):
    page = review(opened, bank, drafts[0])
    write(page, WRITTEN)
    expect(page.locator("[data-kept]")).to_have_text("存下了，还没有定稿。")
    drafts[0].refresh_from_db()
    assert (drafts[0].text, drafts[0].version, drafts[0].state) == (WRITTEN, 1, "draft")
    page.get_by_label("问候正文").fill(personal(drafts[0]))
    page.get_by_label("问候正文").press("Control+Enter")
    expect(page.get_by_role("heading", name="孙小梅")).to_be_visible()
    assert Message.objects.count() == 1 and page.complaints == []


def test_who_leaves_in_the_middle_of_a_sentence_finds_it_again(bank, drafts, opened):
    page = review(opened, bank, drafts[0])
    page.get_by_label("问候正文").fill(WRITTEN)
    page.get_by_role("link", name="孙小梅").click()
    expect(page.get_by_role("heading", name="孙小梅")).to_be_visible()
    arrived(page, drafts[0], WRITTEN)
    page.go_back()
    expect(page.get_by_label("问候正文")).to_have_value(WRITTEN)
    expect(page.get_by_text("还没有定稿")).to_be_visible()
    write(page, WRITTEN + "保重")
    expect(page.locator("[data-kept]")).to_have_text("存下了，还没有定稿。")


def test_a_form_waits_for_the_text_that_is_on_its_way(bank, drafts, opened):
    page = review(opened, bank, drafts[0])
    held = []
    page.route("**/keep/", lambda route: held.append(route))
    with page.expect_request("**/keep/"):
        write(page, WRITTEN)
    page.get_by_role("link", name="跳过这次").click()
    page.get_by_role("dialog").get_by_label("原因").fill("已当面拜年")
    page.get_by_role("dialog").get_by_role("button", name="跳过这次").click()
    page.wait_for_timeout(200)
    held[0].continue_()
    expect(page.get_by_role("heading", name="孙小梅")).to_be_visible()
    drafts[0].refresh_from_db()
    assert (drafts[0].state, drafts[0].reason, drafts[0].text) == ("skipped", "已当面拜年", WRITTEN)


def test_what_is_written_while_a_text_is_on_its_way_is_kept_too(bank, drafts, opened):
    page = review(opened, bank, drafts[0])
    held = []
    page.route("**/keep/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/keep/"):
        write(page, WRITTEN)
    page.get_by_label("问候正文").fill(WRITTEN + "保重")
    with page.expect_response("**/keep/"):
        held[0].continue_()
    expect(page.locator("[data-kept]")).to_have_text("存下了，还没有定稿。")
    with page.expect_response("**/keep/"):
        page.clock.run_for(3000)
    drafts[0].refresh_from_db()
    assert drafts[0].text == WRITTEN + "保重"


def test_a_form_that_did_not_get_through_does_not_end_the_keeping(bank, drafts, opened):
    page = review(opened, bank, drafts[0])
    page.context.set_offline(True)
    page.get_by_role("button", name="换一种写法").click()
    expect(page.get_by_text("网络不通")).to_be_visible()
    page.context.set_offline(False)
    with page.expect_response("**/keep/"):
        write(page, WRITTEN)
    drafts[0].refresh_from_db()
    assert drafts[0].text == WRITTEN


def test_what_could_not_be_kept_is_said(bank, drafts, opened):
    page = review(opened, bank, drafts[0])
    page.context.clear_cookies()
    write(page, WRITTEN)
    expect(page.locator("[data-kept]")).to_contain_text("没有存下")
    expect(page.get_by_label("问候正文")).to_have_value(WRITTEN)


def test_without_javascript_a_button_keeps_it(bank, drafts, opened):
    page = review(opened, bank, drafts[0], java_script_enabled=False)
    page.get_by_label("问候正文").fill(WRITTEN)
    page.get_by_role("button", name="先存着").click()
    expect(page.get_by_label("问候正文")).to_have_value(WRITTEN)
    expect(page.get_by_text("您改过的文字存着")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_the_lists_fit_a_phone_and_axe_finds_nothing(bank, drafts, opened, viewport, scheme):
    by_hand(bank, 3, name="欧阳" + "龘" * 30)
    left_out(bank, 4, name="何" * 40)
    for person, path in (
        (bank.head, reverse("greeting_team")),
        (bank.head, reverse("greeting_team") + "?show=omitted"),
        (bank.manager, reverse("greeting_list") + "?show=omitted"),
        (bank.manager, reverse("greeting_review", args=[drafts[0].pk])),
    ):
        page = opened(person, viewport=viewport, color_scheme=scheme)
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, path
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.complaints == []


def test_the_sentence_that_asks_for_an_address_is_copied_by_one_tap(transactional_db, bank, opened):
    page = opened(bank.manager, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/clients/{bank.mine.pk}/")
    page.get_by_role("button", name="复制", exact=True).click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert "我是城关支行的周敏" in page.evaluate("navigator.clipboard.readText()")
    assert page.complaints == []
