"""How many rows stand behind the entries of the navigation."""

from django.db.models import Count, Value

from campaigns.queries.greetings.lists import drafts_waiting
from clients.models import Client
from clients.queries.promises import promises_due
from planner.queries.care_days import care_count, kinds_today
from planner.queries.visits import visit_count
from staff.cached import cached
from staff.scope import rows_for


def counts_of(user, today):
    """What is due is asked anew on every page; the day's list and the drafts change slowly."""
    slow = cached(
        "navigation",
        f"{user.pk}-{today}",
        lambda: {
            **_of_days(user, today, kinds_today(user, today)),
            "drafts": sum(rows_for(user, _drafts, today)),
            "promises": sum(rows_for(user, _promises, today)),
            "clients": sum(rows_for(user, _clients)),
        },
    )
    counted = getattr(user, "due_counted", None)  # by the workbench, for the same answer
    due = sum(rows_for(user, _due, today)) if counted is None else counted
    return {"due": due, **slow}


def _of_days(user, today, kinds):
    return {"care": care_count(user, today, kinds), "stops": visit_count(user, today, kinds)}


def _how_many(rows):
    """As a query of one row, or of none where there are none."""
    return rows.order_by().values(all=Value(1)).annotate(number=Count("pk")).values_list("number", flat=True)


def _due(user, today):
    return _how_many(Client.objects.visible_to(user).due(today))


def _drafts(user, today):
    return _how_many(drafts_waiting(user, today))


def _promises(user, today):
    return _how_many(promises_due(user, today))


def _clients(user):
    return _how_many(Client.objects.visible_to(user))
