from crm.models.clock import ClockRule, Occurrence

__all__ = ["ClockRule", "Occurrence"]
