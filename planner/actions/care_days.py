"""What a manager, or who stands in for him, does on the page of the maintenance day: one tap each."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from planner.actions.day_rows import require_approachable
from planner.actions.plans import build_care_plan, record_plan
from planner.actions.reminders import cancel_reminders, remind_after_switch
from planner.models import CarePlan, PlanItem
from planner.queries.plans import calendar_for, days_to_switch_to
from planner.rules.plans import why_no_switch
from planner.rules.scores import MINUTES
from staff.audit import Verb, record
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Moved, Refused

State = PlanItem.State
REASON_LIMIT = PlanItem._meta.get_field("note").max_length


@transaction.atomic
def drop_item(item, *, seen, reason, by, now):
    """Takes the client off this list; the head sees it of 顶级, 优质 and 贵宾 (domain 5.3, step 5)."""
    return _set_state(_open_item(item, seen, now), State.DROPPED, by, reason=reason)


@transaction.atomic
def add_item(plan, client, *, by, now):
    """Puts a client of the plan's manager on its list because a person wants it (domain 5.3, step 5).

    Returns (item, whether that changed anything): a client who is on the list already, or was dealt with there, stays as
    he is. Refuses a day that is over, a client of another manager, and a client in 勿扰.
    """
    plan = CarePlan.objects.select_for_update(of=("self",)).select_related("manager").get(pk=plan.pk)
    if plan.day < timezone.localdate(now):
        raise Refused("这一天已经过去，不能再加客户。")
    if client.manager_id != plan.manager_id or not client.is_in_care:
        raise Refused("只能加入本人名下、状态正常的客户。")
    require_approachable(client, plan.day)
    item = plan.items.filter(client=client).first() or _new_item(plan, client)
    if item.state not in (State.OVERFLOW, State.MOVED, State.DROPPED):
        return item, False
    item.what, item.why, item.moved_to = PlanItem.What.ADDED, f"由{by.name}加入名单", None
    return _set_state(item, State.PLANNED, by), True


def _new_item(plan, client):
    last = plan.items.aggregate(last=Max("position"))["last"] or 0
    item = PlanItem(plan=plan, client=client, position=last + 1, state=State.OVERFLOW)
    item.via, item.score, item.minutes = PlanItem.Via.CALL, 0, MINUTES["call"]
    item.last_on = client.last_effective_on
    return item


@transaction.atomic
def switch_care_day(plan, day, *, by, now):
    """Puts the week's maintenance day on another working day of the same week, plans it anew and moves the reminders.

    Refuses a day that is over, no working day or of another week, and a list that is already begun.
    """
    plan = CarePlan.objects.select_for_update(of=("self",)).select_related("manager__unit").get(pk=plan.pk)
    calendar, before = calendar_for(plan.week), plan.day
    if day not in days_to_switch_to(plan, calendar, timezone.localdate(now)):
        raise Refused("只能换到同一周里还没有过去的其他工作日。")
    if plan.items.touched().exists():
        raise Refused(why_no_switch(True, False))
    cancel_reminders(plan, by=by, now=now)
    plan.day, plan.moves = day, plan.moves + 1
    plan.moved_from, plan.moved_by = plan.moved_from or before, by
    plan.save(update_fields=["day", "moved_from", "moved_by", "moves"])
    record_plan(plan, by, day=[before.isoformat(), day.isoformat()])
    plan = build_care_plan(plan.manager, plan.week, now=now, by=by, calendar=calendar)
    remind_after_switch(plan, now=now, calendar=calendar)
    return plan


def _open_item(item, seen, now):
    """The row, locked, if it is still as the person saw it and the client is not in 勿扰."""
    rows = PlanItem.objects.select_for_update(of=("self",)).select_related("client", "plan__manager__unit")
    item = rows.get(pk=item.pk)
    if item.state != seen or item.state not in PlanItem.OPEN:
        raise Moved(f"这位客户刚才已有人处理（{item.get_state_display()}），名单已更新。", current=item)
    if PlanItem.objects.with_contact().filter(pk=item.pk, contacted=True).exists():
        raise Moved("这位客户已经联系过了，名单已更新。", current=item)
    require_approachable(item.client, max(item.plan.day, timezone.localdate(now)))
    return item


def _set_state(item, state, by, *, reason=""):
    if problems := forbidden_in_text(reason, "reason", REASON_LIMIT):
        raise Refused(problems)
    before, item.state, item.note = item.state, state, reason
    item.save()
    verb = Verb.SKIP if state == State.DROPPED else Verb.UPDATE
    changes = {"state": [before, state], "day": item.plan.day.isoformat()}
    record(verb, by=by, target=item, client=item.client, reason=mask_text(reason), changes=changes)
    return item
