"""What a contact of the ledger left behind."""

from django.db.models import OuterRef

from clients.models import ContactLog, Fact, Promise
from clients.queries.beside import Beside, rows_beside


def what_came_of(row):
    """(the open promises made with it, how many it closed, how many facts were learned in it), in one query."""
    made, closed = Promise.objects.open().filter(log=OuterRef("pk")), Promise.objects.filter(proof=OuterRef("pk"))
    rows = (made.order_by("pk"), closed, Fact.objects.filter(log=OuterRef("pk")))
    found = ContactLog.objects.filter(pk=row.pk).values_list(*(Beside(each) for each in rows))
    promises, closed, facts = found.get()
    return rows_beside(Promise, promises), len(closed), len(facts)
