"""Which reminders of a maintenance day were never made, because the clock stood still or the job failed."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from crm.models import Occurrence
from outbox.models import Message
from outbox.queries.messages import MONTH
from planner.models import CarePlan
from planner.queries.plans import calendar_for, planned_days
from planner.rules.plans import care_day_of
from planner.rules.reminders import EVE, MORNING, TOO_LATE, reminder_key
from staff.models import AuditEvent
from staff.roles import Role
from words.dates import monday_of, month_day, short_weekday

State = Occurrence.State
MOMENTS = {"care_day_eve": (EVE, "前一个工作日傍晚"), "care_day_morning": (MORNING, "当天早上")}
WHY = {
    State.FAILED: "生成时出错，重试后仍没有成功，请联系系统管理员",
    State.DUE: "生成时出错，稍后自动再试",
}
WEEKS = 6  # back from today: the last 30 days, and a week that a holiday pushed its day out of


def reminders_not_made(user, now):
    """[one Chinese sentence] of the last 30 days, latest first; of this manager's own maintenance days only."""
    runs = list(_troubled(_joined_at(user, now), now)) if user.role == Role.MANAGER else []
    if not runs:
        return []
    today = timezone.localdate(now)
    calendar = calendar_for(today - timedelta(weeks=WEEKS // 2))
    days, made = _care_days(user, today, calendar), _made(user, now)
    sentences = []
    for run in runs:
        moment, when = MOMENTS[run.rule]
        day = run.local_date if moment == MORNING else calendar.next_workday(run.local_date + timedelta(days=1))
        if day in days and not any(key.startswith(reminder_key(user.employee_no, day, moment)) for key in made):
            why = WHY.get(run.state, "系统当时没有运行")
            sentences.append(f"{month_day(day)}{short_weekday(day)}维护日，{when}的提醒没有发出：{why}。")
    return list(dict.fromkeys(sentences))


def _joined_at(user, now):
    """When he was entered, if that is less than a month ago: what was missed before is nothing to him."""
    rows = AuditEvent.objects.filter(unit_id=user.unit_id, at__gt=now - MONTH)  # so the index finds them
    rows = rows.filter(verb=AuditEvent.Verb.CREATE, target_type=user._meta.label, target_id=str(user.pk))
    return rows.values_list("at", flat=True).first() or now - MONTH


def _troubled(since, now):
    """The runs since then that made no reminder when they should have; a day that lies ahead is not missed."""
    failing = Q(state__in=[State.MISSED, State.FAILED]) | Q(state=State.DUE, attempts__gt=0)
    runs = Occurrence.objects.filter(failing | Q(message__in=TOO_LATE.values()), rule__in=MOMENTS)
    return runs.filter(due_at__gt=since, due_at__lte=now).order_by("-due_at")


def _care_days(user, today, calendar):
    mondays = [monday_of(today) - timedelta(weeks=back) for back in range(-1, WEEKS)]
    fixed = planned_days(calendar, manager=user, week__in=mondays)
    return {fixed.get((user.pk, monday)) or care_day_of(monday, user.care_day, calendar) for monday in mondays}


def _made(user, now):
    """The names of the reminders that exist; of a weekend's two evenings one may have been missed without harm."""
    rows = Message.objects.filter(kind=CarePlan.MAIL, about=user)
    return list(rows.filter(created_at__gt=now - MONTH - timedelta(days=7)).values_list("dedupe_key", flat=True))
