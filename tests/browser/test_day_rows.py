"""The most frequent jobs of a morning, with a mouse and with a thumb: taps counted, the place kept, the hand on the next row."""

import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clients.actions.search import replace_tokens
from clients.models import Client, ContactLog
from planner.models import CarePlan, PlanItem
from tests import factories
from tests.browser.conftest import PHONE, WIDE
from tests.laws import AT_NIGHT

IN_ONE_LINE = "taps => new Set([...taps.children].map((one) => one.getBoundingClientRect().top)).size === 1"
PRESSED = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
FOCUSED = "key => document.activeElement.closest('[data-row]')?.id === key"


def has_the_hand(page, row):
    """The focus comes to the row, once what was swapped has settled."""
    page.wait_for_function(FOCUSED, arg=row.get_attribute("id"))


@pytest.fixture
def morning(transactional_db, bank):
    """Fifteen clients due today, on the workbench and on the maintenance day."""
    today = timezone.localdate()
    about = {"next_due_on": today - timedelta(days=3), "phone": "13812342207", "tier": "vip"}
    names = [{"name": f"陈{n:02}", "client_no": f"770002{n:02}"} for n in range(15)]
    rows = [factories.new_client(unit=bank.east, manager=bank.manager, **about, **each) for each in names]
    bank.clients = Client.objects.bulk_create(rows)
    plan = CarePlan.objects.create(manager=bank.manager, week=today, day=today, capacity=480, built_at=timezone.now())
    item = {"plan": plan, "via": "call", "score": 1, "minutes": 9, "what": "due", "why": "到期"}
    PlanItem.objects.bulk_create(
        PlanItem(client=client, position=n, **item) for n, client in enumerate(bank.clients, 1)
    )
    return bank


@contextmanager
def kept(element, above):
    """The element is in sight, and what is done with it moves nothing under the eyes: not the row `above` it, either."""
    element.scroll_into_view_if_needed()
    element.page.evaluate("scrollBy(0, 90)")
    before = above.bounding_box()["y"]
    yield element
    assert abs(above.bounding_box()["y"] - before) < 1  # px


@pytest.mark.parametrize(("path", "viewport"), [("/", WIDE), ("/", PHONE), ("/care-day/", PHONE)])
def test_a_tap_does_it_and_the_place_is_kept(morning, opened, path, viewport):
    page = opened(morning.manager, viewport=viewport)
    page.goto(path)
    rows, news = page.locator("[data-rows] > [data-row]"), page.locator("#toasts")
    fifth, sixth, seventh = (rows.nth(n) for n in (5, 6, 7))
    with kept(fifth.get_by_role("button", name="未接"), rows.nth(4)) as button:  # one tap
        button.click()
        expect(fifth).to_contain_text("再试")
        expect(news).to_contain_text("未接，已记下")
        has_the_hand(page, sixth)

    sixth.get_by_role("link", name="改期").click()  # two taps
    expect(sixth.locator("details button").first).to_be_focused()
    assert sixth.locator(".taps").evaluate(IN_ONE_LINE), "the popover moves none of the buttons"
    with kept(sixth.locator("details button").first, rows.nth(4)) as button:
        button.click()
        expect(news).to_contain_text("已改到")
        expect(sixth).to_contain_text("已改")
        has_the_hand(page, seventh)
    assert Client.objects.filter(planned_on__isnull=False).count() == 1

    with kept(sixth, rows.nth(4)):
        news.get_by_role("button", name="撤回").click()
        expect(news).to_contain_text("已撤回改期")
        expect(sixth.get_by_role("button", name="未接")).to_be_visible()
    assert Client.objects.filter(planned_on__isnull=False).count() == 0

    with kept(
        seventh.get_by_role("button", name="拨号"), rows.nth(4)
    ) as button:  # one tap: the number comes, and is dialled
        button.click()
        link = seventh.get_by_role("link", name="拨打")
        expect(link).to_be_focused()
    assert link.get_attribute("href") == "tel:13812342207"
    assert link.get_by_text("13812342207").is_visible() == (viewport == PHONE)
    assert ContactLog.objects.count() == 1
    assert [words for words in page.complaints if "tel:" not in words] == []


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_a_client_is_found_by_three_letters(morning, opened, viewport):
    for number, name in enumerate(("王建国", "吴金桂", "汪嘉歌")):
        client = factories.client(
            unit=morning.east, manager=morning.manager, name=name, tier="basic" if number else "standard"
        )
        replace_tokens([(client.pk, name, "", True)])
    page = opened(morning.manager, viewport=viewport)
    page.goto("/care-day/")
    if viewport == WIDE:
        page.keyboard.press("/")
    else:
        page.locator("#q").click()
    page.keyboard.type("wjg")
    expect(page.locator("#search_results [data-row]").first).to_contain_text("王建国")
    page.locator("#search_results [data-row] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("王建国")


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_a_talk_is_saved_without_leaving_the_row(morning, opened, viewport):
    page = opened(morning.manager, viewport=viewport)
    page.goto("/")
    row = page.locator("#due_rows [data-row]").nth(8)
    key = row.get_attribute("id")
    row.get_by_role("link", name="记一笔").click()
    form = page.locator("#contact_form")
    form.get_by_label("说一句").fill("打电话聊了十分钟，问候近况，一切都好，没有要跟的事")
    expect(page.locator(".echo mark")).not_to_have_count(0)
    form.locator("label", has_text="无需求").click()
    form.get_by_label("下一步", exact=True).fill("下个月再问候一次")
    form.get_by_role("button", name="一个月后").click()
    before, began = page.evaluate("scrollY"), time.monotonic()
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.locator(f"#{key}")).to_contain_text("今天已联系")
    assert time.monotonic() - began < (2 if AT_NIGHT else 20)
    expect(page.locator("#contact_dialog")).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("下次应联系")
    assert page.evaluate("scrollY") == before
    has_the_hand(page, page.locator("#due_rows [data-row]").nth(9))


def test_a_day_of_visits_is_planned_with_the_hand_on_the_next_one(morning, opened):
    Client.objects.filter(pk__in=[client.pk for client in morning.clients[:5]]).update(tier="top")
    page = opened(morning.manager)
    page.goto("/visits/")
    rows, stops = page.locator("#visit_candidates > li"), page.locator("#visit_stops > li")
    for number in (1, 2, 3):
        rows.nth(1).get_by_role("button", name="排上").click()
        expect(stops).to_have_count(number)
        expect(rows.nth(1).locator("a").first).to_be_focused()
    rows.nth(1).get_by_role("button", name="排上").click()
    expect(page.locator("#visit_day [role=alert]")).to_be_focused()  # a fourth is refused where he looks
    stops.nth(2).get_by_role("button", name="上移").click()
    expect(stops.nth(1).locator("a").first).to_be_focused()


def test_the_keys_of_a_row_work_on_the_row_alone(morning, opened):
    page = opened(morning.manager)
    page.goto("/")
    page.keyboard.press("w")
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.locator("#due_rows [data-row]").nth(1)
    has_the_hand(page, row)
    page.keyboard.press("g")
    expect(row.locator("details button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.locator("summary")).to_be_focused()
    page.keyboard.press("w")
    expect(row).to_contain_text("再试")
    page.keyboard.press("k")
    page.evaluate(f"for (const key of 'nw') {PRESSED}")  # the form of n is still on its way
    expect(page.locator("#contact_form [data-line]")).to_be_focused()
    assert ContactLog.objects.count() == 1


def test_a_refusal_stays_open_and_what_was_typed_is_there_again(morning, opened):
    page = opened(morning.manager)
    page.goto("/")
    row = page.locator("#due_rows [data-row]").nth(3)
    row.get_by_role("link", name="改期").click()
    row.get_by_label("改到", exact=True).fill("2020-01-01")
    row.get_by_label("原因").fill("出差")
    row.get_by_role("button", name="改到这天").click()
    expect(row.get_by_role("alert")).to_contain_text("只能改到")
    expect(row.get_by_label("改到", exact=True)).to_be_focused()
    expect(row.get_by_label("原因")).to_have_value("出差")

    line = page.locator("#contact_form [data-line]")
    row.get_by_role("link", name="记一笔").click()
    line.fill("打电话聊了十分钟")
    page.keyboard.press("Escape")
    expect(page.locator("#contact_dialog")).to_be_hidden()
    row.get_by_role("link", name="记一笔").click()
    expect(page.locator("#contact_dialog")).to_be_visible()
    expect(line).to_have_value("打电话聊了十分钟")


def test_on_a_phone_the_first_client_is_in_sight_at_once_and_every_tap_is_big_enough(morning, opened):
    page = opened(morning.manager, viewport=PHONE)
    page.goto("/")
    first = page.locator("#due_rows [data-row]").first
    assert first.locator(".name").bounding_box()["y"] < 300
    boxes = [each.bounding_box() for each in first.locator(".button:visible").all()]
    assert len(boxes) == 4 and min(box["height"] for box in boxes) >= 44
    assert len({box["y"] for box in boxes}) == 1
