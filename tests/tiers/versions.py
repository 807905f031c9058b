"""A further version of the policies: the first one with some values typed over."""

from tiers.models import TierPolicy, TierThreshold
from tiers.models.policies import FIRST_DAY


def version(on, request=None, **changes):
    """In force from `on`, None: it waits; `changes` {tier: {field: value, "lines": {group: 元}}}."""
    for policy in TierPolicy.objects.filter(effective_on=FIRST_DAY).prefetch_related("thresholds"):
        lines = {each.group: each.minimum for each in policy.thresholds.all()}
        values = {**changes.get(policy.tier, {})}
        lines |= values.pop("lines", {})
        policy.pk, policy.effective_on, policy.request = None, on, request
        for name, value in values.items():
            setattr(policy, name, value)
        policy.save(force_insert=True)
        TierThreshold.objects.bulk_create(
            TierThreshold(policy=policy, group=group, minimum=minimum) for group, minimum in lines.items()
        )
