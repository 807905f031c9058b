"""答应过的事 on the client page, and 承诺: one tap closes, words are asked for, nothing typed is lost, two browsers agree."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import Promise
from staff.models import CoverPeriod
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))  # a Wednesday
TODAY = NOW.date()
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def promise(bank):
    log = factories.contact(bank.mine, NOW - timedelta(days=14), by=bank.manager)
    return factories.promise(bank.mine, "送利率测算", due_on=TODAY - timedelta(days=3), log=log, origin="log")


def post(browser, promise, verb, data, **headers):
    return browser.post(f"/promises/{promise.pk}/{verb}/", data, headers=headers or HTMX)


def test_the_card_shows_both_sides_the_overdue_first_and_what_was_closed(bank, promise, login):
    factories.promise(bank.mine, "约看样板", due_on=TODAY + timedelta(days=1))
    factories.promise(bank.mine, "带身份证来", due_on=TODAY - timedelta(days=1), owes="client", owed_to=bank.manager)
    factories.promise(
        bank.mine, "寄年历", due_on=TODAY, state="kept", closed_at=NOW, closed_by=bank.head, is_presumed=True
    )
    factories.promise(bank.mine, "很久以前", due_on=TODAY, state="kept", closed_at=NOW - timedelta(days=91))
    text = login(bank.manager).get(f"/clients/{bank.mine.pk}/").content.decode()
    card = text[text.index('id="promises"') : text.index('id="promise_form"')]
    order = (
        "我们答应客户",
        "逾期 3 天",
        "送利率测算",
        "11月4日 电话里答应，周敏办，说好 11月15日 星期日",
        "约看样板",
        "客户答应我们",
        "可以问一句",
        "带身份证来",
        "近 90 天了结的 1 件",
    )
    places = [card.index(words) for words in order]
    assert places == sorted(places) and "很久以前" not in text
    assert card.count("overdue") == 1
    closed = login(bank.manager).get(f"/promises/?client={bank.mine.pk}&list=closed").content.decode()
    for words in ("寄年历", "系统推定", "孙行长 11月18日 10:00 记为办到了"):
        assert words in closed and words not in card
    assert "很久以前" not in closed and "送利率测算" not in closed


def test_one_tap_closes_the_row_in_place_and_takes_it_back(bank, promise, login):
    browser = login(bank.manager)
    row = post(browser, promise, "close", {"state": "kept"})
    text = row.content.decode()
    assert row.status_code == 200 and text.lstrip().startswith(f'<li id="promise-{promise.pk}"')
    assert "办到了" in text and "撤回" in text
    assert "撤回" not in login(bank.head).get(f"/promises/{promise.pk}/").content.decode()
    text = post(login(bank.manager), promise, "reopen", {}).content.decode()
    assert "撤回" not in text and "没办到、改期…" in text
    promise.refresh_from_db()
    assert promise.state == "open"


def test_without_a_script_the_same_buttons_lead_back_to_the_client(bank, promise, login):
    answer = login(bank.manager).post(f"/promises/{promise.pk}/close/", {"state": "kept"})
    assert (answer.status_code, answer.url) == (302, f"/clients/{bank.mine.pk}/")
    other = factories.promise(bank.mine, due_on=TODAY)
    answer = login(bank.manager).post(f"/promises/{other.pk}/close/", {"state": "broken", "words": ""})
    assert answer.status_code == 422 and "客户问起时好回答" in answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "kept", "message"),
    [
        ("close", {"state": "released", "words": " "}, "", "请写一句为什么"),
        ("close", {"state": "broken", "words": "字" * 201}, "字" * 201, "200"),
        ("close", {"state": "kept\x00"}, "", ""),
        ("move", {"due_on": "2026-02-30", "why": "出差", "seen": "2026-11-15"}, "出差", "有效的日期"),
        ("move", {"due_on": "2026-11-17", "why": "出差", "seen": "2026-11-15"}, "出差", "不能早于今天"),
        ("move", {"due_on": "2026-11-20", "why": "", "seen": "2026-11-15"}, "2026-11-20", "为什么改期"),
        ("move", {"due_on": "2026-11-20", "why": "出差", "seen": ""}, "出差", ""),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_at_the_field_and_stays(bank, promise, login, verb, data, kept, message):
    answer = post(login(bank.manager), promise, verb, data)
    text = answer.content.decode()
    assert answer.status_code == 422 and message in text and kept in text and "<details open>" in text
    promise.refresh_from_db()
    assert (promise.state, promise.due_on) == ("open", TODAY - timedelta(days=3))


def test_the_second_of_two_browsers_is_told_who_was_quicker(bank, promise, login):
    post(login(bank.head), promise, "close", {"state": "released", "words": "客户说不用了"})
    answer = post(login(bank.manager), promise, "close", {"state": "kept"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "孙行长刚才已经记为「不必了」" in text and "客户说不用了" in text
    answer = post(login(bank.manager), promise, "move", {"due_on": "2026-11-20", "why": "出差", "seen": "2026-11-15"})
    assert answer.status_code == 409


def test_a_promise_is_added_in_one_line_and_what_is_wrong_stays(bank, login):
    browser, path = login(bank.manager), f"/clients/{bank.mine.pk}/promises/"
    for data, message in (
        ({"owes": "staff", "what": "送年历", "due_on": "2026-02-30"}, "有效的日期"),
        ({"owes": "staff", "what": "送年历", "due_on": "2026-11-17"}, "不能早于今天"),
        ({"owes": "staff", "what": " ", "due_on": "2026-11-20"}, "请写明答应了什么"),
        ({"owes": "客户", "what": "送年历", "due_on": "2026-11-20"}, "送年历"),
        ({"owes": "staff", "what": "字" * 81, "due_on": "2026-11-20"}, "80"),
    ):
        answer = browser.post(path, data, headers=HTMX)
        assert answer.status_code == 422 and message in answer.content.decode(), data
        assert data["what"].strip() in answer.content.decode()
    assert not Promise.objects.exists()
    answer = browser.post(path, {"owes": "client", "what": "带公章来", "due_on": "2026-12-04"}, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/clients/{bank.mine.pk}/#promises"
    row = Promise.objects.get()
    assert (row.owes, row.owed_by, row.owed_to, row.made_by) == ("client", None, bank.manager, bank.manager)


def test_the_list_counts_exactly_the_rows_that_each_chip_opens(bank, promise, login):
    factories.promise(None, "借模板", due_on=TODAY, owed_by=bank.backup, owed_to=bank.manager)
    factories.promise(bank.mine, "带公章来", due_on=TODAY, owes="client", owed_to=bank.manager)
    factories.promise(bank.theirs, "别家的事", due_on=TODAY)
    browser = login(bank.manager)
    for show, label, shown in (
        ("mine", "我要办的 1", ("送利率测算",)),
        ("waiting", "等别人的 2", ("借模板", "带公章来")),
    ):
        text = browser.get(f"/promises/?show={show}").content.decode()
        assert label in text and text.count("<li id=") == len(shown) and all(words in text for words in shown)
    text = login(bank.head).get("/promises/?show=team").content.decode()
    assert "我的人要办的 2" in text and "别家的事" not in text and text.count("<li id=") == 2


def test_who_stands_in_sees_and_closes_what_the_absent_owes(bank, promise, login):
    CoverPeriod.objects.create(
        absent=bank.manager, cover=bank.stranger, starts_on=TODAY, ends_on=TODAY, reason="年休假"
    )
    browser = login(bank.stranger)
    assert "送利率测算" in browser.get("/promises/").content.decode()
    assert post(browser, promise, "close", {"state": "kept"}).status_code == 200


def test_something_between_colleagues_is_for_the_two_of_them(bank, login):
    browser, data = login(bank.manager), {"what": "借模板", "due_on": "2026-11-20", "owes": "his"}
    for colleague, message in (
        ("990199", "没有找到"),
        ("990101", "没有找到"),
        ("周敏", "没有找到"),
        ("", "必填"),
    ):
        answer = browser.post("/promises/", {**data, "colleague": colleague})
        assert answer.status_code == 422 and message in answer.content.decode() and "借模板" in answer.content.decode()
    assert browser.post("/promises/", {**data, "colleague": "李航"}).url == "/promises/?show=waiting"
    row = Promise.objects.get()
    assert (row.client, row.owed_by, row.owed_to) == (None, bank.backup, bank.manager)
    assert login(bank.head).get(f"/promises/{row.pk}/").status_code == 200
    assert post(login(bank.head), row, "close", {"state": "kept"}).status_code == 403
    assert login(bank.stranger).get(f"/promises/{row.pk}/").status_code == 404
    assert post(login(bank.backup), row, "close", {"state": "kept"}).status_code == 200


def test_a_colleague_who_was_asked_sees_the_line_and_the_client_masked(bank, login):
    row = factories.promise(bank.mine, "看看上下游", due_on=TODAY, owed_by=bank.stranger, owed_to=bank.manager)
    text = login(bank.stranger).get(f"/promises/{row.pk}/").content.decode()
    assert "看看上下游" in text and "陈*强" in text and "陈国强" not in text
    assert f'href="/clients/{bank.mine.pk}/' not in text
    assert post(login(bank.head), row, "close", {"state": "kept"}).status_code == 403
    answer = login(bank.stranger).post(f"/promises/{row.pk}/close/", {"state": "kept"})
    assert (answer.status_code, answer.url) == (302, "/promises/")  # the client's page is not his
    Promise.objects.filter(pk=row.pk).update(origin="fact")  # an information that was handed on has its own page
    assert login(bank.stranger).get(f"/promises/{row.pk}/").status_code == 404
    assert "看看上下游" not in login(bank.stranger).get("/promises/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_price_does_not_grow_with_the_rows(bank, login, django_assert_max_num_queries, rows):
    for number in range(rows):
        log = factories.contact(bank.mine, NOW - timedelta(days=number), by=bank.manager)
        factories.promise(bank.mine, due_on=TODAY, owed_by=bank.manager, owed_to=bank.backup, log=log, origin="log")
    browser = login(bank.manager)
    browser.get("/clients/")  # the counts of the menu are a minute old at most
    with django_assert_max_num_queries(17):
        browser.get("/promises/")


def test_a_complaint_is_on_the_heads_workbench_before_it_is_due(bank, login):
    due_on = TODAY + timedelta(days=1)
    factories.promise(bank.mine, "首次答复客户的投诉", due_on=due_on, owed_by=bank.head, origin="answer")
    factories.promise(bank.mine, "别的事", due_on=due_on, owed_by=bank.head)
    text = login(bank.head).get("/").content.decode()
    assert "首次答复客户的投诉" in text and "别的事" not in text and "全部 1 件" in text
    assert "到期的与投诉 1" in login(bank.head).get("/promises/?show=due").content.decode()


def test_on_the_clients_own_page_a_row_does_not_name_him_again(bank, promise, login):
    for here, named in ((f"/clients/{bank.mine.pk}/?list=x&at=1", False), ("/promises/", True)):
        headers = HTMX | {"HX-Current-URL": f"http://testserver{here}"}
        answer = post(login(bank.manager), promise, "close", {"state": "broken", "words": ""}, **headers)
        assert answer.status_code == 422 and ("陈国强" in answer.content.decode()) is named
