"""让利 on the pages: asked on the client's page, costed by finance, decided on one screen; bad input is said at its field."""

from datetime import timedelta

import pytest

from clients.models import Client, Request
from crm.queries.request_mails import request_mails
from staff.models import AuditEvent
from tests import factories
from tests.tiers.concessions import NOW, RATE, UNTIL, WORDS, ask, decide, granted, listed, morning, sign

__all__ = ["listed", "morning"]
TYPED = {
    "concession": "rate",
    "item": "D12",
    "rate": "1.15",
    "amount": "3,000,000",
    "first": "2026-11-18",
    "words": WORDS,
}
TYPED |= {"last": "2027-11-17", "owes_1": "client", "what_1": "300 万元存满一年", "due_1": "2027-06-30"}


def post(browser, row, what, **data):
    return browser.post(f"/requests/{row.pk}/{what}/", data)


def test_from_the_clients_page_to_the_decision(listed, login):
    path = f"/clients/{listed.mine.pk}/concession/"
    assert path in login(listed.manager).get(f"/clients/{listed.mine.pk}/").content.decode()
    form = login(listed.manager).get(path).content.decode()
    assert "定期存款 一年，公示 1.1 %/年，上限 1.2" in form and "存款证明，公示 20 元/份，优惠 50%<" in form
    answer = login(listed.manager).post(path, TYPED, follow=True).content.decode()
    assert "利率 定期存款 一年 1.15%，300 万元，至 2027年11月17日" in answer and "计财还没有填，不能同意" in answer
    row = Request.objects.get()
    assert [(mail.user.name, mail.subject[:8]) for mail in request_mails(NOW)] == [
        ("沈知衡", "【等您处理】让利"),
        ("孙行长", "【等您处理】让利"),
    ]
    desk = login(listed.finance)
    assert "300 万元存满一年" in desk.get(f"/requests/{row.pk}/").content.decode()
    bad = post(desk, row, "figures", gain_before="37,200.00", gain_after="三万")
    assert (
        bad.status_code == 422
        and "请写成 33200.00 这样的数字" in bad.content.decode()
        and "三万" in bad.content.decode()
    )
    more = post(desk, row, "figures", gain_before="100", gain_after="200")
    assert more.status_code == 422 and "不会比让之前多" in more.content.decode()
    assert post(desk, row, "countersign").status_code == 422
    assert post(desk, row, "figures", gain_before="37,200.00", gain_after="33200").status_code == 302
    assert AuditEvent.objects.filter(changes__gain_after="33200").exists()
    page = login(listed.head_office).get(f"/requests/{row.pk}/").content.decode()
    for words in (
        "4,000.00 元",
        "占 10.75%",
        "8,000.00 元",
        "1.15% ≤ 1.20%",
        "33,200.00 ≥ 8,000.00",
        "没有别的同类让利",
        "陈*强",
    ):
        assert words in page
    assert "陈国强" not in page and 'value="approved"' in page
    assert post(login(listed.head), row, "decide", state="approved").status_code == 422
    assert post(login(listed.head_office), row, "decide", state="approved").status_code == 302
    assert "已成为承诺" in login(listed.manager).get(f"/requests/{row.pk}/").content.decode()


@pytest.mark.parametrize("others", [1, 3])
def test_comparable_clients_are_named_masked_and_cost_the_same_for_many(
    listed, login, django_assert_max_num_queries, others
):
    for number in range(others):
        granted(listed, factories.client(unit=listed.west, tier="top", name=f"欧阳建{'华明国'[number]}"))
    row = sign(listed, ask(listed))
    browser = login(listed.manager)
    browser.get(f"/requests/{row.pk}/")
    with django_assert_max_num_queries(20):
        page = browser.get(f"/requests/{row.pk}/").content.decode()
    assert "欧阳*华" in page and "欧阳建华" not in page and page.count("孙行长 定") == others


FAULTS = [
    ({"rate": "1,15"}, "请写成 1.15 这样的数字，小数点不要写成逗号。"),
    ({"rate": "1.25"}, "1.25% 高于公示上限 1.20%"),
    ({"rate": "NaN"}, "请写成 1.15"),
    ({"amount": "0"}, "请写金额，要大于 0"),
    ({"amount": "30万"}, "请写成 3000000"),
    ({"concession": "fee", "item": "CERT", "rate": "", "amount": "", "percent": "101"}, "优惠在 1 到 100 之间"),
    ({"concession": "fee", "item": "CERT", "rate": "", "amount": "", "percent": "5.5"}, "请写成 50 这样的整数"),
    ({"item": "BARE"}, "没有公示上限，不能让利"),
    ({"item": "FORGED"}, "item"),
    ({"last": ""}, "last"),
    ({"due_1": ""}, "请定一个日期"),
    ({"what_1": ""}, "请写明做什么"),
    ({"words": f"{WORDS}，返现五百"}, "属于返现送礼"),
    ({"words": f"{WORDS}，他正在化疗"}, "改成"),
]  # fmt: skip


def test_bad_input_is_said_at_its_field_and_what_was_typed_stays(listed, login):
    factories.fee_item(**RATE | {"code": "BARE", "name": "三月定期"})
    browser, path = login(listed.manager), f"/clients/{listed.mine.pk}/concession/"
    for changes, words in FAULTS:
        answer = browser.post(path, TYPED | changes)
        assert answer.status_code == 422, changes
        page = answer.content.decode()
        assert words in page or answer.context["form"].errors[words], changes
        assert WORDS in page
    assert browser.post(path, TYPED | {"rate": "１.１５％", "amount": "3,000,000 元"}).status_code == 302
    row = Request.objects.get()
    assert (row.valid_until, row.amount) == (UNTIL, 3_000_000)


def test_a_failed_stop_offers_no_approval(listed, login):
    row = sign(listed, ask(listed), before="9000.00", after="7000.00")
    page = login(listed.head).get(f"/requests/{row.pk}/").content.decode()
    assert "7,000.00 &lt; 8,000.00" in page and "没有岗位能批" in page and 'value="approved"' not in page


def test_nobody_reads_his_own_relative_among_the_comparable_clients(listed, login):
    Client.objects.filter(pk=listed.theirs.pk).update(tier="top")
    listed.theirs.refresh_from_db()
    granted(listed, listed.theirs)
    path = f"/requests/{ask(listed).pk}/"
    assert "何*华" in login(listed.head).get(path).content.decode()
    factories.kin(listed.head, listed.theirs)
    assert "何*华" not in login(listed.head).get(path).content.decode()


def test_a_line_says_who_has_to_sign_first_until_when_it_waits_and_when_it_was_decided(listed, login):
    row, head = ask(listed), login(listed.head)
    line = head.get("/requests/").content.decode()
    assert "关卡都过，先等计财会签" in line and "11月20日 10:00 前" in line
    decide(sign(listed, row), listed.head_office, now=NOW + timedelta(hours=1))
    done = login(listed.manager).get("/requests/?show=asked").content.decode()
    assert "会签" not in done and "11:00" in done and "11月20日" not in done


def test_what_was_sent_back_is_completed_with_the_figures_as_they_were_typed(listed, login):
    row, browser = ask(listed), login(listed.manager)
    decide(row, listed.head, "back", "请补上客户的原话，再提一次")
    form = browser.get(f"/clients/{listed.mine.pk}/concession/").content.decode()
    assert 'value="1.15"' in form and 'value="3,000,000"' in form
    assert "不能同意" not in browser.get(f"/requests/{row.pk}/").content.decode()
