"""The circle of a client: who is around him, who is not with us, and who could introduce whom (LNK-R2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from clients.actions.links import add_link
from clients.models import Consent, Fact, Link, Promise
from crm.queries.circles import circle_of
from crm.rules.circles import Node, coverage, in_order, picture, summary, who_knows
from staff.models import OrgUnit
from tests import factories

DAY = date(2026, 11, 18)


@pytest.fixture
def circle(bank):
    """Around 陈国强: a firm of his with us, a shop that he would introduce, a supplier that another client knows, his son."""
    now, about = timezone.now(), {"unit": bank.east, "manager": bank.manager}
    bank.firm = factories.client(**about, name="栖禾食品有限公司", kind="corporate", client_no="77000010")
    bank.shop = factories.lead(**about, name="鲜邻超市", kind="corporate")
    bank.plant = factories.lead(**about, name="裕民包装", kind="corporate")
    bank.son = factories.client(unit=bank.west, manager=bank.stranger, name="陈小龙", client_no="77000012")
    Consent.objects.create(client=bank.mine, purpose="dossier", via="any", status="granted", obtained_on=now.date())
    told = {"by": bank.manager, "now": now, "source": "told"}
    for one, other, more in (
        (bank.mine, bank.firm, {"kind": "holds", "share": Decimal(60)}),
        (bank.mine, bank.shop, {"kind": "supplies", "amount": Decimal(800_000)}),
        (bank.mine, bank.shop, {"kind": "introduces"}),
        (bank.plant, bank.mine, {"kind": "supplies", "amount": Decimal(3_800_000)}),
        (bank.firm, bank.plant, {"kind": "guarantees"}),
        (bank.mine, bank.son, {"kind": "family", "told_by": bank.mine}),
        (bank.mine, bank.theirs, {"kind": "pledges"}),
    ):
        add_link(one, other, **told, **more)
    bank.path = f"/clients/{bank.mine.pk}/circle/"
    return bank


def test_the_page_shows_who_is_around_him_and_who_could_introduce_whom(circle, login):
    browser = login(circle.manager)
    page = browser.get(circle.path).content.decode()
    assert "?add=1#link_add" in page and 'id="link_add" open' not in page
    assert 'id="link_add" open' in browser.get(circle.path, {"add": "1"}).content.decode()
    found = circle_of(circle.mine, circle.manager, timezone.localdate())
    assert [row.node.name for row in found.gaps] == [
        "鲜邻超市",
        "裕民包装",
    ]  # who can be introduced first, then by amount
    assert [row.node.introducers for row in found.gaps] == ["陈国强，愿意", "栖禾食品有限公司，可以问"]
    assert found.gaps[0].node.roles == "下游、由此介绍的人" and found.gaps[1].node.roles == "上游"
    assert (found.amount, [row.node.name for row in found.ours]) == (Decimal(4_600_000), ["栖禾食品有限公司", "陈*龙"])
    assert found.covered == [("企业", 1, 1, 0), ("上下游", 0, 2, 0)]  # no family in any number
    assert (
        "陈小龙" not in page and "陈*龙" in page and "460.00 万元" in page and f"/clients/{circle.son.pk}/" not in page
    )
    assert "请咨询董办" in page and "何丽华" not in page and "质权人" not in page
    assert f'href="{circle.path}"' in browser.get(f"/clients/{circle.mine.pk}/").content.decode()
    assert login(circle.stranger).get(circle.path).status_code == 404
    assert login(circle.head_office).get(circle.path).status_code == 403


def test_whoever_keeps_his_money_from_his_family_has_none_in_his_circle(circle, login):
    about = {
        "source": "told",
        "learned_on": timezone.localdate(),
        "good_until": timezone.localdate() + timedelta(days=9),
    }
    Fact.objects.create(client=circle.mine, kind="taboo", text="不与家人谈存款", by=circle.manager, **about)
    for client, user in ((circle.mine, circle.manager), (circle.son, circle.stranger)):
        found = circle_of(client, user, timezone.localdate())
        names = [row.node.name for row in (*found.gaps, *found.ours)]
        assert not {"陈*龙", "陈*强"} & set(names) and "家人" not in str(found.picture)
    page = login(circle.manager).get(circle.path).content.decode()
    assert "家人不画" in page and "陈*龙" not in page


def test_each_tap_does_one_thing(circle, login, django_assert_max_num_queries):
    browser, shop = login(circle.manager), {"end": circle.shop.pk}
    for _twice in range(2):
        browser.post(circle.path, {"do": "introduce", **shop})
    promise = Promise.objects.get(client=circle.mine, owes="client")
    assert (promise.what, promise.due_on) == ("引见鲜邻超市", timezone.localdate() + timedelta(days=14))
    Link.objects.filter(other=circle.shop).update(verified_on="2026-01-05")
    assert "以后没核过" in browser.get(circle.path).content.decode()
    browser.post(circle.path, {"do": "verify", **shop})
    assert set(Link.objects.filter(other=circle.shop).values_list("verified_on", flat=True)) == {timezone.localdate()}
    browser.post(circle.path, {"do": "board"})
    assert not Promise.objects.filter(owes="staff", client=circle.mine).exists()  # nobody sits there
    OrgUnit.objects.filter(pk=circle.head_office.unit_id).update(desk="board")
    browser.post(circle.path, {"do": "board"})
    owed = Promise.objects.get(owes="staff", client=circle.mine)
    assert (owed.owed_by, owed.owed_to) == (circle.head_office, circle.manager)
    browser.post(circle.path, {"do": "end", **shop})
    assert not Link.objects.open().filter(other=circle.shop).exists()
    assert browser.post(circle.path, {"do": "anything"}).status_code == 403
    assert browser.post(circle.path, {"do": "verify", "end": circle.theirs.pk}).status_code == 302
    added = {"do": "add", "role": "pays-back", "whom": "裕民包装", "amount": "12", "source": "told"}
    assert browser.post(circle.path, added).status_code == 302
    link = Link.objects.get(kind="pays")
    assert (link.one, link.other, link.amount) == (circle.plant, circle.mine, Decimal(120_000))
    for wrong, words in (
        ({"whom": "没有这人"}, "没有找到"),
        ({"whom": "77000001"}, "不能和自己连"),
        ({"role": "holds-back", "share": "0.001", "amount": ""}, "小数"),
        ({"role": "holds-back", "share": "41", "amount": ""}, None),
        ({"role": "holds-back", "share": "101", "whom": "77000010"}, "0 到 100"),
        ({}, "已经有了"),
    ):
        answer = browser.post(circle.path, added | wrong)
        assert answer.status_code == (422 if words else 302) and (words or "") in answer.content.decode()
    with django_assert_max_num_queries(20):
        assert "?all=1" not in browser.get(circle.path).content.decode()


def test_a_tap_on_a_row_leaves_alone_what_the_row_does_not_show(circle, login):
    browser, told = login(circle.manager), {"by": circle.manager, "now": timezone.now(), "source": "told"}
    add_link(circle.mine, circle.firm, kind="pledges", **told)
    add_link(circle.mine, circle.son, kind="introduces", **told)
    days = {"learned_on": timezone.localdate(), "good_until": timezone.localdate() + timedelta(days=9)}
    Fact.objects.create(
        client=circle.mine, kind="taboo", text="不与家人谈存款", by=circle.manager, source="told", **days
    )
    for end in (circle.firm, circle.son, circle.theirs):
        browser.post(circle.path, {"do": "end", "end": end.pk})
    left = Link.objects.open().filter(other__in=[circle.firm, circle.son, circle.theirs])
    assert sorted(left.values_list("kind", flat=True)) == ["family", "pledges", "pledges"]


def test_only_who_said_so_himself_would_introduce():
    rows = [(1, "甲", "introduces", True), (1, "甲", "supplies", True), (1, "乙", "introduces", False)]
    assert who_knows([*rows, (2, "乙", "supplies", True)]) == {1: {"甲": True, "乙": False}, 2: {"乙": False}}


def test_two_hundred_stand_apart_and_the_rest_in_the_table():
    nodes = [
        Node(pk, f"甲{pk}", pk % 3 == 0, [("supplies", pk % 2 == 0)], Decimal(pk * 1000), verified_on=DAY)
        for pk in range(1, 251)
    ]
    gaps, ours = in_order(nodes)
    drawn = picture(gaps, ours, DAY)
    places = {(dot["x"], dot["y"]) for dot in drawn["dots"]}
    assert (len(places), drawn["left"]) == (200, 50) and sum(dot["number"] != "" for dot in drawn["dots"]) == 12
    assert all(0 < float(dot["x"]) < 760 and 0 < float(dot["y"]) < 430 for dot in drawn["dots"])
    assert summary(gaps, ours).startswith("250 个往来，83 个在本行，167 个不在。不在的里面往来最大的是 甲250")
    assert coverage(nodes, DAY + timedelta(days=181)) == [("上下游", 0, 0, 250)]
