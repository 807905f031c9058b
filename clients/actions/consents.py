"""What the client agreed to, and took back (domain 2.4). The present state is one row, its past is the audit."""

from django.db import transaction
from django.utils import timezone

from clients.models import Consent
from staff.audit import Verb, record

Status = Consent.Status


class ConsentRefused(Exception):
    """Why nothing was recorded, in words for the person who tried."""


@transaction.atomic
def record_consent(client, *, purpose, via, status, evidence, by, now):
    """Notes what the client said, with how it can be shown. Refuses a record without evidence. Returns the Consent."""
    evidence = evidence.strip()
    if not evidence:
        raise ConsentRefused("请写明依据，例如「柜面勾选」。")
    return _write(client, purpose, via, Status(status), evidence, by, now)


@transaction.atomic
def withdraw_consent(client, *, purpose, via, source, now, by=None):
    """The client takes back what he agreed to; `source` says how (「邮件退订链接」). Repeating it changes nothing."""
    known = Consent.objects.filter(client=client, purpose=purpose, via=via, status=Status.WITHDRAWN).first()
    return known or _write(client, purpose, via, Status.WITHDRAWN, source, by, now)


def _write(client, purpose, via, status, evidence, by, now):
    # The client's own row is not locked: a sending that has it locked must not be waited for (I6).
    before = Consent.objects.filter(client=client, purpose=purpose, via=via).values_list("status", flat=True).first()
    row, _ = Consent.objects.update_or_create(
        client=client, purpose=purpose, via=via,
        defaults={"status": status, "evidence": evidence[:120], "obtained_on": timezone.localdate(now), "by": by},
    )  # fmt: skip
    record(Verb.CONSENT, by=by, target=row, client=client, reason=evidence[:200],
           changes={"purpose": purpose, "via": via, "status": [before or "", str(status)]})  # fmt: skip
    return row
