from crm.models.clock import ClockRule, Occurrence, SystemClock
from crm.models.exports import Export

__all__ = ["ClockRule", "Export", "Occurrence", "SystemClock"]
