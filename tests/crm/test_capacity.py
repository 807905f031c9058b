import html
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.actions.figures import keep_figures
from crm.queries import capacity
from tests import factories
from tiers.models import TierPolicy

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGE, TEAM, HTMX = "/care-day/capacity/", "/care-day/", {"HX-Request": "true"}
FLAG = "承诺超出产能"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def crowded(bank):
    """周敏 has 9 calls due and an hour and a half of time in the four weeks; 李航 and 吴琴 have time enough."""
    bank.mine.delete()
    for _number in range(8):
        factories.client(unit=bank.east, manager=bank.manager, tier="standard", last_effective_on=date(2026, 6, 1))
    factories.client(unit=bank.east, manager=bank.manager, tier="vip")
    bank.manager.daily_minutes, bank.manager.care_day_minutes = 0, 23
    bank.manager.save()
    return bank


def text(answer):
    return answer.content.decode()


def test_the_head_reads_where_the_promise_exceeds_the_time_and_what_would_help(crowded, login):
    page = text(login(crowded.head).get(TEAM))
    assert "需 2.2 小时 / 有 1.5 小时，147%" in page
    assert page.count(FLAG) == 1
    assert "把普通客户的间隔从 180 天放宽到 240 天，或移交约 3 位普通客户：李航接 3 位。" in page
    asked = f"giver={crowded.manager.pk}&amp;to={crowded.backup.pk}&amp;tier=standard"
    assert f"{reverse('handover_choose')}?{asked}" in page and page.count("发起移交") == 1
    assert "需 0 小时 / 有 60 小时，0%" in page  # 李航
    assert "吴琴" not in page


def test_the_load_is_shown_kind_by_kind(crowded, login):
    kind = {"celebrates": "solar", "last_effective_on": NOW.date()}
    client = factories.client(unit=crowded.east, manager=crowded.manager, tier="standard", birthday=1203, **kind)
    factories.contact(client, NOW, is_effective=False, next_step="回访", next_on=date(2026, 12, 15))
    for path in (PAGE, TEAM):
        page = text(login(crowded.head).get(path))
        assert "承诺联系 2.2 小时，约定跟进 0.2 小时，生日 0.1 小时" in page
        assert "不在内" not in page


def test_many_managers_are_shown_page_by_page(crowded, login):
    for _more in range(25):
        factories.user(unit=crowded.east)
    browser = login(crowded.head)
    first = text(browser.get(PAGE, {"vip": "90", "standard": ""}))
    assert first.count("<tr data-row>") == 25 and 'rel="prev"' not in first
    onwards = html.unescape(re.search(r'href="([^"]+)" rel="next"', first)[1])
    assert onwards.startswith(f"{PAGE}?vip=90&standard=&after=")
    second = text(browser.get(onwards))
    assert second.count("<tr data-row>") == 2 and 'rel="next"' not in second
    assert "现行政策</th>" in second
    back = html.unescape(re.search(r'href="([^"]+)" rel="prev"', second)[1])
    assert text(browser.get(back)).count("<tr data-row>") == 25


@pytest.mark.parametrize("cursor", ["after=0", "before=99999999", "after=x", "after=" + "9" * 40, "after=1&before=1"])
def test_a_cursor_that_leads_nowhere_gives_the_first_page(crowded, login, cursor):
    assert "147%" in text(login(crowded.head).get(f"{PAGE}?{cursor}"))


def test_each_role_sees_its_own_managers(crowded, login):
    people = {
        "manager": "周敏",
        "head": "周敏李航",
        "other_head": "吴琴",
        "head_office": "周敏李航吴琴",
        "auditor": "周敏李航吴琴",
    }
    for person, expected in people.items():
        rows = text(login(getattr(crowded, person)).get(PAGE)).partition("data-rows")[2]
        assert "".join(name for name in ("周敏", "李航", "吴琴") if name in rows) == expected, person
    page = text(login(crowded.head).get(PAGE, {"manager": crowded.manager.pk, "unit": crowded.east.pk}))
    assert (
        f"{crowded.manager.name}未来四周" in page and "李航" not in page.partition("data-rows")[2].partition("</tr>")[2]
    )
    assert login(crowded.other_head).get(PAGE, {"manager": crowded.manager.pk}).status_code == 404


@pytest.mark.parametrize("person", ["compliance", "sysadmin"])
def test_others_have_no_business_here(crowded, login, person):
    assert login(getattr(crowded, person)).get(PAGE).status_code == 403


def test_trying_shows_both_loads_and_changes_nothing(crowded, login):
    before = list(TierPolicy.objects.order_by("pk").values())
    page = text(login(crowded.manager).get(PAGE, {"standard": "240", "vip": ""}))
    row = page.partition("data-rows")[2]
    assert "需 0 小时 / 有 1.5 小时，0%" in row and "需 2.2 小时 / 有 1.5 小时，147%" in row
    assert FLAG not in row
    assert 'name="standard" value="240"' in page and 'name="top" value="14"' in page
    assert re.search(r'name="vip"(?! value)', page)
    assert list(TierPolicy.objects.order_by("pk").values()) == before


def test_without_a_question_the_policy_stands_in_the_fields(crowded, login):
    page = text(login(crowded.manager).get(PAGE))
    for tier, days in (("top", 14), ("select", 30), ("vip", 60), ("standard", 180)):
        assert f'name="{tier}" value="{days}"' in page
    assert "现行政策</th>" not in page and "恢复现行政策" not in page


@pytest.mark.parametrize("wrong", ["0", "-3", "367", "两周", "1.5", "9" * 5000])
def test_a_wrong_number_is_said_at_its_field_and_kept(crowded, login, wrong):
    answer = login(crowded.head).get(PAGE, {"standard": wrong, "vip": "90"})
    page = text(answer)
    assert answer.status_code == 422
    assert f'name="standard" value="{wrong}"' in page and 'name="vip" value="90"' in page
    assert (
        '<ul class="errors" id="id_standard_error"><li>请填 1 到 366 之间的整天数，留空表示不定期。</li></ul>' in page
    )
    assert page.count("请填 1 到 366") == 1
    assert "147%" in page  # the figures are the policy's


def test_only_who_may_edit_the_policy_is_shown_the_way_there(crowded, login):
    ways = {
        person: "/admin/tiers/tierpolicy/edit/" in text(login(getattr(crowded, person)).get(PAGE))
        for person in ("manager", "head", "head_office", "auditor")
    }
    assert ways == {"manager": False, "head": False, "head_office": True, "auditor": False}


def test_the_fragment_is_the_piece_of_the_page_it_claims_to_be(crowded, login):
    browser, query = login(crowded.head), {"standard": "360"}
    fragment, page = text(browser.get(PAGE, query, headers=HTMX)).strip(), text(browser.get(PAGE, query))
    assert fragment.startswith('<section class="card" id="capacity_rows"')
    assert fragment in page


@pytest.mark.parametrize("path", [PAGE, TEAM])
def test_the_same_queries_however_many_managers(bank, login, path):
    browser, counts = login(bank.head), []
    browser.get(path)
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        counts.append(len(queries))
        for _person in range(3):
            factories.client(unit=bank.east, manager=factories.user(unit=bank.east))
    assert counts[0] == counts[1]


def test_a_branch_without_managers_says_so(bank, login):
    for person in (bank.manager, bank.backup):
        person.is_active = False
        person.save()
    assert "您的范围里还没有客户经理" in text(login(bank.head).get(PAGE))


def test_of_very_many_managers_head_office_reads_units_and_opens_one(crowded, login, monkeypatch):
    monkeypatch.setattr(capacity, "MANY", 2)
    keep_figures(now=NOW)
    browser, counts = login(crowded.head_office), []
    for _more in range(2):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            rows = text(browser.get(PAGE)).partition("data-rows")[2].partition("</table>")[0]
        counts.append(len(queries))
        assert rows.index(crowded.east.name) < rows.index(crowded.west.name) and "周敏" not in rows
        assert "需 2.2 小时 / 有 62 小时，4%" in rows and "147%" in rows
        factories.client(unit=crowded.west, manager=factories.user(unit=crowded.west))
    assert counts[0] == counts[1] <= 25
    page = text(browser.get(PAGE, {"unit": crowded.east.pk, "standard": "240"}))
    assert "周敏" in page and "李航" in page and "吴琴" not in page and "现行政策</th>" in page
    assert f'name="unit" value="{crowded.east.pk}"' in page and f'{PAGE}?unit={crowded.east.pk}">恢复' in page
    assert "周敏" not in text(browser.get(PAGE, {"own": "1"}))
    for wrong in ("x", "99999"):
        assert browser.get(PAGE, {"unit": wrong}).status_code == 404
    assert login(crowded.head).get(PAGE, {"unit": crowded.west.pk}).status_code == 404
