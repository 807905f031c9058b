from django.db import transaction

from clients.actions.consents import record_consent
from clients.models import Consent
from outbox.actions import cancel_waiting

STOPPED = {Consent.Status.REFUSED: "客户不同意用邮件接收问候", Consent.Status.WITHDRAWN: "客户已撤回对邮件问候的同意"}


@transaction.atomic
def settle_consent(client, *, purpose, via, status, by, **said):
    """Records what the client said; a refusal or withdrawal cancels at once what is queued on it (CON-R2, I6).

    Returns (the Consent, how many mails were cancelled). Raises Refused and Moved like `record_consent`.
    """
    row = record_consent(client, purpose=purpose, via=via, status=status, by=by, **said)
    stops = row.status in STOPPED and via == Consent.Via.EMAIL
    return row, cancel_waiting(client, purpose, reason=STOPPED[row.status], by=by) if stops else 0
