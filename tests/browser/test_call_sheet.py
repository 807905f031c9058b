"""见面提示 as people meet it: one key away, on a phone, and on A5; and 渠道清单 on its own paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from planner.models import CarePlan, PlanItem
from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.test_pages import SMALL, TOO_WIDE
from tests.crm import sheets

A5, A4_ACROSS = (420, 595), (842, 595)  # points


@pytest.fixture
def upset(transactional_db, bank, monkeypatch):
    """陈国强, of whom much is known, and who has complained; he is on the list of today."""
    now = timezone.now()
    monkeypatch.setattr(sheets, "NOW", now)
    monkeypatch.setattr(sheets, "TODAY", timezone.localdate(now))
    sheets.told(bank.mine, by=bank.manager)
    sheets.complaint(bank.mine, head=bank.head, by=bank.manager)
    bank.plan = CarePlan.objects.create(
        manager=bank.manager, week=sheets.TODAY, day=sheets.TODAY, capacity=300, built_at=now
    )
    for position, client in enumerate((bank.mine, bank.theirs), 1):
        about = {"position": position, "last_on": client.last_effective_on, "what": "due", "why": "到期"}
        PlanItem.objects.create(plan=bank.plan, client=client, via="call", score=1, minutes=9, **about)
    return bank


def test_one_key_opens_it_and_a_phone_holds_it(upset, opened):
    page = opened(upset.manager, viewport=PHONE)
    page.goto(f"/clients/{upset.mine.pk}/")
    page.keyboard.press("m")
    expect(page.get_by_text("先把这件事办好：四步")).to_be_visible()
    assert (page.evaluate(TOO_WIDE), page.evaluate(SMALL), page.complaints) == (0, [], [])
    assert Axe().run(page).response["violations"] == []


def test_on_paper_it_is_one_page_of_a5_without_the_name(upset, opened):
    page = opened(upset.manager)
    for path in (f"/clients/{upset.mine.pk}/sheet/", f"/care-days/{upset.plan.pk}/sheets/"):
        page.goto(path)
        expect(page.locator(".call-sheet").get_by_text("陈国强").first).to_be_visible()
        assert sheets_of(page) == (1, A5), path
        page.emulate_media(media="print")
        expect(page.get_by_text("陈国强").locator("visible=true")).to_have_count(0)
        expect(page.get_by_text("姓名已脱敏，不含电话与金额，用后请销毁")).to_be_visible()
        page.emulate_media(media="null")


def test_the_list_of_a_place_is_one_page_of_a4_across(transactional_db, bank, opened):
    place = factories.place(bank.east, manager=bank.manager)
    factories.partnership(bank.mine, place)
    page = opened(bank.manager)
    page.goto(f"/places/{place.pk}/print/")
    assert sheets_of(page) == (1, A4_ACROSS)


def sheets_of(page):
    """(how many pages it has on paper, their one size)."""
    printed = page.pdf(prefer_css_page_size=True)
    [size] = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed))
    return len(re.findall(rb"/Type\s*/Page\b", printed)), tuple(round(float(each)) for each in size)
