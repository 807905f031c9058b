from crm.models.clock import ClockRule, Occurrence, SystemClock
from crm.models.exports import Export
from crm.models.figures import Figure

__all__ = ["ClockRule", "Export", "Figure", "Occurrence", "SystemClock"]
