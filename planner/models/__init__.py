from planner.models.care_days import CarePlan, PlanItem

__all__ = ["CarePlan", "PlanItem"]
