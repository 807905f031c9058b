"""工作日志: what somebody did in one week, counted from the very rows that each figure opens. Nobody types anything."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from clients.models import Client, ContactLog, Promise
from staff.calendar import midnight
from words.dates import ONE_DAY, ONE_WEEK

EVERYTHING = "all"
FIRST = {"contact": "联系", "effective": "其中有效", "minutes": "时长（分钟）", "made": "答应的事", "kept": "办到的事"}
TOUCHING = [choice for choice in ContactLog.Kind.choices if choice[0] != ContactLog.Kind.HANDOVER]
KINDS = {f"kind-{kind}": label for kind, label in TOUCHING}
AIMS = {f"aim-{aim}": label for aim, label in ContactLog.Aim.choices}
SHOWS = FIRST | KINDS | AIMS


@dataclass(frozen=True)
class Line:
    """One row of the week: `marks` are the figures that count it; `client` None: out of reach of who looks, or of nobody."""

    at: datetime
    marks: frozenset
    client: Client | None
    is_hidden: bool
    words: str
    note: str
    seconds: int = 0

    @cached_property
    def day(self):
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Cell:
    day: date | None
    number: int


@dataclass(frozen=True)
class Figures:
    """One row of the table: a figure on each of the seven days, and of the week."""

    show: str
    label: str
    cells: tuple[Cell, ...]
    total: int


def lines_of(person, viewer, monday):
    """[Line] of the week, in order: four queries."""
    since, until = (midnight(day) for day in (monday, monday + ONE_WEEK))
    contacts = (
        ContactLog.objects.apart_from(viewer).touches().filter(by=person, occurred_at__gte=since, occurred_at__lt=until)
    )
    owed = Promise.objects.apart_from(viewer).filter(owed_by=person).shown().select_related("client")
    made, kept = owed.filter(made_at__gte=since, made_at__lt=until), owed.kept()
    kept = kept.filter(closed_at__gte=since, closed_at__lt=until)
    contacts, made, kept = list(contacts.select_related("client")), list(made), list(kept)
    clients = {row.client_id for row in (*contacts, *made, *kept)} - {None}
    seen = set(Client.objects.visible_to(viewer).filter(pk__in=clients).values_list("pk", flat=True))
    lines = [_contact(row, seen) for row in contacts]
    lines += [_promise(row, "made", row.made_at, seen) for row in made]
    lines += [_promise(row, "kept", row.closed_at, seen) for row in kept]
    return sorted(lines, key=lambda line: line.at)


def figures_of(lines, monday):
    """Every figure that is not nought in the week, the first five always."""
    days = [monday + n * ONE_DAY for n in range(7)]
    rows = [_figures(show, label, chosen(lines, show, None), days) for show, label in SHOWS.items()]
    return [row for row in rows if row.total or row.show in FIRST]


def chosen(lines, show, day):
    """The rows that the figure `show` counts on `day`; None: in the whole week."""
    return [line for line in lines if (day is None or line.day == day) and (show == EVERYTHING or show in line.marks)]


def _figures(show, label, lines, days):
    cells = tuple(Cell(day, _number(show, [line for line in lines if line.day == day])) for day in days)
    return Figures(show, label, cells, _number(show, lines))


def _number(show, lines):
    return sum(line.seconds for line in lines) // 60 if show == "minutes" else len(lines)


def _contact(row, seen):
    marks = {"contact", f"kind-{row.kind}", f"aim-{row.aim}"}
    marks |= {name for name, holds in (("effective", row.is_effective), ("minutes", row.seconds)) if holds}
    reached = "" if row.reached == ContactLog.Reached.CLIENT else row.reached_words
    words = (row.get_kind_display(), reached, row.get_aim_display(), row.get_outcome_display())
    about = _about(row, seen, row.note)
    return Line(
        row.occurred_at,
        frozenset(marks),
        *about[:2],
        " · ".join(filter(None, dict.fromkeys(words))),
        about[2],
        row.seconds or 0,
    )


def _promise(row, mark, at, seen):
    client, is_hidden, what = _about(row, seen, row.what)
    return Line(at, frozenset({mark}), client, is_hidden, {"made": "答应", "kept": "办到"}[mark], what)


def _about(row, seen, text):
    """(client, whether he is out of reach, the text that may be read): of who was handed over nothing is told."""
    is_hidden = row.client_id is not None and row.client_id not in seen
    return (None, True, "") if is_hidden else (row.client, False, text)
