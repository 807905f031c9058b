"""The admin of what belongs to no one app: the clock, the audit of everything, and the policies with what they would do."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group

from crm.admin import audit_events, clock, policies

__all__ = ["audit_events", "clock", "policies"]

# Roles are staff.roles, not Django's groups; tries to log in are counted by django-axes and forgotten by themselves.
for model in (Group, AccessAttempt, AccessLog, AccessFailureLog):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
