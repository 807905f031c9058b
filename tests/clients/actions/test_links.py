"""Links by people and by the bank's file."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.actions.links import add_link, end_link, renew_link, verify_link
from clients.models import Consent, Link
from staff.models import AuditEvent
from tests import factories
from tests.imports.samples import put, table, take
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 9, 0))
HEADERS = "客户号,关系,对方客户号,比例,年往来,起始日期"


@pytest.fixture
def firm(bank):
    bank.firm = factories.client(
        unit=bank.east, manager=bank.manager, name="栖禾食品有限公司", kind="corporate", client_no="77000010"
    )
    bank.farm = factories.client(
        unit=bank.west, manager=bank.stranger, name="绿岭果业", kind="corporate", client_no="77000011"
    )
    return bank


def told(**about):
    return {"kind": "holds", "source": "told", "now": NOW} | about


def test_ownership_is_a_whole_and_no_circle_and_nothing_stands_twice(firm):
    by = firm.manager
    link = add_link(firm.mine, firm.firm, by=by, **told(share=Decimal(60)))
    for one, other, share, words in (
        (firm.mine, firm.firm, Decimal(1), "已经有了"),
        (firm.farm, firm.firm, Decimal(41), "超过 100%"),
        (firm.firm, firm.firm, None, "不能和自己连"),
    ):
        with pytest.raises(Refused, match=words):
            add_link(one, other, by=by, **told(share=share))
    add_link(firm.firm, firm.farm, by=by, **told())
    with pytest.raises(Refused, match="绕成一圈"):
        add_link(firm.farm, firm.mine, by=by, **told())
    verify_link(link, by=by, now=NOW + timedelta(days=9))
    end_link(link, by=by, now=NOW)
    with pytest.raises(Moved):
        verify_link(link, by=by, now=NOW)
    assert Link.objects.open().count() == 1


def test_what_a_later_file_says_is_judged_like_a_new_one(firm):
    link = add_link(firm.mine, firm.firm, by=firm.manager, **told(kind="supplies", amount=Decimal(5)))
    for found, words in (
        ({"amount": Decimal(-5)}, "不能小于 0"),
        ({"share": Decimal(5)}, "只有股东和质押"),
        ({"since": NOW.date() + timedelta(days=1)}, "不能晚于今天"),
    ):
        with pytest.raises(Refused, match=words):
            renew_link(link, by=firm.manager, now=NOW, **found)
    assert Link.objects.get().amount == 5
    for client in (firm.mine, firm.theirs):  # what several pledge to one is no part of one whole
        pledge = add_link(client, firm.farm, by=firm.manager, **told(kind="pledges", share=Decimal(60)))
        assert renew_link(pledge, by=firm.manager, now=NOW, share=Decimal(70))


def test_family_stands_while_the_teller_agrees_and_only_the_two_teams_see_a_link(firm):
    with pytest.raises(Refused, match="人脉档案"):
        add_link(firm.mine, firm.theirs, by=firm.manager, **told(kind="family", told_by=firm.mine))
    consent = Consent.objects.create(
        client=firm.mine, purpose="dossier", via="any", status="granted", obtained_on=NOW.date()
    )
    family = add_link(firm.theirs, firm.mine, by=firm.manager, **told(kind="family", told_by=firm.mine))
    assert (family.one, family.told_by) == (firm.mine, firm.mine)
    seen = {
        name: list(Link.objects.visible_to(getattr(firm, name)))
        for name in ("manager", "backup", "stranger", "head", "other_head")
    }
    assert set(map(tuple, seen.values())) == {(family,)}
    far = add_link(firm.farm, firm.theirs, by=firm.stranger, **told(kind="supplies", amount=Decimal(5)))
    assert far not in Link.objects.visible_to(firm.manager)
    factories.kin(firm.stranger, firm.mine)
    assert family not in Link.objects.visible_to(type(firm.stranger).objects.get(pk=firm.stranger.pk))
    Consent.objects.filter(pk=consent.pk).update(status="withdrawn")
    assert family not in Link.objects.visible_to(firm.manager)


def test_the_file_says_how_clients_stand_and_the_same_file_again_changes_nothing(firm, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    rows = [
        ("77000010", "供应商", "77000011", "", "620000.00", "2024-03-01"),
        ("77000010", "股东", "77000001", "40%", "", ""),
        ("77000010", "家人", "77000001", "", "", ""),
        ("77000010", "股东", "77000002", "61", "", ""),
        ("77000010", "下游", "76999998", "", "", ""),
        ("77000010", "下游", "77000010", "", "", ""),
        ("77000010", "下游", "W00000001", "", "", ""),
        ("77000010", "朋友", "77000001", "", "", ""),
    ]
    counts, errors = take(put(tmp_path, "links.csv", table(HEADERS, *rows)), now=NOW)
    assert (counts.total, counts.created, counts.failed) == (8, 2, 6), errors
    assert sorted(error.split(",")[0] for error in errors) == ["4", "5", "6", "7", "8", "9"]
    text = "".join(errors)
    assert all(
        words in text for words in ("本人同意", "超过 100%", "没有这位客户", "不能和自己连", "W 开头", "应为：股东")
    )
    supplies = Link.objects.get(kind="supplies")
    assert (supplies.one, supplies.other, supplies.amount, supplies.source) == (
        firm.farm,
        firm.firm,
        Decimal(620000),
        "file",
    )
    assert Link.objects.get(kind="holds").share == Decimal(40)
    again, _errors = take(put(tmp_path, "links.csv", table(HEADERS, *rows[:2])), now=NOW)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    more, _errors = take(put(tmp_path, "links.csv", table(HEADERS, (*rows[0][:4], "700000", ""))), now=NOW)
    assert (more.created, more.updated) == (0, 1)


def test_a_file_of_many_costs_no_statement_a_row_and_later_rows_of_it_know_the_earlier(firm, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    ends = [factories.client(unit=firm.east, client_no=f"770001{n:02d}", kind="corporate") for n in range(30)]

    def statements(number, at):
        rows = [("77000010", "下游", end.client_no, "", number, "") for end in ends[:number]]
        with CaptureQueriesContext(connection) as found:
            counts, errors = take(put(tmp_path, "links.csv", table(HEADERS, *rows)), now=at)
        assert (counts.created + counts.updated, errors) == (number, [])
        return len(found)

    first, second = statements(3, NOW), statements(30, NOW)
    assert second <= first + 3 and statements(30, NOW + timedelta(days=7)) <= first + 3
    told = AuditEvent.objects.filter(target_type="clients.Link")
    assert (told.filter(verb="create").count(), told.filter(verb="update").count()) == (60, 33)
    rows = [
        ("77000010", "股东", "77000001", "", "5", ""),
        ("77000010", "股东", "77000001", "", "6", ""),
        ("77000010", "股东", "77000001", "30", "", ""),
        ("77000010", "股东", "77000001", "101", "", ""),
        ("77000010", "上游", "77000011", "", "7", ""),
        ("77000010", "上游", "77000011", "", "8", ""),
    ]
    counts, errors = take(put(tmp_path, "links.csv", table(HEADERS, *rows)), now=NOW)
    assert (counts.created, counts.updated, counts.failed) == (2, 3, 1), errors
    kept = Link.objects.filter(kind__in=("holds", "supplies"), one__in=(firm.mine, firm.farm))
    assert list(kept.order_by("kind").values_list("share", "amount")) == [(Decimal(30), 6), (None, 8)]
