"""勿扰: when a client is left in peace. It beats every consent; what is queued is looked at again before it leaves."""

from django.db import transaction
from django.utils import timezone

from clients.actions.cadence import move_clock
from clients.actions.complaints import is_of_open_complaint
from clients.models import Client, DoNotDisturb
from clients.rules.free_texts import free_text_problems
from clients.rules.quiet import last_day_if_lifted
from staff.audit import Verb, record
from words.content import forbidden_in_text
from words.dates import full_date
from words.masking import mask_text
from words.problems import Moved, Problem, Refused

LIMIT = DoNotDisturb._meta.get_field("reason").max_length


@transaction.atomic
def add_quiet(client, *, scope, until, reason, by, now):
    """From today until the day `until` (inclusive; None: until lifted).

    Refuses a second one of the same scope, a day gone by, and a reason that may stand nowhere (H1).
    """
    today = timezone.localdate(now)
    if until is not None and until < today:
        raise Refused(Problem("until", "结束日期不能早于今天"))
    if problems := [*forbidden_in_text(reason, "note", LIMIT), *free_text_problems(reason, "note")]:
        raise Refused(problems)
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)  # two people must not both add one
    current = DoNotDisturb.objects.filter(client=client, scope=scope, key_date=None).in_force_on(today).first()
    if current:
        raise Refused(
            f"已经在勿扰期（{mask_text(current.reason)}，{_end_words(current.ends_on)}）。要改期限，请先解除原来的。"
        )
    row = DoNotDisturb.objects.create(client=client, scope=scope, starts_on=today, ends_on=until, reason=reason, by=by)
    move_clock(client, today=today)
    _record(Verb.CREATE, row, by)
    return row


@transaction.atomic
def lift_quiet(period, *, by, now):
    """Ends it: yesterday was its last day, or today if it only began today. Refuses one that is over."""
    today = timezone.localdate(now)
    row = DoNotDisturb.objects.select_for_update(of=("self",)).filter(pk=period.pk).in_force_on(today).first()
    if row is None:
        raise Moved("这段勿扰期已经结束。", current=DoNotDisturb.objects.get(pk=period.pk))
    if is_of_open_complaint(row):
        raise Refused("投诉还没有处理完，勿扰要到了结后 30 天才结束。")
    before, row.ends_on = row.ends_on, last_day_if_lifted(row.starts_on, today)
    row.save(update_fields=["ends_on"])
    move_clock(Client.objects.select_for_update(of=("self",)).get(pk=row.client_id), today=today)
    _record(Verb.UPDATE, row, by, to=[before and before.isoformat(), row.ends_on.isoformat()])
    return row


def _end_words(day):
    return f"至 {full_date(day)}" if day else "未定结束"


def _record(verb, row, by, **more):
    changes = {"scope": row.scope, "from": row.starts_on.isoformat(), "to": row.ends_on and row.ends_on.isoformat()}
    record(verb, by=by, target=row, client=row.client, reason=mask_text(row.reason), changes=changes | more)
