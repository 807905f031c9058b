"""Trying other intervals: the table follows the fields while the hand stays where it is."""

from playwright.sync_api import expect

from tests import factories


def test_the_figures_follow_the_fields(transactional_db, bank, opened):
    factories.client(unit=bank.east, manager=bank.manager, last_effective_on=None)
    page = opened(bank.head)
    page.goto("/care-day/capacity/")
    expect(page.get_by_text("需 0.5 小时")).to_be_visible()
    page.get_by_label("贵宾（天）").fill("1")
    page.keyboard.press("Tab")
    expect(page.get_by_text("需 14 小时")).to_be_visible()
    expect(page.get_by_label("普通（天）")).to_be_focused()
    assert "vip=1" in page.url
    page.get_by_label("普通（天）").fill("0")
    page.keyboard.press("Enter")
    expect(page.get_by_text("请填 1 到 366 之间的整天数")).to_be_visible()
    expect(page.get_by_label("普通（天）")).to_have_value("0")
    expect(page.get_by_role("columnheader", name="现行政策")).to_be_hidden()
    page.get_by_role("link", name="恢复现行政策").click()
    expect(page.get_by_label("贵宾（天）")).to_have_value("60")
