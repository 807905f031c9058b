"""Every change of manager leaves a row: who had the client, who has him from which day on."""

from django.db.models import F, Q
from django.utils import timezone

from clients.models import Assignment, Promise
from staff.audit import Verb, record_each

State = Assignment.State
GIVEN_ELSEWHERE = "生效日之前已另行改派"


def keep_assignments(given, *, by, now, words=""):
    """`given`: (client id, unit id, former id or None, new id or None) of clients who change hands now, by hand or by file."""
    formers, today = {client: former for client, _unit, former, _new in given}, timezone.localdate(now)
    end_assignments(formers, today)
    skip_others(formers, by=by, now=now)
    shared = {"starts_on": today, "state": State.GIVEN, "words": words[:200], "made_by": by}
    rows = [
        Assignment(client_id=client, unit_id=unit, unit_before_id=unit, giver_id=former, manager_id=new, **shared)
        for client, unit, former, new in given
    ]
    Assignment.objects.bulk_create(rows, batch_size=500)


def skip_others(formers, *, by, now):
    """What was planned for these clients ({id: who had him until now}), or waited for the head's choice, is not done any more.

    A receiver whom the client did not want, but who had him, stays known as that.
    """
    waits = Q(state__in=(State.OBJECTED, State.HELD), introduction__owed_by=F("manager"))
    waits &= Q(introduction__state=Promise.State.OPEN)
    rows = Assignment.objects.filter(Q(state=State.PLANNED) | waits, client__in=formers)
    over = list(rows.values_list("pk", "client", "manager"))
    if not over:
        return
    had = [pk for pk, client, manager in over if manager == formers[client]]
    Assignment.objects.filter(pk__in=had).update(ends_on=timezone.localdate(now))
    others = Assignment.objects.filter(pk__in=[pk for pk, *_about in over]).exclude(pk__in=had)
    others.update(state=State.SKIPPED, words=GIVEN_ELSEWHERE)
    release_promises([pk for pk, *_about in over], by=by, now=now, words=GIVEN_ELSEWHERE)


def end_assignments(clients, today):
    """Whoever had these clients (ids) has them until `today`."""
    Assignment.objects.given().filter(client__in=clients, ends_on=None).update(ends_on=today)


def release_promises(ids, *, by, now, words):
    """The open letters and introductions of these rows (ids) are not needed any more."""
    rows = list(Assignment.objects.filter(pk__in=ids).values_list("letter", "introduction", "client", "request"))
    owed = Q(pk__in=[pk for letter, introduction, *_about in rows for pk in (letter, introduction) if pk])
    choice = Q(client__in=[row[2] for row in rows], request__in={row[3] for row in rows}, owed_to__isnull=False)
    promises = Promise.objects.open().filter(owed | choice & Q(origin=Promise.Origin.INTRODUCTION))
    said = [
        (pk, client, unit, {"state": ["open", "released"]})
        for pk, client, unit in promises.values_list("pk", "client", "client__unit")
    ]
    promises.update(state=Promise.State.RELEASED, words=words[:200], closed_at=now, closed_by=by)
    record_each(Verb.UPDATE, Promise, said, by=by, reason=words[:200])
