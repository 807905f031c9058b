"""Reading that is unusual: the night finds it in the audit, somebody looks at it and says so (ORG-R8)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from crm.actions.unusual import note_unusual
from crm.queries.unusual import unusual_count
from crm.rules.unusual import Reading, Why, sentence_of, unusual
from staff.audit import Verb, event, record_many
from staff.models import AuditEvent
from tests import factories
from tests.handovers import planned

DAY = datetime(2026, 11, 25, 10, 0)  # a Wednesday
NIGHT = timezone.make_aware(datetime(2026, 11, 26, 0, 40))


@pytest.mark.parametrize(
    ("read", "means", "why"),
    [
        (Reading(clients=101), (33, 0), {Why.MASS: (101, 33)}),
        (Reading(clients=100), (0, 0), {}),
        (Reading(clients=300), (100, 0), {}),
        (Reading(clients=21, leaves=True), (6.9, 0), {Why.LEAVER: (21, 7)}),
        (Reading(clients=20, leaves=True), (0, 0), {}),
        (Reading(clients=300, leaves=True), (10, 0), {Why.LEAVER: (300, 10)}),
        (Reading(rows=1001), (0, 333), {Why.LISTS: (1001, 333)}),
        (Reading(rows=1000), (0, 0), {}),
        (Reading(at_night=1, kin=2, missed=21), (0, 0), {Why.NIGHT: (1, 0), Why.KIN: (2, 0), Why.MISSED: (21, 0)}),
        (Reading(missed=20), (0, 0), {}),
    ],
)
def test_what_is_unusual(read, means, why):
    assert unusual(read, *means) == why


def test_it_is_said_with_its_numbers():
    assert sentence_of("mass", 1340, 40) == "打开了 1,340 位客户的资料，平时一天约 40"
    assert sentence_of("night", 3, 0) == "22:00 到次日 6:00 之间看了 3 次客户资料"


def looked(person, at, *clients, verb=Verb.VIEW, **changes):
    """The person opens the page of each of these clients (ids) at this local moment; without any, one page of changes."""
    rows = []
    for client in clients or (None,):
        row = event(verb, by=person, changes=changes or {"page": "client_detail"})
        row.at, row.client_id = timezone.make_aware(at), client
        rows.append(row)
    record_many(rows)


def found():
    rows = AuditEvent.objects.filter(verb=Verb.UNUSUAL).order_by("pk").values_list("changes", flat=True)
    return sorted((row["who"], row["on"], row["why"], row["count"], row["mean"]) for row in rows)


def test_the_night_finds_each_kind_once(bank):
    manager, other = bank.manager, bank.backup
    looked(manager, DAY - timedelta(days=3), *range(1000, 1030))
    looked(manager, DAY - timedelta(days=2), *range(1000, 1010))
    looked(manager, DAY, *range(2000, 2121), *range(2000, 2121))  # 121 clients, twice: each counts once
    looked(manager, DAY.replace(hour=21, minute=59), bank.mine.pk)
    looked(other, DAY.replace(hour=22), bank.mine.pk)
    looked(other, DAY.replace(hour=5, minute=59), bank.mine.pk)
    for _each in range(11):
        looked(other, DAY, verb=Verb.SEARCH, kind="name", hits=0)
        looked(other, DAY, verb=Verb.DENIED, page="promise_detail", number=9, answer=404)
    looked(bank.head, DAY, page="client_list", rows=1200, sort="", by=[])
    looked(
        bank.head, DAY - timedelta(days=31), page="client_list", rows=9000, sort="", by=[]
    )  # too long ago for a mean
    factories.kin(bank.stranger, client=bank.theirs)
    looked(bank.stranger, DAY, verb=Verb.DENIED, page="client_detail", number=bank.theirs.pk, method="GET", answer=404)
    looked(bank.stranger, DAY, verb=Verb.DENIED, page="promise_detail", number=bank.theirs.pk, answer=404)
    looked(bank.other_head, DAY, *range(3000, 3100))  # a hundred is not yet much
    assert note_unusual(NIGHT) == "异常查看 5 条"
    on = "2026-11-25"
    assert found() == [
        ("990100", on, "lists", 1200, 0),
        ("990101", on, "mass", 122, 20),
        ("990102", on, "missed", 22, 0),
        ("990102", on, "night", 2, 0),
        ("990201", on, "kin", 1, 0),
    ]
    assert note_unusual(NIGHT) == note_unusual(NIGHT + timedelta(days=1)) == ""


def test_who_hands_clients_over_is_watched_closer(bank):
    planned(bank)
    looked(bank.manager, DAY, *range(1000, 1030))
    note_unusual(NIGHT)
    assert [row[2:] for row in found()] == [("leaver", 30, 0)]


@pytest.fixture
def finding(bank):
    looked(bank.manager, DAY, *range(2000, 2150))
    looked(bank.head, DAY.replace(hour=23), bank.mine.pk)
    note_unusual(NIGHT)
    return AuditEvent.objects.get(verb=Verb.UNUSUAL, target_id=str(bank.manager.pk))


def test_his_head_and_the_overseers_see_it_and_say_once_what_it_was(bank, login, finding):
    browser, page = login(bank.head), f"/unusual/{finding.pk}/seen/"
    text = browser.get("/unusual/").content.decode()
    assert "周敏（990101）" in text and "打开了 150 位客户的资料，平时一天约 0" in text
    assert "?who=990101&amp;since=2026-11-25&amp;until=2026-11-25" in text
    assert "孙行长（990100）" not in text  # about himself somebody else looks
    assert unusual_count(bank.head, timezone.now()) == 1
    assert "异常查看 1 条" in browser.get("/admin/").content.decode()
    for words, said in (("", "请写一句"), ("看过", "至少 4 个字"), ("证件 990011196803150017", "。")):
        answer = browser.post(page, {"words": words})
        assert answer.status_code == 422 and said in answer.content.decode()
    assert browser.post(page, {"words": "  年末核对名单，已问过本人"}).status_code == 302
    verdict = AuditEvent.objects.get(verb=Verb.SEEN)
    assert (verdict.actor_no, verdict.target_id, verdict.reason) == (
        "990100",
        str(finding.pk),
        "年末核对名单，已问过本人",
    )
    assert browser.post(page, {"words": "再看一遍也是这样"}).status_code == 409
    text = browser.get("/unusual/").content.decode()
    assert "看过：年末核对名单，已问过本人" in text and "没有异常的查看" in text
    assert unusual_count(bank.head, timezone.now()) == 0
    text = browser.get("/admin/staff/auditevent/").content.decode()
    assert "系统发现" in text and "看过了" in text and "为什么：大量查看" in text
    compliance = login(bank.compliance).get("/unusual/").content.decode()
    assert "孙行长（990100）" in compliance and "22:00 到次日 6:00 之间看了 1 次" in compliance
    assert "看过了</button>" not in login(bank.auditor).get("/unusual/").content.decode()  # who only reads
    assert login(bank.other_head).post(page, {"words": "不是我的人"}).status_code == 404
    assert login(bank.manager).get("/unusual/").status_code == 403
