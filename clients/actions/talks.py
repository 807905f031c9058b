"""What a talk leaves beside its row in the ledger: what was talked of rests for a while."""

from django.db import transaction
from django.db.models import Q

from clients.models import Fact
from staff.audit import Verb, event, record_many


@transaction.atomic
def use_facts(facts, *, on, by):
    """Notes that these facts were talked of on a day; a later day that is noted already stays. Returns how many it noted."""
    rows = list(facts.filter(Q(used_on=None) | Q(used_on__lt=on)).select_related("client"))
    Fact.objects.filter(pk__in=[row.pk for row in rows]).update(used_on=on)
    changes = {"used_on": on.isoformat()}
    record_many([event(Verb.UPDATE, by=by, target=row, client=row.client, changes=changes) for row in rows])
    return len(rows)
