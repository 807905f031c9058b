"""What another version of the tier policies would do, beside what was frozen when it was asked for."""

from django.utils import timezone

from clients.models import Request
from planner.queries.intervals import interval_effects
from tiers.models import TierPolicy, TierThreshold
from tiers.queries.effects import line_effects
from tiers.queries.policies import intervals_of, last_version, policies_of
from tiers.rules.policies import differences

NEVER = "不定期"
EMPTY = {"sponsor_line": "不设", "tries": "不停联"}


def effects(old, new, today):
    """Everything that changes from `old` to `new` (both Policies), in words and numbers; nine statements at most."""
    changed = [_described(one, old) for one in differences(old, new)]
    intervals = interval_effects(intervals_of(old), intervals_of(new), today)
    return {"differences": changed, **line_effects(old, new, today), **intervals}


def request_effects(request, user, said, now):
    """For the page of a request (`clients.kinds`): what it would do today while it waits, and what was attached to it."""
    then = {name: value for name, value in request.attached.items() if name != "rounds"}
    facts = {"then": then, "on": request.valid_from}
    if request.state == Request.State.ASKED:
        _day, old = last_version()
        facts["now"] = effects(old, policies_of(request.policies.all()), timezone.localdate(now))
        facts["has_changed"] = facts["now"] != then
    return facts


def _described(difference, policies):
    """[tier, word, old, new] in the words of the page."""
    name, values = difference.name, (difference.old, difference.new)
    group = name.removeprefix("minimum_")
    if group != name:
        word, values = f"{TierThreshold.Group(group).label}门槛（元）", [f"{value:,.2f}" for value in values]
    else:
        word = TierPolicy._meta.get_field(name).verbose_name
        values = [EMPTY.get(name, NEVER) if value is None else _number(value) for value in values]
    return [policies.terms[difference.tier].label, word, *values]


def _number(value):
    """Amounts with commas; what is counted in days or times stays a number."""
    return f"{value:,}" if isinstance(value, int) and value >= 1000 else value
