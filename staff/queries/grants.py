"""Grants as their page shows them, and whose mail is due."""

from datetime import timedelta

from django.db.models import Q

from staff.audit import Verb
from staff.models import AuditEvent, Grant

TOLD_WITHIN = timedelta(days=3)  # later the owner knows, or has no address


def grants_waiting(user):
    """What waits within this person's reach; one with a `tie` to him is not his to decide (ORG-R6)."""
    return with_ties(_rows(Grant.objects.visible_to(user).waiting()), user)


def grants_unseen(user):
    """The same of what nobody has looked at yet."""
    return with_ties(_rows(Grant.objects.visible_to(user).unseen()), user)


def grants_open(user):
    """How many of both there are for this person: the rows that the page lets him choose."""
    rows = Grant.objects.visible_to(user)
    return sum(not row.tie for row in with_ties(_rows(rows.waiting() | rows.unseen()), user))


def with_ties(rows, user):
    """The rows as a list, each with `tie`: what binds this person to it, a key of rules.grants.TIES, or ''."""
    rows = list(rows)
    entered = _accounts_entered_by(user, {row.user_id for row in rows})
    for row in rows:
        ties = {"asked": row.asked_by_id == user.pk, "owner": row.user_id == user.pk, "entered": row.user_id in entered}
        row.tie = next((tie for tie, binds in ties.items() if binds), "")
    return rows


def _accounts_entered_by(user, people):
    """Which of the `people` (ids of users) are in the system because `user` entered them, by hand or by a file."""
    if not people:
        return set()
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


def _rows(grants):
    return grants.select_related("user__unit", "unit", "asked_by", "decided_by").order_by("pk")
