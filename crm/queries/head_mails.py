"""What waits for each head, and the numbers of his week: as the overview says it, counts only."""

from dataclasses import dataclass

from clients.models import Client
from crm.queries.figures.reading import lines_of_units
from crm.queries.looks import Look
from crm.queries.overview import place_of
from crm.queries.waits import waits_of
from crm.rules.figures import FIGURES, GROUPS, MONEY
from staff.models import OrgUnit, User
from staff.queries.covers import stand_ins
from staff.roles import Role

LATE = "late"  # the upper tiers, long overdue
COUNTED = (LATE, "overloaded", "complaints")  # of FIGURES, what the list of the overview does not say
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
    """A Reader for every head who works here."""
    covers = stand_ins(day)
    heads = User.objects.filter(role=Role.BRANCH_HEAD, is_active=True).order_by("employee_no")
    return [Reader(head, covers.get(head.pk, head)) for head in heads]


def waiting_lines(head, counted, now):
    """[「审批 3 件，到时限 1 件」] of what waits for the head; `counted`: {key: Line} of his unit, as the night counted them."""
    lines = [wait.what for wait in waits_of(Look(place_of(head, {}), now))]
    return lines + _said(counted, COUNTED)


def counted_lines(heads, day):
    """{unit id: {key: Line}} of the units of the heads."""
    return lines_of_units({head.unit_id for head in heads}, day)


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
        if said := "，".join(_said(found[unit.pk], OF_ORPHANS)):
            told.append(f"{unit.name}（还没有行长）：{said}")
    rest = len(told) - UNITS
    return told[:UNITS] + ([f"另有 {rest} 个还没有行长的机构"] if rest > 0 else [])


def _orphans():
    """The highest of the units with clients for which no head answers."""
    heads = User.objects.filter(role=Role.BRANCH_HEAD, is_active=True).values_list("unit__path", flat=True)
    led, found = tuple(heads), []
    with_clients = Client.objects.in_care().order_by().values("unit")
    for unit in OrgUnit.objects.filter(pk__in=with_clients).exclude(level=OrgUnit.Level.HQ).order_by("path"):
        if not unit.path.startswith((*led, *(other.path for other in found))):
            found.append(unit)
    return found


def _said(lines, keys):
    """[「贵宾以上逾期超过 7 个工作日 12 户」] of the numbers of `keys` that are not 0."""
    found = [lines[key] for key in keys if key in lines and lines[key].value]
    return [f"{'贵宾以上' if line.key == LATE else ''}{line.label} {line.value_text}" for line in found]
