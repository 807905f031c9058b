"""What a visit brought is written at the door: everything or nothing (domain 5.6, edge O23)."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from clients.actions.contacts import log_talk
from clients.actions.facts import confirm_fact
from clients.models import Promise
from planner.actions.visits import locked_stop
from planner.models import PlanItem
from planner.queries.guests import guest_now
from planner.rules import doors as rules
from staff.audit import Verb, record
from words.dates import month_day
from words.problems import Moved, Refused

State = PlanItem.State
NOON = time(12)


@transaction.atomic
def log_visit(item, *, met, need, minutes, fact, checked, step, due_on, kept, papers, back_on, may_note, by, now):
    """Writes what came of a stop: the ledger's row with the fact, the promises and what was kept. Returns the row.

    `checked` are facts that still hold, `kept` promises that were kept there, `papers` what was taken along and comes
    back until `back_on`. Without `may_note`, his consent to 人脉档案, the new sentence stands in the ledger alone.
    """
    item = locked_stop(item)
    today = timezone.localdate(now)
    if item.stands != State.PLANNED:
        raise Moved("这一站已经记过，没有再记一遍。", current=item)
    if item.plan.day > today:
        raise Refused(f"上门日是 {month_day(item.plan.day)}，到那天再记。")
    fact, asked = fact.strip(), {"met": met, "need": need, "step": step, "due_on": due_on}
    if problems := rules.door_problems(fact=fact, checked=len(checked), **asked):
        raise Refused(problems)
    is_met, client = rules.is_met(met), item.client
    need = need if is_met else ""
    row = log_talk(
        client,
        by=by,
        now=now,
        at=_moment(item, now),
        kind="visit",
        reached=rules.REACHED[met],
        seconds=60 * minutes if is_met and minutes else None,
        aim=rules.aim_of_visit(guest_now(client, item.plan.day), item.plan.day, need),
        note=rules.note_of_visit(met, need, fact, len(checked)),
        next_step="" if step == rules.NO_STEP else step,
        next_on=None if step == rules.NO_STEP else due_on,
        promises=[{"what": f"{rules.PAPERS}{papers}", "due_on": back_on}] if papers else (),
        closes=[(promise, Promise.State.KEPT, "") for promise in kept],
        facts=[{"kind": "info", "text": fact}] if fact and may_note else (),
    )
    for each in checked:
        confirm_fact(each, by=by, now=now)
    item.state, item.tried = State.DONE if is_met else State.MISSED, row
    item.save(update_fields=["state", "tried"])
    changes = {"state": [State.PLANNED, item.state], "day": item.plan.day.isoformat()}
    record(Verb.UPDATE, by=by, target=item, client=client, changes=changes)
    return row


def _moment(item, now):
    """Now, at the door; of a day gone by the hour that was agreed."""
    if item.plan.day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(item.plan.day, item.at or NOON))
