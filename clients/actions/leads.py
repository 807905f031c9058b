"""未开户: somebody without an account is written down, corrected, let go, taken up again, and deleted in the end (LEAD-R2)."""

from copy import copy
from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from clients.actions.cadence import move_clock
from clients.actions.clients import assignment_problem, locked
from clients.actions.consents import record_consent
from clients.actions.search import replace_tokens
from clients.enums.facts import FactSource
from clients.models import Client, Consent
from clients.queries.leads import alike, named, unwilling
from clients.rules.facts import FORGET_AFTER
from clients.rules.free_texts import free_text_problems
from clients.rules.leads import (
    INTERVAL,
    KEPT,
    KEPT_AFTER,
    NUMBER,
    alike_words,
    consent_problems,
    lead_problems,
    let_go_problems,
    number_of,
)
from staff.audit import Verb, compared, record, record_each
from staff.models import OrgUnit
from staff.turns import in_turns
from words.content import forbidden_in_text
from words.identifiers import normalise_name, normalise_phone
from words.problems import Problem, Refused
from words.readings import sort_key

Status = Client.Status
SAID = ("kind", "name", "phone", "source")
SOURCE_LIMIT = Client._meta.get_field("source").max_length
GONE, TAKEN_BACK = "未开户资料到期删除", "本人不再同意记下资料"


@transaction.atomic
def add_lead(*, manager, by, now, consent_on=None, consent_way="", anyway=False, **said):
    """Writes somebody down with whom we have no account, in the unit of `manager`, who looks after him. Returns the Client.

    `said`: kind, name, phone, source, and the place if it is known. Of a natural person his consent stands with him;
    without it he is refused, as is one who looks like somebody of the unit, until `anyway` says that it is another.
    """
    said, today = _cleaned(said), timezone.localdate(now)
    is_business = said["kind"] != Client.Kind.PERSON
    problems = [*_problems(said), *consent_problems(is_business, consent_on, consent_way, today)]
    if problems:
        raise Refused(problems)
    OrgUnit.objects.select_for_update(no_key=True).get(pk=manager.unit_id)  # two windows write one person once
    client = Client(
        unit=manager.unit, manager=manager, status=Status.LEAD, assigned_on=today, contact_interval=INTERVAL
    )
    if problem := assignment_problem(client, manager, None):
        raise Refused(Problem("manager", problem))
    _refuse_alike(client, said, anyway, by)
    _put(client, said, today)
    client.client_no = f"{NUMBER}{uuid4().hex[:19]}"
    client.save(force_insert=True)
    client.client_no = number_of(client.pk)
    client.save(update_fields=["client_no"])
    replace_tokens([(client.pk, client.name, client.phone, True)])
    record(Verb.CREATE, by=by, target=client, changes={"kind": client.kind, "status": client.status})
    if not is_business:
        about = {"purpose": Consent.Purpose.DOSSIER, "via": Consent.Via.ANY, "status": Consent.Status.GRANTED}
        record_consent(client, **about, evidence=consent_way, on=consent_on, by=by, now=now)
    move_clock(client, today=today)
    return client


@transaction.atomic
def edit_lead(client, *, by, now, seen=None, anyway=False, **said):
    """Corrects what add_lead wrote; an empty phone changes nothing. A person stays one, since it is he who agreed."""
    client, said = locked(client, seen), _cleaned(said)
    _require(client, Status.LEAD)
    said["phone"] = said["phone"] or client.phone
    if (said["kind"] == Client.Kind.PERSON) == client.is_business:
        raise Refused(Problem("kind", "个人和单位不能互改，请另记一位"))
    if problems := _problems(said):
        raise Refused(problems)
    before = copy(client)
    if (said["name"], said["phone"]) != (client.name, client.phone):
        _refuse_alike(client, said, anyway, by)
    _put(client, said, timezone.localdate(now))
    changed = compared(before, client, (*SAID, "place_id"), hidden=("name", "phone", "source"))
    if changed:
        client.version += 1
        client.save()
        replace_tokens([(client.pk, client.name, client.phone, False)])
        record(Verb.UPDATE, by=by, target=client, changes=changed)
    return client


@transaction.atomic
def let_go(client, *, reason, by, now, seen=None):
    """Nobody looks after him any more; in thirty days his row is deleted."""
    client, today, reason = locked(client, seen), timezone.localdate(now), reason.strip()
    _require(client, Status.LEAD)
    if problems := [*let_go_problems(reason), *_words(reason, "reason")]:
        raise Refused(problems)
    return _turn(client, Status.LET_GO, today, by=by, today=today, reason=reason)


@transaction.atomic
def take_up(client, *, by, now, seen=None):
    """Looked after again, while his row still stands and he has not taken back that he may be written down."""
    client = locked(client, seen)
    _require(client, Status.LET_GO)
    if unwilling(timezone.localdate(now)).filter(pk=client.pk).exists():
        raise Refused(f"{TAKEN_BACK}，不能恢复；本人又愿意的，先登记同意")
    return _turn(client, Status.LEAD, None, by=by, today=timezone.localdate(now), reason="")


def forget_leads(*, now):
    """Every night: lets go who took back his consent; deletes who was let go a month ago, whom nobody has talked to in a year,
    and who took back his consent so long ago as all that rests on one is forgotten. Returns one Chinese sentence.
    """
    today = timezone.localdate(now)
    for client in unwilling(today).filter(status=Status.LEAD).order_by("pk"):
        let_go(client, reason=TAKEN_BACK, by=None, now=now)
    gone = Q(status=Status.LET_GO, let_go_on__lte=today - KEPT_AFTER)
    gone |= Q(status=Status.LEAD, touched__lte=today - KEPT)
    said = Consent.objects.filter(client=OuterRef("pk"))
    gone |= Q(status__in=(Status.LEAD, Status.LET_GO), kind=Client.Kind.PERSON) & said.taken_back(today - FORGET_AFTER)
    rows = Client.objects.annotate(touched=Coalesce("last_effective_on", "assigned_on")).filter(gone)
    deleted = sum(_delete(pks, rows) for pks in in_turns(list(rows.order_by("pk").values_list("pk", flat=True))))
    return f"{GONE} {deleted} 位" if deleted else ""


@transaction.atomic
def _delete(pks, rows):
    """Looked at again: who was taken up meanwhile stays."""
    locked_rows = list(rows.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk", "unit"))
    record_each(Verb.DELETE, Client, [(pk, pk, unit, {}) for pk, unit in locked_rows], reason=GONE)
    Client.objects.filter(pk__in=[pk for pk, _unit in locked_rows]).delete()
    return len(locked_rows)


def _turn(client, status, on: date | None, *, by, today, reason):
    before, client.status, client.let_go_on = client.status, status, on
    client.version += 1
    client.planned_on = client.put_off_at = None
    client.save(update_fields=["status", "let_go_on", "version", "planned_on", "put_off_at"])
    move_clock(client, today=today)
    record(Verb.UPDATE, by=by, target=client, changes={"status": [before, status]}, reason=reason)
    return client


def _cleaned(said):
    name, phone = normalise_name(said["name"]), normalise_phone(said["phone"])
    return said | {"name": name, "phone": phone, "source": said["source"].strip()}


def _problems(said):
    about = {"name": said["name"], "phone": said["phone"], "is_business": said["kind"] != Client.Kind.PERSON}
    return [*lead_problems(**about, demo=settings.DEMO), *_words(said["source"], "source")]


def _words(text, field):
    return [*forbidden_in_text(text, field, SOURCE_LIMIT), *free_text_problems(text, field)]


def _put(client, said, today):
    if said["phone"] != client.phone:
        known = bool(said["phone"])
        client.phone_source, client.phone_learned_on = (FactSource.TOLD, today) if known else ("", None)
    for name in SAID:
        setattr(client, name, said[name])
    client.place = said.get("place", client.place)
    client.name_key = sort_key(client.name)


def _refuse_alike(client, said, anyway, by):
    others = [] if anyway else alike(client.unit, said["name"], said["phone"], by, client.pk)
    if others:
        raise Refused(Problem("anyway", alike_words([named(other) for other in others])))


def _require(client, status):
    if client.status != status:
        raise Refused(f"这位现在是「{client.get_status_display()}」，请刷新页面再看")
