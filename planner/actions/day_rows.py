"""What one tap on a client of today's list does, on whichever list he stands: 未接, 改期, and taking that back."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.actions.contacts import log_contact
from clients.actions.promises import move_promise, put_back_promise
from clients.actions.put_offs import plan_contact
from clients.models import Client, ContactLog, Promise
from clients.rules.contacts import may_undo
from planner.models import PlanItem
from planner.queries.day_rows import seen_now
from planner.rules.day_rows import put_off_problems
from staff.audit import Verb, record
from words.content import forbidden_in_text
from words.dates import ONE_DAY
from words.masking import mask_text
from words.problems import Moved, Refused

State = PlanItem.State
REASON_LIMIT = PlanItem._meta.get_field("note").max_length
WHY = "从今天的名单改期"
BACK = "撤回改期"
HANDLED = "这位客户刚才已有人处理，这一行已更新。"


@transaction.atomic
def miss_client(client, *, seen, by, now, item=None):
    """The client was tried just now and not reached: one row in the ledger, which does not count as an effective contact.

    `item` is the row of the maintenance day it was said on; without one his open row of today's or tomorrow's list says
    so as well. `seen` is what the person saw of the client (seen_words); what has changed since raises Moved.
    """
    today = timezone.localdate(now)
    client = _locked(client, seen, today, item)
    item = item or _items(client, today, today + 2 * ONE_DAY).first()
    kind = item.via if item else ContactLog.Kind.CALL
    row = log_contact(client, by=by, at=now, now=now, kind=kind, reached=ContactLog.Reached.NOBODY)
    if item and not PlanItem.objects.filter(pk=item.pk, state__in=PlanItem.OPEN).update(state=State.MISSED, tried=row):
        raise Moved(HANDLED, current=client)
    return row


@transaction.atomic
def put_off(client, day, *, seen, by, now, reason="", item=None):
    """Puts the client off to `day`, with what is promised him by today and his rows on the lists until then.

    Until then no list asks for him, but for what comes up anew. Returns what it was before, in plain values, for
    `take_back`. Refuses a day that is not after today, or after the list of `item`, and words that no record may hold (H1).
    """
    today = timezone.localdate(now)
    after = max(item.plan.day, today) if item else today
    if problems := [*put_off_problems(day, after, today), *forbidden_in_text(reason, "reason", REASON_LIMIT)]:
        raise Refused(problems)
    client = _locked(client, seen, today, item)
    items = {each.pk: each for each in _items(client, today, day, item)}
    if item and item.pk not in items:
        raise Moved(HANDLED, current=client)
    was = {"client": client.pk, "by": by.pk, "at": now.isoformat(), "to": day.isoformat()}
    was["planned"] = [each and each.isoformat() for each in (client.planned_on, client.put_off_at)]
    was["promises"] = [
        _moved_promise(each, day, reason, by, now)
        for each in Promise.objects.to_clients().due(today).filter(client=client)
    ]
    was["items"] = [_moved_item(each, day, reason, by) for each in items.values()]
    plan_contact(client, day, by=by, put_off_at=now)
    return was


@transaction.atomic
def take_back(client, was, *, by, now):
    """Takes `put_off` back, within ten minutes and by whoever did it; the audit keeps both. What has changed since raises Moved."""
    if was["client"] != client.pk:
        raise Refused("这是另一位客户的改期，没有撤回。")
    if not may_undo(written_at=datetime.fromisoformat(was["at"]), is_own=was["by"] == by.pk, now=now):
        raise Refused("只有刚才改期的人能在十分钟内撤回；过后请再改一次日期。")
    client, to = _lock(client), date.fromisoformat(was["to"])
    if client.planned_on != to:
        raise Moved("这位客户刚才已有人处理，没有撤回。", current=client)
    planned_on, put_off_at = was["planned"]
    day, moment = planned_on and date.fromisoformat(planned_on), put_off_at and datetime.fromisoformat(put_off_at)
    plan_contact(client, day, by=by, put_off_at=moment, reason=BACK)
    for promise in Promise.objects.filter(pk__in=[pk for pk, _day in was["promises"]]).select_related("client"):
        due_on = date.fromisoformat(dict(was["promises"])[promise.pk])
        put_back_promise(promise, due_on=due_on, seen=to, by=by, now=now)
    before = {pk: (state, note) for pk, state, note in was["items"]}
    for item in PlanItem.objects.filter(pk__in=before, state=State.MOVED, moved_to=to).select_related("client", "plan"):
        state, note = before[item.pk]
        _set(item, state, None, note, by, reason=BACK)


def require_approachable(client, day):
    """Refuses to call or to plan whoever is not in care, or in 勿扰 on `day`: the page may be older than that."""
    if not client.is_in_care:
        raise Refused(f"这位客户的状态已是「{client.get_status_display()}」，不要联系，也不用安排。")
    if client.quiet_periods.silencing(day).exists():
        raise Refused("这位客户正在勿扰期，不要联系，也不用安排。")


def _moved_promise(promise, day, reason, by, now):
    was = [promise.pk, promise.due_on.isoformat()]
    move_promise(promise, due_on=day, why=reason or WHY, seen=promise.due_on, by=by, now=now)
    return was


def _moved_item(item, day, reason, by):
    was = [item.pk, str(item.state), item.note]
    _set(item, State.MOVED, day, reason, by, reason=mask_text(reason))
    return was


def _set(item, state, moved_to, note, by, *, reason):
    before, item.state, item.moved_to, item.note = item.state, state, moved_to, note
    item.save(update_fields=["state", "moved_to", "note"])
    changes = {"state": [str(before), str(state)], "day": item.plan.day.isoformat()}
    record(Verb.UPDATE, by=by, target=item, client=item.client, reason=reason, changes=changes)


def _items(client, first, end, item=None):
    """His open rows on the maintenance days from `first` until before `end`, and `item` if it is open."""
    these = Q(plan__day__gte=first, plan__day__lt=end) | Q(pk=item and item.pk)
    rows = PlanItem.objects.care().filter(these, client=client, state__in=PlanItem.OPEN)
    return rows.select_related("plan", "client").order_by("plan__day")


def _lock(client):
    return Client.objects.select_for_update(of=("self",)).get(pk=client.pk)


def _locked(client, seen, today, item):
    """The client, locked, if he is still as the person saw him and may be contacted today and on the day of the list."""
    client = _lock(client)
    if seen != seen_now(client, today):
        raise Moved(HANDLED, current=client)
    require_approachable(client, max(item.plan.day, today) if item else today)
    return client
