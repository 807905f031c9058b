"""What is typed while an answer is on its way stays: no swap takes a word, a choice or the place of the hand."""

from datetime import date

from playwright.sync_api import expect

from clients.actions.search import replace_tokens
from tests import factories


def slowly(page, path):
    """Answers of this address come when the returned function is called."""
    held = []
    page.route(f"**{path}*", lambda route: held.append(route))
    return lambda: [route.continue_() for route in held]


def test_trying_intervals_never_takes_what_is_being_typed(transactional_db, bank, opened):
    factories.client(unit=bank.east, manager=bank.manager, last_effective_on=None)
    page = opened(bank.head)
    page.goto("/care-day/capacity/")
    page.get_by_label("贵宾（天）").fill("1")
    answer = slowly(page, "/care-day/capacity/")
    page.keyboard.press("Tab")
    page.keyboard.type("36")
    page.wait_for_timeout(100)
    answer()
    expect(page.locator("#capacity_rows")).to_contain_text("试算")
    expect(page.get_by_label("普通（天）")).to_have_value("36")
    expect(page.get_by_label("普通（天）")).to_be_focused()


def test_a_tier_is_chosen_and_the_name_stays(transactional_db, bank, opened):
    other = factories.client(unit=bank.east, manager=bank.manager, name="赵文博", tier="top")
    same = factories.client(unit=bank.east, manager=bank.manager, name="赵文静", tier="vip")
    replace_tokens([(each.pk, each.name, each.phone, True) for each in (bank.mine, other, same)])
    page = opened(bank.manager)
    page.goto("/clients/")
    page.get_by_label("名单内查找").fill("赵文")
    page.get_by_label("层级").select_option("top")
    expect(page.locator("#client_rows")).to_contain_text("共 1 户，含「赵文」")
    expect(page.locator("#client_rows")).to_contain_text("赵文博")
    expect(page.get_by_label("名单内查找")).to_have_value("赵文")
    assert "tier=top" in page.url and "赵" not in page.url and "%E8" not in page.url
    page.get_by_label("名单内查找").fill("")
    page.keyboard.press("Enter")
    expect(page.locator("#client_rows")).to_contain_text("共 1 户")
    expect(page.get_by_label("层级")).to_have_value("top")


def test_a_page_that_is_refused_puts_the_hand_where_it_was(transactional_db, bank, opened):
    page = opened(bank.manager)
    page.goto("/clients/leads/")
    page.get_by_text("个人", exact=True).click()
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.get_by_label("姓名或单位名称")).to_be_focused()


def test_n_without_a_row_stays_on_the_page_and_escape_leads_back(transactional_db, bank, opened):
    page = opened(bank.manager)
    page.goto(f"/clients/{bank.mine.pk}/")
    page.goto("/care-day/capacity/")
    page.get_by_role("button", name="试算").focus()
    page.keyboard.press("n")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#search_results")).to_contain_text("最近看过")
    expect(page.locator("#search_results")).to_contain_text("陈国强")
    page.keyboard.type("77000001")
    expect(page.locator("#search_results")).to_contain_text("陈国强")
    page.keyboard.press("Escape")
    expect(page.locator("#search_results")).not_to_contain_text("陈国强")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="试算")).to_be_focused()
    assert page.url.endswith("/care-day/capacity/") and page.locator("#q").input_value() == "77000001"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_contain_text("记一笔")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_stands_in_another_form_of_the_piece_goes_over_the_swap(transactional_db, bank, opened):
    factories.consent(bank.mine, purpose="dossier", via="")
    fact = factories.fact(bank.mine, learned_on=date(2026, 1, 5), good_until=date(2026, 2, 1))
    page = opened(bank.manager)
    page.goto(f"/clients/{bank.mine.pk}/")
    words = page.locator("#fact_form").get_by_role("textbox").first
    words.fill("儿子在南京读大学")
    page.get_by_role("button", name="还对").click()
    expect(page.get_by_role("button", name="还对")).to_have_count(0)
    expect(words).to_have_value("儿子在南京读大学")
    fact.refresh_from_db()
    assert fact.good_until > date(2026, 2, 1)
    page.get_by_text("设勿扰", exact=True).click()
    page.locator("#quiet_form").get_by_label("说明").fill("开完会再联系")
    page.get_by_role("button", name="设为勿扰").click()
    expect(page.locator("#quiet_form [aria-invalid=true]").first).to_be_focused()
    expect(page.locator("#quiet_form").get_by_label("说明")).to_have_value("开完会再联系")
