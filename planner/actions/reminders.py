"""E02, the reminder of the maintenance day: the working day before at 17:45, and at 07:30 of the day (domain 5.4)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from campaigns.queries.greetings.lists import drafts_to_confirm
from outbox.actions import cancel_message, enqueue
from outbox.actions.letters import message_id_for
from outbox.kinds import STAFF_HOURS
from outbox.models import Message
from outbox.rules.ics import busy_times
from planner.actions.mornings import sections_of, write_mornings
from planner.actions.plans import build_care_plan
from planner.models import CarePlan, PlanItem
from planner.queries.plans import calendar_for, care_days_on, covers_on
from planner.rules.reminders import EVE, MORNING, TOO_LATE, reminder_key, short_reason
from staff.turns import give_way
from words.dates import ONE_DAY, month_day, short_weekday
from words.masking import mask_name
from words.problems import Moved

log = logging.getLogger(__name__)
EVE_AT, MORNING_AT, DAY_ENDS = time(17, 45), time(7, 30), time(17, 30)
SUGGESTED = 12
WORTH_A_MAIL = ("count", "later", "silent", "drafts", "sections")
BLOCKED = ((time(8, 45), time(11, 45)), (time(14, 30), time(16, 30)))  # of a maintenance day (domain 5.2)


class RemindersFailed(Exception):
    """The reminder of at least one manager could not be made; the others got theirs."""


def remind_on_the_eve(*, now):
    """Plans the maintenance days of the next working day and reminds of them once; too late when nobody is at work any more."""
    evening = _last(EVE_AT, now)
    calendar = calendar_for(evening.date())
    day = calendar.next_workday(evening.date() + ONE_DAY)
    if not calendar.is_workday(evening.date()):
        return ""
    if now >= _at(evening.date(), STAFF_HOURS[1]):
        return TOO_LATE[EVE]
    return _remind_all(day, EVE, evening, now, calendar)


def remind_in_the_morning(*, now):
    """The one mail of a working morning to each manager: plans today's maintenance days anew, and what waits for whoever has
    none. Late if the clock was down, but not after the day."""
    morning = _last(MORNING_AT, now)
    day, ends = morning.date(), _at(morning.date(), DAY_ENDS)
    if now >= ends:
        return TOO_LATE[MORNING]
    calendar, covers = calendar_for(day), covers_on(day)
    if not calendar.is_workday(day):
        return ""
    listed = {manager.pk: covers.get(manager.pk, manager) for manager, _monday in care_days_on(day, calendar)}
    sections = sections_of(day, calendar, covers, listed)
    beside = {person: sections.pop(person) for person in {*listed.values()} & sections.keys()}
    made = write_mornings(sections, day, send_at=morning, expires_at=ends, now=now)
    words = _remind_all(day, MORNING, morning, now, calendar, beside)
    return f"{words}；今天要办的事 {made} 封"


def remind_after_switch(plan, *, now, calendar):
    """The reminder of the eve, when the day was switched after the clock had already passed that hour."""
    before = calendar.previous_workday(plan.day - ONE_DAY)
    eve = _at(before, EVE_AT)
    if eve <= now < _at(before, STAFF_HOURS[1]):
        cover = covers_on(plan.day).get(plan.manager_id)
        _remind(_Reminder(plan, cover, EVE, eve), now)


def cancel_reminders(plan, *, by, now):
    """Takes back what is still waiting for the day that the plan had."""
    keys = [_key(plan, moment) for moment in (EVE, MORNING)]
    for message in Message.objects.filter(dedupe_key__in=keys, state=Message.State.QUEUED):
        try:
            cancel_message(message, by=by, seen=message.attempts, now=now, reason="维护日已改期")
        except Moved:
            log.info("reminder %s is already on its way", message.pk)


@dataclass(frozen=True)
class _Reminder:
    plan: object
    cover: object
    moment: str
    send_at: datetime
    sections: Sequence = ()  # what else waits for the recipient this morning

    @property
    def recipient(self):
        return self.cover or self.plan.manager

    @property
    def nobody(self):
        """Why there is no mailbox for it; '' when there is one."""
        who = f"{'代看护的' if self.cover else ''}{self.recipient.name}"
        if not self.recipient.is_active:
            return f"{who}已不在岗，提醒没有发出"
        return "" if self.recipient.email else f"{who}没有登记邮箱，提醒没有发出"

    @property
    def expires_at(self):
        """The morning's reminder takes the place of the evening's, and is useful until the working day is over."""
        return _at(self.plan.day, MORNING_AT if self.moment == EVE else DAY_ENDS)


def _remind_all(day, moment, send_at, now, calendar, beside=None):
    """One manager's trouble is logged, and the others get theirs; then RemindersFailed, so that the clock tries again.

    `beside` {recipient: what else waits for him this morning}: the first mail to him says it, his own list's before a covered one's.
    """
    covers, made, failed, beside = covers_on(day), 0, 0, dict(beside or {})
    managers = sorted(care_days_on(day, calendar), key=lambda each: each[0].pk in covers)
    for manager, monday in managers:
        try:
            plan = build_care_plan(manager, monday, now=now, calendar=calendar)
            reminder = _Reminder(plan, covers.get(manager.pk), moment, send_at)
            made += _remind(replace(reminder, sections=beside.pop(reminder.recipient, ())), now)
        except Exception:
            log.exception("care day %s of manager %s failed", day, manager.employee_no)
            failed += 1
        give_way()
    words = f"{month_day(day)}{short_weekday(day)} {len(managers)} 位经理的客户维护日"
    if failed:
        raise RemindersFailed(f"{words}，{failed} 位失败")
    return f"{words}，提醒 {made} 封"


def _remind(reminder, now):
    """Puts the mail into the outbox, once; False when it lay there already, when there is nothing to say, or there is nobody to
    send it to, which the outbox then says."""
    if Message.objects.filter(dedupe_key=_key(reminder.plan, reminder.moment)).exists():
        return False
    plan, to, about = reminder.plan, reminder.recipient, _about(reminder)
    if not plan.moves and not any(
        about[name] for name in WORTH_A_MAIL
    ):  # of a switched day the entry in the calendar moves
        return False
    has_entry = reminder.moment == EVE or plan.moves
    enqueue(
        kind=CarePlan.MAIL,
        dedupe_key=_key(plan, reminder.moment),
        user=to,
        address=to.email,
        about=plan.manager,
        subject=f"【客户维护日】{_for_whom(reminder)}{short_weekday(plan.day)} 名单{about['count']}人",
        text=render_to_string("planner/mail/care_day.txt", about),
        html=render_to_string("planner/mail/care_day.html", about),
        calendar=_entry(reminder, about, now) if has_entry else "",
        send_at=reminder.send_at,
        expires_at=reminder.expires_at,
        now=now,
        skipped=reminder.nobody,
    )
    return not reminder.nobody


def _about(reminder):
    """What the mail says: masked names, tier words and reason codes; no amount, phone, number or anybody's own words."""
    plan = reminder.plan
    query = f"?manager={plan.manager.employee_no}" if reminder.cover else ""
    about = {"to": reminder.recipient, "whose": _whose(reminder), "day": plan.day, "weekday": short_weekday(plan.day)}
    about |= {"when": _when(plan.day, timezone.localdate(reminder.send_at)), **_listed(plan, reminder.recipient)}
    about |= {"drafts": drafts_to_confirm(plan.manager, plan.day), "sections": reminder.sections}
    return about | {"url": f"{settings.SITE_URL}{reverse('care_day')}{query}"}


def _listed(plan, recipient):
    """Whom of the day the recipient may read: the musts, the first of the others, and how many the mail does not name."""
    readable = plan.items.exclude(client__kin__user=recipient)
    open_items = readable.filter(state__in=PlanItem.OPEN)
    listed = list(open_items.with_silence(plan.day).select_related("client").order_by("position"))
    items = [item for item in listed if item.silence is None]
    quiet = [item for item in listed if item.silence is not None and item.client.is_in_care]
    rows = [(item.is_must, _line(item, plan.day)) for item in items]
    musts, others = [line for must, line in rows if must], [line for must, line in rows if not must]
    return {
        "count": len(items),
        "minutes": sum(item.minutes for item in items),
        "musts": musts,
        "others": others[:SUGGESTED],
        "rest": max(len(others) - SUGGESTED, 0),
        "later": readable.filter(state=PlanItem.State.OVERFLOW).count(),
        "silent": len(quiet),
    }


def _entry(reminder, about, now):
    """The day's hours for the calendar, named by the manager's week: when the day is switched they take the old ones' place."""
    plan = reminder.plan
    week = f"care-day:{plan.manager.employee_no}:{plan.week.isoformat()}"
    times = {
        message_id_for(f"{week}:{place}").strip("<>"): (_at(plan.day, begin), _at(plan.day, end))
        for place, (begin, end) in enumerate(BLOCKED)
    }
    title = f"客户维护日{_for_whom(reminder)}"
    summary = f"{title} {about['count']} 人，约 {about['minutes']} 分钟" if about["count"] else title
    return busy_times(times, sequence=plan.moves, summary=summary, url=about["url"], at=now)


def _for_whom(reminder):
    """Names the absent manager, so that two maintenance days in one mailbox can be told apart."""
    return f"（代{reminder.plan.manager.name}）" if reminder.cover else ""


def _whose(reminder):
    name = reminder.plan.manager.name
    return f"{name}的客户维护日，由您代{name}看护" if reminder.cover else "您的客户维护日"


def _line(item, day):
    client = item.client
    return {
        "name": mask_name(client.name, is_business=client.is_business),
        "tier": client.tier_words,
        "reason": short_reason(item.what, item.due_on, day),
    }


def _key(plan, moment):
    """A switched day is reminded of anew, so the number of switches is part of the name."""
    again = f":{plan.moves}" if plan.moves else ""
    return f"{reminder_key(plan.manager.employee_no, plan.day, moment)}{again}"


def _last(at, now):
    """The last moment not after `now` when the clock on the wall showed `at`."""
    local = timezone.localtime(now)
    moment = _at(local.date(), at)
    return timezone.localtime(moment if moment <= now else _at(local.date() - ONE_DAY, at))


def _at(day, at):
    return timezone.make_aware(datetime.combine(day, at))


def _when(day, sent_on):
    return {0: "今天", 1: "明天"}.get((day - sent_on).days, "下一个工作日")
