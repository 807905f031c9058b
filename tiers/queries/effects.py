"""What other lines would do, in words and numbers that can be frozen (domain 3.2): two statements and the units' names."""

from collections import Counter

from django.db.models import Case, Count, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from clients.models import Client, Request
from clients.rules.ranks import ASCENDING, DESCENDING
from staff.models import OrgUnit
from tiers.enums import ClientGroup
from tiers.models import RatingRun
from tiers.queries.overrides import KIND as OVERRIDE
from tiers.rules.effects import Held, effect_of, points, ups_and_downs
from tiers.rules.rating import GROUPS, group_of
from words.money import line_text


def line_effects(old, new, today):
    """Of the lines of `new` beside those of `old` (both Policies): who would move, unit by unit, and each tier's share."""
    found = effect_of(old.policy, new.policy, _counted(old.policy, new.policy, today))
    labels, names = new.policy.labels, dict(OrgUnit.objects.values_list("pk", "name"))
    return {
        "shares": [_shares(group, found, old, new) for group in ClientGroup.values if found.before.get(group)],
        "moves": _moves(found, labels),
        "units": _units(found, labels, names),
        "up": list(ups_and_downs(found.at_once)),
        "later": list(ups_and_downs(found.later)),
        "unrated": found.unrated,
        "stay": found.stay,
    }


def _counted(old, new, today):
    """The active clients as Held, counted in one statement whatever their number."""
    run = RatingRun.objects.of_months().filter(finished_at__isnull=False).first()
    whens = [When(average__isnull=True, then=Value(None))]
    for group, thresholds in new.thresholds.items():
        kinds = [kind for kind, its_group in GROUPS.items() if its_group == group]
        rising = points(old.thresholds[group], thresholds)
        for number in range(len(rising), 0, -1):
            whens.append(When(kind__in=kinds, average__gte=rising[number - 1], then=Value(number)))
    clients = Client.objects.active().filter(kind__in=list(GROUPS))
    if run:
        clients = clients.annotate(last=FilteredRelation("standings", condition=Q(standings__run=run.pk)))
    stood = Coalesce(F("last__tier"), Value("")) if run else Value("")
    reached = Case(*whens, default=Value(0), output_field=IntegerField())
    is_set = Exists(Request.objects.in_force(today).filter(kind=OVERRIDE, client=OuterRef("pk")))
    by = clients.order_by().annotate(stood_at=stood, reached=reached, is_set=is_set)
    by = by.values("unit", "kind", "stood_at", "reached", "is_set")
    for row in by.annotate(clients=Count("pk")):
        yield Held(row["unit"], group_of(row["kind"]), row["stood_at"], row["reached"], row["clients"], row["is_set"])


def _shares(group, found, old, new):
    """[tier, line before, line then, clients before, clients then, and both as a share] for every tier, the highest first."""
    rows = []
    total = found.before[group].total()
    for tier in DESCENDING:
        lines = [policies.policy.thresholds[group].of(tier) for policies in (old, new)]
        numbers = [counts[group][tier] for counts in (found.before, found.after)]
        shares = [f"{100 * number / total:.1f}%" for number in numbers]
        rows.append(
            [new.terms[tier].label, *("" if line is None else line_text(line) for line in lines), *numbers, *shares]
        )
    return {"group": ClientGroup(group).label, "rows": rows}


def _moves(found, labels):
    """[group, from, to, at once, after the grace], the highest first."""
    both = [Counter(), Counter()]
    for into, moves in zip(both, (found.at_once, found.later), strict=True):
        for (_unit, *move), number in moves.items():
            into[tuple(move)] += number
    keys = sorted({*both[0], *both[1]}, key=lambda key: (key[0], *(-ASCENDING.index(tier) for tier in key[1:])))
    return [
        [ClientGroup(group).label, labels[was], labels[becomes], *(counts[group, was, becomes] for counts in both)]
        for group, was, becomes in keys
    ]


def _units(found, labels, names):
    """[unit, up at once, down at once, up later, down later, the moves later in words], most moves first."""
    by_unit = {}
    for place, moves in enumerate((found.at_once, found.later)):
        for (unit, _group, *move), number in moves.items():
            by_unit.setdefault(unit, (Counter(), Counter()))[place][tuple(move)] += number
    rows = [
        [names.get(unit, ""), *ups_and_downs(at_once), *ups_and_downs(later), _in_words(later, labels)]
        for unit, (at_once, later) in by_unit.items()
    ]
    return sorted(rows, key=lambda row: (-row[3] - row[4], row[0]))


def _in_words(moves, labels):
    """「普通 → 贵宾 12 户，贵宾 → 普通 3 户」."""
    rows = sorted(moves.items(), key=lambda item: -item[1])
    return "，".join(f"{labels[was]} → {labels[becomes]} {number} 户" for (was, becomes), number in rows)
