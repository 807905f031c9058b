"""Grants as their page shows them, and whose mail is due."""

from datetime import timedelta

from django.db.models import Q

from staff.audit import Verb
from staff.models import AuditEvent, Grant

TOLD_WITHIN = timedelta(days=3)  # later the owner knows, or has no address


def grants_waiting(user):
    """What waits within this person's reach, with `is_own`: he may not decide about it himself (ORG-R6)."""
    return _with_own(Grant.objects.visible_to(user).waiting(), user)


def grants_unseen(user):
    """The same of what nobody has looked at yet: who got it does not look at it himself."""
    return _with_own(Grant.objects.visible_to(user).unseen(), user)


def grants_open(user):
    """How many of both there are for this person to look at."""
    rows = Grant.objects.visible_to(user).exclude(user=user.pk)
    return rows.waiting().exclude(asked_by=user.pk).count() + rows.unseen().count()


def accounts_made_by(user, people):
    """Which of the `people` (ids of users) are in the system because `user` entered them, by hand or by a file."""
    numbers = [str(pk) for pk in people]
    entered = AuditEvent.objects.filter(
        verb=Verb.CREATE, target_type="staff.User", target_id__in=numbers, actor_no=user.employee_no
    )
    return {int(number) for number in entered.values_list("target_id", flat=True)}


def grants_to_tell(now):
    """What came into force lately and is to be told to its owner."""
    confirmed = Q(decision=Grant.Decision.CONFIRMED, decided_at__gt=now - TOLD_WITHIN)
    at_once = Q(decision=Grant.Decision.TAKEN, asked_at__gt=now - TOLD_WITHIN)
    return _rows(Grant.objects.filter(confirmed | at_once))


def _with_own(grants, user):
    rows = list(_rows(grants))
    for row in rows:
        row.is_own = user.pk in (row.asked_by_id, row.user_id)
    return rows


def _rows(grants):
    return grants.select_related("user__unit", "unit", "asked_by", "decided_by").order_by("pk")
