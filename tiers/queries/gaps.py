"""Who stood near the next line at the end of last month (edge O5): read from its figures, so that every night finds the same."""

from clients.models import Client
from clients.rules.ranks import ASCENDING
from tiers.queries.standings import averages_in
from tiers.rules.gaps import target_of
from tiers.rules.rating import group_of
from words.dates import months_later


def members(ids, today, policies):
    """{client id: the tier whose line is near}, by the last average delivered in the month before; nobody who stands there already."""
    averages = averages_in(months_later(today.replace(day=1), -1), client__in=ids)
    rows = Client.objects.approachable(today).filter(pk__in=averages).values_list("pk", "kind", "tier")
    found = {}
    for pk, kind, tier in rows:
        target = target_of(averages[pk][0], policies.policy.thresholds[group_of(kind)])
        if target and (not tier or ASCENDING.index(tier) < ASCENDING.index(target)):
            found[pk] = target
    return found
