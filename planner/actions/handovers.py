"""What the lists of the former manager hold of clients who changed hands."""

from django.db.models import F

from clients.actions.put_offs import plan_contacts
from clients.models import Client
from planner.models import PlanItem

GIVEN = "已移交给别的经理"


def leave_care_days(given, *, today):
    """`given`: (client id, former manager's id). On a coming care day they are asked for no more; whom a person had put there
    is planned for that day, and so stands on the new manager's list. Who goes back stands on the care day that he had left."""
    formers = {former for _client, former in given if former}
    clients = [client for client, _former in given]
    rows = PlanItem.objects.filter(plan__manager__in=formers, plan__day__gte=today, client__in=clients)
    rows = rows.filter(state__in=(PlanItem.State.PLANNED, PlanItem.State.OVERFLOW))
    added = dict(rows.filter(what=PlanItem.What.ADDED).values_list("client", "plan__day"))
    plan_contacts(Client.objects.filter(pk__in=added), added)
    PlanItem.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        state=PlanItem.State.DROPPED, note=GIVEN
    )
    back = PlanItem.objects.filter(plan__manager=F("client__manager"), plan__day__gte=today, client__in=clients)
    back = back.filter(state=PlanItem.State.DROPPED, note=GIVEN)
    PlanItem.objects.filter(pk__in=list(back.values_list("pk", flat=True))).update(
        state=PlanItem.State.PLANNED, note=""
    )
