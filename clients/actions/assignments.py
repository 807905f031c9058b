"""Every change of manager leaves a row: who had the client, who has him from which day on."""

from clients.models import Assignment

State = Assignment.State
GIVEN_ELSEWHERE = "生效日之前已另行改派"


def keep_assignments(given, *, by, today, words=""):
    """`given`: (client id, unit id, former id or None, new id or None) of clients who changed hands on `today`, by hand or by file.

    What was planned for such a client is not done any more.
    """
    clients = [client for client, *_about in given]
    end_assignments(clients, today)
    Assignment.objects.planned().filter(client__in=clients).update(state=State.SKIPPED, words=GIVEN_ELSEWHERE)
    shared = {"starts_on": today, "state": State.GIVEN, "words": words[:200], "made_by": by}
    rows = [
        Assignment(client_id=client, unit_id=unit, unit_before_id=unit, giver_id=former, manager_id=new, **shared)
        for client, unit, former, new in given
    ]
    Assignment.objects.bulk_create(rows, batch_size=500)


def end_assignments(clients, today):
    """Whoever had these clients (ids) has them until `today`."""
    Assignment.objects.given().filter(client__in=clients, ends_on=None).update(ends_on=today)
