"""The one mail of a working morning to each manager for whom something waits; on a care day its list carries the same lines."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from outbox.actions import enqueue_many
from outbox.kinds import WantedMail
from planner.queries.mornings import parts_of, weekly_parts_of
from planner.rules.mornings import IN_THE_LIST, morning_key, subject
from staff.models import User
from staff.roles import Role
from staff.turns import in_turns
from words.dates import ONE_DAY, monday_of, short_weekday

MAIL = "morning"  # its kind in crm/mails.py


@dataclass(frozen=True)
class Section:
    """What waits among the clients of one manager; `covered` names him where somebody stands in for him."""

    covered: str
    parts: list


def sections_of(day, calendar, covers, listed):
    """{recipient: [Section]}, his own first. Who is away gets none: they are his cover's. `listed` {id of a manager whose care
    day it is}: the list says whom to contact, so his lines do not say it again."""
    managers = User.objects.filter(role=Role.MANAGER, is_active=True).select_related("unit").order_by("employee_no")
    until, found = calendar.next_workday(day + ONE_DAY) - ONE_DAY, defaultdict(list)
    for some in in_turns(list(managers)):
        waiting = parts_of(some, day, until)
        lists = weekly_parts_of(some, day) if calendar.next_workday(monday_of(day)) == day else {}
        for manager in some:
            parts = [part for part in waiting[manager.pk] if not (manager.pk in listed and part.label in IN_THE_LIST)]
            cover = covers.get(manager.pk)
            parts += [] if cover else lists.get(manager.pk, [])
            if parts:
                found[cover or manager].append(Section(manager.name if cover else "", parts))
    return {person: sorted(sections, key=lambda section: section.covered != "") for person, sections in found.items()}


def write_mornings(sections, day, *, send_at, expires_at, now):
    """Queues the mail of each person of `sections`, once; returns how many were made."""
    times = {"send_at": send_at, "expires_at": expires_at}
    return sum(
        enqueue_many(MAIL, [_letter(person, sections[person], day, times) for person in some], now=now)
        for some in in_turns(list(sections))
    )


def _letter(person, sections, day, times):
    about = {"to": person, "day": day, "weekday": short_weekday(day), "sections": sections}
    about["url"] = f"{settings.SITE_URL}{reverse('workbench')}"
    return WantedMail(
        morning_key(person.employee_no, day),
        person,
        subject(day, [part for section in sections for part in section.parts]),
        render_to_string("planner/mail/morning.txt", about),
        html=render_to_string("planner/mail/morning.html", about),
        **times,
    )
