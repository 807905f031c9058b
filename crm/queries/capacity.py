"""Whose work of the coming four weeks is shown: of few people each one's, reckoned now; of very many by unit, as the night left it."""

from dataclasses import dataclass

from crm.queries.figures.reading import of_last_night
from planner.queries.capacity import managers_of
from planner.rules.capacity import Load, Work
from staff.models import OrgUnit
from staff.roles import Role

MANY = 100  # managers, from which on nobody's work is reckoned for a look
KEYS = ("work", "load", "overloaded")  # of KINDS


@dataclass(frozen=True)
class UnitLoad:
    """A unit and all below it: the `load` of all its managers, the `most` that one of them has in %, and how many of the
    `people` have too much. None of what no night has counted."""

    unit: OrgUnit
    load: Load | None
    most: int | None
    overloaded: int
    people: int

    @property
    def pk(self):
        return self.unit.pk


def top_of(user):
    """The highest unit whose people he sees; None of a manager, who sees himself."""
    if user.role == Role.MANAGER:
        return None
    units = OrgUnit.objects.visible_to(user)
    return user.unit if user.role == Role.BRANCH_HEAD else units.filter(parent=None).order_by("path").first()


def people_of(user, unit, *, is_own):
    """The managers at `unit` and below it, or its own alone; None when they are too many to be reckoned for a look."""
    people = managers_of(user).select_related("unit")
    if unit:
        people = people.filter(**{"unit": unit} if is_own else {"unit__path__startswith": unit.path})
    people = list(people if is_own else people[: MANY + 1])
    return people if is_own or len(people) <= MANY else None


def loads_of_units(unit, today):
    """A UnitLoad for each unit right below this one that has managers, the one with most to relieve first; two statements."""
    units = list(OrgUnit.objects.filter(parent=unit).order_by("code"))
    night = of_last_night([each.pk for each in units], today, KEYS)
    return sorted((_load_of(each, night[each.pk]) for each in units), key=_order)


def _load_of(unit, values):
    needed, available = values.get("work", (None, None))
    overloaded, people = values.get("overloaded", (0, 0))
    load = None if available is None else Load(Work(int(needed)), int(available))
    most = int(values["load"][0]) if "load" in values else None
    return UnitLoad(unit, load, most, int(overloaded), int(people or 0))


def _order(row):
    return -row.overloaded, -(row.most or 0), row.unit.code
