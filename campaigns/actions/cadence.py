from django.utils import timezone

from clients.actions.cadence import refresh
from clients.models import Client


def refresh_cadence(*, now):
    """Every client's next due date from the promise of its tier and the ledger (domain 5.1); writes only those that differ."""
    written = refresh(Client.objects.all(), today=timezone.localdate(now))
    return f"重算应联系日，调整 {written} 户"
