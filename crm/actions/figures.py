"""Each night's numbers of every unit, written once a day and kept for ever."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from crm.models import Figure
from crm.queries.figures.contacts import of_kept
from crm.queries.figures.counting import Scope, add, counted
from crm.queries.figures.deposits import of_stayed
from crm.queries.figures.people import of_loads
from crm.queries.figures.standings import of_gone
from crm.rules.figures import FIGURES, KINDS, derived, shown
from staff import bulk
from staff.models import OrgUnit
from staff.turns import in_turns
from words.money import CENT

UNITS = 20  # in one transaction: a fraction of a second
NAMES = ("unit_id", "person_id", "on", "key", "value", "base", "data_date", "at")


def keep_figures(*, now):
    """Counts the whole bank and writes today's rows in place of those that an earlier run of today wrote."""
    today = timezone.localdate(now)
    paths, number = dict(OrgUnit.objects.values_list("pk", "path")), 0
    found, data_date = counted(Scope(today))
    for source in (of_loads(today), of_stayed(today), of_kept(today), of_gone()):
        for unit, person, values in source:
            add(found[unit, person], values)
    rows = _rows(found, paths)
    # The bank's own come last: whoever finds them reads the same night of each of its units.
    for units in in_turns(sorted(paths, key=lambda pk: (-len(_lineage(paths[pk])), pk)), UNITS):
        fresh = [
            (unit, person, today, key, _cent(value), _cent(base), data_date, now)
            for unit in units
            for (person, key), (value, base) in rows[unit].items()
        ]
        number += len(fresh)
        with transaction.atomic():
            Figure.objects.filter(on=today, unit__in=units).delete()
            bulk.insert(Figure, NAMES, fresh)
    return f"{len(paths)} 个机构的数已记下，共 {number} 个" if number else ""


def _rows(found, paths):
    """{unit id: {(manager id or None, key): (value, base)}}: a unit's hold all below it, a manager's this very unit."""
    units, ids = defaultdict(dict), {path: pk for pk, path in paths.items()}
    rows = defaultdict(dict)
    for (unit, person), values in found.items():
        for above in _lineage(paths[unit]):
            add(units[ids[above]], values)
        if person:
            rows[unit] |= {
                (person, key): pair for key, pair in values.items() if KINDS[key].of_people and _says(key, pair)
            }
    for unit, values in units.items():
        kinds = KINDS if len(_lineage(paths[unit])) == 1 else FIGURES
        rows[unit] |= {(None, key): pair for key, pair in derived(values).items() if key in kinds and _says(key, pair)}
    return rows


def _says(key, pair):
    return shown(KINDS[key], *pair) is not None


def _lineage(path):
    """The paths from the highest unit down to this one."""
    return [path[: place + 1] for place, sign in enumerate(path) if sign == "/" and place]


def _cent(value):
    return value if value is None or isinstance(value, int) else value.quantize(CENT)
