from staff.models.audit import AuditEvent
from staff.models.calendar import CalendarDay
from staff.models.covers import CoverPeriod
from staff.models.grants import Grant
from staff.models.org import OrgUnit
from staff.models.places import Place
from staff.models.users import User

__all__ = ["AuditEvent", "CalendarDay", "CoverPeriod", "Grant", "OrgUnit", "Place", "User"]
