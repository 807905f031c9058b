from django.db import transaction

from clients.actions.consents import record_consent
from clients.models import Consent
from outbox.actions import cancel_waiting
from outbox.rules.messages import without_consent


@transaction.atomic
def record_answer(client, *, purpose, via, status, by, **answer):
    """Records what the client said; a refusal or withdrawal cancels at once what is queued on it (CON-R2, I6).

    Returns (the Consent, how many mails were cancelled). Raises Refused and Moved like `record_consent`.
    """
    row = record_consent(client, purpose=purpose, via=via, status=status, by=by, **answer)
    reason = without_consent(row.status, purpose) if via == Consent.Via.EMAIL else ""
    return row, cancel_waiting(client, purpose, reason=reason, by=by) if reason else 0
