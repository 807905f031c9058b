"""让利: within the published ceiling, above the floor, tied to nothing, decided by a second person."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clients.actions.promises import close_promise
from clients.actions.requests import countersign_request, end_requests, withdraw_request
from clients.models import Client, Promise, Request
from clients.queries.requests import waiting_for
from tests import factories
from tests.tiers.concessions import (
    KEEPS,
    NOW,
    RATE,
    TELLS,
    TODAY,
    UNTIL,
    WORDS,
    ask,
    decide,
    granted,
    listed,
    morning,
    sign,
)
from tiers.actions import concessions
from tiers.actions.concessions import state_gains
from tiers.rules.concessions import Term
from words.problems import Moved, Refused

__all__ = ["listed", "morning"]


def test_finance_signs_the_cost_head_office_decides_and_the_conditions_become_promises(listed):
    row = ask(listed)
    assert (row.rate, row.ceiling, row.tier_before, row.attached["name"]) == (
        Decimal("1.15"),
        Decimal("1.20"),
        "top",
        "定期存款 一年",
    )
    assert waiting_for(listed.finance, NOW) == [row]
    with pytest.raises(Refused, match="先由计财会签"):
        decide(row, listed.head)
    sign(listed, row)
    row.refresh_from_db()
    assert (row.gain_before - row.gain_after, row.floor, row.countersigned_by) == (4_000, 8_000, listed.finance)
    with pytest.raises(Refused, match="不由您决定"):
        decide(row, listed.head)  # 4,000 元 a year is more than a head may give
    with pytest.raises(Refused, match="不由您决定"):
        decide(row, listed.finance)  # who signed decides nothing
    assert decide(row, listed.head_office).state == "approved"
    owed = {promise.owes: promise for promise in Promise.objects.filter(request=row)}
    assert (owed["client"].what, owed["client"].owed_to, owed["client"].due_on) == (
        KEEPS.what,
        listed.manager,
        KEEPS.due_on,
    )
    assert (owed["staff"].what, owed["staff"].owed_by, owed["staff"].origin) == (TELLS.what, listed.manager, "request")
    assert end_requests(NOW + timedelta(days=364)) == ""
    assert end_requests(NOW + timedelta(days=365)) == "到期的申请 1 件"


def test_up_to_two_thousand_a_year_the_head_decides(listed):
    row = sign(listed, ask(listed), after="35200.00")
    with pytest.raises(Refused, match="属于存贷挂钩"):
        decide(row, listed.head, words="同意，请他把贷款也转过来")
    assert waiting_for(listed.head_office, NOW) == [] and decide(row, listed.head).decided_by == listed.head


def test_nobody_signs_without_the_figures_and_only_finance_signs_with_them(listed):
    row = ask(listed)
    with pytest.raises(Refused, match="要填数"):
        countersign_request(row, by=listed.finance, now=NOW)
    for after, words in ((Decimal(200), "不会比让之前多"), (None, "请填一年的贡献")):
        with pytest.raises(Refused, match=words):
            state_gains(row, gain_before=Decimal(100), gain_after=after, by=listed.finance, now=NOW)
    with pytest.raises(Refused, match="不用您会签"):
        countersign_request(row, by=listed.head_office, now=NOW, gain_before=1, gain_after=1, floor=0)
    sign(listed, row)
    with pytest.raises(Moved, match="刚才已经会签"):
        sign(listed, row)


OUTSIDE = [
    ({"rate": Decimal("1.25")}, "rate", "1.25% 高于公示上限 1.20%"),
    ({"rate": Decimal("1.10")}, "rate", "不高于挂牌 1.10%"),
    ({"rate": None}, "rate", "请写申请的利率"),
    ({"rate": Decimal("-1")}, "rate", "不高于挂牌"),
    ({"amount": Decimal(0)}, "amount", "要大于 0"),
    ({"amount": None}, "amount", "要大于 0"),
    ({"item": "CERT"}, "item", "没有公示这个项目"),
    ({"item": "NONE"}, "item", "没有公示这个项目"),
    ({"item": ""}, "item", "请选公示的项目"),
    ({"percent": 10}, "percent", "优惠请留空"),
    ({"concession": "fee", "item": "CERT", "rate": None, "percent": 101}, "percent", "在 1 到 100 之间"),
    ({"concession": "fee", "item": "CERT", "rate": None, "percent": 30}, "percent", "公示给这一层级的优惠是 50%；别的要先公示"),
    ({"concession": "fee", "item": "CERT", "rate": None, "percent": 20}, "percent", "的优惠是 50%"),
    ({"concession": "fee", "item": "CERT", "rate": None, "percent": 50}, "last", "到 2027年2月28日 为止"),
    ({"concession": "service"}, "item", "不涉及价格"),
    ({"concession": "cash"}, "concession", "请选让什么"),
    ({"last": date(2027, 11, 30)}, "last", "最长 12 个月"),
    ({"last": TODAY}, "last", "晚于开始"),
    ({"first": date(2026, 11, 17)}, "first", "从今天起"),
    ({"first": date(2027, 6, 1)}, "first", "从今天起，最晚"),
    ({"words": "留住客户"}, "words", "还差 16 个"),
    ({"words": f"{WORDS}，他就把贷款也转过来"}, "words", "属于存贷挂钩"),
    ({"words": f"{WORDS}，另外返 現五百"}, "words", "属于返现"),
    ({"words": f"{WORDS}，shuang lu 就不用做了"}, "words", "属于身份核实"),
    ({"conditions": (Term("client", "再买二十万元理财", UNTIL),)}, "what_1", "属于搭售"),
    ({"conditions": (Term("client", "别去他行开户", UNTIL),)}, "what_1", "属于独家排他"),
    ({"conditions": (Term("staff", "手工补利息", UNTIL),)}, "what_1", "属于补息"),
    ({"conditions": (KEEPS, Term("client", "存满", date(2028, 1, 1)))}, "due_2", "在今天和 2027年11月17日 之间"),
    ({"conditions": (Term("client", "化疗期间上门", UNTIL),)}, "what_1", "改成|可以写"),
]  # fmt: skip


def test_what_may_not_be_asked_is_said_at_its_field(listed):
    for changes, field, words in OUTSIDE:
        with pytest.raises(Refused, match=words) as refused:
            ask(listed, **changes)
        assert field in {problem.field for problem in refused.value.problems}, changes
    assert not Request.objects.exists()


@pytest.mark.parametrize(("client", "words"), [({"tier": ""}, "还没有评定层级"), ({"status": "closed"}, "不能让利")])
def test_nothing_is_conceded_to_who_has_left_or_has_no_tier(listed, client, words):
    Client.objects.filter(pk=listed.mine.pk).update(**client)
    with pytest.raises(Refused, match=words):
        ask(listed)


def test_a_fee_discount_is_one_that_is_published_for_his_tier_to_the_end(listed):
    row = ask(listed, concession="fee", item="CERT", rate=None, percent=50, last=date(2027, 2, 28), conditions=())
    assert decide(sign(listed, row, after="37000.00"), listed.head).percent == 50


def test_the_ceiling_is_that_of_the_day_on_which_it_begins(listed):
    late = {"effective_on": date(2026, 12, 1), "published_on": TODAY}
    factories.fee_item(**RATE | late, ceiling=Decimal("1.12"))
    with pytest.raises(Refused, match=r"高于公示上限 1.12%"):
        ask(listed, first=date(2026, 12, 1))
    row = sign(listed, ask(listed), after="36000.00")
    with pytest.raises(Refused, match="利率不高于公示上限"):
        decide(row, listed.head, now=NOW + timedelta(days=14))  # it would begin in December by now
    factories.fee_item(**RATE | late | {"effective_on": date(2026, 12, 2), "price": Decimal("1.00")})
    with pytest.raises(Refused, match="没有公示上限"):
        ask_again(listed, row, first=date(2026, 12, 2))


def ask_again(bank, row, **changes):
    withdraw_request(row, by=bank.manager, now=NOW)
    return ask(bank, **changes)


def test_below_the_floor_nobody_approves(listed):
    row = sign(listed, ask(listed), before="9000.00", after="7999.99")
    for person in (listed.head, listed.head_office):
        with pytest.raises(Refused, match=r"让后的贡献不低于底线|不由您决定"):
            decide(row, person)
    Client.objects.filter(pk=listed.mine.pk).update(average=7_000_000)
    with pytest.raises(Refused, match="不低于底线"):
        decide(row, listed.head)  # the floor that finance signed stays


@pytest.mark.parametrize(
    ("peer", "related", "rate", "refused"),
    [
        (None, "shareholder", "1.12", "没有同类客户得到过"),
        ({}, "shareholder", "1.13", "同类客户最高 1.12%"),
        ({}, "staff_kin", "1.12", ""),
        ({"tier_before": "vip"}, "party", "1.11", "没有同类客户得到过"),
        ({"decided_at": NOW - timedelta(days=400)}, "party", "1.11", "没有同类客户得到过"),
        ({}, "", "1.15", ""),
    ],
)
def test_a_related_party_gets_no_more_than_a_comparable_client(listed, peer, related, rate, refused):
    if peer is not None:
        other = factories.client(unit=listed.east, manager=listed.manager, tier="top")
        granted(listed, other, **peer)
    Client.objects.filter(pk=listed.mine.pk).update(related=related)
    if refused:
        with pytest.raises(Refused, match=refused):
            ask(listed, rate=Decimal(rate))
    else:
        assert decide(sign(listed, ask(listed, rate=Decimal(rate)), after="37000.00"), listed.head).state == "approved"


def test_who_becomes_a_related_party_meanwhile_is_stopped_at_the_decision(listed):
    row = sign(listed, ask(listed), after="37000.00")
    Client.objects.filter(pk=listed.mine.pk).update(related="party")
    with pytest.raises(Refused, match="关联方不优于同类客户"):
        decide(row, listed.head)


def test_another_related_party_is_nobodys_measure(listed):
    granted(listed, factories.client(unit=listed.east, tier="top", related="party"), rate=Decimal("1.19"))
    Client.objects.filter(pk=listed.mine.pk).update(related="party")
    with pytest.raises(Refused, match="没有同类客户得到过"):
        ask(listed, rate=Decimal("1.11"))


def test_it_is_not_renewed_while_it_runs_or_a_condition_is_open_or_broken(listed):
    row = decide(sign(listed, ask(listed), after="37000.00"), listed.head)
    with pytest.raises(Refused, match="还在执行，到 2027年11月17日"):
        ask(listed)
    later = NOW.replace(year=2027)
    anew = {"now": later, "first": later.date(), "last": date(2028, 11, 17), "conditions": ()}
    with pytest.raises(Refused, match="上一件的条件还没有办到"):
        ask(listed, **anew)
    client, staff = Promise.objects.filter(request=row).order_by("owes")
    close_promise(staff, state="kept", by=listed.manager, now=later)
    close_promise(client, state="broken", words="六月提前支取了", by=listed.manager, now=later)
    with pytest.raises(Refused, match="上一件的条件还没有办到"):
        ask(listed, **anew)
    Promise.objects.filter(pk=client.pk).update(state="kept")
    assert ask(listed, **anew).state == "asked"


def test_a_condition_that_could_not_become_a_promise_is_refused_when_it_is_asked_for(listed):
    first = TODAY + timedelta(days=89)
    about = {"first": first, "last": first + timedelta(days=360)}
    with pytest.raises(Refused, match="条件的日子在今天和 2027年11月19日 之间"):
        ask(listed, conditions=(Term("client", "300 万元存满", about["last"]),), **about)
    row = sign(listed, ask(listed, conditions=(Term("client", "300 万元存满", date(2027, 11, 19)),), **about))
    assert decide(row, listed.head_office).state == "approved"


def test_a_price_that_moves_between_the_look_and_the_row_is_said_in_words(listed, monkeypatch):
    monkeypatch.setattr(concessions, "refusals", lambda request, today: [])  # what was looked at before it moved
    with pytest.raises(Refused, match="公示的价目刚才有变动"):
        ask(listed, rate=Decimal("1.25"))
    assert not Request.objects.exists()
