from datetime import datetime, time

from django.db.models import Count, Q
from django.utils import timezone

from clients.queries.search import PHONE
from staff.audit import Verb
from staff.models import AuditEvent


def looks_on(user, day):
    """How many full values this person has looked at, or searched for, since the local midnight of `day`.

    A number that was found is counted once: who asks again learns nothing new, and the box may ask while one types.
    """
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    asked = Q(verb=Verb.SEARCH, changes__kind=PHONE)
    counted = AuditEvent.objects.filter(actor_no=user.employee_no, at__gte=midnight).aggregate(
        looks=Count("pk", filter=Q(verb=Verb.REVEAL) | asked & Q(client_id=None)),
        found=Count("client_id", distinct=True, filter=asked),
    )
    return sum(counted.values())
