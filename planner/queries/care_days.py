"""What the page of the maintenance day shows, and the figures of it elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from clients.enums import Aim
from clients.models import Client
from clients.queries.tries import advice_of, tries_of, with_tries
from planner.models import CarePlan, PlanItem
from planner.queries.due import last_written
from planner.queries.plans import calendar_for, days_to_switch_to, next_care_day, span_around
from planner.rules.day_rows import days_offered, is_out, seen_words
from planner.rules.plans import care_day_of, why_no_switch
from staff.calendar import calendar_at_hand
from staff.models import User
from staff.roles import Role
from staff.scope import covered_ids, subtree_ids
from words.dates import working_week

State = PlanItem.State
OPEN = PlanItem.OPEN
LAST_TALK = 48  # characters of it
OFF = (State.MOVED, State.DROPPED, State.OVERFLOW)  # their minutes are not this day's
HANDLED_LABELS = (*(state.label for state in PlanItem.HANDLED), "勿扰")
CHIPS = {
    "all": ("全部", lambda row: True),
    "open": ("待处理", lambda row: row.is_open),
    "must": ("必办", lambda row: row.item.is_must),
    "overdue": (PlanItem.What.OVERDUE.label, lambda row: row.is_late),
    "follow_up": (PlanItem.What.FOLLOW_UP.label, lambda row: row.item.what == PlanItem.What.FOLLOW_UP),
    "birthday": (PlanItem.What.BIRTHDAY.label, lambda row: row.item.what == PlanItem.What.BIRTHDAY),
    "maturity": (PlanItem.What.MATURITY.label, lambda row: row.item.what == PlanItem.What.MATURITY),
    "signal": (PlanItem.What.SIGNAL.label, lambda row: row.item.what == PlanItem.What.SIGNAL),
    "call": (PlanItem.Via.CALL.label, lambda row: row.item.via == PlanItem.Via.CALL),
    "wecom": (PlanItem.Via.WECOM.label, lambda row: row.item.via == PlanItem.Via.WECOM),
    "branch": (PlanItem.Via.BRANCH.label, lambda row: row.item.via == PlanItem.Via.BRANCH),
}


@dataclass(frozen=True)
class CareRow:
    """One line of the list; `state` also knows what the ledger says."""

    item: PlanItem
    state: str
    is_late: bool

    @property
    def client(self):
        return self.item.client

    @property
    def label(self):
        return State(self.state).label

    @property
    def key(self):
        return f"item-{self.item.pk}"

    @property
    def aim(self):
        """Of the talk, where it is known before."""
        return Aim.MATURITY.value if self.item.what == PlanItem.What.MATURITY else ""

    @property
    def talk(self):
        """What was agreed, else what the bank hints at, else what one talked about last."""
        last = f"上次聊到：{self.item.last_note[:LAST_TALK]}" if self.item.last_note else ""
        return self.item.talk or self.client.hint or last

    @cached_property
    def tried(self):
        return tries_of(self.item)

    @property
    def advice(self):
        return advice_of(self.item)

    @property
    def seen(self):
        return seen_words(self.tried and self.tried.at, self.client.planned_on, self.client.last_effective_on)

    @property
    def is_silent(self):
        """Put on the list before 勿扰 began: to be looked at, no more (domain 2.4)."""
        return self.state in OPEN and self.item.silence is not None

    @property
    def is_open(self):
        return self.state in OPEN and not self.is_silent


def owners(user):
    """Whose maintenance days the person may open: his own and those he covers today, or a head's people."""
    if user.role == Role.BRANCH_HEAD:
        people = User.objects.filter(role=Role.MANAGER, unit__in=subtree_ids(user))
    else:
        people = User.objects.filter(pk__in=[user.pk, *covered_ids(user)])
    return people.filter(is_active=True).select_related("unit").order_by("employee_no")


def may_work(user, manager_id):
    """A head reads the lists of his people; only the manager and who stands in for him change one."""
    return user.role == Role.MANAGER and manager_id in (user.pk, *covered_ids(user))


def items_of(user):
    """The rows of the lists that the person may open, each with its list and its client."""
    rows = PlanItem.objects.care().visible_to(user).filter(plan__in=CarePlan.objects.visible_to(user))
    return rows.select_related("plan__manager__unit", "client")


def stands_on_list(client, user, today):
    """Whether a client who may be contacted is on a maintenance day of today, or on the next one once its list is out."""
    plans = CarePlan.objects.care().visible_to(user).filter(day__gte=today)
    reachable = Client.objects.approachable(today).filter(pk=client.pk)
    days = items_of(user).placed().filter(client__in=reachable, plan__in=plans).values_list("plan__day", flat=True)
    return any(is_out(day, calendar_at_hand(today, day), today) for day in days)


def plan_of(user, manager, today, week=None):
    """The plan of the week asked for; otherwise the nearest that is not over, else the latest. None if there is none yet."""
    plans = CarePlan.objects.care().visible_to(user).filter(manager=manager).select_related("manager__unit", "moved_by")
    if week:
        return plans.filter(week=week).first()
    coming = plans.filter(day__gte=today).order_by("day", "-week").first()
    return coming or plans.filter(week=working_week(today)).first()


def care_day(user, manager, *, now, today, week=None, show="all", plan=None, overflow=True):
    """Everything the page and its fragment show, as a template context; with or without what did not fit."""
    plan = plan or plan_of(user, manager, today, week)
    monday = plan.week if plan else week or working_week(today)
    calendar = calendar_for(monday)
    day = plan.day if plan else care_day_of(monday, manager.care_day, calendar)
    rows = _rows(plan, user, max(day, today), today, overflow) if plan else []
    placed = [row for row in rows if row.item.state != State.OVERFLOW]
    chips, show = _chips(placed, show)
    lists = {
        "placed": placed,
        "rows": [row for row in placed if CHIPS[show][1](row)],
        "overflow": [row for row in rows if row.state == State.OVERFLOW],
        "progress": progress(placed, now, is_today=day == today),
        "chips": chips,
        "show": show,
    }
    days = {"day": day, "calendar_name": calendar.name_of(day), "today": today, "is_over": day < today}
    days |= {"week": monday, "previous": monday - timedelta(weeks=1), "next": monday + timedelta(weeks=1)}
    works = may_work(user, manager.pk)
    switch_days = days_to_switch_to(plan, calendar, today) if plan and not _begun(rows) else []
    may = {
        "may_work": works,
        "switch_days": switch_days,
        "why_not": why_no_switch(_begun(rows), day < today),
        "may_tap": works and is_out(day, calendar, today),
    }
    capacity = plan.capacity if plan else manager.care_day_minutes
    return {"plan": plan, "manager": manager, "capacity": capacity, **days, **lists, **may}


def days_beside(plan, today):
    """[(words, date)] of the buttons of 改期 in a row of this list."""
    calendar = calendar_for(plan.week)
    return days_offered(max(plan.day, today), today, calendar, next_care_day(plan, calendar, today))


def progress(rows, now, *, is_today):
    """Counts and minutes (planned and still open) of the list, and when it is finished if it goes on as planned."""
    labels = ["勿扰" if row.is_silent else row.label for row in rows]
    waiting = [row for row in rows if row.state == State.PLANNED and row.is_open]
    listed = [row for row in rows if row.state not in OFF and not row.is_silent]
    left = sum(row.item.minutes for row in waiting)
    finish = now + timedelta(minutes=left) if is_today and left else None
    return {
        "all": len(rows),
        "handled": len(rows) - len(waiting),
        "listed": len(listed),
        "minutes": sum(row.item.minutes for row in listed),
        "left": left,
        "finish": finish,
        "outlook": _outlook(len(rows), left, finish),
        "words": [(label, labels.count(label)) for label in HANDLED_LABELS if label in labels],
    }


def _outlook(count, left, finish):
    """What is still ahead of a list of `count` clients with `left` minutes open."""
    if not left:
        return "名单已全部处理。" if count else ""
    by = f"，按计划 {timezone.localtime(finish):%H:%M} 完成" if finish else ""
    return f"还需约 {left} 分钟{by}。"


def _rows(plan, user, day, today, overflow):
    last = last_written(OuterRef("client")).values("note")[:1]
    items = plan.items.all() if overflow else plan.items.placed()
    items = with_tries(items.visible_to(user).with_contact().with_silence(day), today, "client")
    rows = [
        _row(item, plan)
        for item in items.annotate(last_note=Subquery(last))
        .select_related("client", "tried")
        .order_by("position", "pk")
    ]
    return sorted(rows, key=lambda row: row.is_open and row.tried is not None)


def _row(item, plan):
    state = State.DONE if item.contacted else item.stands
    return CareRow(item, state, bool(item.due_on and item.due_on < plan.day))


def _chips(rows, show):
    counts = {code: sum(map(belongs, rows)) for code, (_label, belongs) in CHIPS.items()}
    chips = [(code, label, counts[code]) for code, (label, _belongs) in CHIPS.items() if counts[code] or code == "all"]
    return chips, show if counts.get(show) else "all"


def _begun(rows):
    return any(row.item.stands in PlanItem.HANDLED for row in rows)


def kinds_today(user, today):
    """Which days today is for the manager himself: none of both on most days, so that it is asked first."""
    return set(CarePlan.objects.filter(manager=user, day=today).values_list("kind", flat=True))


def care_count(user, today, kinds=None):
    """How many are still to be contacted if today is the manager's own maintenance day, else 0; `kinds` as of kinds_today()."""
    if CarePlan.Kind.CARE not in (kinds_today(user, today) if kinds is None else kinds):
        return 0
    items = PlanItem.objects.care().apart_from(user).filter(plan__manager=user, plan__day=today, state__in=OPEN)
    return items.with_contact().with_silence(today).filter(contacted=False, silence=None).count()


def planned_day(manager, monday):
    """The day of the week's plan, as a query of at most one row, for a statement that reads something else, too."""
    return CarePlan.objects.care().filter(manager=manager, week=monday).values("day")[:1]


def care_day_in(manager, monday, planned):
    """The manager's maintenance day of the week: as `planned` or switched, else by rule (domain 5.2)."""
    return planned or care_day_of(monday, manager.care_day, calendar_at_hand(*span_around(monday)))
