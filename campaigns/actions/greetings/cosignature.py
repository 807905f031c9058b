"""顶级 clients are greeted in person, and the head of the branch signs for it, one at a time (GRT-R7)."""

from django.db import transaction

from campaigns.actions.greetings.rows import locked, move
from campaigns.models import Greeting
from clients.models import ContactLog
from words.problems import Refused


@transaction.atomic
def cosign_greeting(greeting, *, by, now, seen):
    """The head's signature under one greeting that was made in person. Returns the Greeting.

    Refuses who did it himself (ORG-R6), a second signature, and one for a ledger row that was struck since.
    """
    row = locked(greeting, seen, Greeting.State.BY_HAND)
    if not row.needs_cosign or row.cosigned_at:
        raise Refused("这次问候不用会签" if not row.needs_cosign else "这次问候已经会签")
    if row.finished_by_id == by.pk:
        raise Refused("这次问候由您本人完成，请上级机构的行长会签")
    # The greeting first, then its row of the ledger, which nobody may strike at the same moment.
    if ContactLog.objects.select_for_update(of=("self",)).filter(pk=row.contact_id, struck_at__isnull=False).exists():
        raise Refused("这次问候的联系记录已经作废，没有可以会签的内容")
    noted = {"cosigned": True}
    return move(row, row.state, by=by, noted=noted, reason=row.reason, cosigned_by=by, cosigned_at=now)
