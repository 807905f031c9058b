"""One tap on a row of today's list, on the workbench and on the maintenance day: a small answer, the same word everywhere."""

import gzip
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.models import Client, ContactLog
from clients.queries.reveals import looks_on
from clients.rules.reveals import MOST_A_DAY
from planner.actions.plans import build_care_plan
from staff.models import AuditEvent
from tests import factories
from tests.care_days import MONDAY, NOW, PAGE, TUESDAY, day, hush, seen_of, tap, text, tuesday_morning

__all__ = ["day", "tuesday_morning"]
HTMX = {"HX-Request": "true"}
SMALL = 6 * 1024  # bytes on the wire


@pytest.fixture(params=["workbench", "care_day"])
def place(request, day):
    """The item of the row that is tapped: none on the workbench."""
    return day.item if request.param == "care_day" else None


def key(day, place):
    return f"item-{place.pk}" if place else f"due-{day.mine.pk}"


def words(answer):
    return " ".join(text(answer).split())


def test_who_has_been_in_do_not_disturb_since_the_page_was_opened_is_not_dialled(day, place, login):
    browser = login(day.manager)
    hush(day.mine)
    answer = tap(browser, "dial", day.mine, place, headers=HTMX)
    assert (answer.status_code, "勿扰期" in text(answer), "13812342207" in text(answer)) == (422, True, False)
    assert not AuditEvent.objects.filter(verb="reveal").exists()


def row_of(browser, day, place=None):
    return browser.get(reverse("day_row", args=[day.mine.pk]), {"item": place.pk if place else ""}, headers=HTMX)


def undo_of(answer):
    return re.search(r'action="([^"]+/(?:undo|reopen)/[^"]*)"', text(answer))[1].replace("&amp;", "&")


def test_a_missed_call_leaves_the_row_with_a_chip_and_another_hour(day, place, login):
    browser = login(day.manager)
    answer = tap(browser, "missed", day.mine, place, headers=HTMX)
    said = words(answer)
    assert (answer.status_code, said.startswith(("<li", "<tr"))) == (200, True)
    assert f'id="{key(day, place)}"' in said and "今天 09:00 未接" in said and "下午再试" in said
    assert "陈国强 09:00 未接，已记下；下午再试。" in said and "计为有效联系" not in said
    for url in ("/", PAGE):
        page = text(browser.get(url))
        assert page.count("今天 09:00 未接") == 1 and "下午再试" in page


def test_after_three_in_vain_another_way(day, login):
    for days in (3, 2):
        factories.contact(day.mine, NOW - timedelta(days=days), by=day.manager, reached="nobody", is_effective=False)
    browser, other_way = login(day.manager), "已连续 3 次没联系上，换个方式：发短信、微信，或托人约"
    assert other_way not in text(browser.get("/"))
    assert other_way in text(tap(browser, "missed", day.mine, headers=HTMX))
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        browser = login(day.manager)
        for page in (text(browser.get("/")), text(browser.get(PAGE, {"week": "2026-11-23"}))):
            assert other_way in page and "今天 09:00" not in page


def test_who_was_tried_sinks_to_the_end_of_both_lists(day, login):
    factories.client(unit=day.east, manager=day.manager, name="赵文博", client_no="77000900", next_due_on=MONDAY)
    build_care_plan(day.manager, MONDAY, now=NOW)
    browser = login(day.manager)
    assert all((page := text(browser.get(url))).index("陈国强") < page.index("赵文博") for url in ("/", PAGE))
    tap(browser, "missed", day.mine)
    assert all((page := text(browser.get(url))).index("陈国强") > page.index("赵文博") for url in ("/", PAGE))


def test_who_is_tried_stays_in_sight_however_long_the_list_is(day, login):
    for _ in range(21):
        factories.client(unit=day.east, manager=day.manager, next_due_on=MONDAY)
    browser = login(day.manager)
    tap(browser, "missed", day.mine)
    rows = browser.get("/").context["rows"]
    assert (len(rows), rows[-1].client) == (21, day.mine)


def test_put_off_the_row_says_until_when_and_is_taken_back(day, place, login):
    browser = login(day.manager)
    answer = tap(browser, "put_off", day.mine, place, headers=HTMX, day="2026-11-25")
    said = words(answer)
    assert "陈国强：已改到 11月25日 周三" in said and f'id="{key(day, place)}"' in said
    assert ("已改期 11月25日" if place else "已改到 11月25日 周三</span>") in said
    assert "陈国强" not in text(browser.get("/"))
    here = {**HTMX, "HX-Current-URL": f"http://testserver{PAGE if place else '/'}"}
    back = browser.post(undo_of(answer), headers=here)
    assert (back.status_code, f"row-{day.mine.pk}" in back.headers["HX-Trigger"]) == (204, True)
    row = text(row_of(browser, day, place))
    assert "/put-off/" in row and "已撤回改期" in row and "陈国强" in text(browser.get("/"))


def test_a_missed_call_is_taken_back_where_one_stands(day, place, login):
    browser = login(day.manager)
    undo = undo_of(tap(browser, "missed", day.mine, place, headers=HTMX))
    assert browser.post(undo).url.endswith(f"#{key(day, place)}")
    assert ContactLog.objects.not_struck().count() == 0
    assert "未接</span>" not in text(browser.get("/")) + text(browser.get(PAGE))


WRONG_DAYS = {"2026-11-24": "以后的日子", "": "请选择改到哪一天", "明天": "请写一个日期", "2028-01-01": "最远改到"}


@pytest.mark.parametrize("headers", [HTMX, None])
def test_a_day_that_will_not_do_is_said_at_its_field_and_kept(day, place, login, headers):
    browser = login(day.manager)
    for on, said in WRONG_DAYS.items():
        answer = tap(browser, "put_off", day.mine, place, headers=headers, on=on, reason="客户出差")
        assert (answer.status_code, said in text(answer)) == (422, True)
        assert f'name="on" value="{on}"' in text(answer) and 'value="客户出差"' in text(answer)
    assert Client.objects.get(pk=day.mine.pk).planned_on is None


def opened(browser, day, place, seen, headers=HTMX):
    about = {"seen": seen, "item": place.pk if place else ""}
    return browser.get(reverse("day_row_put_off", args=[day.mine.pk]), about, headers=headers)


def test_what_a_row_hides_is_fetched_when_it_is_opened_and_has_a_page_without_a_script(day, place, login):
    browser, seen = login(day.manager), seen_of(day.mine)
    page = text(browser.get(PAGE if place else "/"))
    assert f"/day/{day.mine.pk}/put-off/?seen={seen}" in page and 'name="on"' not in page and "去掉" not in page
    answer = opened(browser, day, place, seen)
    assert answer.headers.get("HX-Retarget") is None and "<html" not in text(answer)
    for said in ("下次维护日" if place else "下周", 'name="on"', f'name="seen" value="{seen}"'):
        assert said in text(answer)
    assert ("/drop/" in text(answer)) == bool(place) and "<html" in text(opened(browser, day, place, "", headers=None))
    tap(browser, "missed", day.mine, place)
    late = opened(browser, day, place, seen)
    assert (late.status_code, late.headers["HX-Retarget"]) == (409, f"#{key(day, place)}")
    assert "刚才已有人处理" in text(late) and "今天 09:00 未接" in text(late)


def test_an_old_page_changes_nothing_and_shows_what_is_now(day, place, login):
    browser, seen = login(day.manager), seen_of(day.mine)
    tap(browser, "missed", day.mine, place)
    for action in ("missed", "put_off"):
        answer = tap(browser, action, day.mine, place, seen=seen, headers=HTMX, day="2026-11-25")
        assert (answer.status_code, "刚才已有人处理" in text(answer)) == (409, True)
        assert "今天 09:00 未接" in text(answer)
    assert ContactLog.objects.count() == 1


def test_dialling_whom_the_day_asks_for_is_no_look_at_somebody_else(day, place, login):
    browser = login(day.manager)
    answer = tap(browser, "dial", day.mine, place, headers=HTMX)
    assert 'href="tel:13812342207" data-dials' in text(answer)
    event = AuditEvent.objects.get(verb="reveal")
    assert (event.client_id, event.reason, event.changes) == (
        day.mine.pk,
        "联系客户",
        {"field": "phone", "listed": True},
    )
    assert "13812342207" not in str(event.changes)
    other = factories.client(unit=day.east, manager=day.manager, phone="13812342208", interval=None)
    tap(browser, "dial", other, headers=HTMX)
    assert looks_on(day.manager, TUESDAY) == 1
    events = [{"actor_no": "990101", "verb": "reveal", "changes": {"field": "phone"}}] * (MOST_A_DAY - 1)
    AuditEvent.objects.bulk_create(AuditEvent(**each) for each in events)
    assert "达到每日上限" in text(tap(browser, "dial", other, headers=HTMX))
    assert "tel:" in text(tap(browser, "dial", day.mine, place, headers=HTMX))


def test_the_number_goes_away_by_itself_and_without_a_script_stands_on_a_page_of_its_own(day, place, login):
    browser = login(day.manager)
    hidden = browser.get(reverse("day_row_dial", args=[day.mine.pk]), headers=HTMX)
    assert "13812342207" not in text(hidden) and "拨号" in text(hidden)
    answer = tap(browser, "dial", day.mine, place)
    assert "tel:13812342207" in text(answer) and answer.headers["Refresh"].endswith(f"#{key(day, place)}")


def test_a_talk_saved_on_the_list_changes_the_row_and_keeps_the_place(day, place, login):
    browser, back = login(day.manager), f"{PAGE if place else '/'}#{key(day, place)}"
    talk = {
        "kind": "call",
        "direction": "out",
        "reached": "client",
        "outcome": "interested",
        "minutes": "5",
        "next": back,
    }
    talk |= {
        "note": "聊了孩子高考志愿的事，约好年后再谈一次。",
        "occurred_at": "2026-11-24T08:50",
        "next_step": "回电话",
        "next_on": "2026-12-02",
    }
    here = {**HTMX, "HX-Current-URL": f"http://testserver{PAGE if place else '/'}"}
    answer = browser.post(reverse("contact_log_add", args=[day.mine.pk]), talk, headers=here)
    assert (answer.status_code, answer.headers.get("HX-Redirect")) == (204, None)
    assert "dialog:close" in answer.headers["HX-Trigger"] and f"row-{day.mine.pk}" in answer.headers["HX-Trigger"]
    row = words(row_of(browser, day, place))
    assert (
        "已联系</span>" if place else "今天已联系，下次 2027年1月22日"
    ) in row and "下次应联系 周五 2027年1月22日" in row


def test_what_was_promised_is_done_with_one_tap_on_the_list(day, login):
    owed = factories.promise(day.mine, "送教育金方案", due_on=TUESDAY)
    browser, here = login(day.manager), {**HTMX, "HX-Current-URL": "http://testserver/"}
    assert f"/promises/{owed.pk}/close/" in text(browser.get("/"))
    about = {"state": "kept", "next": f"/#due-{day.mine.pk}"}
    answer = browser.post(reverse("promise_close", args=[owed.pk]), about, headers=here)
    assert f"row-{day.mine.pk}" in answer.headers["HX-Trigger"]
    row = row_of(browser, day)
    assert "「送教育金方案」已记为办到了" in text(row)
    browser.post(undo_of(row), headers=here)
    owed.refresh_from_db()
    assert owed.state == "open"


def test_nobody_taps_on_a_client_or_a_list_out_of_reach(day, login):
    for person, client, item, status in (
        ("manager", "theirs", "other_item", 404),
        ("manager", "mine", "other_item", 404),
        ("stranger", "mine", None, 404),
        ("head", "mine", "item", 403),
        ("head_office", "mine", None, 403),
    ):
        about = getattr(day, client), item and getattr(day, item)
        for action in ("missed", "put_off", "dial"):
            assert tap(login(getattr(day, person)), action, *about, day="2026-11-25").status_code == status
    undo = reverse("day_row_undo", args=[day.mine.pk])
    assert [login(day.manager).post(undo + query).status_code for query in ("", "?was=x")] == [404, 404]


PRICES = {
    "dial": (11, 12),
    "missed": (22, 21),
    "put_off": (20, 19),
    "row": (10, 9),
}  # statements of (workbench, care day)


def test_an_answer_is_small_and_its_price_is_known(day, place, login, django_assert_num_queries):
    about = {"next_due_on": MONDAY, "tier": "vip", "hint": "爱喝普洱", "phone": "13812342207"}
    Client.objects.bulk_create(factories.new_client(unit=day.east, manager=day.manager, **about) for _ in range(24))
    browser = login(day.manager)
    browser.get("/")
    for action, prices in PRICES.items():
        seen = seen_of(day.mine)
        with django_assert_num_queries(prices[bool(place)]):
            if action == "row":
                answer = row_of(browser, day, place)
            else:
                answer = tap(browser, action, day.mine, place, seen=seen, headers=HTMX, day="2026-11-25")
        assert len(gzip.compress(answer.content)) < SMALL
