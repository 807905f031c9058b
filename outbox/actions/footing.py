"""What a claimed message rests on, read anew right before its content leaves: if that has changed, it is judged again.

One statement, put together once a kind and day: by the ORM each time it would cost more than the conversation.
"""

from functools import lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from clients.models import Consent, DoNotDisturb
from outbox.kinds import kind_of
from outbox.models import Message

PEOPLE = ("body_hash", "client__status", "client__email", "user__is_active", "user__email", "by__is_active")
PLACE = -1  # where the messages' own ids stand in the parameters
IDS = '"outbox_message"."id" IN (%s)'


def footings(messages, now):
    """{message id: the present values as one tuple}; two are equal as long as nothing that counts has changed."""
    by_kind, found = {}, {}
    for message in messages:
        by_kind.setdefault(kind_of(message), []).append(message.pk)
    for kind, ids in by_kind.items():
        statement, before, after = _statement(kind, timezone.localdate(now), connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(statement.replace(IDS, IDS % ", ".join(["%s"] * len(ids))), (*before, *ids, *after))
            found |= {pk: values for pk, *values in cursor.fetchall()}
    return found


@lru_cache(maxsize=64)
def _statement(kind, day, vendor):
    """(SQL, the parameters before and after the ids); each database has its own spelling."""
    client = OuterRef("client")
    agreed = Consent.objects.filter(
        client=client, purpose=kind.purpose, via=Consent.Via.EMAIL, status=Consent.Status.GRANTED
    )
    quiet = DoNotDisturb.objects.silencing(day).filter(client=client)
    rows = Message.objects.filter(pk__in=[PLACE]).order_by()
    rows = rows.values_list("pk", *PEOPLE, *kind.watched, Exists(agreed), Exists(quiet))
    statement, parameters = rows.query.sql_with_params()
    place = parameters.index(PLACE)
    return statement, parameters[:place], parameters[place + 1 :]
