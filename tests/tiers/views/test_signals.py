"""信号: what stands on the workbench, on the list and on the client page, closed on the row, taken back for ten minutes."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, DoNotDisturb
from tests import factories
from tiers.models import Signal
from tiers.models.signals import late_on
from tiers.queries.signals import signal_counts

NOW = timezone.make_aware(datetime(2026, 11, 26, 9, 0))
TODAY = NOW.date()
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/signals/?show=fall"}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def signals(bank):
    """A fall of either manager, and one who is near of the first."""
    found = {"mine": factories.signal(bank.mine), "theirs": factories.signal(bank.theirs, severity="red")}
    return found | {"near": factories.signal(bank.mine, "near", raised_on=date(2026, 11, 2), due_on=date(2026, 11, 30))}


def page(browser, url="/signals/"):
    answer = browser.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def press(browser, signal, verb="close", **about):
    return browser.post(f"/signals/{signal.pk}/{verb}/", about, headers=HTMX)


def test_every_number_opens_exactly_its_rows(bank, signals, login):
    factories.signal(bank.mine, "complaint", state="cleared", closed_at=NOW - timedelta(days=91))
    close = {"state": "closed", "closed_by": bank.manager, "result": "false", "words": "另有公司户"}
    factories.signal(bank.mine, "complaint", **close)
    browser = login(bank.manager)
    tabs = browser.get("/signals/").context["tabs"]
    numbers = {"all": 2, "fall": 1, "maturity": 0, "near": 1, "complaint": 0, "cohort": 1, "late": 0, "closed": 1}
    assert {tab["name"]: tab["number"] for tab in tabs} == numbers
    for tab in tabs:
        assert len(browser.get(tab["url"]).context["rows"]) == tab["number"], tab
    assert "误报率" not in page(browser)


def test_the_head_reads_his_people_and_how_often_the_figures_were_wrong(bank, signals, login):
    for result in ("false", "normal", "kept"):
        factories.signal(bank.mine, state="closed", closed_by=bank.manager, result=result)
    text = page(login(bank.head))
    assert "误报率" in text and "33%" in text and "周敏</span>" in text
    assert "近 7 日日均" in text and f"signal-{signals['theirs'].pk}" not in text
    office = page(login(bank.head_office))
    assert "33%" in office and "陈*强" in office and "15.00 万元" not in office and "存款下降 · 橙" in office
    assert "了结…" not in office and "/signals/" in office


def test_a_client_without_manager_stands_among_them_as_such(bank, login):
    factories.signal(factories.client(unit=bank.east, manager=None))
    assert "未分配" in page(login(bank.head))


def test_the_workbench_shows_what_is_due_first_and_leads_to_all(bank, signals, login):
    for number in range(5):
        factories.signal(factories.client(unit=bank.east, manager=bank.manager), due_on=date(2026, 12, 1 + number))
    answer = login(bank.manager).get("/")
    shown = [row.signal for row in answer.context["signals"]]
    assert shown[0] == signals["mine"] and signals["near"] not in shown  # the milder last
    assert "全部 7 条" in answer.content.decode() and 'href="#signals">信号 7 条' in answer.content.decode()
    assert len(answer.context["signals"]) == 5
    assert [row.signal for row in login(bank.stranger).get("/").context["signals"]] == [signals["theirs"]]


def test_the_client_page_has_one_line_each_and_the_card_says_what_to_do(bank, signals, login):
    Client.objects.filter(pk=bank.mine.pk).update(opened_on=date(2026, 8, 3))
    text = page(login(bank.manager), f"/clients/{bank.mine.pk}/")
    assert (
        "<strong>信号</strong>：近 7 日日均 15.00 万元" in text and "<strong>信号</strong>：年日均 19.30 万元" in text
    )
    assert "开户 3 个多月；先办信号" in text
    assert "存款下降：先问用途，再谈怎么留" in text and f'href="/signals/{signals["mine"].pk}/"' in text
    DoNotDisturb.objects.create(client=bank.mine, scope="all", starts_on=TODAY, reason="丧亲")
    text = page(login(bank.manager), f"/clients/{bank.mine.pk}/")
    assert "年日均 19.30 万元，离" not in text and "万元低 48%（数据到 11月23日）（勿扰期）" in " ".join(text.split())
    assert "勿扰期内不主动联系，客户来了再问" in page(login(bank.manager), "/signals/?show=fall")
    assert "15.00 万元" not in page(login(bank.head_office), f"/clients/{bank.mine.pk}/")


def test_nobody_is_asked_to_call_a_client_in_a_rest(bank, signals, login):
    Client.objects.filter(pk=bank.theirs.pk).update(tries=6, resting_until=TODAY + timedelta(days=30))
    Signal.objects.filter(pk=signals["theirs"].pk).update(due_on=TODAY - timedelta(days=1))
    factories.signal(bank.theirs, "near", raised_on=date(2026, 11, 2), due_on=date(2026, 11, 30))
    text = page(login(bank.stranger))
    assert "停联期内不主动联系，客户来了再问" in text and "逾期" not in text
    assert not Signal.objects.filter(late_on(TODAY)) and signal_counts(bank.stranger, TODAY)["near"] == 0
    Client.objects.filter(pk=bank.theirs.pk).update(resting_until=TODAY)
    assert Signal.objects.filter(late_on(TODAY)).get() == signals["theirs"]


def test_it_is_closed_on_the_row_and_taken_back(bank, signals, login):
    browser, signal = login(bank.manager), signals["mine"]
    answer = press(browser, signal, result="normal")
    assert answer.status_code == 422 and "请先记一笔和客户的联系" in answer.content.decode()
    assert press(browser, signal).status_code == 422
    assert "请从列表里选" in press(browser, signal, result="gone", reason="x").content.decode()
    factories.contact(bank.mine, NOW, by=bank.manager)
    done = press(browser, signal, result="normal", words="孩子买房").content.decode()
    assert "周敏 11月26日 09:00 记为正常用款：孩子买房" in done and "撤回" in done and "了结…" not in done
    assert press(browser, signal, result="false", words="x").status_code == 409
    back = press(browser, signal, "reopen").content.decode()
    assert "了结…" in back and "11月26日 联系过" in back
    assert Signal.objects.get(pk=signal.pk).state == "open"


def test_without_a_script_a_form_comes_back_with_what_was_typed(bank, signals, login):
    browser, url = login(bank.manager), f"/signals/{signals['mine'].pk}/"
    answer = browser.post(f"{url}close/", {"result": "false", "words": "身份证 110101199003070011"})
    assert answer.status_code == 422 and "身份证号码" in answer.content.decode() and "<h1" in answer.content.decode()
    answer = browser.post(f"{url}close/", {"result": "false", "words": "另有公司户", "next": "/signals/?show=fall"})
    assert answer.url == "/signals/?show=fall"


def test_the_talk_is_logged_with_the_aim_of_the_signal(bank, signals, login):
    log = reverse("contact_log_add", args=[bank.mine.pk])
    assert f"{log}?aim=retention&amp;next=%2Fsignals%2F%3Fshow%3Dall%23signal-{signals['mine'].pk}" in page(
        login(bank.manager)
    )
    Signal.objects.update(sentence="先反诈核实，勿挽留；近 7 日日均 15.00 万元")
    assert "aim=retention" not in page(login(bank.manager), "/signals/?show=fall")


def test_who_has_talked_with_the_client_is_not_late(bank, signals, login):
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert '<span class="kind overdue">逾期 1 天</span>' in page(login(bank.manager))
        Client.objects.filter(pk=bank.mine.pk).update(last_effective_on=date(2026, 11, 25))
        text = page(login(bank.manager))
    assert "overdue" not in text.partition("本月名单")[2] and "11月25日 联系过" in text


@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_costs_the_same_for_many(bank, login, django_assert_max_num_queries, rows):
    for _number in range(rows):
        factories.signal(factories.client(unit=bank.east, manager=bank.manager))
    browser = login(bank.head)
    browser.get("/signals/")
    with django_assert_max_num_queries(9):
        browser.get("/signals/")


def test_a_maturity_that_was_talked_of_today_asks_nobody_any_more(bank, login):
    signal = factories.signal(
        bank.mine, "maturity", raised_on=TODAY, sentence="一年期定期 50 万元 12月5日 到期，还没有安排"
    )
    browser = login(bank.manager)
    factories.contact(bank.mine, NOW - timedelta(days=1), by=bank.manager, aim="maturity")
    assert browser.get("/").context["signals_total"] == 1  # that talk was before
    factories.contact(bank.mine, NOW, by=bank.manager, aim="maturity")
    assert browser.get("/").context["signals"] == [] and "全部 0" in " ".join(page(browser).split())
    assert "还没有安排" not in page(browser, f"/clients/{bank.mine.pk}/")
    row = browser.get(f"/signals/{signal.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "已有安排" in row and "12月5日 到期" in row and "还没有安排" not in row and "今晚自动解除" in row
