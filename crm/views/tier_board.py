from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.rules.ranks import TIER_ORDER
from crm.queries.nights import night_of_bank
from crm.rules.reports import LONGEST
from staff.audit import Verb, note, traced
from staff.models import OrgUnit
from staff.pages import row_id
from staff.roles import EVERYTHING, Permission, Role, requires
from tiers.models import Signal
from tiers.queries.boards import board, people
from words.dates import months_later

PROGRESS = {"near": "临界", "talked": "联系过", "reached": "已达到"}  # of a month's cohort


@traced(Verb.VIEW)
@requires(Permission.VIEW_TOTALS)
@require_safe
def tier_board(request):
    """层级看板: for heads and head office where the clients are going; a manager reads whom of his own he may lose or lift."""
    user, today = request.user, timezone.localdate()
    units = list(OrgUnit.objects.visible_to(user).order_by("path"))
    unit = _unit(request, units)
    of_bank = _whole_bank(user, unit, units)
    night = night_of_bank(of_bank, today) if of_bank else None
    found = board(user, unit, today, night)
    watched, near = people(found, today)
    note(request, rows=len(watched) + len(near))
    context = {"found": found, "unit": unit, "units": units, "is_own": user.role == Role.MANAGER}
    context |= {
        "counted_at": night and night.at,
        "watched": watched,
        "near": near,
        "shows_money": user.can(Permission.VIEW_BALANCES),
    }
    reads = user.can(Permission.VIEW_REPORTS)
    context |= _tables(found, unit) | {"before": _before(found["before"], unit) if reads else ()}
    return render(request, "crm/tier_board.html", context)


def _whole_bank(user, unit, units):
    """The highest unit where the board is the whole bank's, else None."""
    top = units[0] if units and user.role in EVERYTHING else None
    return top if unit in (None, top) else None


def _before(months, unit):
    """[(month, where its moves are read)]: they are a report of what the months have written."""
    asked = {"kind": "moves", **({"unit": unit.pk} if unit else {})}
    periods = ((month, {"since": f"{months_later(month, -1):%Y-%m}", "to": f"{month:%Y-%m}"}) for month in months)
    return [(month, f"{reverse('report')}?{urlencode(asked | period)}") for month, period in periods][: LONGEST - 2]


class _Links:
    """Where a figure leads: the list of exactly those whom it counts."""

    def __init__(self, unit):
        self.unit = {"unit": unit.pk} if unit else {}

    def to(self, standing, tier=None):
        asked = {"standing": standing, **self.unit} | ({} if tier is None else {"tier": tier or "none"})
        return f"{reverse('client_list')}?{urlencode(asked)}"

    def promises(self, part, tier):
        return f"{reverse('promise_list')}?{urlencode({'kept': part, 'by': 'tier', 'key': tier, **self.unit})}"

    def was(self, old, new=None):
        return self.to(f"was-{old or 'none'}", new)


def levels_of(moves, unit):
    """(how many stand on each tier now and before, who went up and down), each with the list of those counted."""
    links = _Links(unit)
    levels = [
        {
            "tier": tier,
            "now": moves.after(tier),
            "now_url": links.to("active", tier),
            "before": moves.before(tier),
            "before_url": links.was(tier),
            "change": moves.after(tier) - moves.before(tier),
        }
        for tier in moves.places
    ]
    return levels, [(label, moves.counted(way), links.to(way)) for way, label in (("up", "升"), ("down", "降"))]


def _tables(found, unit):
    links = _Links(unit)
    moves, held, run = found["moves"], found["held"], found["run"]
    together, money = moves.total or 1, sum(held.values()) or 1
    levels, ways = levels_of(moves, unit)
    for level in levels:
        level["share"] = f"{100 * level['now'] / together:.1f}%"
        level["held"] = f"{100 * held.get(level['tier'], 0) / money:.1f}%"
    rows = [
        (old, [(cell, links.was(old, cell.new)) for cell in cells], number, links.was(old))
        for old, cells, number in moves.rows
    ]
    foot = [(number, links.to("active", new)) for new, number in moves.foot]
    states = {word: {"number": number, "url": links.to(word)} for word, number in found["counts"].items()}
    lost = sorted(found["lost"].items(), key=lambda pair: -pair[1])
    kept = sorted((row for row in found["kept"] if row.key), key=lambda row: TIER_ORDER[row.key])
    months = (run.month, months_later(run.month, -1)) if run else ()
    return {
        "levels": levels,
        "rows": rows,
        "foot": foot,
        "total": (moves.total, links.to("active")),
        "stayed": moves.counted("stay"),
        "ways": ways,
        "states": states,
        "months": months,
        "cohort": [(words, *states[word].values()) for word, words in PROGRESS.items() if states["near"]["number"]],
        "lost": [(Signal.Loss(reason).label, number, links.to(f"lost-{reason}")) for reason, number in lost],
        "kept": [(row, links.promises("counted", row.key), links.promises("late", row.key)) for row in kept],
    }


def _unit(request, units):
    """The unit that the address asks for, None for all; one out of reach is told that there is none."""
    if not request.GET.get("unit"):
        return None
    asked = row_id(request.GET, "unit")
    found = next((unit for unit in units if unit.pk == asked), None)
    if found is None:
        raise Http404
    return found
