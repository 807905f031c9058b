from tiers.models.policies import TierPolicy, TierThreshold
from tiers.models.prices import FeeDiscount, FeeItem
from tiers.models.ratings import RatingRun, Standing, TierChange

__all__ = ["FeeDiscount", "FeeItem", "RatingRun", "Standing", "TierChange", "TierPolicy", "TierThreshold"]
