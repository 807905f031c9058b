from datetime import timedelta

from tiers.models import TierChange


def recent_changes(user, now, days=7, limit=6):
    """The latest moves between tiers within reach, newest first; a client's first rating is no move."""
    rows = TierChange.objects.visible_to(user).filter(at__gte=now - timedelta(days=days)).exclude(old="")
    return list(rows.select_related("client").order_by("-at", "-id")[:limit])
