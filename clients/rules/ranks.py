"""The order of the five tiers, the highest first; the unrated come last."""

TIER_ORDER = {"top": 0, "select": 1, "vip": 2, "standard": 3, "basic": 4, "": 5}
