"""结构机会: whose circles have gaps, whom to visit again, and what was agreed both ways (STR-R1)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from clients.actions.links import add_link
from clients.models import Client, Promise
from crm.actions.structures import plan_second_visit
from crm.queries.structures import anchors_of, holders_of
from crm.rules.structures import second_visit_on, visit_of
from tests import factories
from words.problems import Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 9, 0))
TODAY = NOW.date()


@pytest.fixture
def firm(bank):
    """A firm that buys for 120 万 from who has no account, held by 陈国强; one of another branch that the manager does not see."""
    about = {"unit": bank.east, "manager": bank.manager, "kind": "corporate"}
    bank.firm = factories.client(**about, name="栖禾食品有限公司", client_no="77000010")
    bank.plant = factories.lead(**about, name="裕民包装")
    bank.far = factories.client(unit=bank.west, manager=bank.stranger, kind="corporate", name="远方商行")
    told = {"by": bank.manager, "now": NOW, "source": "told"}
    add_link(bank.plant, bank.firm, kind="supplies", amount=Decimal(1_200_000), **told)
    add_link(bank.mine, bank.firm, kind="holds", share=Decimal(60), **told)
    add_link(bank.far, bank.theirs, kind="supplies", amount=Decimal(9_000_000), **told)
    with time_machine.travel(NOW, tick=False):
        yield bank


def test_the_page_shows_anchors_shareholders_and_agreements(firm, login, django_assert_max_num_queries):
    found = anchors_of(firm.manager, TODAY)
    assert [anchor.client.name for anchor in found] == ["栖禾食品有限公司", "裕民包装"]
    assert found[0].covered == {"企业": [1, 1, 0], "上下游": [0, 1, 0]} and found[0].gap.name == "裕民包装"
    assert {anchor.client.name for anchor in anchors_of(firm.other_head, TODAY)} == {"远方商行", "何丽华"}
    browser = login(firm.manager)
    about = {"owes": "client", "due_on": TODAY, "about": f"circle:{firm.firm.pk}:{firm.mine.pk}"}
    elsewhere = factories.promise(firm.firm, "请引见另一位", owed_by=None, **about)
    assert anchors_of(firm.manager, TODAY)[0].promise is None  # it was not for the gap that stands there
    Promise.objects.filter(pk=elsewhere.pk).update(about=f"circle:{firm.firm.pk}:{firm.plant.pk}")
    assert anchors_of(firm.manager, TODAY)[0].promise == elsewhere
    elsewhere.delete()
    page = browser.get("/structure/").content.decode()
    assert "还没有初访" in page and "陈国强" in page and "远方商行" not in page and "30 天可退" in page
    browser.post("/structure/", {"do": "second", "client": firm.mine.pk})
    assert not Promise.objects.exists()  # nobody was there yet
    factories.contact(firm.mine, NOW - timedelta(days=40), by=firm.manager, kind="visit")
    [holder] = holders_of(firm.manager, TODAY)
    assert holder.visit.asks and holder.visit.kind == "soon"
    for _twice in range(2):
        browser.post("/structure/", {"do": "second", "client": firm.mine.pk})
    promise = Promise.objects.get()
    assert (promise.what, promise.due_on, promise.owed_by) == ("回访", TODAY + timedelta(days=5), firm.manager)
    assert browser.post("/structure/", {"do": "second", "client": firm.far.pk}).status_code == 404
    agreed = {
        "do": "agree",
        "whom": "77000010",
        "ours": "每月上门对账一次",
        "theirs": "每月 5 日前给名册",
        "due_on": "2027-06-30",
    }
    assert browser.post("/structure/", agreed | {"theirs": ""}).status_code == 422
    assert browser.post("/structure/", agreed | {"due_on": "2020-01-01"}).status_code == 422
    for ours, theirs, said in (
        ("给红包", "来开户", "不给钱物"),
        ("每月上门", "只和我行合作", "别家银行"),
        ("贷款利率降一个点", "存款 500 万元", "互为条件"),
        ("返點", "给名册", "不给钱物"),
    ):
        answer = browser.post("/structure/", agreed | {"ours": ours, "theirs": theirs})
        assert answer.status_code == 422 and said in answer.content.decode(), ours
    assert browser.post("/structure/", agreed).status_code == 302
    sides = dict(Promise.objects.filter(origin="agreement").values_list("owes", "what"))
    assert set(sides) == {"staff", "client"} and all("提前 30 天" in what for what in sides.values())
    with django_assert_max_num_queries(20):
        page = browser.get("/structure/").content.decode()
    assert "约好" in page and "1 / 1" in page
    assert login(firm.head_office).get("/structure/").status_code == 403
    Client.objects.filter(pk=firm.plant.pk).update(status="let_go", let_go_on=TODAY)
    assert anchors_of(firm.manager, TODAY) == []


def test_whom_to_visit_again_stands_before_the_richest(bank):
    about = {"unit": bank.east, "manager": bank.manager, "related": "shareholder"}
    for number in range(50):
        factories.client(**about, name=f"股东{number}", average=900_000)
    late = factories.client(**about, name="尚福生", average=1_000)
    factories.contact(late, NOW - timedelta(days=70), by=bank.manager, kind="visit")
    found = holders_of(bank.manager, TODAY)
    assert (found[0].client.name, found[0].visit.kind, len(found)) == ("尚福生", "overdue", 50)


@pytest.mark.django_db(transaction=True)
def test_of_two_taps_at_once_one_plans_the_second_visit(bank):
    factories.contact(bank.mine, NOW - timedelta(days=40), by=bank.manager, kind="visit")
    start, outcomes = Barrier(2), []

    def tap():
        try:
            start.wait(60)
            outcomes.append(plan_second_visit(bank.mine, by=bank.manager, now=NOW).what)
        except Refused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=tap) for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["回访", "回访已经约好了，日子记在承诺里。"]


@pytest.mark.parametrize(
    ("first", "last", "planned", "words", "kind", "asks"),
    [
        (None, None, None, "还没有初访", "", False),
        (TODAY - timedelta(days=10), None, None, "回访", "", True),
        (TODAY - timedelta(days=35), None, None, "回访", "soon", True),
        (TODAY - timedelta(days=63), None, None, "过了 3 天", "overdue", True),
        (TODAY - timedelta(days=63), TODAY, None, "回访过", "", False),
        (TODAY - timedelta(days=63), None, TODAY + timedelta(days=2), "约好", "soon", False),
        (TODAY - timedelta(days=63), None, TODAY - timedelta(days=2), "约好", "overdue", False),
    ],
)
def test_a_second_visit_follows_30_to_60_days_after_the_first(first, last, planned, words, kind, asks):
    visit = visit_of(first, last, planned, TODAY)
    assert words in visit.words and (visit.kind, visit.asks) == (kind, asks)


@pytest.mark.parametrize(("days", "ahead"), [(10, 35), (45, 0), (50, 7), (58, 2), (60, 0), (90, 7)])
def test_the_second_visit_is_put_on_a_day_to_come(days, ahead):
    assert second_visit_on(TODAY - timedelta(days=days), TODAY) == TODAY + timedelta(days=ahead) >= date(2026, 11, 18)
