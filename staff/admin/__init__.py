"""The admin of units, people, working days and the audit; Django finds it here."""

from staff.admin import audit, calendar, org, users

__all__ = ["audit", "calendar", "org", "users"]
