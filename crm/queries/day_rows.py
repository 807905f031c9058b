"""One client's row of today's list, of the workbench or of a maintenance day, with the figures that stand around it."""

from clients.models import Client
from crm.queries.workbench import figures
from planner.queries.care_days import care_day, days_beside, stands_on_list
from planner.queries.due import due_row, due_row_and_parts
from planner.rules.day_rows import days_offered, left_words
from staff.calendar import calendar_at_hand
from staff.scope import covered_ids
from words.dates import ONE_WEEK


def days_to_put_off(today, item=None):
    """[(words, date)] of the buttons of 改期, of a row of today's list or of `item` of a maintenance day."""
    return (
        days_beside(item.plan, today)
        if item
        else days_offered(today, today, calendar_at_hand(today, today + 4 * ONE_WEEK))
    )


def today_row(client, user, today, *, changes=True):
    """The row of the workbench as a template context; `row` is None for who is not on it any more, and `left` says why.

    `changes`: the figures may have changed; they come along, and always with who has left the list.
    """
    row, parts = due_row_and_parts(client, user, today) if changes else (due_row(client, user, today), None)
    about = {"row": row, "covered": covered_ids(user), "figures": None, "due": None}
    if row is None:
        client = Client.objects.select_related("manager").get(pk=client.pk)
        days = client.planned_on, client.resting_until, client.last_effective_on, client.next_due_on
        about |= {"client": client, "left": left_words(*days, today)}
    if changes or row is None:
        found = figures(user, today)
        due = getattr(user, "due_counted", None)
        parts = due_row_and_parts(client, user, today)[1] if parts is None else parts
        about |= {"figures": found, "week": found.get("week"), "parts": parts, "total": parts.total(), "due": due}
    return about


def care_day_row(item, user, *, now, today, show):
    """The row of a maintenance day, with the figures of the day around it."""
    context = care_day(user, item.plan.manager, now=now, today=today, plan=item.plan, show=show, overflow=False)
    [row] = [row for row in context["placed"] if row.item.pk == item.pk] or [None]
    due = Client.objects.visible_to(user).due(today).count()
    return {**context, "row": row, "due": due}


def is_listed(client, user, today):
    """Whether he stands on a list of the day of this person, whom he then may dial without looking anybody up."""
    return due_row(client, user, today) is not None or stands_on_list(client, user, today)
