"""Who has looked after a client."""

from django.db.models import Q

from clients.enums.requests import HandoverReason
from clients.models import Assignment
from clients.rules.handovers import UNDONE_WITHIN

State = Assignment.State
LEAVES = (HandoverReason.LEAVES, HandoverReason.MOVES)  # afterwards somebody works at his place no more
DONE = (State.GIVEN, State.OBJECTED, State.HELD)


def assignments_of(client, user):
    """Every change of his manager that came into force or is planned, the latest first."""
    rows = Assignment.objects.visible_to(user).filter(client=client)
    rows = rows.exclude(state__in=(State.SKIPPED, State.HELD))
    return rows.select_related("giver", "manager", "request").order_by("-starts_on", "-pk")


def handed_on(numbers, today, *, but):
    """{client number: former manager's id} of whom people gave on within the days in which it is undone; `but`: the words of others."""
    rows = Assignment.objects.given().filter(client__client_no__in=numbers, starts_on__gte=today - UNDONE_WITHIN)
    rows = rows.filter(ends_on=None).exclude(giver=None).exclude(words=but)
    return dict(rows.values_list("client__client_no", "giver"))


def hands_on_from(person_id, last):
    """The day on which his own clients go to others, or by `last` he leaves his place; None of who stays."""
    gone = Q(state__in=DONE, request__reason__in=LEAVES, request__ended_at=None, starts_on__lte=last)
    rows = Assignment.objects.filter(Q(state=State.PLANNED) | gone, giver=person_id)
    return rows.order_by("starts_on").values_list("starts_on", flat=True).first()
