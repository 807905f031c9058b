"""A client becomes a partner, moves on step by step, is confirmed twice a year, and is one no more."""

from django.db import transaction
from django.utils import timezone

from clients.actions.cadence import set_partner_interval
from clients.actions.promises import make_promise
from clients.models import Client
from clients.rules.free_texts import free_text_problems
from clients.rules.leads import INTERVAL
from partners.models import Partnership, PartnershipStep
from partners.rules.fees import fee_problems
from partners.rules.partnerships import (
    INTERVALS,
    duty_problems,
    evidence_problems,
    is_public,
    next_problems,
    step_problems,
    term_problems,
)
from staff.audit import Verb, compared, record
from staff.roles import Role
from tiers.queries.policies import load_policies
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Moved, Problem, Refused

AUDITED = ("kind", "title", "place_id", "grade", "is_public_duty", "term_until", "stage", "ended_on")
EVIDENCE_LIMIT = PartnershipStep._meta.get_field("evidence").max_length
WHY_LIMIT = Partnership._meta.get_field("ended_because").max_length
TITLE_LIMIT = Partnership._meta.get_field("title").max_length
GONE = "这位客户不再维护，不能设为伙伴"


@transaction.atomic
def save_partnership(client, *, kind, title, place, grade, is_public_duty, term_until, by, now):
    """Makes the client a partner, again one, or changes what is known of him; his clock follows. Returns the Partnership.

    Public duty follows from the kind, and a manager cannot take it away.
    """
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    today = timezone.localdate(now)
    stored = Partnership.objects.select_for_update(of=("self",)).filter(client=client).first()
    row = stored or Partnership(client=client)
    problems = [] if client.is_in_care else [Problem("kind", GONE)]
    before = stored.is_public_duty if stored else False
    problems += duty_problems(kind, before=before, asked=is_public_duty, may_unset=by.role != Role.MANAGER)
    problems += [*term_problems(term_until, today), *_texts(title, "title", TITLE_LIMIT)]
    if problems:
        raise Refused(problems)
    held = _copy(stored)
    if stored is None or stored.ended_on:
        row.stage, row.stage_on, row.started_on, row.checked_on = Partnership.Stage.LISTED, today, today, today
        row.ended_on, row.ended_because = None, ""
    row.kind, row.title, row.place, row.grade = kind, title.strip(), place, grade
    row.is_public_duty, row.term_until = is_public(kind, is_public_duty), term_until
    row.save()
    if client.place_id is None:
        client.place = place
        client.save(update_fields=["place"])
        record(Verb.UPDATE, by=by, target=client, client=client, changes={"place_id": [None, place.pk]})
    changes = compared(held, row, AUDITED)
    if changes:
        record(Verb.UPDATE if stored else Verb.CREATE, by=by, target=row, client=client, changes=changes)
    set_partner_interval(client, INTERVALS[grade], otherwise=_promised(client, today), today=today)
    return row


@transaction.atomic
def step_partnership(partnership, *, stage, evidence, seen, by, now, what="", due_on=None):
    """Moves the partner one step up, or any number down, with its evidence; `what` and `due_on` are what is promised next.

    `seen` is the stage on the page; when somebody else moved him meanwhile it raises Moved.
    """
    row = _locked(partnership)
    if row.stage != seen:
        raise Moved(f"刚才已有人记为「{row.get_stage_display()}」，没有再改。", current=row)
    problems = [*step_problems(row.stage, stage, evidence), *_texts(evidence, "evidence", EVIDENCE_LIMIT)]
    if problems := [*problems, *next_problems(what, due_on)]:
        raise Refused(problems)
    old, row.stage, row.stage_on = row.stage, stage, timezone.localdate(now)
    row.save(update_fields=["stage", "stage_on"])
    PartnershipStep.objects.create(partnership=row, at=now, by=by, old=old, new=stage, evidence=evidence.strip())
    record(Verb.UPDATE, by=by, target=row, client=row.client, changes={"stage": [old, stage]})
    _promise_next(row, what, due_on, by, now)
    return row


@transaction.atomic
def check_partnership(partnership, *, by, now, what="", due_on=None):
    """盘点: somebody says that he still is a partner as he stands; what follows is promised."""
    row = _locked(partnership)
    if problems := next_problems(what, due_on):
        raise Refused(problems)
    before, row.checked_on = row.checked_on, timezone.localdate(now)
    row.save(update_fields=["checked_on"])
    changes = {"checked_on": [before.isoformat(), row.checked_on.isoformat()]}
    record(Verb.UPDATE, by=by, target=row, client=row.client, changes=changes)
    _promise_next(row, what, due_on, by, now)
    return row


@transaction.atomic
def end_partnership(partnership, *, reason, by, now):
    """He is a partner no more: why stays known, and his clock is his tier's again."""
    row, today = _locked(partnership), timezone.localdate(now)
    if problems := [*evidence_problems(reason, "reason"), *_texts(reason, "reason", WHY_LIMIT)]:
        raise Refused(problems)
    row.ended_on, row.ended_because = today, reason.strip()
    row.save(update_fields=["ended_on", "ended_because"])
    changes = {"ended_on": [None, today.isoformat()]}
    record(Verb.UPDATE, by=by, target=row, client=row.client, reason=mask_text(reason)[:200], changes=changes)
    client = Client.objects.select_for_update(of=("self",)).get(pk=row.client_id)
    set_partner_interval(client, None, otherwise=_promised(client, today), today=today)
    return row


def _locked(partnership):
    """The current row; of who ended meanwhile it raises Moved."""
    rows = Partnership.objects.select_for_update(of=("self",)).select_related("client")
    row = rows.get(pk=partnership.pk)
    if row.ended_on:
        raise Moved("这位已经不是伙伴了，没有再改。", current=row)
    return row


def _promise_next(row, what, due_on, by, now):
    if what.strip():
        make_promise(row.client, by=by, now=now, what=what, due_on=due_on)


def _promised(client, today):
    """What the client is promised besides: as one without an account, or by his tier."""
    if not client.has_account:
        return INTERVAL
    term = load_policies(today).terms.get(client.tier)
    return term.contact_interval if term else None


def _texts(words, field, limit):
    return [*forbidden_in_text(words, field, limit), *free_text_problems(words, field), *fee_problems(words, field)]


def _copy(row):
    return Partnership.objects.get(pk=row.pk) if row else None
