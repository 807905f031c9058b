"""Who may decide what, and what waits for a person."""

from clients.kinds import HEAD, kind_of
from clients.models import Request
from staff.models import User
from staff.roles import Permission, Role

ABOUT = ("client__unit", "client__manager", "asked_by__unit", "decided_by", "countersigned_by", "unit")


def deciders(request, now):
    """Whose right it is: the nearest head above the client's unit, or head office; after its time also their deputies.

    A head's deputies are the heads above him and head office, head office's the others there. Nobody decides what he asked for,
    or about himself.
    """
    people = User.objects.filter(is_active=True).exclude(pk__in=filter(None, (request.asked_by_id, request.user_id)))
    office = people.filter(role=Role.HEAD_OFFICE)
    if kind_of(request).decided_at(request) != HEAD:
        return list(office.order_by("employee_no"))
    heads = people.filter(role=Role.BRANCH_HEAD, unit__path__in=request.unit.lineage).select_related("unit")
    heads = sorted(heads, key=lambda head: (-len(head.unit.path), head.employee_no))
    nearest = [head for head in heads if head.unit_id == heads[0].unit_id]
    if not nearest:
        return list(office.order_by("employee_no"))
    return nearest if request.due_at > now else [*heads, *office.order_by("employee_no")]


def may_decide(user, request, now):
    return user.can(Permission.DECIDE_REQUESTS) and user.pk in {person.pk for person in deciders(request, now)}


def may_countersign(user, request):
    role = kind_of(request).countersigned_by(request)
    return bool(role) and user.role == role and user.pk not in (request.asked_by_id, request.user_id)


def waiting_for(user, now):
    """The open requests that this person may decide or countersign, the most urgent first."""
    if not user.can(Permission.DECIDE_REQUESTS):
        return []
    rows = Request.objects.waiting().visible_to(user).select_related(*ABOUT).order_by("due_at", "pk")
    return [row for row in rows[:200] if _waits_for(user, row, now)]


def requests_open(user, now):
    """(waiting for the person, asked by him and still open)."""
    own = Request.objects.filter(asked_by=user.pk, state__in=[Request.State.ASKED, Request.State.BACK]).count()
    return len(waiting_for(user, now)), own


def asked_by(user):
    return Request.objects.filter(asked_by=user.pk).select_related(*ABOUT).order_by("-asked_at", "-pk")


def decided_by(user):
    return Request.objects.filter(decided_by=user.pk).select_related(*ABOUT).order_by("-decided_at", "-pk")


def _waits_for(user, row, now):
    lacks_signature = bool(kind_of(row).countersigned_by(row)) and row.countersigned_by_id is None
    return (
        may_countersign(user, row) if lacks_signature and user.role == Role.COMPLIANCE else may_decide(user, row, now)
    )
