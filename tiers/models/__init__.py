from tiers.models.policies import TierPolicy, TierThreshold
from tiers.models.ratings import RatingRun, TierChange

__all__ = ["RatingRun", "TierChange", "TierPolicy", "TierThreshold"]
