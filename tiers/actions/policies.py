from dataclasses import dataclass

from django.db import transaction

from clients.rules.ranks import ASCENDING
from staff.audit import Verb, record
from tiers.models import TierPolicy, TierThreshold
from tiers.queries.policies import NUMBERS, TERM_FIELDS, load_policies
from tiers.rules.rating import threshold_problems
from words.problems import Moved, Problem, Refused

LONGEST_INTERVAL = 366  # days
MOST = {
    **dict.fromkeys(NUMBERS, (LONGEST_INTERVAL, "天")),
    "tries": (20, "次"),
    "answer_days": (10, "个工作日"),
    "sponsor_line": (1_000_000_000_000, "元"),
}
MOVED = "刚才有别人修改了层级政策，您的修改没有保存。请对照下面的现值，再决定是否提交。"


@dataclass(frozen=True)
class Difference:
    """One value of a policy that would change; `name` is a field of the term, or `minimum_<group>` for a threshold (元)."""

    tier: str
    name: str
    old: object
    new: object


def problems_with(policies):
    """Why these policies may not become the bank's; fields are named `minimum_person`, `contact_interval_vip`."""
    found = [
        Problem(f"minimum_{group}", problem.message)
        for group, thresholds in policies.policy.thresholds.items()
        for problem in threshold_problems(thresholds)
    ]
    for tier, term in policies.terms.items():
        for name, (most, unit) in MOST.items():
            value, field = getattr(term, name), TierPolicy._meta.get_field(name)
            if value is not None and not 1 <= value <= most:
                what, empty = field.verbose_name.partition("（")[0], "，或留空" if field.null else ""
                found.append(Problem(f"{name}_{tier}", f"{term.label}的{what}应在 1 到 {most:,} {unit}之间{empty}"))
        if term.sponsor_line and not term.sponsor_interval:
            found.append(Problem(f"sponsor_interval_{tier}", f"{term.label}填了总行共管线，请同时填共管面谈间隔"))
    return found


def differences(old, new):
    """Everything in which the two policies differ, highest tier first."""
    found = []
    for tier, term in new.terms.items():
        values = [(name, getattr(old.terms[tier], name), getattr(term, name)) for name in TERM_FIELDS]
        if tier in ASCENDING[1:]:
            values += [
                (f"minimum_{group}", old.policy.thresholds[group].of(tier), thresholds.of(tier))
                for group, thresholds in new.policy.thresholds.items()
            ]
        found += [Difference(tier, name, before, after) for name, before, after in values if before != after]
    return found


@transaction.atomic
def save_policies(policies, *, by, today, seen=None):
    """Makes `policies` the bank's policy; clients follow with the next rating run. Returns the differences written.

    `seen` is the fingerprint of the policies the editor started from: Moved if it is no longer the present one.
    Refuses when a threshold does not rise strictly or a number is out of bounds.
    """
    rows = {row.tier: row for row in TierPolicy.objects.in_force(today).select_for_update(of=("self",)).order_by("pk")}
    current = load_policies(today)
    if seen is not None and seen != current.fingerprint:
        raise Moved(MOVED, current=current)
    problems = problems_with(policies)
    if problems:
        raise Refused(problems)
    changed = differences(current, policies)
    for tier in dict.fromkeys(difference.tier for difference in changed):
        write(rows[tier], [difference for difference in changed if difference.tier == tier], by)
    return changed


def write(row, changed, by):
    for difference in changed:
        group = difference.name.removeprefix("minimum_")
        if group == difference.name:
            setattr(row, difference.name, difference.new)
        else:
            TierThreshold.objects.update_or_create(policy=row, group=group, defaults={"minimum": difference.new})
    row.save()
    record(
        Verb.PARAM,
        by=by,
        target=row,
        changes={"tier": row.tier, **{one.name: [plain(one.old), plain(one.new)] for one in changed}},
    )


def plain(value):
    return value if value is None or isinstance(value, int) else str(value)
