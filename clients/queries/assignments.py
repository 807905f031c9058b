"""Who has looked after a client."""

from clients.models import Assignment


def assignments_of(client, user):
    """Every change of his manager that came into force or is planned, the latest first."""
    rows = Assignment.objects.visible_to(user).filter(client=client)
    rows = rows.exclude(state__in=(Assignment.State.SKIPPED, Assignment.State.HELD))
    return rows.select_related("giver", "manager", "request").order_by("-starts_on", "-pk")
