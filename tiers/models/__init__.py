from tiers.models.policies import TierPolicy, TierThreshold
from tiers.models.ratings import RatingRun, Standing, TierChange

__all__ = ["RatingRun", "Standing", "TierChange", "TierPolicy", "TierThreshold"]
