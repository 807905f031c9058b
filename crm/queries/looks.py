"""A look at a place: what several parts of its page speak of, each read once."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from clients.models.clients import has_nobody
from clients.queries.kin import with_kin
from clients.queries.requests import DECIDE, waiting_for
from clients.rules.ranks import TOP_THREE
from crm.queries.figures.contacts import client_groups
from crm.queries.figures.scope import Scope
from crm.queries.overview import Place
from staff.cached import cached
from staff.models import CoverPeriod, User
from staff.roles import Role
from staff.scope import sight
from tiers.queries.boards import moves_since
from tiers.rules.boards import moves_of


@dataclass(frozen=True)
class Look:
    """A `place` at the moment `now`."""

    place: Place
    now: datetime

    @cached_property
    def today(self):
        return timezone.localdate(self.now)

    @cached_property
    def groups(self):
        """The active clients by all that decides what they count for."""
        return client_groups(Scope(self.today, self.place.below, self.place.user))

    @cached_property
    def alone(self):
        """[{tier, manager__name, number, since, deputy}] of whom nobody looks after, and of the upper tiers without a deputy."""
        if not self.place.is_bank:
            return [
                {**row, "number": row["unmanaged"], "deputy": row["alone"] if row["tier"] in TOP_THREE else 0}
                for row in self.groups
            ]
        left, has_no_deputy = has_nobody(), Q(backup=None, tier__in=TOP_THREE)
        rows = self.place.clients().filter(left | has_no_deputy).order_by().values("tier", "manager__name")
        counts = {"number": Count("pk", filter=left), "deputy": Count("pk", filter=has_no_deputy)}
        return list(rows.annotate(**counts, since=Min("assigned_on", filter=left)))

    @cached_property
    def since(self):
        """What has happened since the latest monthly run."""
        return moves_since(self.place.user, None if self.place.is_top else self.place.unit, self.today)

    @property
    def moves(self):
        """Who stands on which tier now, and stood there before."""
        return moves_of(self._tiers(), self.since.changed)

    def _tiers(self):
        if self.place.is_bank:
            key = sight(self.place.user, f"now-{self.place.unit.pk}-{self.today}")
            rows = self.place.clients().order_by().values_list("tier")
            return cached("tier_moves", key, lambda: dict(rows.annotate(Count("pk"))))
        tiers = Counter()
        for row in self.groups:
            tiers[row["tier"]] += row["clients"]
        return tiers

    @cached_property
    def away(self):
        """The periods of today of those who are away, each with `has_clients`."""
        with_clients = User.objects.filter(pk=OuterRef("absent"), clients__isnull=False)
        rows = self.place.narrowed(CoverPeriod.objects.visible_to(self.place.user).on(self.today), "absent__unit")
        rows = rows.annotate(has_clients=Exists(with_clients)).select_related("absent__unit", "cover")
        return list(rows.order_by("starts_on", "pk"))

    @property
    def covered(self):
        """{unit id: how many people are away and have somebody to stand in}."""
        return Counter(unit for unit, _pk in {(row.absent.unit_id, row.absent_id) for row in self.away if row.cover_id})

    @cached_property
    def people(self):
        """The managers of the place, and whoever decides requests, by number of employee."""
        wanted = Q(is_active=True, role__in=DECIDE)
        if not self.place.by_unit:
            wanted |= Q(role=Role.MANAGER, unit__in=self.place.below)
        return list(User.objects.filter(wanted).select_related("unit").order_by("employee_no"))

    @cached_property
    def requests(self):
        """What waits for the reader's word, the most urgent first."""
        deciders = [person for person in self.people if person.role in DECIDE]
        return waiting_for(self.place.user, self.now, with_kin(deciders))
