"""The overview of a unit: which one somebody looks at, and how its lists are opened."""

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from urllib.parse import urlencode

from django.urls import reverse

from clients.models import Client
from staff.models import OrgUnit
from staff.pages import row_id
from staff.roles import EVERYTHING, Permission, Role
from staff.scope import subtree


@dataclass(frozen=True)
class Place:
    """The `unit` that `user` looks at, one of the `units` within his reach; `is_top`: all that he sees."""

    user: object
    unit: OrgUnit
    units: tuple
    is_top: bool

    @cached_property
    def below(self):
        """The unit and all below it, as ids."""
        return [unit.pk for unit in self.units if unit.path.startswith(self.unit.path)]

    @property
    def pairs(self):
        """[(id, id of the parent)] of the unit and all below it."""
        return [(unit.pk, unit.parent_id) for unit in self.units if unit.path.startswith(self.unit.path)]

    @cached_property
    def children(self):
        return [unit for unit in self.units if unit.parent_id == self.unit.pk]

    @property
    def is_bank(self):
        return self.unit.parent_id is None

    @property
    def above(self):
        """The units from the top of his reach down to this one, itself left out."""
        return [unit for unit in self.units if self.unit.path.startswith(unit.path) and unit != self.unit]

    @property
    def acts(self):
        """Whether he may change something here, and not only look."""
        return self.user.role in (Role.BRANCH_HEAD, Role.HEAD_OFFICE)

    @property
    def by_unit(self):
        """Head office sees units where a head sees managers."""
        return self.user.role in EVERYTHING and bool(self.children)

    def narrowed(self, rows, path="client__unit"):
        """Of `rows` within his reach those of this unit; `path` leads to the unit."""
        return rows if self.is_top else rows.filter(**{f"{path}__in": self.below})

    def clients(self):
        return self.narrowed(Client.objects.visible_to(self.user).active(), "unit")

    def url(self, page, **asked):
        """A list of exactly this place's rows."""
        asked |= {} if self.is_top else {"unit": self.unit.pk}
        return f"{reverse(page)}?{urlencode(asked)}" if asked else reverse(page)


def place_of(user, query):
    """The place that the address asks for, else all that he sees; None out of reach, or for who sees no clients."""
    if not user.can(Permission.VIEW_CLIENTS):
        return None
    is_head = user.role == Role.BRANCH_HEAD
    units = tuple(sorted(subtree(user) if is_head else OrgUnit.objects.visible_to(user), key=attrgetter("path")))
    top = user.unit if is_head else units[0]
    asked = row_id(query, "unit") if query.get("unit") else top.pk
    unit = next((unit for unit in units if unit.pk == asked), None)
    return unit and Place(user, unit, units, unit.pk == top.pk)
