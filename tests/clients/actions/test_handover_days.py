"""The day of a handover: what it finds impossible waits for the head, and what it cleared comes back."""

from datetime import date, timedelta

import pytest

from clients.actions.clients import assign_client
from clients.actions.handovers import choose_another, undo_handover
from clients.actions.introductions import client_objects, resume_assignment
from clients.actions.requests import decide_request
from clients.models import Assignment, Client, Promise
from crm.actions.handovers import change_manager, give_clients
from planner.models import CarePlan, PlanItem
from staff.models import AuditEvent, User
from tests import factories
from tests.handovers import DAY, NOW, THAT_DAY, start
from words.problems import Refused

State = Assignment.State


def test_a_deputy_reads_no_more_when_the_client_goes_to_another_branch_and_is_one_again_afterwards(book, login):
    fourth = factories.user(unit=book.east, name="许静", is_active=False)
    Client.objects.filter(pk=book.mine.pk).update(backup=fourth)
    care = CarePlan.objects.create(manager=book.manager, week=DAY, day=date(2026, 12, 15), capacity=300, built_at=NOW)
    about = {"position": 1, "why": "到期", "via": "call", "score": 1, "minutes": 10, "what": PlanItem.What.DUE}
    PlanItem.objects.create(plan=care, client=book.top, **about)
    request = start(book, (book.top, book.stranger), (book.mine, book.backup))
    decide_request(request, state="approved", words="", by=book.head_office, now=NOW)
    assert give_clients(now=THAT_DAY) == "移交生效 2 户"
    for client in (book.top, book.mine):
        client.refresh_from_db()
    assert book.mine.backup is None  # who left is no B角, and another is to be set
    page = login(book.head).get(f"/handover/{request.pk}/", {"show": "lone"})
    assert "没有B角" in page.content.decode() and len(page.context["lines"]) == 2
    assert PlanItem.objects.get().state == PlanItem.State.DROPPED
    assert (book.top.manager, book.top.unit, book.top.backup) == (book.stranger, book.west, None)
    assert not Client.objects.visible_to(book.backup).filter(pk=book.top.pk).exists()
    event = AuditEvent.objects.get(verb="assign", client_id=book.top.pk)
    assert event.changes["backup"] == [book.backup.employee_no, ""]

    undo_handover(request, by=book.head_office, now=THAT_DAY, why="柳渡支行顾不过来")
    assert give_clients(now=THAT_DAY) == "移交生效 2 户"
    book.top.refresh_from_db()
    assert (book.top.manager, book.top.unit, book.top.backup) == (book.manager, book.east, book.backup)
    assert PlanItem.objects.get().state == PlanItem.State.PLANNED


def test_whom_the_day_finds_impossible_stays_and_waits_for_the_head(book, login):
    fourth, fifth = (factories.user(unit=book.east, name=name) for name in ("许静", "罗成"))
    moved = factories.client(unit=book.east, manager=book.manager, tier="standard")
    other = factories.client(unit=book.east, manager=book.third, tier="standard")
    full = [factories.client(unit=book.east, manager=book.manager, tier=tier) for tier in ("top", "standard")]
    request = start(
        book,
        (book.top, book.backup),  # who is moved to another branch
        (book.mine, book.third),  # whose own clients are about to go
        (moved, fourth),  # whom the bank's file puts into another branch
        *((client, fifth) for client in full),  # who has no time left
    )
    start(book, (other, fourth), giver=book.third, starts_on=DAY + timedelta(days=3))
    User.objects.filter(pk=book.backup.pk).update(unit=book.west)
    User.objects.filter(pk=fifth.pk).update(daily_minutes=0, care_day_minutes=1)
    Client.objects.filter(pk=moved.pk).update(unit=book.west)

    assert give_clients(now=THAT_DAY) == "移交生效 0 户，4 户等行长定" and give_clients(now=THAT_DAY) == ""

    rows = {row.client_id: row for row in request.assignments.select_related("client")}
    assert (rows[moved.pk].state, rows[moved.pk].words) == (State.SKIPPED, "客户已转到别的机构，不移交")
    held = [rows[client.pk] for client in (book.top, book.mine, *full)]
    assert {row.state for row in held} == {State.HELD}
    assert [row.words for row in held] == [
        "接手人不在这家机构了，请另选接手人",
        "接手人自己的客户也在移交，请另选接手人",
        *["接手人的维护时间不够，超过 120%，请另选接手人"] * 2,
    ]
    assert {row.client.manager_id for row in rows.values()} == {book.manager.pk}
    assert Client.objects.get(pk=moved.pk).unit == book.west
    told = login(book.head).get("/admin/").context["waits"]
    [wait] = [wait for wait, *_about in told if wait.what.startswith("移交没办成")]
    assert wait.what == "移交没办成 4 户" and "另选接手人" in wait.why
    page = login(book.head).get(wait.url)
    assert len(page.context["lines"]) == 4 and "另选接手人" in page.content.decode()
    assert "4 户等行长定" in login(book.head).get("/handovers/").content.decode()

    with pytest.raises(Refused, match="另选接手人"):
        resume_assignment(rows[book.top.pk], by=book.head)
    User.objects.filter(pk=book.backup.pk).update(unit=book.east)
    resume_assignment(rows[book.top.pk], by=book.head)
    with pytest.raises(Refused, match="何晓雯自己的客户也在移交"):
        choose_another(rows[full[0].pk], manager=book.third, by=book.head, now=THAT_DAY)
    choose_another(rows[full[0].pk], manager=fourth, by=book.head, now=THAT_DAY)
    assert give_clients(now=THAT_DAY) == "移交生效 1 户"


def test_whom_the_head_must_avoid_or_does_not_reach_is_counted_and_not_named(book, login):
    others = [factories.client(unit=book.east, manager=book.manager, tier="standard") for _n in range(2)]
    request = start(book, *((client, book.backup) for client in (book.mine, book.plain, *others)))
    give_clients(now=THAT_DAY)
    for client in (book.mine, book.plain):
        client.refresh_from_db()
        assign_client(client, manager=book.third, backup=None, by=book.head, now=THAT_DAY)
    for client in others:
        Client.objects.filter(pk=client.pk).update(unit=book.west, manager=book.stranger)
    factories.kin(book.head, book.mine)
    with pytest.raises(Refused) as refused:
        undo_handover(request, by=User.objects.get(pk=book.head.pk), now=THAT_DAY, why="轮岗取消")
    assert f"：马浩然（{book.plain.client_no}） 等 4 户已另行改派" in str(refused.value)
    factories.kin(book.head, book.plain)
    with pytest.raises(Refused, match="没有能撤回的客户：4 户已另行改派"):
        undo_handover(request, by=User.objects.get(pk=book.head.pk), now=THAT_DAY, why="轮岗取消")


def test_a_change_of_manager_ends_what_waits_for_the_head_with_all_that_was_owed(book, login):
    request = start(book, (book.top, book.backup), (book.mine, book.third))
    User.objects.filter(pk=book.backup.pk).update(is_active=False)
    assert give_clients(now=THAT_DAY) == "移交生效 1 户，1 户等行长定"
    client_objects(request.assignments.get(client=book.mine), by=book.head, words="客户想要原来的经理", now=THAT_DAY)
    fourth = factories.user(unit=book.east, name="许静")
    for client in (book.top, book.mine):
        seen = Client.objects.get(pk=client.pk).version
        change_manager(client, manager=fourth, reason="wish", by=book.head, now=THAT_DAY, seen=seen)
    held, had = request.assignments.order_by("pk")
    assert (held.state, held.words) == (State.SKIPPED, "生效日之前已另行改派")
    assert (had.state, had.words, had.ends_on) == (State.OBJECTED, "客户想要原来的经理", DAY)
    assert had in login(book.head).get(f"/clients/{book.mine.pk}/manager/").context["rows"]  # 谁管过
    assert not Promise.objects.open().filter(request=request).exists()
    assert {row.owed_by for row in Promise.objects.open().filter(origin="introduce")} == {fourth}
