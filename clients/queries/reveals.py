from datetime import datetime, time

from django.utils import timezone

from staff.audit import Verb
from staff.models import AuditEvent


def reveals_on(user, day):
    """How many full values this person has looked at since the local midnight of `day`."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    return AuditEvent.objects.filter(actor_no=user.employee_no, verb=Verb.REVEAL, at__gte=midnight).count()
