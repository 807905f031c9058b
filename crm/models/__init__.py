from crm.models.clock import ClockRule, Occurrence, SystemClock

__all__ = ["ClockRule", "Occurrence", "SystemClock"]
