"""Links between clients are entered, looked at again, and ended (LNK-R1, LNK-R2)."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from clients.models import Client, Consent, Link
from clients.rules.links import ends_of, link_problems, owns, share_problems, since_problems
from staff.audit import Verb, event, record_many
from words.problems import Moved, Problem, Refused

Kind, Source = Link.Kind, Link.Source
KNOWN = "这一条已经有了"
CIRCLE = "这样会绕成一圈：这家公司已经直接或间接持有对方"
NO_CONSENT = "家人要本人同意「人脉档案」才能记"
FOUND = ("share", "amount", "since", "verified_on")  # what a file may change
GONE = "这一条已经结束，页面已更新"


@transaction.atomic
def add_link(one, other, *, kind, by, now, source, told_by=None, share=None, amount=None, since=None):
    """`one` to `other`, as LinkKind reads it; `told_by` is who said so. Returns the Link.

    Refuses one to himself, one that stands already, shares of a company beyond the whole, a circle of ownership, and
    family without the teller's consent.
    """
    today, ends = timezone.localdate(now), ends_of(kind, one.pk, other.pk)
    problems = link_problems(kind=kind, one=one.pk, other=other.pk, share=share, amount=amount)
    problems += since_problems(since, today)
    if kind == Kind.FAMILY and not Consent.objects.filter(client=told_by).to_write_down().exists():
        problems.append(Problem("kind", NO_CONSENT))
    if problems:
        raise Refused(problems)
    # Two windows write one link once, and no two shares slip in together.
    locked = list(Client.objects.select_for_update(of=("self",)).filter(pk__in=ends).order_by("pk"))
    if Link.objects.open().filter(one=ends[0], other=ends[1], kind=kind).exists():
        raise Refused(Problem("other", KNOWN))
    if kind == Kind.HOLDS and (problems := _ownership(one.pk, other.pk, share)):
        raise Refused(problems)
    about = {"share": share, "amount": amount, "source": source, "since": since, "by": by}
    teller = told_by if kind == Kind.FAMILY else None
    link = Link.objects.create(one_id=ends[0], other_id=ends[1], kind=kind, told_by=teller, verified_on=today, **about)
    record_many(_added(link, locked, by))
    return link


@transaction.atomic
def verify_link(link, *, by, now):
    """It still holds: looked at today."""
    return _change(link, {"verified_on": timezone.localdate(now)}, by)


@transaction.atomic
def renew_link(link, *, by, now, **found):
    """What a later file says of it, judged as a new one is. Returns whether anything changed."""
    today, share = timezone.localdate(now), found.get("share")
    problems = _problems(link.kind, link.one_id, link.other_id, found, today)
    if link.kind == Kind.HOLDS and share is not None and share != link.share and not problems:
        Client.objects.select_for_update(of=("self",)).get(pk=link.other_id)
        others = Link.objects.open().filter(kind=link.kind, other=link.other_id).exclude(pk=link.pk)
        problems = share_problems(share, others.values_list("share", flat=True))
    if problems:
        raise Refused(problems)
    values = _differing(link, found, today)
    if values:
        _change(link, values, by)
    return bool(values)


@transaction.atomic
def keep_links(rows, *, by, now):
    """What a file says of many, (one, other, kind, what it found) each: a new one is added, one that stands is renewed.

    Returns for each the Refused, or (whether it is new, whether it was changed). Shares are judged one by one.
    """
    pks, today = {end.pk for one, other, *_about in rows for end in (one, other)}, timezone.localdate(now)
    list(Client.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk"))
    stored = {
        (link.one_id, link.other_id, link.kind): link
        for link in Link.objects.open().filter(one__in=pks, other__in=pks).select_related("one")
    }
    fresh, changed, events, outcomes = [], {}, [], []
    for one, other, kind, found in rows:
        key = (*ends_of(kind, one.pk, other.pk), str(kind))
        link, about = stored.get(key), {"kind": kind, "source": Source.FILE, "by": by}
        problems = _problems(kind, one.pk, other.pk, found, today)
        if problems:
            outcomes.append(Refused(problems))
        elif kind == Kind.HOLDS and (link is None or found.get("share") not in (None, link.share)):
            if link and link.pk in changed:
                Link.objects.bulk_update([changed.pop(link.pk)], FOUND)
            try:
                if link:
                    outcome = False, renew_link(link, by=by, now=now, **found)
                else:
                    stored[key], outcome = add_link(one, other, now=now, **about, **found), (True, False)
            except Refused as refusal:
                outcome = refusal
            outcomes.append(outcome)
        elif link is None:
            stored[key] = Link(one_id=key[0], other_id=key[1], verified_on=today, **about, **found)
            fresh.append((stored[key], (one, other)))
            outcomes.append((True, False))
        else:
            values = _differing(link, found, today)
            if values and link.pk:
                events.append(_renewed(link, values, by))
                changed[link.pk] = link
            for name, value in values.items():
                setattr(link, name, value)
            outcomes.append((False, bool(values)))
    Link.objects.bulk_create([link for link, _ends in fresh])
    Link.objects.bulk_update(changed.values(), FOUND, batch_size=500)
    record_many([each for link, ends in fresh for each in _added(link, ends, by)] + events)
    return outcomes


def _problems(kind, one, other, found, today):
    about = {"share": found.get("share"), "amount": found.get("amount")}
    return link_problems(kind=kind, one=one, other=other, **about) + since_problems(found.get("since"), today)


def _differing(link, found, today):
    """What the file found that is not so yet, with the day on which it was looked at."""
    values = {**found, "verified_on": today}
    return {} if all(getattr(link, name) == value for name, value in values.items()) else values


@transaction.atomic
def end_link(link, *, by, now):
    return _change(link, {"until": timezone.localdate(now)}, by)


def _change(link, values, by):
    if not Link.objects.open().filter(pk=link.pk).update(**values):
        raise Moved(GONE, current=link)
    record_many([_renewed(link, values, by)])
    link.refresh_from_db()
    return link


def _added(link, clients, by):
    changes = {"kind": str(link.kind), "source": str(link.source)}
    return [event(Verb.CREATE, by=by, target=link, client=client, changes=changes) for client in clients]


def _renewed(link, values, by):
    changes = {name: [str(getattr(link, name) or ""), str(value)] for name, value in values.items()}
    return event(Verb.UPDATE, by=by, target=link, client=link.one, changes=changes)


def _ownership(owner, owned, share):
    """Only what hangs together with the company is read: upwards from the owner's side it would be a bank's whole register."""
    others = Link.objects.open().filter(kind=Kind.HOLDS, other=owned).values_list("share", flat=True)
    problems = share_problems(share, others)
    holdings = defaultdict(set)
    waiting, seen = [owned], {owned}
    while waiting:
        pairs = Link.objects.open().filter(kind=Kind.HOLDS, one__in=waiting).values_list("one", "other")
        waiting = []
        for one, other in pairs:
            holdings[one].add(other)
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return [*problems, Problem("kind", CIRCLE)] if owns(owned, owner, holdings) else problems
