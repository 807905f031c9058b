from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone

from clients.queries.search import PHONE
from staff.audit import Verb
from staff.models import AuditEvent


def looks_on(user, day):
    """How many full values this person has looked at, or searched for, since the local midnight of `day`."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    looks = Q(verb=Verb.REVEAL) | Q(verb=Verb.SEARCH, changes__kind=PHONE)
    return AuditEvent.objects.filter(looks, actor_no=user.employee_no, at__gte=midnight).count()
