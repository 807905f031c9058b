"""Who stood near the next line at the end of last month (edge O5): read from its figures, so that every night finds the same."""

from clients.models import Client
from clients.rules.ranks import ASCENDING
from tiers.queries.standings import averages_between
from tiers.rules.gaps import bands_of, target_of
from tiers.rules.rating import group_of
from words.dates import months_later


def members(clients, today, policies):
    """{client id: the tier whose line is near}, by the last average delivered in the month before; nobody who stands there already.

    `clients` is a condition on rows about a client. The database leaves out whose average is near no line of any group.
    """
    bands = {band for lines in policies.policy.thresholds.values() for band in bands_of(lines)}
    averages = averages_between(months_later(today.replace(day=1), -1), clients, bands)
    rows = Client.objects.approachable(today).filter(pk__in=averages).values_list("pk", "kind", "tier")
    found = {}
    for pk, kind, tier in rows:
        target = target_of(averages[pk], policies.policy.thresholds[group_of(kind)])
        if target and (not tier or ASCENDING.index(tier) < ASCENDING.index(target)):
            found[pk] = target
    return found
