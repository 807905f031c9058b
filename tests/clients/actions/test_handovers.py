"""移交: a manager's clients go to others on a day, with what both owe them; what may not be is refused, and nothing half-done."""

from collections import Counter
from datetime import date, timedelta
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.actions.clients import assign_client
from clients.actions.handovers import choose_another, start_handover, undo_handover
from clients.actions.introductions import client_objects
from clients.actions.requests import decide_request
from clients.models import Assignment, Client, Promise, Request
from crm.actions.handovers import give_clients
from planner.models import CarePlan, PlanItem
from staff.models import AuditEvent
from tests import factories
from tests.handovers import DAY, NOW, THAT_DAY, chosen, start
from words.problems import Moved, Refused

State = Assignment.State
SLOWER = 3  # times, another machine under load


def test_a_handover_from_its_start_to_its_end(book):
    promise = factories.promise(book.top, "送房贷资料", due_on=date(2026, 12, 20), owed_by=book.manager)
    care = CarePlan.objects.create(manager=book.manager, week=DAY, day=date(2026, 12, 15), capacity=300, built_at=NOW)
    about = {"position": 1, "why": "加进来的", "via": "call", "score": 1, "minutes": 10}
    PlanItem.objects.create(plan=care, client=book.plain, what=PlanItem.What.ADDED, **about)

    request = start(
        book, (book.top, book.backup), (book.mine, book.third), (book.plain, book.third), (book.dead, book.third)
    )

    rows = {row.client_id: row for row in Assignment.objects.select_related("letter", "introduction")}
    assert (request.state, request.decided_by, request.user) == ("approved", None, book.manager)
    assert (rows[book.dead.pk].state, rows[book.dead.pk].words) == (State.SKIPPED, "客户已故，不移交")
    top, vip, plain = rows[book.top.pk], rows[book.mine.pk], rows[book.plain.pk]
    assert (top.letter.owed_by, top.letter.owed_to, top.letter.due_on) == (book.manager, book.head, date(2026, 11, 25))
    assert (top.introduction.owed_by, top.introduction.due_on) == (book.backup, date(2026, 12, 28))
    assert top.introduction.what == "移交后和周敏一起当面向客户介绍自己" and top.reads_until == date(2026, 12, 28)
    assert (vip.introduction.what, vip.reads_until) == ("移交后打电话向客户介绍自己", None)
    assert plain.letter is None and plain.introduction is None
    assert give_clients(now=NOW) == "" and Client.objects.get(pk=book.top.pk).manager == book.manager

    assert give_clients(now=THAT_DAY) == "移交生效 3 户" and give_clients(now=THAT_DAY) == ""

    client = Client.objects.get(pk=book.top.pk)
    assert (client.manager, client.backup, client.assigned_on) == (book.backup, None, DAY)
    assert client.planned_on == DAY  # the highest tier first, what was due before is not overdue at once
    assert Client.objects.get(pk=book.mine.pk).backup == book.backup
    promise.refresh_from_db()
    assert promise.owed_by == book.backup
    assert Promise.objects.get(pk=top.letter_id).owed_by == book.manager
    assert Client.objects.get(pk=book.plain.pk).planned_on == care.day
    assert PlanItem.objects.get().state == PlanItem.State.DROPPED
    assert (
        Client.objects.get(pk=book.dead.pk).manager is None
    )  # 周敏 has nobody else left, and may work elsewhere tomorrow
    events = AuditEvent.objects.filter(verb="assign")
    assert {event.client_id for event in events} == {book.top.pk, book.mine.pk, book.plain.pk, book.dead.pk}

    assign_client(book.mine, manager=book.backup, backup=None, by=book.head, now=THAT_DAY)
    Assignment.objects.filter(client=book.plain).update(state=State.OBJECTED)  # he goes back as the others do
    later = THAT_DAY + timedelta(days=2)
    assert undo_handover(request, by=book.head, now=later, why="周敏回来了") == (2, [book.mine])
    assert give_clients(now=later) == "移交生效 2 户"
    client.refresh_from_db()
    assert (client.manager, client.backup) == (book.manager, book.backup)
    assert Promise.objects.get(pk=top.introduction_id).state == "released"
    told = client.assignments.order_by("pk").values_list("state", "starts_on", "ends_on")
    assert list(told) == [("undone", DAY, later.date()), ("given", later.date(), None)]
    with pytest.raises(Moved):
        undo_handover(request, by=book.head, now=later, why="再撤一次")


def test_what_may_not_be_is_said_and_nothing_is_written(book):
    factories.kin(book.third, book.mine)
    start(book, (book.plain, book.backup), reason="relief")
    strange = factories.client(unit=book.west, manager=book.stranger)
    one = (book.top, book.backup)
    for pairs, fields, said in (
        ([one], {"starts_on": NOW.date()}, "最早是明天"),
        ([one], {"starts_on": None}, "请写生效日"),
        ([one], {"starts_on": date(2027, 11, 20)}, "三个月以内"),
        ([one], {"reason": "war"}, "请选一个原因"),
        ([one], {"words": "客户身份证 330102199001011234"}, "身份证"),
        ([], {}, "没有可移交的客户"),
        ([one, one], {}, "选了两次"),
        ([(book.top, book.manager)], {}, "就是移出人"),
        ([(book.top, book.head)], {}, "不是在岗的客户经理"),
        ([(strange, book.backup)], {}, "不在移出人名下"),
        ([(book.mine, book.third)], {}, "回避"),
        ([(book.plain, book.third)], {}, r"马浩然（\d+）已在 12月14日 生效的另一批移交里"),
    ):
        with pytest.raises(Refused, match=said):
            start(book, *pairs, **fields)
    with pytest.raises(Refused, match=r"马\*然（\d+）已在"):
        start(book, (book.plain, book.third), by=book.head_office)
    back = factories.client(unit=book.east, manager=book.backup)
    with pytest.raises(Refused, match="周敏自己的客户也在移交"):
        start(book, (back, book.manager), giver=book.backup)
    assert Assignment.objects.count() == Request.objects.count() == 1
    assert not Promise.objects.exists()


def test_another_branch_takes_a_client_when_head_office_agrees(book):
    request = start(book, (book.mine, book.stranger))
    assert request.state == "asked" and not Promise.objects.exists()
    assert give_clients(now=THAT_DAY) == ""
    decide_request(request, state="back", words="请先在本行里找人，找不到再提", by=book.head_office, now=NOW)
    assert Assignment.objects.get().state == State.UNDONE

    request = start(book, (book.mine, book.stranger), (book.top, book.backup))
    assert Request.objects.exclude(pk=request.pk).get().state == "withdrawn"
    decide_request(request, state="approved", words="", by=book.head_office, now=NOW)
    Client.objects.filter(pk=book.top.pk).update(manager=book.third)
    type(book.stranger).objects.filter(pk=book.stranger.pk).update(is_active=False)
    assert give_clients(now=THAT_DAY) == "移交生效 0 户，1 户等行长定"
    states = {row.client_id: (row.state, row.words) for row in request.assignments.all()}
    assert states[book.top.pk] == (State.SKIPPED, "生效日之前已另行改派")
    assert states[book.mine.pk] == (State.HELD, "接手人不在岗，请另选接手人")

    row = choose_another(request.assignments.get(client=book.mine), manager=book.third, by=book.head, now=THAT_DAY)
    book.mine.refresh_from_db()
    assert (book.mine.manager, row.introduction.owed_by) == (book.third, book.third)


def test_thirteen_hundred_clients_change_hands_in_few_statements(book):
    tiers = ["top"] * 10 + ["select"] * 30 + ["vip"] * 90 + ["standard"] * 470 + ["basic"] * 700
    about = {"unit": book.east, "manager": book.manager, "next_due_on": date(2026, 12, 1)}
    many = Client.objects.bulk_create([factories.new_client(tier=tier, **about) for tier in tiers])
    pairs = [(client, (book.backup, book.third)[place % 2]) for place, client in enumerate(many)]
    with CaptureQueriesContext(connection) as asked:
        start(book, *pairs)
    Request.objects.update(decided_by=book.head_office)  # who has agreed that it is too much for two
    assert len(asked) < 60 and Promise.objects.count() == 260
    began = process_time()
    with CaptureQueriesContext(connection) as given:
        assert give_clients(now=THAT_DAY) == "移交生效 1300 户"
    assert process_time() - began < 5 * SLOWER and len(given) < 300
    planned = Counter(Client.objects.filter(manager=book.backup).values_list("planned_on", flat=True))
    assert len(planned) == 15 and max(planned.values()) == 44  # nobody is flooded


def test_who_goes_elsewhere_or_dies_before_the_day_leaves_nothing_owed(book):
    start(book, (book.top, book.backup), (book.mine, book.third))
    assert Promise.objects.open().count() == 4
    assign_client(book.mine, manager=book.backup, backup=None, now=timezone.now(), by=book.head, reason="客户要求")
    assert not Promise.objects.open().filter(client=book.mine).exists()  # 何晓雯 never gets him
    Client.objects.filter(pk=book.top.pk).update(status="deceased")
    give_clients(now=THAT_DAY)
    start(book, (book.mine, book.manager), giver=book.backup)
    client_objects(Assignment.objects.get(state="planned"), by=book.head, words="他只认何晓雯", now=NOW)
    assign_client(book.mine, manager=book.third, backup=None, now=timezone.now(), by=book.head)  # and not as 另选
    assert not Promise.objects.open().exists()
    assert set(Assignment.objects.filter(state="skipped").values_list("client", flat=True)) == {
        book.top.pk,
        book.mine.pk,
    }


def test_who_is_about_to_go_on_is_not_taken_back_and_nobody_is_chosen_twice(book):
    first = start(book, (book.top, book.backup), (book.mine, book.backup))
    give_clients(now=THAT_DAY)
    on = chosen(book, (book.top, book.third), giver=book.backup, starts_on=date(2026, 12, 20))
    start_handover(on, by=book.head, now=THAT_DAY)
    assert undo_handover(first, by=book.head, now=THAT_DAY, why="轮岗取消") == (1, [book.top])

    row = Assignment.objects.get(client=book.top, state="planned")
    Assignment.objects.filter(pk=row.pk).update(state="objected")
    choose_another(row, manager=book.manager, by=book.head, now=THAT_DAY)
    with pytest.raises(Moved):  # in another browser
        choose_another(row, manager=factories.user(unit=book.east), by=book.head, now=THAT_DAY)
