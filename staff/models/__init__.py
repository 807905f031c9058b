from staff.models.audit import AuditEvent
from staff.models.calendar import CalendarDay
from staff.models.grants import Grant
from staff.models.org import OrgUnit
from staff.models.users import CoverPeriod, User

__all__ = ["AuditEvent", "CalendarDay", "CoverPeriod", "Grant", "OrgUnit", "User"]
