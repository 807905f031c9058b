"""The demo bank's first morning: drafts wait, a care day has begun, and the mails of the morning are there to be read."""

from datetime import datetime, timedelta

from django.utils import timezone

from clients.actions.contacts import log_contact
from crm.actions.night import do_the_night
from planner.actions.plans import build_care_plan
from planner.actions.reminders import EVE_AT, MORNING_AT, remind_in_the_morning
from planner.models import PlanItem
from planner.queries.plans import calendar_for
from staff.models import User
from words.dates import ONE_DAY, monday_of

# (minutes after the morning's mail, seconds, what was said) of the clients already called on this care day.
CALLED = (
    (75, 420, "先问候，说起周末去看了孙子；约好月底来行里把到期的存单续上。"),
    (100, 260, "问了收款码到账时间，说明白了；店里下个月要盘点，忙完再聊。"),
    (125, 310, "谢过上次介绍的邻居，聊到女儿明年工作，想看看青年客户的权益。"),
)


def begin_the_day(manager, *, now):
    """What the night and the morning would have done; returns the moment at which the morning's mails are to leave.

    The manager's care day is today, or on a day off the next working day, so that there is one to be looked at.
    """
    do_the_night(now=now)
    today, calendar = timezone.localdate(now), calendar_for(timezone.localdate(now))
    care_day = calendar.next_workday(today)
    User.objects.filter(pk=manager.pk).update(care_weekday=min(care_day.isoweekday(), 5))
    manager.refresh_from_db()
    build_care_plan(manager, monday_of(care_day), now=min(now, _at(care_day - ONE_DAY, EVE_AT)))
    morning = _at(calendar.previous_workday(today), MORNING_AT)
    if morning > now:
        morning = _at(calendar.previous_workday(today - ONE_DAY), MORNING_AT)
    remind_in_the_morning(now=morning)
    if care_day == today:
        _call_the_first(manager, today, now)
    return morning


def _call_the_first(manager, today, now):
    items = PlanItem.objects.care().filter(plan__manager=manager, plan__day=today, state=PlanItem.State.PLANNED)
    for item, (minutes, seconds, note) in zip(
        items.select_related("client").order_by("position"), CALLED, strict=False
    ):
        at = _at(today, MORNING_AT) + timedelta(minutes=minutes)
        if at < now:
            log_contact(item.client, by=manager, at=at, now=now, kind="call", seconds=seconds, note=note)


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))
