"""Who stands first: a fixed list of what a manager types after "/", over a made-up book of sixty."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clients.actions.contacts import log_contact
from clients.actions.search import find_clients, replace_tokens
from clients.models import Client
from clients.queries.recents import SHOWN, recent_clients
from clients.queries.search import likeliest_first, matching
from staff.audit import Verb, record
from staff.models import AuditEvent
from tests import factories

NOW = timezone.now()
# name, tier; of two who are alike in both the one talked to last comes first
WANTED = [
    ("陈国强", "vip", "cgq"),
    ("张伟", "select", "zhw"),  # no initials of anybody: zh and w
    ("丁长河", "standard", "dch"),
    ("王建国", "top", "wjg"),
    ("欧阳春晓", "vip", "oyc"),
    ("曾小芳", "standard", "zxf"),
    ("李晓明", "vip", "lxm"),
    ("单秀英", "standard", "sxy"),
    ("周文静", "select", "zwj"),
    ("吕佩兰", "vip", "lpl"),
]
# Of the others some are called alike, or begin alike, and stand before them by number and by due date.
OTHERS = [
    "陈高奇",
    "低",
    "张海薇",
    "低",
    "张海文",
    "低",
    "丁春花",
    "低",
    "丁成海",
    "低",
    "王吉贵",
    "低",
    "王佳刚",
    "低",
    "欧阳翠萍",
    "低",
    "曾旭峰",
    "低",
    "李秀梅",
    "低",
    "李雪妹",
    "低",
    "单晓燕",
    "低",
    "周卫军",
    "低",
    "周万杰",
    "低",
    "吕平丽",
    "低",
    "陈国强华",
    "普",
    "王建国栋",
    "普",
    "陈国富",
    "普",
    "张伟华",
    "普",
    "张伟国",
    "低",
    "李晓明亮",
    "低",
    "丁长河清",
    "低",
]
TIERS = {"低": "basic", "普": "standard"}


@pytest.fixture
def book(bank):
    bank.mine.delete()
    rows, late = [], date(2026, 1, 5)
    for name, tier in zip(OTHERS[::2], OTHERS[1::2], strict=True):
        rows.append(
            factories.new_client(unit=bank.east, manager=bank.manager, name=name, tier=TIERS[tier], next_due_on=late)
        )
    for name, tier, _typed in WANTED:
        rows.append(factories.new_client(unit=bank.east, manager=bank.manager, name=name, tier=tier))
    Client.objects.bulk_create(rows)
    replace_tokens([(row.pk, row.name, row.phone, True) for row in rows])
    return bank


def names(user, text, **about):
    return [client.name for client in find_clients(text, by=user, now=NOW, **about)]


@pytest.mark.parametrize("person", ["manager", "head"])
def test_three_letters_and_the_right_one_stands_first_in_nine_of_ten(book, person):
    user = getattr(book, person)
    first = {typed: [*names(user, typed), ""][0] for _name, _tier, typed in WANTED}
    right = [name for name, _tier, typed in WANTED if first[typed] == name]
    assert len(right) >= 9, first


@pytest.mark.parametrize("person", ["manager", "head"])
def test_the_name_itself_comes_before_longer_ones_then_tier_then_the_last_talk(book, person):
    user = getattr(book, person)
    assert names(user, "张伟") == ["张伟", "张伟华", "张伟国"]
    assert names(user, "王建国")[0] == names(user, "wangjianguo")[0] == "王建国"
    assert [client.tier for client in find_clients("张", by=user, now=NOW)][:2] == ["select", "standard"]
    Client.objects.filter(name__in=["张海薇", "张海文"]).update(tier="vip")
    Client.objects.filter(name="张海文").update(last_effective_on=NOW.date() - timedelta(days=400))
    assert names(user, "张海") == ["张海文", "张海薇"]


def test_a_search_that_goes_on_letter_by_letter_stands_in_the_audit_once(book):
    for typed in ("z", "zh", "zha", "zhang", "zhangw"):
        names(book.manager, typed)
    rows = AuditEvent.objects.filter(verb="search")
    assert rows.count() == 1
    names(book.manager, "zha")  # shorter again: it shows more
    names(book.manager, "li")
    names(book.head, "lix")  # somebody else
    assert rows.count() == 4


def test_before_a_letter_is_typed_there_are_those_one_looked_at_or_wrote_about_last(book, login):
    one, two, three, four = Client.objects.order_by("pk")[1:5]
    browser = login(book.manager)
    for client in (one, two, one):
        browser.get(f"/clients/{client.pk}/")
    log_contact(three, by=book.manager, at=NOW, now=NOW, kind="call", note="聊了孩子升学，约好下周来行里办。")
    record(Verb.VIEW, by=book.backup, client=four, changes={"page": "client_detail"})
    seen = recent_clients(book.manager, timezone.now() + timedelta(minutes=1))
    assert {client.pk for client in seen} == {one.pk, two.pk, three.pk} and seen[-1] == two
    before = AuditEvent.objects.count()
    for page in (browser.get("/search/"), browser.post("/search/", {"q": ""}, headers={"HX-Request": "true"})):
        assert "最近看过" in page.content.decode() and one.name in page.content.decode()
    assert AuditEvent.objects.count() == before
    Client.objects.filter(pk=one.pk).update(manager=book.stranger, unit=book.west)
    assert one.name not in browser.get("/search/").content.decode()
    assert len(seen) <= SHOWN and recent_clients(book.manager, NOW + timedelta(days=31)) == []


def test_of_one_manager_s_clients_only_his_are_found(book):
    factories.client(unit=book.east, manager=book.backup, backup=book.manager, name="张伟", client_no="77000077")
    replace_tokens([(Client.objects.get(client_no="77000077").pk, "张伟", "10012342207", True)])
    assert names(book.manager, "张伟").count("张伟") == 2
    assert names(book.manager, "张伟", manager=book.backup) == ["张伟"]
    assert matching(book.manager, "张伟").count() == likeliest_first(matching(book.manager, "张伟"), "张伟").count()
