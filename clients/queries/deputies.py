"""Whose clients have no B角, so that nobody is at hand when their manager is away (domain 1.5)."""

from dataclasses import dataclass

from django.db.models import Count, Q

from clients.models import Client
from clients.rules.ranks import TOP_THREE
from staff.models import User

LONE = Q(backup=None) | Q(backup__is_active=False)  # no B角, or one who works here no more
UPPER = LONE & Q(tier__in=TOP_THREE)


@dataclass(frozen=True)
class DeputyRow:
    """One manager: his clients, how many of them have no B角, and how many of these are of the upper tiers."""

    manager: User
    clients: int
    lone: int
    upper: int


def _managed(user):
    return Client.objects.visible_to(user).in_care().filter(manager__isnull=False).order_by()


def deputies(user, most):
    """(the first `most` managers, each a DeputyRow, who lacks most of the upper tiers first, of how many with clients within reach);
    two statements."""
    about = {"clients": Count("pk"), "lone": Count("pk", filter=LONE), "upper": Count("pk", filter=UPPER)}
    found = {row.pop("manager"): row for row in _managed(user).values("manager").annotate(**about)}
    first = sorted(found, key=lambda pk: (-found[pk]["upper"], -found[pk]["lone"], pk))[:most]
    people = User.objects.in_bulk(first)
    return [DeputyRow(people[pk], **found[pk]) for pk in first], len(found)


def lone_counts(user):
    """(clients without B角, those of them in the upper tiers)."""
    found = _managed(user).aggregate(lone=Count("pk", filter=LONE), upper=Count("pk", filter=UPPER))
    return found["lone"], found["upper"]
