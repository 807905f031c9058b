import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.actions.contacts import log_contact, strike_contact
from clients.models import ContactLog
from planner.actions.plans import build_care_plan
from planner.models import CarePlan, PlanItem
from staff.models import CoverPeriod
from tests import factories
from tests.care_days import MONDAY, NOW, PAGE, TUESDAY, day, drop, tap, text, tuesday_morning
from tests.numbers import KEPT_OUT

__all__ = ["day", "tuesday_morning"]
HTMX = {"HX-Request": "true"}


def test_the_manager_sees_his_list(day, login):
    page = text(login(day.manager).get(PAGE))
    for word in (
        "11月24日 星期二",
        "1 位，约 15 分钟；上限 300 分钟",
        "陈国强",
        "138****2207",
        "612.40",
        "逾期 6 天",
        "0 / 1",
    ):
        assert word in page
    assert "13812342207" not in page
    assert "何丽华" not in page
    assert (
        f"/clients/{day.mine.pk}/contacts/?next=%2Fcare-day%2F%3Fmanager%3D990101" in page
        and f"%23item-{day.item.pk}" in page
    )


def test_the_head_reads_the_lists_of_his_people_and_changes_none(day, login):
    browser = login(day.head)
    team = text(browser.get(PAGE))
    assert "周敏" in team
    assert "吴琴" not in team
    page = text(browser.get(PAGE, {"manager": "990101"}))
    assert "只供查看" in page
    assert "陈国强" in page
    assert "/missed/" not in page and "/drop/" not in page
    assert tap(browser, "missed", day.mine, day.item).status_code == 403
    assert drop(browser, day.item, "出国").status_code == 403
    assert browser.post(reverse("care_day_build"), {"manager": "990101"}).status_code == 403
    plan = CarePlan.objects.get(manager=day.manager)
    assert browser.post(reverse("care_day_switch", args=[plan.pk]), {"day": "2026-11-25"}).status_code == 403


def test_the_head_reads_other_weeks_as_they_were(day, login):
    browser, past = login(day.head), MONDAY - timedelta(weeks=1)
    old = CarePlan.objects.create(
        manager=day.manager, week=past, day=past + timedelta(1), capacity=300, built_at=NOW - timedelta(8)
    )
    about = {"what": "due", "why": "到期", "via": "call", "score": 1, "minutes": 15}
    PlanItem.objects.create(plan=old, client=day.mine, position=1, **about)
    other = factories.client(unit=day.east, manager=day.manager)
    PlanItem.objects.create(plan=old, client=other, position=2, **about)
    homeless = {"state": "overflow", "moved_to": None}
    for number, more in enumerate((homeless, homeless | {"moved_to": MONDAY}), start=3):
        one = factories.client(unit=day.east, manager=day.manager)
        PlanItem.objects.create(plan=old, client=one, position=number, **(about | more))
    factories.contact(day.mine, NOW - timedelta(days=6), by=day.manager)
    factories.contact(other, NOW, by=day.manager)  # only in the week after
    CoverPeriod.objects.create(absent=day.manager, starts_on=old.day, ends_on=old.day, reason="病假")
    page = browser.get(PAGE, {"week": past.isoformat()})
    [row] = [row for row in page.context["team"] if row.manager == day.manager]
    assert [row.about[name] for name in ("count", "done", "waiting", "overflow", "homeless", "backlog")] == [
        2,
        1,
        1,
        2,
        1,
        15,
    ]
    shown = text(page)
    for words in ("这一周已经过去", "离岗，没有人代", "其中 1 位四周里排不进，要 15 分钟", f"week={MONDAY}"):
        assert words in shown, words
    assert "未来四周的工作量" not in shown
    assert "名单还没有生成" in text(browser.get(PAGE, {"week": (MONDAY + timedelta(weeks=3)).isoformat()}))
    for wrong in ("2020-01-06", "abc", "2026-13-40"):
        assert "没有这样的一周" in text(browser.get(PAGE, {"week": wrong}))


@pytest.mark.parametrize("person", ["manager", "head"])
def test_another_branch_does_not_exist(day, login, person):
    browser = login(getattr(day, person))
    theirs = CarePlan.objects.get(manager=day.stranger)
    assert browser.get(PAGE, {"manager": "990201"}).status_code == 404
    assert drop(browser, day.other_item, "看看").status_code == 404
    assert tap(browser, "missed", day.theirs, day.other_item).status_code == 404
    assert browser.post(reverse("care_day_switch", args=[theirs.pk]), {"day": "2026-11-25"}).status_code == 404
    assert browser.post(reverse("care_day_build"), {"manager": "990201"}).status_code == 404
    day.other_item.refresh_from_db()
    assert day.other_item.state == "planned"


def test_a_colleague_sees_it_only_while_he_covers(day, login):
    browser = login(day.backup)
    assert browser.get(PAGE, {"manager": "990101"}).status_code == 404
    CoverPeriod.objects.create(absent=day.manager, cover=day.backup, starts_on=TUESDAY, ends_on=TUESDAY, reason="年假")
    page = text(browser.get(PAGE, {"manager": "990101"}))
    assert "您代周敏处理" in page
    assert tap(browser, "missed", day.mine, day.item).status_code == 302
    assert ContactLog.objects.get().by == day.backup


@pytest.mark.parametrize("role", ["head_office", "compliance", "auditor", "sysadmin"])
def test_others_have_no_maintenance_day(day, login, role):
    assert login(getattr(day, role)).get(PAGE).status_code == 403


def test_not_reached_is_one_tap(day, login):
    answer = tap(login(day.manager), "missed", day.mine, day.item)
    assert (answer.status_code, answer.url.startswith("/care-day/?manager=990101&week=2026-11-23")) == (302, True)
    assert answer.url.endswith(f"#item-{day.item.pk}")
    assert ContactLog.objects.get(client=day.mine).reached == "nobody"
    page = text(login(day.manager).get(PAGE))
    assert "没联系上 1" in page and "今天 09:00 未接" in page and "下午再试" in page


def test_a_fragment_is_the_piece_of_the_page_it_claims_to_be(day, login):
    browser = login(day.manager)
    address = f"{PAGE}?manager=990101&week=2026-11-23&show=overdue"
    fragment, page = text(browser.get(address, headers=HTMX)).strip(), text(browser.get(address))
    plain = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert fragment.startswith('<div id="care_day"')
    assert plain.sub("", fragment) in plain.sub("", page)


def test_an_outcome_answers_with_the_list_and_a_word(day, login):
    answer = drop(login(day.manager), day.item, "客户出国", headers=HTMX)
    assert answer.status_code == 200
    assert text(answer).strip().startswith('<div id="care_day"')
    assert "这次不需要" in text(answer)
    assert "陈国强：已从名单去掉。" in text(answer)


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("reason", "said"),
    [("", "请写明原因"), ("好" * 121, "最多 120 个字"), *KEPT_OUT.items()],
)
def test_a_poor_reason_is_refused_and_kept(day, login, headers, reason, said):
    answer = drop(login(day.manager), day.item, reason, headers=headers)
    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{reason}"' in text(answer)
    assert (text(answer).strip().startswith("<div")) == bool(headers)
    day.item.refresh_from_db()
    assert day.item.state == "planned"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_second_tab_is_told(day, login, headers):
    browser = login(day.manager)
    drop(browser, day.item, "客户出国")
    answer = drop(browser, day.item, "客户出国", headers=headers)
    assert answer.status_code == 409
    assert "刚才已有人处理" in text(answer)


def test_a_contact_logged_anywhere_counts(day, login):
    factories.contact(day.mine, NOW - timedelta(minutes=30), by=day.manager)
    page = text(login(day.manager).get(PAGE))
    assert "1 / 1" in page
    assert "已联系 1" in page
    assert "/missed/" not in page


def test_a_call_made_before_the_day_settles_the_row_and_striking_it_takes_it_back(day, login):
    """The list is out at 17:45 of the evening before; who calls at once has called."""
    with time_machine.travel(NOW - timedelta(days=2), tick=False):
        browser, now = login(day.manager), timezone.now()
        row = log_contact(
            day.mine,
            by=day.manager,
            at=now,
            now=now,
            kind="call",
            seconds=240,
            note="聊了定期到期后的安排，约好下周来行。",
        )
        assert "1 / 1" in text(browser.get(PAGE + "?week=2026-11-23"))
        strike_contact(row, by=day.manager, reason="记错了客户", now=now)
        assert "0 / 1" in text(browser.get(PAGE + "?week=2026-11-23"))


def test_the_day_is_switched_and_the_page_says_so(day, login):
    browser = login(day.manager)
    plan = CarePlan.objects.get(manager=day.manager)
    path = reverse("care_day_switch", args=[plan.pk])
    answer = browser.post(path, {"day": "2026-11-26"}, follow=True)
    assert "11月26日 周四" in text(answer)
    assert "原定 11月24日 星期二，由周敏换日" in text(answer)
    assert browser.post(path, {"day": "2026-11-28"}).status_code == 422
    assert browser.post(path, {"day": "很快"}).status_code == 422
    assert browser.post(path, {}).status_code == 422


def test_a_week_without_a_list_offers_to_make_one(day, login):
    browser = login(day.manager)
    page = text(browser.get(PAGE, {"week": "2026-12-02"}))
    assert "这一周的名单还没有生成" in page
    assert "现在生成" in page
    answer = browser.post(reverse("care_day_build"), {"manager": "990101", "week": "2026-12-02"}, follow=True)
    assert "12月1日 星期二" in text(answer)
    past = text(browser.get(PAGE, {"week": "2026-11-10"}))
    assert "没有留下名单" in past
    assert "现在生成" not in past
    late = browser.post(reverse("care_day_build"), {"manager": "990101", "week": "2026-11-10"}, follow=True)
    assert "已经过去，不再生成名单" in text(late)
    assert not CarePlan.objects.filter(week=date(2026, 11, 9)).exists()


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "x", "2026-02-30"])
@pytest.mark.parametrize("show", ["nonsense", ""])
def test_an_odd_address_shows_the_next_list(day, login, week, show):
    page = login(day.manager).get(PAGE, {"week": week, "show": show})
    assert page.status_code == 200
    assert "11月24日 星期二" in text(page)


def test_a_client_given_away_leaves_the_page(day, login):
    day.mine.manager = day.stranger
    day.mine.save()
    assert "陈国强" not in text(login(day.manager).get(PAGE))
    assert tap(login(day.manager), "missed", day.mine, day.item).status_code == 404


def test_the_head_learns_who_was_taken_off(day, login):
    basic = factories.client(unit=day.east, manager=day.manager, name="孙浩", tier="basic", next_due_on=MONDAY)
    build_care_plan(day.manager, MONDAY, now=NOW)
    browser = login(day.manager)
    drop(browser, day.item, "客户出国三个月")
    drop(browser, PlanItem.objects.get(client=basic), "已调走")
    page = text(login(day.head).get(PAGE))
    assert "客户出国三个月" in page
    assert "已调走" not in page


def test_the_pages_cost_the_same_for_one_client_and_for_three(day, login):
    costs = {1: [], 3: []}
    for number, cost in costs.items():
        for n in range(1, number):
            factories.client(unit=day.east, manager=day.manager, client_no=f"7700090{n}", next_due_on=MONDAY)
        build_care_plan(day.manager, MONDAY, now=NOW)
        for person in (day.manager, day.head):
            browser = login(person)
            browser.get(PAGE)
            with CaptureQueriesContext(connection) as queries:
                page = text(browser.get(PAGE))
            assert page.count('id="item-') == (number if person == day.manager else 0)
            cost.append(len(queries))
    assert costs[1] == costs[3]


def test_a_number_with_a_nul_byte_is_nobodys(day, login):
    browser = login(day.manager)
    for name in ("care_day_add", "care_day_build"):
        assert browser.post(reverse(name), {"manager": "990101\0"}).status_code == 404
    assert browser.get(PAGE, {"manager": "990101\0"}).status_code == 400
