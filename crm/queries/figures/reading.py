"""The numbers of one unit as lines to be shown: today's, what they were a week ago, and the weeks before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, Subquery
from django.utils import timezone

from crm.models import Figure
from crm.queries.figures.counting import Scope, add, counted
from crm.queries.figures.links import Links
from crm.rules.figures import (
    COVERED,
    FIGURES,
    GROUPS,
    KINDS,
    TREND,
    band_text,
    change_text,
    derived,
    is_worse,
    shown,
    state,
    value_text,
)
from crm.rules.figures import counted as rows_counted
from crm.rules.figures.notes import OF_KINDS
from staff.cached import cached
from staff.composed import rows_of
from staff.models import OrgUnit
from staff.scope import avoided_ids, sight
from words.dates import ONE_DAY, ONE_WEEK

OF_NIGHT = ("load", "overloaded", "work", "stayed")
BESIDE = (
    "clients",
    "average",
    "load",
    "late",
    "overdue",
    "cover",
    *(f"cover_{tier}" for tier in COVERED),
)  # of the units of a bank
OF_BALANCES = (
    "month",
    "balance",
    "deviation",
    "last_year",
    "since_year",
    "growth",
    *OF_KINDS,
)  # they change with a file only
NEAREST = 3  # days before the weekday sought, when its own night was missed


@dataclass(frozen=True)
class Line:
    """One number as it is shown. `url` opens `rows` rows, exactly those counted; "" and None where it counts no rows.

    `change_is_bad` None: nothing changed, or neither way is better. `trend`: twelve weeks, the last is now.
    """

    key: str
    label: str
    value_text: str
    change_text: str
    change_is_bad: bool | None
    band_text: str
    state: str
    trend: Sequence[Decimal | None]
    url: str
    note: str
    value: Decimal
    base: Decimal | None
    rows: int | None
    why: str


@dataclass(frozen=True)
class Figures:
    """`groups`: [(heading, [Line])]; `people`: {manager id: {key: Line}}; `units`, of head office: {unit id: {key: Line}}.

    `own`: all lines of the unit, the hidden ones too. `stale`: how many clients have an older balance than of `data_date`.
    No `groups`: there is nothing to show.
    """

    day: date
    computed_at: datetime | None
    data_date: date | None
    stale: int
    groups: Sequence[tuple] = ()
    people: Mapping = field(default_factory=dict)
    units: Mapping = field(default_factory=dict)
    own: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """The values of one moment: of the unit, and of each manager's part of it."""

    at: datetime | None
    data_date: date | None
    values: Mapping
    people: Mapping


def figures_of(unit, today, user, day=None, look=None):
    """The Figures of `unit` and all below it: of now, or as they were on `day` before `today`; `look`: of a page that asks more of it."""
    day = min(day or today, today)
    below = look.place.pairs if look else list(_below(unit).values_list("pk", "parent"))
    is_bank = unit.parent_id is None
    children = [pk for pk, parent in below if parent == unit.pk]
    past = _rows(unit, children if is_bank else [pk for pk, _parent in below], day, is_bank=is_bank)
    if is_bank or day < today:
        now = past.of(unit, day)
    else:
        place = sight(user, f"{unit.pk}-{today}")
        night, units = past.of(unit, day), [pk for pk, _parent in below]
        now = _with_night(cached("unit_figures", place, lambda: _count(units, today, user, night, look)), night)
    weeks = [past.near(unit.pk, day - n * ONE_WEEK) for n in reversed(range(1, TREND))]
    links = Links(user, is_past=day < today)
    lines = _lines(now.values, weeks, unit.pk, links)
    return Figures(
        day,
        now.at,
        now.data_date,
        int(now.values.get("stale", (0, None))[0]),
        [(title, rows) for title in GROUPS if (rows := [line for line in lines.values() if _group(line) == title])],
        _people(now, past.people_near(day - ONE_WEEK), unit.pk, links),
        {
            pk: _lines(past.near(pk, day), [past.near(pk, day - ONE_WEEK)], pk, links)
            for pk in (children if is_bank else ())
        },
        lines,
    )


def _below(unit):
    return OrgUnit.objects.filter(path__startswith=unit.path)


def _group(line):
    return FIGURES[line.key].group


def _count(units, today, user, night, look):
    reckoned_on = None if avoided_ids(user) else night.data_date
    found, data_date = counted(Scope(today, units, user, reckoned_on=reckoned_on, read=look))
    values, people = {}, defaultdict(dict)
    for (_unit, person), more in found.items():
        add(values, more)
        if person:
            add(people[person], {key: pair for key, pair in more.items() if KINDS[key].of_people})
    values = derived(values) | (_parts(night.values, OF_BALANCES) if data_date == reckoned_on else {})
    return Counted(timezone.now(), data_date, values, dict(people))


def _with_night(now, night):
    """What is no count of rows and dear to reckon stands beside what is counted now, as the night has left it."""
    people = {person: {**now.people.get(person, {}), **_parts(own, OF_NIGHT)} for person, own in night.people.items()}
    people = {person: own for person, own in people.items() if own}
    return replace(now, values={**now.values, **_parts(night.values, OF_NIGHT)}, people={**now.people, **people})


def _parts(values, keys):
    return {key: values[key] for key in keys if key in values}


def _lines(values, weeks, unit, links, person=None):
    """{key: Line} in the order of FIGURES; `weeks`: the values of each week before, the last one a week ago."""
    lines = {}
    for key, kind in FIGURES.items():
        value, base = values.get(key, (None, None))
        now = None if value is None else shown(kind, value, base)
        if now is None or links.hides(key):
            continue
        trend = [shown(kind, *week[key]) if key in week else None for week in weeks]
        url = links.to(key, unit, person)
        lines[key] = Line(
            key,
            kind.label,
            value_text(kind, value, base),
            change_text(kind, now, trend[-1]),
            is_worse(kind, now, trend[-1]),
            band_text(kind),
            state(kind, now),
            [*trend, now],
            url,
            kind.note(values) if kind.note and person is None else "",
            value,
            base,
            rows_counted(kind, value, base) if url else None,
            kind.why,
        )
    return lines


def lines_of_units(units, day):
    """{unit id: {key: Line}} as the night before `day` counted them, beside a week before, without links; one statement."""
    past, links = Past(), Links(None, is_past=True)
    wanted = Figure.objects.filter(
        unit__in=units, person=None, on__in=[*days_before(day), *days_before(day - ONE_WEEK)]
    )
    for pk, on, key, value, base in wanted.values_list("unit", "on", "key", "value", "base"):
        if key in FIGURES:
            add(past.units[pk, on], {key: (value, base)})
    return {pk: _lines(past.near(pk, day), [past.near(pk, day - ONE_WEEK)], pk, links) for pk in units}


def of_last_night(units, today, keys):
    """{unit id: {key: (value, base)}} of these `keys` as the night of `today`, or one shortly before, left them; one statement."""
    past, rows = Past(), Figure.objects.filter(unit__in=units, person=None, key__in=keys, on__in=days_before(today))
    for pk, on, key, value, base in rows.values_list("unit", "on", "key", "value", "base"):
        past.units[pk, on][key] = value, base
    return {pk: past.near(pk, today) for pk in units}


def _people(now, then, unit, links):
    """{manager id: {key: Line}}; `then`: their values of a week ago."""
    return {
        person: _lines(values, [then.get(person, {})], unit, links, person) for person, values in now.people.items()
    }


class Past:
    """The rows that the nights wrote, {(unit or manager id, day): {key: (value, base)}}."""

    def __init__(self):
        self.units, self.people, self.told = defaultdict(dict), defaultdict(dict), {}

    def near(self, unit, day):
        """The values of that day, else of the newest within a few days before it; {} of none."""
        return next((self.units[unit, on] for on in days_before(day) if (unit, on) in self.units), {})

    def people_near(self, day):
        """{manager id: values} of the same day."""
        for on in days_before(day):
            if found := {person: values for (person, at), values in self.people.items() if at == on}:
                return found
        return {}

    def of(self, unit, day):
        on = next((on for on in days_before(day) if (unit.pk, on) in self.units), None)
        people = {person: values for (person, at), values in self.people.items() if at == on}
        return Counted(*self.told.get(on, (None, None)), self.units.get((unit.pk, on), {}), people)


def days_before(day):
    """The days whose night may speak for `day`, the newest first."""
    return [day - n * ONE_DAY for n in range(NEAREST + 1)]


def _rows(unit, others, day, *, is_bank):
    """One statement: the unit's own of twelve weeks, and of now and a week ago those of the units `others` (ids) of a bank, else of
    the people there.
    """
    past = Past()
    for row in rows_of(_wanted, day, is_bank, unit=unit.pk, others=others or [unit.pk]):
        pk, person, on, key, value, base, data_date, at = row
        if key in FIGURES:
            add(past.people[person, on] if person else past.units[pk, on], {key: (value, base)})
        past.told[on] = at, data_date
    return past


def _wanted(day, is_bank, *, unit, others):
    """Of each week only the night that speaks for it, the newest of a few: who is read beside the unit was counted in the same one."""
    nights = [_night_near(unit, day - n * ONE_WEEK) for n in range(TREND)]
    lately = Q(on=nights[0]) | Q(on=nights[1])
    beside = Q(person=None, key__in=BESIDE) if is_bank else ~Q(person=None)
    own = Q(unit=unit, person=None, key__in=FIGURES, on__in=nights)
    rows = Figure.objects.filter(own | Q(unit__in=others) & lately & beside)
    return rows.values_list("unit", "person", "on", "key", "value", "base", "data_date", "at")


def _night_near(unit, day):
    rows = Figure.objects.filter(unit=unit, person=None, on__in=days_before(day))
    return Subquery(rows.order_by("-on").values("on")[:1])
