"""Whose rows a person sees (ORG-R3), once. Everything that lists, finds, searches or counts clients goes through here."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import Q, QuerySet
from django.utils import timezone

from staff.composed import rows_of
from staff.roles import EVERYTHING, Role


def reach(user, prefix=""):
    """The rows this person may see, as a Q on the client behind `prefix`: within his role, and nobody whom he must avoid."""
    return within_role(user, prefix) & apart(user, prefix)


def apart(user, prefix=""):
    """Not himself and no relative of his (ORG-R7), as a Q on the client behind `prefix`; rows about no client stay."""
    avoided = avoided_ids(user)
    return ~Q(**{f"{prefix}pk__in": avoided}) if avoided else Q()


def within_role(user, prefix=""):
    """What the role reaches; an unknown role reaches nothing.

    Ids are fetched first (once per user object): with plain lists the database joins nothing, so no row can
    appear twice, and the index on manager or unit serves even a bank of a million clients.
    """
    role = user.role if user.is_active else None
    if role in EVERYTHING:
        return Q()
    if role == Role.BRANCH_HEAD:
        return Q(**{f"{prefix}unit__in": subtree_ids(user)})
    if role == Role.MANAGER:
        mine = Q(**{f"{prefix}manager__in": [user.pk, *covered_ids(user)]}) | Q(**{f"{prefix}backup": user.pk})
        return mine | Q(**{f"{prefix}pk": user.reads_on}) if user.reads_on else mine
    return Q(pk__in=[])


def reader_of(user, client):
    """The user as one who reads this client (id), whom he handed on, and can do nothing else (ORG-R3): for one page, never kept."""
    reader = copy(user)
    reader.reads_on = client
    return reader


def avoided_ids(user):
    """Clients whom the user has declared as himself or a relative (ORG-R7); who was read as avoiding nobody asks no more."""
    if not hasattr(user, "_avoided_ids"):
        declared = user.kin.all() if getattr(user, "avoids", True) else ()
        user._avoided_ids = [row.client_id for row in declared if row.client_id]
    return user._avoided_ids


def sight(user, place):
    """The key of figures that everybody at `place` shares; of who avoids somebody they are his own, and others for others."""
    avoided = tuple(sorted(avoided_ids(user)))
    return f"{place}-{user.pk}-{hash(avoided)}" if avoided else place


def subtree(user):
    """Units at and below the user's own, read once."""
    if not hasattr(user, "_subtree"):
        units = type(user.unit).objects.filter(path__startswith=user.unit.path) if user.unit else ()
        user._subtree = list(units)
    return user._subtree


def subtree_ids(user):
    """Their ids."""
    return [unit.pk for unit in subtree(user)]


def covered_ids(user):
    """Managers for whom the user, himself a manager, stands in today (AB角, domain 1.5)."""
    if user.role != Role.MANAGER:
        return []
    return [period.absent_id for period in covers_at_hand(user) if period.cover_id == user.pk]


def stands_in_for(user):
    """Whose work, of whatever role, is the user's today: what they owe he may do."""
    periods = [period for period in covers_at_hand(user) if period.cover_id == user.pk]
    return [period.absent_id for period in periods if period.can_be_done_by(user)]


def covers_at_hand(user):
    """The periods that concern him today, read once: those he stands in, and his own that he has still to read about."""
    if not hasattr(user, "_covers_at_hand"):
        periods = user.covering.model.objects
        user._covers_at_hand = rows_of(periods.at_hand, timezone.localdate(), user=user.pk)
    return user._covers_at_hand


def rows_for(user, build, *fixed, **values):
    """The rows of the QuerySet `build(user, *fixed, **values)` as rows_of of staff/composed.py finds them, for who sees what he sees.

    Of the user it may ask his role, what he may do and whose rows he sees, and nothing else: whoever breaks that fails at once.
    """
    sight = {
        "me": user.pk,
        "covered": covered_ids(user),
        "avoided": avoided_ids(user),
        "units": subtree_ids(user) if user.role == Role.BRANCH_HEAD else [],
        "reads_on": [user.reads_on] if user.reads_on else [],
    }
    return rows_of(_InSight(build, user.__class__, user.role, user.is_active), *fixed, **sight, **values)


@dataclass(frozen=True)
class _InSight:
    """`build` for anybody of the role: nothing is known of him but the ids on which it hangs whose rows he sees."""

    build: Callable
    person: type
    role: str
    is_active: bool
    spare = ("me", "covered", "avoided", "units", "reads_on")  # not every statement has a place for each

    def __call__(self, *fixed, me, covered, avoided, units, reads_on, **values):
        user = self.person.from_db(None, ("id", "role", "is_active"), (me, self.role, self.is_active))
        covers = [SimpleNamespace(absent_id=each, cover_id=me) for each in covered]
        user._covers_at_hand = covers if self.role == Role.MANAGER else None
        user._avoided_ids, user._subtree = avoided, [SimpleNamespace(pk=each) for each in units]
        user.reads_on = reads_on[0] if reads_on else None
        return self.build(user, *fixed, **values)


class ScopedQuerySet(QuerySet):
    """Rows about a client; `to_client` is the path from the row to the client."""

    to_client = "client__"

    def visible_to(self, user):
        return self.filter(reach(user, self.to_client))

    def apart_from(self, user):
        """Of rows that are the user's for another reason than his reach: without those whom he must avoid."""
        return self.filter(apart(user, self.to_client))


class OrganisationQuerySet(QuerySet):
    """Units and people: a branch head sees his subtree, the offices that serve the whole bank see all."""

    to_unit = "unit__"

    def visible_to(self, user):
        if user.is_active and user.role in (*EVERYTHING, Role.SYSADMIN):
            return self.all()
        if user.is_active and user.role == Role.BRANCH_HEAD:
            return self.filter(**{f"{self.to_unit}pk__in": subtree_ids(user)})
        return self.none()
