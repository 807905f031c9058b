from django.db.models import Count, Q

from clients.queries.search import PHONE
from staff.audit import Verb
from staff.calendar import midnight
from staff.models import AuditEvent


def looks_on(user, day):
    """How many full values this person has looked at, or searched for, since the local midnight of `day`.

    Whom he dialled from his own list of the day is left out. A number that was found is counted once: who asks again
    learns nothing new, and the box may ask while one types.
    """
    asked = Q(verb=Verb.SEARCH, changes__kind=PHONE)
    counted = AuditEvent.objects.filter(actor_no=user.employee_no, at__gte=midnight(day)).aggregate(
        looks=Count("pk", filter=Q(verb=Verb.REVEAL, changes__listed__isnull=True) | asked & Q(client_id=None)),
        found=Count("client_id", distinct=True, filter=asked),
    )
    return sum(counted.values())
