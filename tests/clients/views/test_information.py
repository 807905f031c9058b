"""转来的信息: who reads what of an information on its way, and how the answer comes back (domain 4.3)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.actions.information import answer_information
from clients.actions.promises import pass_on_promises
from clients.models import Client, Consent, Fact, Promise
from staff.models import CoverPeriod
from tests import factories
from tests.information import JUDGED, LINE, NOW, WANTED, handed, information

LIST = reverse("information_list")


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(bank):
    return handed(bank.mine, bank.manager, bank.stranger)


def text_of(answer):
    return answer.content.decode()


def test_the_colleague_sees_the_line_and_a_masked_name_and_nothing_else(bank, asked, login):
    browser = login(bank.stranger)
    page = text_of(browser.get(LIST))
    for words in (
        "陈*强",
        LINE.replace("陈国强", "陈*强"),
        JUDGED["judgement"],
        WANTED,
        "周敏",
        "请在 11月23日（周一）前答复",
    ):
        assert words in page, words
    for words in ("陈国强", bank.mine.client_no, "100****2207", reverse("client_detail", args=[bank.mine.pk])):
        assert words not in page, words
    assert browser.get(reverse("client_detail", args=[bank.mine.pk])).status_code == 404
    assert browser.get(reverse("information_hand", args=[asked.fact_id])).status_code == 404
    assert "1 件等您答复" in text_of(browser.get("/"))


def test_the_name_is_masked_wherever_it_was_written(bank, login):
    handed(
        bank.mine, bank.manager, bank.stranger, text="国强说下游要扩产，陈国强的弟弟也在办厂", wanted="请给国强回个话"
    )
    page = text_of(login(bank.stranger).get(LIST))
    assert "*强说下游要扩产，陈*强的弟弟" in page and "请给*强回个话" in page and "国强" not in page


def test_when_the_client_is_handed_over_his_information_goes_to_the_new_manager_alone(bank, asked, login):
    other = handed(bank.mine, bank.manager, bank.head_office, text="陈国强在外地另有厂房", wanted="核一核")
    answer_information(other, by=bank.head_office, now=NOW, words="查过了，属实")
    new = {"manager": bank.stranger, "backup": None, "unit": bank.west}
    Client.objects.filter(pk=bank.mine.pk).update(**new)
    pass_on_promises([(bank.mine.pk, bank.manager.pk, bank.stranger.pk)], by=bank.head)
    for person, reads in ((bank.manager, False), (bank.stranger, True)):
        browser = login(person)
        assert ("属实" in text_of(browser.get("/"))) is reads
        assert browser.get(reverse("promise_detail", args=[other.pk])).status_code == (200 if reads else 404)
    asked.refresh_from_db()
    assert (asked.owed_by, asked.owed_to) == (bank.stranger, bank.stranger)


def test_who_lost_the_client_without_a_successor_reads_nothing_more(bank, asked, login):
    Client.objects.filter(pk=bank.mine.pk).update(manager=None, backup=None)
    browser = login(bank.manager)
    for path in ("/", reverse("promise_list") + "?show=waiting"):
        assert WANTED not in text_of(browser.get(path))


@pytest.mark.parametrize("person", ["head_office", "compliance", "auditor"])
def test_who_reads_no_names_reads_no_word_of_it_as_a_promise_either(bank, asked, login, person):
    browser, page = login(getattr(bank, person)), reverse("promise_detail", args=[asked.pk])
    assert browser.get(page).status_code == 404
    assert login(bank.head).get(page).status_code == 200


@pytest.mark.parametrize("person", ["backup", "other_head", "head_office", "compliance"])
def test_nobody_else_sees_it_or_answers_it(bank, asked, login, person):
    browser = login(getattr(bank, person))
    assert WANTED not in text_of(browser.get(LIST))
    path = reverse("information_answer", args=[asked.pk])
    assert browser.post(path, {"words": "我来答"}).status_code == 404
    assert Promise.objects.get().state == "open"


@pytest.mark.parametrize("person", ["head_office", "compliance", "auditor"])
def test_the_chain_is_not_shown_to_who_reads_masked_names(bank, asked, login, person):
    assert "三家厂" not in text_of(login(getattr(bank, person)).get(reverse("client_detail", args=[bank.mine.pk])))


def test_the_answer_comes_back_to_the_workbench_until_it_was_seen_and_stays_with_the_client(bank, asked, login):
    answer = login(bank.stranger).post(reverse("information_answer", args=[asked.pk]), {"words": "三家都约在下周二"})
    assert answer.status_code == 302
    assert "三家都约在下周二" in text_of(login(bank.stranger).get(LIST))
    browser = login(bank.manager)
    page = text_of(browser.get("/"))
    assert "三家都约在下周二" in page and "知道了" in page and "吴琴答复" in page
    browser.post(reverse("information_read", args=[asked.pk]))
    assert "三家都约在下周二" not in text_of(browser.get("/"))
    assert "三家都约在下周二" in text_of(browser.get(reverse("client_detail", args=[bank.mine.pk])))


def test_what_is_returned_says_what_is_missing(bank, asked, login):
    path = reverse("information_answer", args=[asked.pk])
    refused = login(bank.stranger).post(path, {"words": "", "is_returned": "1"})
    assert refused.status_code == 422 and "请写明还缺什么" in text_of(refused)
    login(bank.stranger).post(path, {"words": "缺三家的厂名", "is_returned": "1"})
    assert "吴琴退回" in text_of(login(bank.manager).get("/"))
    page = text_of(login(bank.manager).get(reverse("client_detail", args=[bank.mine.pk])))
    assert "退回" in page and "缺三家的厂名" in page and "转给同事" in page


@pytest.mark.parametrize("words", ["他的卡 6222020011223344554", "字" * 201, "怕是洗钱"])
def test_a_refused_answer_stays_in_its_field(bank, asked, login, words):
    answer = login(bank.stranger).post(reverse("information_answer", args=[asked.pk]), {"words": words})
    assert answer.status_code == 422 and words in text_of(answer)
    assert Promise.objects.get().state == "open"


def test_an_answer_to_what_was_taken_back_is_kept_for_the_writer(bank, asked, login):
    login(bank.manager).post(reverse("information_recall", args=[asked.pk]))
    answer = login(bank.stranger).post(reverse("information_answer", args=[asked.pk]), {"words": "三家都约好了"})
    assert answer.status_code == 409
    assert "三家都约好了" in text_of(answer) and "没有保存" in text_of(answer)
    assert "知道了" not in text_of(login(bank.manager).get("/"))


def test_only_who_asked_takes_it_back(bank, asked, login):
    assert login(bank.stranger).post(reverse("information_recall", args=[asked.pk])).status_code == 404
    assert login(bank.backup).post(reverse("information_recall", args=[asked.pk])).status_code == 404
    assert Promise.objects.get().state == "open"


def test_late_is_said_to_both(bank, asked, login):
    with time_machine.travel(NOW.replace(day=24), tick=False):
        page = text_of(login(bank.stranger).get(LIST))
        assert "已逾期" in page
        assert "1 件逾期" in text_of(login(bank.stranger).get("/"))
        page = text_of(login(bank.manager).get(reverse("client_detail", args=[bank.mine.pk])))
        assert 'class="overdue">吴琴 11月23日（周一）前答复' in page


def test_the_colleague_answers_on_his_page_only_and_the_sender_waits_among_his_promises(bank, asked, login):
    detail = reverse("promise_detail", args=[asked.pk])
    assert login(bank.stranger).get(detail).status_code == 404
    assert login(bank.stranger).post(reverse("promise_close", args=[asked.pk]), {"state": "kept"}).status_code == 404
    assert WANTED not in text_of(login(bank.stranger).get(reverse("promise_list")))
    with time_machine.travel(NOW.replace(day=24), tick=False):
        page = text_of(login(bank.manager).get(reverse("promise_list"), {"show": "waiting"}))
    assert WANTED in page and "overdue" in page
    assert login(bank.backup).post(reverse("promise_close", args=[asked.pk]), {"state": "kept"}).status_code in (
        403,
        404,
    )


def test_after_a_withdrawal_nothing_is_shown_any_more(bank, asked, login):
    Consent.objects.filter(purpose="dossier").update(status="withdrawn")
    page = text_of(login(bank.stranger).get(LIST))
    assert "三家厂" not in page and WANTED not in page and JUDGED["judgement"] not in page and "撤回了同意" in page
    assert "等您答复</" not in text_of(login(bank.stranger).get("/"))
    for path in (reverse("client_detail", args=[bank.mine.pk]), f"{reverse('promise_list')}?show=waiting", "/"):
        page = text_of(login(bank.manager).get(path))
        assert "三家厂" not in page and WANTED not in page, path


def test_who_stands_in_answers_for_him(bank, asked, login):
    cover = factories.user(unit=bank.west, name="方圆")
    CoverPeriod.objects.create(
        absent=bank.stranger, cover=cover, starts_on=NOW.date(), ends_on=NOW.date(), reason="年假"
    )
    browser = login(cover)
    assert WANTED in text_of(browser.get(LIST))
    browser.post(reverse("information_answer", args=[asked.pk]), {"words": "已替他约好"})
    assert Promise.objects.get().closed_by == cover


@pytest.fixture
def fact(bank):
    return information(bank.mine, verdict="", dimension="", judgement="")


def test_a_manager_judges_and_hands_on_by_name(bank, fact, login):
    browser = login(bank.manager)
    hand = reverse("information_hand", args=[fact.pk])
    refused = browser.post(hand, {"to": "吴琴", "wanted": WANTED})
    assert refused.status_code == 422 and "请先判断是机会还是风险" in text_of(refused) and WANTED in text_of(refused)
    judge = reverse("information_judge", args=[fact.pk])
    assert browser.post(judge, JUDGED).url == reverse("client_detail", args=[bank.mine.pk])
    assert browser.post(hand, {"to": " 吴 琴 ", "wanted": WANTED}).status_code == 302
    assert Promise.objects.get().owed_by == bank.stranger


def test_what_nearly_stands_already_is_offered_and_written_when_asked_again(bank, login):
    information(bank.mine, text="下游三家厂都要扩产，年后要人也要钱了", created_at=NOW - timedelta(days=6))
    raw, browser = information(bank.mine, text="听他说下游的厂子都忙着扩产"), login(bank.manager)
    path = reverse("information_distil", args=[raw.pk])
    answer = browser.post(path, {"text": "下游三家厂都要扩产，年后要人也要钱"})
    page = text_of(answer)
    assert answer.status_code == 422 and "6 天前已经记过差不多的一句" in page and 'name="again" value="1"' in page
    assert "下游三家厂都要扩产，年后要人也要钱" in page and Fact.objects.count() == 2
    browser.post(path, {"text": "下游三家厂都要扩产，年后要人也要钱", "again": "1"})
    assert Fact.objects.filter(distilled_from=raw).count() == 1


def test_the_card_of_facts_offers_it_too_and_keeps_what_was_typed(bank, login):
    information(bank.mine, text="下游三家厂都要扩产，年后要人也要钱了", created_at=NOW - timedelta(days=1))
    path, data = (
        reverse("fact_add", args=[bank.mine.pk]),
        {"text": "下游三家厂都要扩产，年后要人也要钱", "kind": "info"},
    )
    answer = login(bank.manager).post(path, data)
    page = text_of(answer)
    assert answer.status_code == 422 and "1 天前已经记过差不多的一句" in page and data["text"] in page
    assert login(bank.manager).post(path, {**data, "kind": "need"}).status_code == 302  # another kind is another matter
    assert login(bank.manager).post(path, {**data, "again": "1"}).status_code == 302
    assert Fact.objects.filter(text=data["text"]).count() == 2


def test_what_is_older_than_a_week_or_anothers_is_no_double(bank, login):
    information(bank.mine, text="下游三家厂都要扩产，年后要人也要钱了", created_at=NOW - timedelta(days=8))
    information(bank.theirs, text="下游三家厂都要扩产，年后要人也要钱了", created_at=NOW)
    raw = information(bank.mine, text="听他说下游的厂子都忙着扩产")
    path = reverse("information_distil", args=[raw.pk])
    assert login(bank.manager).post(path, {"text": "下游三家厂都要扩产，年后要人也要钱"}).status_code == 302
    page = text_of(login(bank.manager).get(reverse("client_detail", args=[bank.mine.pk])))
    assert "原话：听他说下游的厂子都忙着扩产" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"to": "", "wanted": WANTED}, "请写同事的姓名或工号"),
        ({"to": "没有此人", "wanted": WANTED}, "没有找到"),
        ({"to": "990003", "wanted": WANTED}, "没有找到"),  # the auditor only reads
        ({"to": "吴琴", "wanted": ""}, "请写明希望对方做什么"),
        ({"to": "吴琴", "wanted": "字" * 81}, "最多 80 个字"),
        ({"to": "吴琴", "wanted": "他儿子有癫痫，请关照"}, "不记病情"),
        ({"to": "吴琴", "wanted": "他欠了外债，帮着看看"}, "不写敏感信息"),
        ({"to": "周敏", "wanted": WANTED}, "不能转给自己"),
        ({"to": "99", "wanted": WANTED}, "请选一位"),
        ({"to": "99", "person": "x" * 3, "wanted": WANTED}, "请选一位"),
        ({"to": "99", "person": "9" * 30, "wanted": WANTED}, "请选一位"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(bank, login, data, words):
    fact = information(bank.mine)
    factories.user(unit=bank.west, name="王99")
    factories.user(unit=bank.west, name="李99")
    answer = login(bank.manager).post(reverse("information_hand", args=[fact.pk]), data)
    page = text_of(answer)
    assert answer.status_code == 422 and words in page
    assert data["wanted"] in page and data["to"] in page
    assert not Promise.objects.exists()


def test_of_two_with_one_name_the_chosen_one_gets_it(bank, login):
    fact = information(bank.mine)
    twins = [factories.user(unit=unit, name="李敏") for unit in (bank.west, bank.hq)]
    browser = login(bank.manager)
    path, data = reverse("information_hand", args=[fact.pk]), {"to": "李敏", "wanted": WANTED}
    asked = browser.post(path, data)
    assert asked.status_code == 422 and "柳渡支行" in text_of(asked) and "请选一位" in text_of(asked)
    browser.post(path, {**data, "person": twins[1].pk})
    assert Promise.objects.get().owed_by == twins[1]


@pytest.mark.parametrize(
    "data", [{}, {"verdict": "maybe", "judgement": "x"}, {"verdict": "risk", "judgement": "字" * 121}]
)
def test_a_judgement_without_its_parts_is_refused(bank, fact, login, data):
    answer = login(bank.manager).post(reverse("information_judge", args=[fact.pk]), data)
    assert answer.status_code == 422 and data.get("judgement", "") in text_of(answer)


def test_it_is_a_tab_of_the_promises_only_while_something_is_in_it(bank, login):
    browser, tab = login(bank.stranger), "转来的信息 1"
    labels = [item["label"] for item in browser.get("/").context["nav"]]
    assert "承诺" in labels and "转来的信息" not in labels
    assert "转来的信息" not in text_of(browser.get(reverse("promise_list")))
    handed(bank.mine, bank.manager, bank.stranger)
    assert tab in text_of(browser.get(reverse("promise_list"))) and tab in text_of(browser.get(LIST))
