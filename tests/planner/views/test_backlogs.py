"""The plan for a backlog: looked at, changed, accepted and taken back, by the manager or his head."""

import re
from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from clients.models import Client
from staff.models import AuditEvent
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 24, 9, 0))  # a Tuesday
PAGE = "/care-day/backlog/"
ASKED = {"manager": "990101", "per_day": "4", "from_on": "2026-11-25"}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def late(bank):
    about = {"last_effective_on": datetime(2024, 6, 1).date(), "next_due_on": datetime(2024, 8, 1).date()}
    rows = [
        factories.new_client(unit=bank.east, manager=bank.manager, average=10_000 * n, name=f"赵文{n}", **about)
        for n in range(1, 31)
    ]
    Client.objects.bulk_create(rows)
    return bank


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.mark.parametrize("person", ["manager", "head"])
def test_it_is_looked_at_changed_accepted_and_taken_back(late, login, person):
    browser = login(getattr(late, person))
    found = browser.get(PAGE, {"manager": "990101"} if person == "head" else {})
    assert "要排 30 户，每天最多 10 户， 从 11月25日 星期三 到 11月27日 星期五，共 1 周" in text(found)
    assert "30.00 万元" in text(found) and Client.objects.exclude(planned_on=None).count() == 0
    assert "每天最多 4 户， 从 11月25日 星期三 到 12月4日 星期五，共 2 周" in text(browser.get(PAGE, ASKED))
    answer = browser.post(f"{PAGE}accept/", ASKED, follow=True)
    assert "已排期 30 户，每天最多 4 户，到 12月4日 排完" in text(answer)
    assert "现在的排期" in text(answer) and "还有 30 户，每天最多 4 户， 从 11月25日" in text(answer)
    assert Client.objects.filter(planned_on="2026-11-25", average__gte=270_000).count() == 4
    assert AuditEvent.objects.filter(changes__per_day=4, actor_no=getattr(late, person).employee_no).count() == 1
    assert "已取消 30 户的排期" in text(browser.post(f"{PAGE}drop/", {"manager": "990101"}, follow=True))
    assert Client.objects.exclude(planned_on=None).count() == 0


def test_the_plan_that_stands_is_shown_and_only_who_is_not_in_it_is_proposed(late, login):
    browser = login(late.manager)
    browser.post(f"{PAGE}accept/", ASKED)
    stood = dict(Client.objects.values_list("pk", "planned_on"))
    assert "不在排期里" not in text(browser.get(PAGE)) and "要排" not in text(browser.get(PAGE))
    new = factories.client(unit=late.east, manager=late.manager, next_due_on=NOW.date(), last_effective_on=NOW.date())
    page = browser.get(PAGE)
    assert (
        "另有 1 户到期、不在排期里" in text(page) and [row.client.pk for row in page.context["rows"]].count(new.pk) == 0
    )
    browser.post(f"{PAGE}accept/", {**ASKED, "per_day": "10", "beside": "1"})
    new.refresh_from_db()
    assert new.planned_on and dict(Client.objects.exclude(pk=new.pk).values_list("pk", "planned_on")) == stood
    with time_machine.travel(NOW.replace(day=27), tick=False):
        page = text(login(late.manager).get(PAGE))
        assert "另有 9 户到期、不在排期里" in page and "还有 22 户" in page
    assert "要排 31 户" in text(browser.get(PAGE, ASKED)) and "看现在的排期" in text(browser.get(PAGE, ASKED))


def test_who_was_never_contacted_stands_in_the_plan_too(late, login):
    Client.objects.filter(average=300_000).update(last_effective_on=None)
    assert "还没有过有效联系" in text(login(late.manager).get(PAGE))


def test_every_chip_opens_exactly_its_rows(late, login):
    browser = login(late.manager)
    found = browser.get(PAGE, {**ASKED, "per_day": "1"})
    chips = {key: number for key, _words, number in found.context["chips"]}
    assert sum(number for key, number in chips.items() if key[0] == "2") == 30
    for key, number in chips.items():
        assert len(browser.get(PAGE, {**ASKED, "per_day": "1", "show": key}).context["rows"]) == number


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"per_day": "11"}, "1 到 10 户"),
        ({"per_day": "很多"}, "请写一个整数"),
        ({"per_day": ""}, "请写每天最多排几户"),
        ({"from_on": "2026-11-01"}, "请从今天到"),
        ({"from_on": "明天"}, "请写一个日期"),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_nothing_changes(late, login, wrong, said):
    browser = login(late.manager)
    for answer in (browser.get(PAGE, ASKED | wrong), browser.post(f"{PAGE}accept/", ASKED | wrong)):
        assert (answer.status_code, said in text(answer)) == (422, True)
        assert f'value="{next(iter(wrong.values()))}"' in answer.content.decode()
    assert Client.objects.exclude(planned_on=None).count() == 0


def test_nobody_plans_for_whom_he_does_not_look_after(late, login):
    for person, status in (("stranger", 404), ("other_head", 404), ("head_office", 403)):
        browser = login(getattr(late, person))
        posts = [browser.post(f"{PAGE}{what}/", ASKED).status_code for what in ("accept", "drop")]
        assert [browser.get(PAGE, ASKED).status_code, *posts] == [status] * 3
