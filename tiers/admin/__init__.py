from tiers.admin import policy, prices, ratings

__all__ = ["policy", "prices", "ratings"]
