"""Whom members of staff must avoid, and which clients wait for another manager because of it (ORG-R7)."""

from django.db.models import Case, Exists, OuterRef, Q, When, prefetch_related_objects

from clients.models import Client, Kin
from clients.models.kin import WAITS
from staff.models import AuditEvent, CoverPeriod
from staff.roles import Role
from staff.scope import avoided_ids, within_role


def with_kin(people):
    """The people, whom they avoid read at once; no statement where nobody avoids anybody."""
    prefetch_related_objects([person for person in people if getattr(person, "avoids", True)], "kin")
    return people


def declared_by(user):
    """What the user has declared, one row a number; whether somebody has it is not told."""
    seen = {}
    for row in user.kin.order_by("-declared_at", "pk"):
        seen.setdefault((row.client_no, row.id_hash), row)
    return list(seen.values())


def who_avoid():
    """{client number or digest of papers: ids of those who must avoid him}, as declared."""
    found = {}
    for user, *keys in Kin.objects.values_list("user", "client__client_no", "client__id_hash", "client_no", "id_hash"):
        for key in filter(None, keys):
            found.setdefault(key, set()).add(user)
    return found


def avoided_by(person, client="client", on=None):
    """Whether the person, or who stands in for him on the day, must avoid the client: a condition on rows that name both."""
    who = Q(user=OuterRef(person))
    if on:
        periods = CoverPeriod.objects.on(on).arranged().filter(absent=OuterRef(OuterRef(person)))
        who |= Q(user__in=periods.values("cover"))
    return Exists(Kin.objects.filter(who, client=OuterRef(client)))


def parted_from(user):
    """How many clients are not among the user's, although his role reaches them or he looked after them."""
    avoided = avoided_ids(user)
    if not avoided:
        return 0
    left = Q(pk__in=user.kin.exclude(left_on=None).values("client"))
    return Client.objects.filter(within_role(user) | left, pk__in=avoided).count()


def declared_since(user, at):
    """Whether he was declared, or found, to avoid somebody since that moment; whom is not told."""
    own = [str(pk) for pk in user.kin.values_list("pk", flat=True)]
    return AuditEvent.objects.filter(target_type=Kin._meta.label, target_id__in=own, at__gte=at).exists()


def kin_list(user):
    """For head office every declaration of others, who waits for a manager first; for a head the clients who wait."""
    rows = (
        Kin.objects.visible_to(user).exclude(user=user).select_related("user__unit", "client__unit", "client__manager")
    )
    if user.role != Role.HEAD_OFFICE:
        rows = rows.filter(WAITS)
    return rows.order_by(Case(When(WAITS, then=0), default=1), "-declared_at", "-pk")


def waiting_count(user):
    return Kin.objects.visible_to(user).exclude(user=user).filter(WAITS).values("client").distinct().count()
