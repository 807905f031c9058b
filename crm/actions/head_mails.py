"""The two mails to a head: what waits for him on a working day at 08:00, and his week on its first one at 08:30."""

from datetime import datetime, time

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from crm.queries.head_mails import counted_lines, orphan_lines, readers, waiting_lines, week_groups
from crm.rules.head_mails import DAY, WEEK, day_subject, mail_key, week_line, week_subject
from outbox.actions import enqueue_many
from outbox.kinds import WantedMail
from planner.queries.plans import calendar_for
from staff.models import User
from staff.roles import Role
from staff.turns import in_turns
from words.dates import monday_of, short_weekday

DAY_AT, WEEK_AT, ENDS = time(8, 0), time(8, 30), time(17, 30)
AT_ONCE = 10  # heads in one turn
OFFICE = "head-office"  # in the key of what head office gets of the units without a head


def tell_heads(*, now):
    """The mail of the day to each head for whom something waits, and to head office about the units that have none."""
    day = timezone.localdate(now)
    if not calendar_for(day).is_workday(day):
        return ""
    people, made = readers(day), 0
    counted = counted_lines([reader.head for reader in people], day)
    for some in in_turns(people, AT_ONCE):
        told = ((each, waiting_lines(each.head, counted[each.head.unit_id], now)) for each in some)
        mails = [_day_mail(each.to, each.head.employee_no, lines, now, each) for each, lines in told if lines]
        made += enqueue_many(DAY, mails, now=now)
    if lines := orphan_lines(day):
        office = User.objects.filter(role=Role.HEAD_OFFICE, is_active=True, unit__desk="").order_by("employee_no")
        made += enqueue_many(DAY, [_day_mail(person, OFFICE, lines, now) for person in office], now=now)
    return f"支行日报 {made} 封"


def tell_the_week(*, now):
    """On the first working day of the week: the numbers that last night counted, beside those of a week before."""
    day, calendar = timezone.localdate(now), calendar_for(timezone.localdate(now))
    if calendar.next_workday(monday_of(day)) != day:
        return ""
    people, made = readers(day), 0
    groups = week_groups([reader.head.unit_id for reader in people], day)
    for some in in_turns(people, AT_ONCE):
        mails = [_week_mail(each, groups[each.head.unit_id], now) for each in some if groups.get(each.head.unit_id)]
        made += enqueue_many(WEEK, mails, now=now)
    return f"支行周报 {made} 封"


def _day_mail(to, of_no, lines, now, reader=None):
    day = timezone.localdate(now)
    whose = reader.whose if reader else ""
    about = {"lines": lines, "unit": reader.head.unit.name if reader else "", "office": reader is None}
    return _mail(DAY, to, of_no, day_subject(day, lines, whose), about, now)


def _week_mail(reader, groups, now):
    lines = [line for _title, some in groups for line in some]
    said = [
        (title, [week_line(line.label, line.value_text, line.change_text, line.change_is_bad) for line in some])
        for title, some in groups
    ]
    worse = sum(line.change_is_bad is True for line in lines)
    subject = week_subject(timezone.localdate(now), worse, reader.whose)
    about = {"groups": said, "unit": reader.head.unit.name}
    return _mail(WEEK, reader.to, reader.head.employee_no, subject, about, now)


def _mail(kind, to, of_no, subject, about, now):
    day = timezone.localdate(now)
    about |= {"to": to, "day": day, "weekday": short_weekday(day)}
    about["url"] = f"{settings.SITE_URL}{reverse('admin:index')}"
    return WantedMail(
        mail_key(kind, of_no, to.employee_no, day),
        to,
        subject,
        render_to_string(f"crm/mail/{kind}.txt", about),
        html=render_to_string(f"crm/mail/{kind}.html", about),
        send_at=now,
        expires_at=timezone.make_aware(datetime.combine(day, ENDS)),
    )
