from tiers.models.policies import TierPolicy, TierThreshold
from tiers.models.prices import FeeDiscount, FeeItem
from tiers.models.ratings import RatingRun, Standing, TierChange
from tiers.models.signals import Signal

__all__ = [
    "FeeDiscount",
    "FeeItem",
    "RatingRun",
    "Signal",
    "Standing",
    "TierChange",
    "TierPolicy",
    "TierThreshold",
]
