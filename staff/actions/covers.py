"""AB角 (domain 1.5): who looks after the clients of somebody who is away."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from staff.audit import Verb, record
from staff.models import CoverPeriod, User
from staff.roles import Role
from staff.rules.covers import date_problems
from words.content import forbidden_in_text
from words.dates import full_date
from words.masking import mask_text
from words.problems import Moved, Problem, Refused

REASON_LIMIT = CoverPeriod._meta.get_field("reason").max_length
State = CoverPeriod.State
AWAY = (Role.MANAGER, Role.BRANCH_HEAD)  # whose leave is arranged
NOT_FOR_HEAD = "行长的代管人要是本机构或上级机构的另一位行长，或总行管理"
FIXED = ("absent_id", "cover_id", "starts_on", "reason")  # once it has begun


@transaction.atomic
def save_cover(period, *, by, today):
    """Writes a new cover period, changes a planned one, or moves the end of one that has begun."""
    both = User.objects.select_for_update(of=("self",)).filter(pk__in=[period.absent_id, period.cover_id])
    list(both.order_by("pk"))  # both are held: two arrangements that share a person are checked one after the other
    stored = _stored(period, today) if period.pk else None
    if problems := cover_problems(period, stored, by, today):
        raise Refused(problems)
    period.save()
    _record(period, by, _said(stored, period))
    return period


@transaction.atomic
def end_cover(period, *, seen, by, today):
    """Ends one that has begun at once, or cancels one that has not; `seen` is the state that the person has read."""
    stored = _stored(period, today)
    if stored.state != seen or stored.state not in (State.PLANNED, State.ACTIVE):
        words = f"这段安排现在是「{State(stored.state).label}」，没有改动；请看过再办"
        raise Moved(words, current=stored)
    stored.ended_on, stored.ended_by = today, by
    stored.save(update_fields=["ended_on", "ended_by"])
    state = State.CANCELLED if seen == State.PLANNED else State.ENDED
    _record(stored, by, {"state": state.label, "ended": today.isoformat()})
    return stored


@transaction.atomic
def read_cover(period, *, by, now):
    """Who was away has read what happened meanwhile; a second press changes nothing."""
    stored = CoverPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if stored.read_at is None:
        stored.read_at = now
        stored.save(update_fields=["read_at"])
        _record(stored, by, {"answer": "已看过"})
    return stored


def _stored(period, today):
    return CoverPeriod.objects.select_for_update(of=("self",)).with_state(today).get(pk=period.pk)


def _said(stored, period):
    """The days of a new one; of one that was changed what is different, before and after."""
    now, before = ({"from": f"{row.starts_on}", "to": f"{row.ends_on}"} for row in (period, stored or period))
    if stored is None:
        return now
    changes = {name: [before[name], now[name]] for name in now if before[name] != now[name]}
    people = [row.cover.employee_no if row.cover else "" for row in (stored, period)]
    return changes | ({"cover": people} if people[0] != people[1] else {})


def _record(period, by, changes):
    people = {"absent": period.absent.employee_no, "cover": period.cover.employee_no if period.cover else ""}
    about = {"unit_id": period.absent.unit_id, "reason": mask_text(period.reason)}
    record(Verb.COVER, by=by, target=period, changes=people | changes, **about)


def cover_problems(period, stored, by, today):
    """`stored` is the row as it was, with its state; None of a new one."""
    if stored and stored.state not in (State.PLANNED, State.ACTIVE):
        return [Problem("", f"这段安排{State(stored.state).label}，不能再改；请另外新增一段")]
    is_begun = stored is not None and stored.state == State.ACTIVE
    if is_begun and any(getattr(period, name) != getattr(stored, name) for name in FIXED):
        return [Problem("", "已经开始的只能改结束日期；要换人，请点「提前结束」，再从今天起新增一段")]
    return (
        _of_people(period, by, is_begun)
        or date_problems(period.starts_on, period.ends_on, today, is_begun=is_begun)
        or forbidden_in_text(period.reason, "reason", REASON_LIMIT)
        or _at_the_same_time(period)
        or _of_who_leaves(period)
    )


def _of_people(period, by, is_begun):
    if period.absent_id == period.cover_id:
        return [Problem("cover", "代管人不能是离岗人自己")]
    if is_begun:
        return []
    if not User.objects.visible_to(by).filter(pk=period.absent_id, role__in=AWAY, is_active=True).exists():
        return [Problem("absent", "离岗人要是您范围内在岗的客户经理或支行行长")]
    of_head = period.absent.role == Role.BRANCH_HEAD
    reachable = User.objects.all() if of_head else User.objects.visible_to(by)
    cover = reachable.filter(pk=period.cover_id, is_active=True).first()
    if period.cover_id is None or (cover and period.can_be_done_by(cover)):
        return []
    return [Problem("cover", NOT_FOR_HEAD if of_head else "代管人要是您范围内在岗的客户经理")]


def _of_who_leaves(period):
    """Who gives his own clients to others, or is gone before the end, stands in for nobody."""
    from_day = import_string(settings.HANDS_ON)
    day = from_day(period.cover_id, period.ends_on) if period.cover_id else None
    said = f"{period.cover.name}自己的客户从 {full_date(day)} 起移交给别人，不能代管，请另选一位" if day else ""
    return [Problem("cover", said)] if said else []


def _at_the_same_time(period):
    """No chain of covers, and no two periods of one absent person (domain 1.5)."""
    others = CoverPeriod.objects.within(period.starts_on, period.ends_on).exclude(pk=period.pk)
    if others.filter(absent=period.absent_id).exists():
        return [Problem("absent", "这段时间内此人已有代管安排，请先调整原安排")]
    if period.cover_id and others.filter(absent=period.cover_id).exists():
        return [Problem("cover", "代管不能接力：代管人这段时间也离岗，请另选一位")]
    if busy := others.filter(cover=period.absent_id).select_related("absent").first():
        return [Problem("absent", f"代管不能接力：离岗人这段时间正替{busy.absent.name}代管，请先改那一段")]
    return []
