"""The admin of units, people, cover periods and working days; Django finds it here."""

from staff.admin import calendar, covers, org, users

__all__ = ["calendar", "covers", "org", "users"]
