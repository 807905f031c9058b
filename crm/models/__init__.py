from crm.models.clock import ClockRule, Occurrence, SystemClock
from crm.models.figures import Figure

__all__ = ["ClockRule", "Figure", "Occurrence", "SystemClock"]
