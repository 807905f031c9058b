"""What waits for each head, and the numbers of his week: as the overview says it, counts only."""

from dataclasses import dataclass

from clients.models import Client
from crm.queries.figures.reading import lines_of_units
from crm.queries.overview import place_of
from crm.queries.waits import waits_of
from crm.rules.figures import FIGURES, GROUPS, MONEY
from planner.queries.plans import covers_on
from staff.models import OrgUnit, User
from staff.roles import Role

LATE = "late"  # of FIGURES: the upper tiers, long overdue
OF_ORPHANS = ("overdue", LATE, "unmanaged")  # what head office is told of a branch without a head
UNITS = 20  # so many of them are named


@dataclass(frozen=True)
class Reader:
    """Who gets the mail about what `head` answers for: he himself, or who stands in for him on that day."""

    head: User
    to: User

    @property
    def whose(self):
        return "" if self.to == self.head else f"（代{self.head.name}）"


def readers(day):
    """A Reader for every head who works here; a cover who opens no admin page could do nothing with it."""
    covers = covers_on(day)
    heads = User.objects.filter(role=Role.BRANCH_HEAD, is_active=True).order_by("employee_no")
    stands_in = ((head, covers.get(head.pk)) for head in heads)
    return [Reader(head, cover if cover and cover.is_active and cover.is_staff else head) for head, cover in stands_in]


def waiting_lines(head, late, now):
    """[「审批 3 件，到时限 1 件」] of what waits for the head; `late` is the Line of his unit that the night counted, or None."""
    lines = [wait.what for wait in waits_of(place_of(head, {}), now)]
    return [*lines, *([_said(late)] if late and late.value else [])]


def late_lines(heads, day):
    """{unit id: Line} of who is long overdue in the units of the heads."""
    units = [head.unit_id for head in heads]
    return {unit: lines[LATE] for unit, lines in lines_of_units(units, day).items() if LATE in lines}


def week_groups(units, day):
    """{unit id: [(heading, [Line])]} of last night's numbers beside those of a week before, without amounts."""
    found = {}
    for unit, lines in lines_of_units(units, day).items():
        kept = [line for line in lines.values() if FIGURES[line.key].group and FIGURES[line.key].measure != MONEY]
        groups = [(title, [line for line in kept if FIGURES[line.key].group == title]) for title in GROUPS]
        found[unit] = [(title, rows) for title, rows in groups if rows]
    return found


def orphan_lines(day):
    """[「柳渡支行（还没有行长）：到期承诺没兑现 2 件」] of the units that have no head, nor any above them; too many as a number."""
    orphans = _orphans()
    found, told = lines_of_units([unit.pk for unit in orphans], day), []
    for unit in orphans:
        lines = [found[unit.pk].get(key) for key in OF_ORPHANS]
        if said := "，".join(_said(line) for line in lines if line and line.value):
            told.append(f"{unit.name}（还没有行长）：{said}")
    rest = len(told) - UNITS
    return told[:UNITS] + ([f"另有 {rest} 个还没有行长的机构"] if rest > 0 else [])


def _orphans():
    """The highest of the units with clients for which no head answers."""
    heads = User.objects.filter(role=Role.BRANCH_HEAD, is_active=True).values_list("unit__path", flat=True)
    led, found = tuple(heads), []
    with_clients = Client.objects.active().order_by().values("unit")
    for unit in OrgUnit.objects.filter(pk__in=with_clients).exclude(level=OrgUnit.Level.HQ).order_by("path"):
        if not unit.path.startswith((*led, *(other.path for other in found))):
            found.append(unit)
    return found


def _said(line):
    return f"{line.label} {line.value_text}" if line.key != LATE else f"贵宾以上{line.label} {line.value_text}"
