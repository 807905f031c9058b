from tiers.admin import prices, ratings

__all__ = ["prices", "ratings"]
