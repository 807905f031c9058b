"""The order of the five tiers; the unrated come last."""

from clients.enums import Tier

UNRATED = "未评定"
DESCENDING = tuple(tier.value for tier in Tier)
ASCENDING = DESCENDING[::-1]
TIER_ORDER = {tier: place for place, tier in enumerate((*DESCENDING, ""))}
TIER_LABELS = {**dict(Tier.choices), "": UNRATED}
TOP_THREE = (Tier.TOP.value, Tier.SELECT.value, Tier.VIP.value)
