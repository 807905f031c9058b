"""What the client agreed to, and took back (domain 2.4). The present state is one row, its past is the audit."""

from django.db import transaction
from django.utils import timezone

from clients.actions.key_dates import settle_memorials
from clients.models import Consent
from clients.rules.consents import grant_problem
from clients.rules.free_texts import free_text_problems
from staff.audit import Verb, record
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Moved, Problem, Refused

Status = Consent.Status
LIMIT = Consent._meta.get_field("evidence").max_length


@transaction.atomic
def record_consent(client, *, purpose, via, status, evidence, by, now, item="", on=None, own_request=False, seen=None):
    """Notes what the client said on the day `on` (today), with how it can be shown. Returns the Consent.

    `item`: of 敏感信息 the one thing that he speaks of, else ''.

    Refuses a record without evidence, with words that no record may hold (H1), or of a day to come. Refuses an
    agreement within 180 days of a refusal that the client did not ask for himself (CON-R2). `seen` is the status on the
    recorder's page, '' for none; another one raises Moved.
    """
    evidence, today = evidence.strip(), timezone.localdate(now)
    on, status = on or today, Status(status)
    if not evidence:
        raise Refused("请写明依据，例如「柜面勾选」。")
    if problems := [*forbidden_in_text(evidence, "note", LIMIT), *free_text_problems(evidence, "note")]:
        raise Refused(problems)
    if on > today:
        raise Refused(Problem("on", "日期不能晚于今天"))
    if (purpose == Consent.Purpose.SENSITIVE) != bool(item):
        raise Refused(Problem("item", "敏感信息要写明是哪一项，其他用途不用写"))
    values = {"status": status, "evidence": evidence, "obtained_on": on, "by": by}
    row, is_new = _held(client, values, purpose=purpose, via=via, item=item)
    if is_new:
        return _write(row, "", values)
    if seen is not None and seen != row.status:
        raise _moved(row)
    if status == row.status == Status.WITHDRAWN:
        return row  # the first way stands
    if status == Status.GRANTED and (problem := grant_problem(purpose, row.status, row.obtained_on, on, own_request)):
        raise Refused(Problem("own_request", problem))
    _write(row, row.status, values)
    if purpose == Consent.Purpose.DOSSIER:
        settle_memorials(client, today=today)
    return row


def withdraw_consent(client, *, purpose, via, source, now, by=None):
    """The client takes back what he agreed to; `source` says how (「邮件退订链接」). Repeating it changes nothing."""
    return record_consent(client, purpose=purpose, via=via, status=Status.WITHDRAWN, evidence=source, by=by, now=now)


def _held(client, values, **what):
    """The one row, locked, and whether it is new: of two people who record at once the second sees what the first wrote."""
    # The client's own row is not locked: a sending that has it locked must not be waited for (I6).
    rows = Consent.objects.select_for_update(of=("self",))
    return rows.get_or_create(client=client, **what, defaults=values)


def _moved(row):
    stands = f"「{row.get_status_display()}」（{mask_text(row.evidence)}）"
    return Moved(f"这项同意刚刚改为{stands}，您的登记没有保存。请核对后再提交。", current=row)


def _write(row, before, values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    status, on = [before, str(row.status)], row.obtained_on.isoformat()
    changes = {"purpose": row.purpose, "via": row.via, "status": status, "on": on}  # the item is told by the row only
    reason = mask_text(row.evidence)[:200]
    record(Verb.CONSENT, by=row.by, target=row, client=row.client, reason=reason, changes=changes)
    return row
