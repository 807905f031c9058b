"""A handover is taken back, as a whole or for one client."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from clients.actions.assignments import release_promises
from clients.actions.clients import assignment_problem, backup_beside, give_client, locked
from clients.actions.requests import record_request
from clients.models import Assignment, Promise, Request
from clients.queries.handovers import KIND, moving_words, named, on_the_move
from clients.rules.free_texts import free_text_problems
from clients.rules.handovers import undo_problem
from staff import bulk
from staff.audit import Verb
from staff.roles import Role
from words.content import forbidden_in_text
from words.problems import Moved, Problem, Refused

State = Assignment.State
WHY_LIMIT = 200
LAPSED = "这次移交没有办成"
UNMOVED = Q(client__manager=F("giver")) | Q(client__manager=None, giver=None)  # who objected before the day
TAKES_NOW = "请选另外一位，客户现在就由这一位管"
WAS_PLANNED = "原定就由这一位接手，请选另外一位"


def drop_handover(request, by, now, words=LAPSED):
    """What was planned is not done; the letters and introductions are owed no more. Returns how many clients stay."""
    waits = Q(state__in=(State.PLANNED, State.HELD)) | Q(state=State.OBJECTED) & UNMOVED
    rows = Assignment.objects.filter(waits, request=request)
    ids = list(rows.values_list("pk", flat=True))
    release_promises(ids, by=by, now=now, words=words)
    return Assignment.objects.filter(pk__in=ids).update(state=State.UNDONE, words=words[:200])


@transaction.atomic
def undo_handover(request, *, by, now, why):
    """Takes all of it back: what is planned stays, what was given within 30 days goes back by a handover of its own.

    Returns (how many stay or go back, the clients who went on meanwhile and cannot).
    """
    if problems := [*forbidden_in_text(why, "why", WHY_LIMIT), *free_text_problems(why, "why"), *_silence(why)]:
        raise Refused(problems)
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.ended_at or request.state != Request.State.APPROVED:
        raise Moved("这次移交已经撤回，或没有办成。", current=request)
    today = timezone.localdate(now)
    given = list(_given(request))
    if given and (said := undo_problem(request.valid_from, today)):
        raise Refused(said)
    back = [row for row in given if not _moved_on(row)]
    moved = [row.client for row in given if _moved_on(row)]
    stayed = drop_handover(request, by, now, why)
    if not back and not stayed:
        raise Refused(
            f"没有能撤回的客户：{named(moved, by)}已另行改派或正在移交，或移出人不在岗。"
            if moved
            else "没有能撤回的客户。"
        )
    if back:
        _give_back(request, back, by, now, why)
    request.ended_at = now
    request.save(update_fields=["ended_at"])
    record_request(Verb.UPDATE, request, by, {"ended": True, "clients": len(back) + stayed}, reason=why)
    return len(back) + stayed, moved


def _silence(why):
    return [] if why.strip() else [Problem("why", "请写一句为什么撤回")]


def _given(request):
    """Those who changed hands, whether they were content with it or not."""
    gone = Q(state=State.GIVEN) | Q(state=State.OBJECTED) & ~UNMOVED
    goes_on = Exists(Assignment.objects.planned().filter(client=OuterRef("client")))
    rows = Assignment.objects.select_for_update(of=("self",)).filter(gone, request=request).annotate(goes_on=goes_on)
    return rows.select_related("client", "giver").order_by("pk")


def _moved_on(row):
    """He has another manager again or is about to get one, or nobody works here to whom he could go back."""
    works = row.giver and row.giver.is_active and row.giver.role == Role.MANAGER
    return row.client.manager_id != row.manager_id or row.goes_on or not works


def _give_back(request, rows, by, now, why):
    """The same rows the other way round, which the clock gives at once."""
    today = timezone.localdate(now)
    about = {"unit": request.unit, "reason": request.reason, "words": why.strip(), "valid_from": today, "due_at": now}
    way = {"state": Request.State.APPROVED, "decided_at": now, "renews": request}
    back = Request.objects.create(kind=KIND, asked_by=by, asked_at=now, **about, **way)
    shared = {"starts_on": today, "request": back, "made_at": now, "made_by": by}
    fresh = [
        Assignment(
            client_id=row.client_id,
            giver_id=row.manager_id,
            manager_id=row.giver_id,
            unit_id=row.unit_before_id or row.unit_id,
            unit_before_id=row.unit_id,
            **shared,
        )
        for row in rows
    ]
    release_promises([row.pk for row in rows], by=by, now=now, words=why)
    bulk.update(Assignment, ["state", "words"], [(row.pk, State.UNDONE, why[:200]) for row in rows])
    Assignment.objects.filter(pk__in=[row.pk for row in rows], ends_on=None).update(ends_on=today)
    Assignment.objects.bulk_create(fresh, batch_size=500)
    record_request(Verb.CREATE, back, by, {"kind": KIND, "clients": len(fresh)}, reason=why)


@transaction.atomic
def choose_another(row, *, manager, by, now, why=""):
    """The client did not want the receiver, or he waits: the head gives him to another at once (ORG-R11). Returns the new row."""
    row = Assignment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    client = locked(row.client)
    if row.state not in (State.OBJECTED, State.HELD) or client.manager_id not in (row.manager_id, row.giver_id):
        raise Moved("这一户刚才已有人处理。", current=row)
    if manager.pk in (row.manager_id, client.manager_id):
        raise Refused(Problem("manager", TAKES_NOW if manager.pk == client.manager_id else WAS_PLANNED))
    if on_the_move([manager.pk]):
        raise Refused(Problem("manager", moving_words(manager)))
    backup = backup_beside(client, manager)
    if problem := assignment_problem(client, manager, backup):
        raise Refused(Problem("manager", problem))
    is_back = manager.pk == row.giver_id
    if is_back:  # who had him is not introduced to him
        release_promises([row.pk], by=by, now=now, words=f"客户仍由{manager.name}管户")
    else:
        _pass_on_introduction(row, manager)
    had = client.manager_id == row.manager_id
    give_client(client, manager=manager, backup=backup, by=by, now=now, reason=(why or "移交中另选接手人")[:200])
    fresh = Assignment.objects.given().filter(client=client, ends_on=None).latest("pk")
    _close_choice(row, by, now)
    if not is_back:
        fresh.letter, fresh.introduction, fresh.letter_log = row.letter, row.introduction, row.letter_log
        fresh.save(update_fields=["letter", "introduction", "letter_log"])
    said = f"仍由{manager.name}管户" if is_back else f"已改由{manager.name}接手"
    row.words = f"{row.words}；{said}".lstrip("；")[:200]
    row.ends_on = max(fresh.starts_on, row.starts_on) if had else row.ends_on
    row.save(update_fields=["words", "ends_on"])
    return fresh


def _close_choice(row, by, now):
    """What the head owed since the client objected."""
    owed = Promise.objects.open().filter(client=row.client_id, request=row.request_id, owed_to__isnull=False)
    owed.filter(origin=Promise.Origin.INTRODUCTION).update(state=Promise.State.KEPT, closed_by=by, closed_at=now)


def _pass_on_introduction(row, manager):
    """Of a client who had not been moved yet, the introduction is still owed by the receiver he did not want."""
    Promise.objects.open().filter(pk=row.introduction_id).update(owed_by=manager)
