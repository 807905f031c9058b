"""What waits for a person in the handovers that run, as every page tells it."""

from django.db.models import Count, Q

from clients.enums import RequestState
from clients.queries.handovers import handovers_within
from clients.queries.introductions import handover_rows
from crm.queries.handover_runs import APART, waits_for
from crm.queries.notices import held_for
from staff.roles import Permission
from staff.scope import rows_for

NOBODY = Q(pk__in=[])


def runs_of(user):
    """Whether a handover that he takes part in or watches over is running."""
    return bool(rows_for(user, _running))


def _running(user):
    running = handovers_within(user).filter(state=RequestState.APPROVED, valid_until=None, ended_at=None, renews=None)
    return running.order_by().values("pk")[:1]


def waiting_numbers(user):
    """(how many clients of handovers wait for this person, {handover id: how many of them do not change hands before the head has
    said to whom}); of a head also those whose notice he has not let go."""
    decides = user.can(Permission.ASSIGN_CLIENT)
    counts = rows_for(user, _waiting_with_notices, unit=user.unit_id) if decides else rows_for(user, _waiting)
    return sum(number for _pk, number, _apart in counts), {
        pk: apart for pk, _number, apart in counts if decides and apart
    }


def _waiting(user, also=NOBODY):
    """[(handover, how many clients of it wait for the user, how many of these for the head's word)]."""
    rows = handover_rows(user).filter(waits_for(user) | also, request__valid_until=None, request__ended_at=None)
    return rows.order_by().values_list("request").annotate(number=Count("pk"), apart=Count("pk", filter=APART))


def _waiting_with_notices(user, unit):
    return _waiting(user, Q(pk__in=held_for(user.pk, unit).values("pk")))
