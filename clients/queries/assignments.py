"""Who has looked after a client."""

from clients.models import Assignment
from clients.rules.handovers import UNDONE_WITHIN


def assignments_of(client, user):
    """Every change of his manager that came into force or is planned, the latest first."""
    rows = Assignment.objects.visible_to(user).filter(client=client)
    rows = rows.exclude(state__in=(Assignment.State.SKIPPED, Assignment.State.HELD))
    return rows.select_related("giver", "manager", "request").order_by("-starts_on", "-pk")


def handed_on(numbers, today, *, but):
    """{client number: former manager's id} of whom people gave on within the days in which it is undone; `but`: the words of others."""
    rows = Assignment.objects.given().filter(client__client_no__in=numbers, starts_on__gte=today - UNDONE_WITHIN)
    rows = rows.filter(ends_on=None).exclude(giver=None).exclude(words=but)
    return dict(rows.values_list("client__client_no", "giver"))
