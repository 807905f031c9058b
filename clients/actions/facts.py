"""What we know about a client is written, confirmed, talked of and ended here (O14, O20)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.enums.facts import FactEnd
from clients.models import Client, Fact
from clients.rules.facts import (
    consent_problem,
    fact_problems,
    item_of,
    needs_consent,
    seeing_problems,
    topic_problems,
    year_after,
)
from staff.audit import Verb, event, record, record_many
from words.problems import Moved, Refused

BY_HAND = (FactEnd.WRONG, FactEnd.CHANGED)


@transaction.atomic
def add_fact(
    client,
    *,
    by,
    now,
    kind,
    text,
    topic="",
    source="told",
    learned_on=None,
    good_until=None,
    seen_by="team",
    is_sensitive=False,
    item="",
    log=None,
    distilled_from=None,
    question="",
):
    """Writes one sentence about a client and returns the Fact; the same sentence of the same kind stands once only.

    Without dates it was learned today and is good for twelve months. What the text makes sensitive is kept as sensitive,
    with its own item. Refuses what may not be written (O20), and what the client did not agree to: 人脉档案, of a
    sensitive fact the consent that names its item; a plain one of 服务 needs none.
    """
    today = timezone.localdate(now)
    learned_on = learned_on or today
    values = _cleaned(kind, text, topic, is_sensitive, item)
    values |= {"learned_on": learned_on, "good_until": good_until or year_after(learned_on)}
    if problems := [*_problems(values, today), *seeing_problems(kind, seen_by)]:
        raise Refused(problems)
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)  # two windows write one sentence once
    _require_consent(client, values)
    if known := client.facts.visible_to(by).standing().filter(kind=kind, text=values["text"]).first():
        return known
    origin = {"source": source, "seen_by": seen_by, "log": log, "distilled_from": distilled_from, "question": question}
    row = Fact.objects.create(client=client, by=by, created_at=now, **values, **origin)
    record(Verb.CREATE, by=by, target=row, client=client, changes=_changes(row))
    return row


@transaction.atomic
def confirm_fact(fact, *, by, now):
    """还对: it is good for twelve months from today. Refuses without consent; one that was ended meanwhile raises Moved."""
    _require_consent(fact.client, {"kind": fact.kind, "item": fact.item})
    until = year_after(timezone.localdate(now))
    if not Fact.objects.standing().filter(pk=fact.pk).update(good_until=until):
        raise _moved(fact)
    changes = {"good_until": [fact.good_until.isoformat(), until.isoformat()]}
    record(Verb.UPDATE, by=by, target=fact, client=fact.client, changes=changes)
    fact.good_until = until
    return fact


@transaction.atomic
def end_fact(fact, *, by, now, reason):
    """It does not hold any more: it was noted wrongly, or it has changed. One that was ended meanwhile raises Moved."""
    if reason not in BY_HAND:
        raise Refused("请选择「变了」或「作废」")
    if not Fact.objects.standing().filter(pk=fact.pk).update(ended_at=now, end_reason=reason):
        raise _moved(fact)
    fact.refresh_from_db(fields=["ended_at", "end_reason"])
    record(Verb.UPDATE, by=by, target=fact, client=fact.client, changes={"end_reason": ["", str(reason)]})
    return fact


@transaction.atomic
def change_fact(fact, *, by, now, text, source="told"):
    """变了: the old sentence is ended and the new one written. The same words confirm it. Returns the Fact that stands."""
    if text.strip() == fact.text:
        return confirm_fact(fact, by=by, now=now)
    end_fact(fact, by=by, now=now, reason=FactEnd.CHANGED)
    about = {name: getattr(fact, name) for name in ("kind", "topic", "seen_by", "is_sensitive", "item")}
    row = add_fact(fact.client, by=by, now=now, text=text, source=source, **about)
    if (
        row.seen_by == Fact.SeenBy.HEAD and row.by_id != fact.by_id
    ):  # the head has put right what the author goes on reading
        row.by_id = fact.by_id
        row.save(update_fields=["by"])
    return row


@transaction.atomic
def use_facts(facts, *, on, by):
    """Notes that these facts were talked of on a day; a later day that is noted already stays. Returns how many it noted."""
    rows = list(facts.filter(Q(used_on=None) | Q(used_on__lt=on)).select_related("client"))
    Fact.objects.filter(pk__in=[row.pk for row in rows]).update(used_on=on)
    used = [(row, {"used_on": [row.used_on and row.used_on.isoformat(), on.isoformat()]}) for row in rows]
    record_many([event(Verb.UPDATE, by=by, target=row, client=row.client, changes=said) for row, said in used])
    return len(rows)


def _cleaned(kind, text, topic, is_sensitive, item):
    text, item = text.strip(), item.strip()
    if found := item_of(f"{topic.strip()}{text}"):  # 小孙子 as the topic, 上二年级 as the text
        is_sensitive, item = True, found
    return {"kind": kind, "text": text, "topic": topic.strip(), "is_sensitive": is_sensitive, "item": item}


def _problems(values, today):
    asked = {name: value for name, value in values.items() if name != "topic"}
    return [*fact_problems(**asked, today=today), *topic_problems(values["topic"])]


def _require_consent(client, values):
    item = values["item"]
    if needs_consent(values["kind"], item) and not client.consents.to_write_down(item).exists():
        raise Refused(consent_problem(item))


def _changes(row):
    kept = {"kind": str(row.kind), "source": str(row.source), "seen_by": str(row.seen_by)}
    return kept | {"good_until": row.good_until.isoformat(), "is_sensitive": row.is_sensitive}


def _moved(fact):
    current = Fact.objects.get(pk=fact.pk)
    return Moved(f"这一条刚才已经记为「{current.get_end_reason_display()}」，没有再改。", current=current)
