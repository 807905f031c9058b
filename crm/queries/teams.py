"""The team board of a place: per manager, for head office per unit, what is kept by tier, and what this week holds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from crm.queries.looks import REVIEW
from crm.rules.figures import COVERED
from staff.roles import Permission, Role
from words.dates import day_text, monday_of

CELLS = tuple(f"cover_{tier}" for tier in COVERED)
COLUMNS = ("load", "late", "overdue")


@dataclass(frozen=True)
class Row:
    """One manager or unit. `cells`: a Line a tier, None where he has nobody of it; `lines`: the other numbers by key.

    `care`: (done, on the list, address) of this week's day; `greetings`: how many wait for his look, and where; `away`: why he is not here.
    """

    key: int
    name: str
    url: str
    cells: Sequence
    lines: Mapping
    care: tuple = ()
    greetings: tuple = ()
    away: str = ""
    covers: str = ""
    order_url: str = ""
    handover_url: str = ""
    where: str = ""

    @property
    def pk(self):
        return self.key

    @property
    def clients(self):
        return self.lines.get("clients")

    @property
    def columns(self):
        return [self.lines.get(key) for key in COLUMNS]


@dataclass
class _Week:
    """What is asked beside the numbers, each once: {manager id: …}."""

    care: dict = field(default_factory=dict)
    greetings: dict = field(default_factory=dict)
    away: dict = field(default_factory=dict)
    covers: dict = field(default_factory=lambda: defaultdict(list))


def rows_of(look, figures):
    """The rows of the board, who has most overdue first."""
    place, today = look.place, look.today
    if place.by_unit:
        rows = [_of_unit(place, unit, figures.units.get(unit.pk, {})) for unit in place.children]
        return sorted((row for row in rows if row.clients), key=lambda row: (-_pressing(row), row.name))
    is_past, is_head = figures.day < today, place.user.role == Role.BRANCH_HEAD
    week = _Week() if is_past else _week(look)
    people = [person for person in look.people if person.role == Role.MANAGER]
    if is_head and not is_past:
        people = [person for person in people if person.is_active]
    rows = [_of_manager(place, person, figures.people.get(person.pk, {}), week, today) for person in people]
    rows = [row for row in rows if row.clients or row.care]
    return sorted(rows, key=lambda row: (-_pressing(row), row.name))


def _pressing(row):
    load, late = (row.lines.get(key) for key in ("load", "late"))
    return (load.value if load else 0, late.value if late else 0)[0 if load else 1]


def _of_unit(place, unit, lines):
    cells = [lines.get(key) for key in CELLS]
    return Row(unit.pk, unit.name, f"?{urlencode({'unit': unit.pk})}", cells, lines)


def _of_manager(place, person, lines, week, today):
    orders = place.user.can(Permission.ISSUE_ORDER) and person.is_active
    return Row(
        person.pk,
        person.name,
        _page_of(place, person),
        [lines.get(key) for key in CELLS],
        lines,
        week.care.get(person.pk, ()),
        week.greetings.get(person.pk, ()),
        week.away.get(person.pk, "" if person.is_active else "已离岗"),
        "、".join(week.covers.get(person.pk, ())),
        reverse("order_manager", args=[person.pk]) if orders else "",
        f"{reverse('handover_choose')}?{urlencode({'giver': person.pk})}" if place.acts else "",
        "" if person.unit_id == place.unit.pk else person.unit.name,
    )


def _page_of(place, person):
    """His day, for his head; for others his clients."""
    if place.user.can(Permission.ARRANGE_CARE_DAY) and person.is_active:
        return reverse("manager_day", args=[person.pk])
    return f"{reverse('client_list')}?{urlencode({'manager': person.pk})}"


def _week(look):
    week, today, user = _Week(), look.today, look.place.user
    if user.role == Role.BRANCH_HEAD:
        monday = monday_of(today)
        for person in look.people:
            if person.care_on:
                asked = urlencode({"manager": person.employee_no, "week": monday.isoformat()})
                url = f"{reverse('care_day')}?{asked}"
                week.care[person.pk] = (person.care_done, person.care_count, url, person.care_on)
    if user.can(Permission.VIEW_GREETINGS):
        drafts = Counter()
        for _unit, manager, number in look.numbers[REVIEW]:
            drafts[manager] += number
        for manager, number in drafts.items():
            week.greetings[manager] = (
                number,
                f"{reverse('greeting_team')}?{urlencode({'show': REVIEW, 'manager': manager})}",
            )
    for period in look.away:
        until = f"离岗至 {day_text(period.ends_on, today)}"
        week.away[period.absent_id] = until if not period.is_alone else f"{until}，没人代"
        if not period.is_alone:
            week.covers[period.cover_id].append(f"代{period.absent.name}")
    return week
