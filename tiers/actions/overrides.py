"""An override is asked for, takes effect when a second person has said yes, and ends on its day (domain 3.4)."""

from django.db import transaction
from django.utils import timezone

from clients.actions.cadence import move_clock
from clients.actions.requests import ask_request, begin_request
from clients.models import Client
from staff.audit import Verb, record
from tiers.actions.ratings import PROMISED, promised_to
from tiers.models import TierChange
from tiers.queries.overrides import KIND, computed_tier, overrides_in_force, quota_left, renewals_of
from tiers.queries.policies import load_policies
from tiers.rules.overrides import effective, is_up, override_problems
from words.dates import full_date
from words.problems import Problem, Refused


@transaction.atomic
def ask_override(client, *, tier, reason, words, until, by, now):
    """Asks for another tier until a day. Refuses what domain 3.4 refuses, at its field. Returns the Request."""
    today = timezone.localdate(now)
    client = begin_request(KIND, client, by, now)
    if client.status != Client.Status.ACTIVE:
        raise Refused(f"客户状态是「{client.get_status_display()}」，不能调整层级。")
    before = computed_tier(client, today)
    renewals = renewals_of(client, is_up(before, tier), today) if before else 0
    about = {"before": before, "tier": tier, "reason": reason, "words": words, "until": until}
    problems = override_problems(**about, today=today, renewals=renewals)
    if not problems and is_up(before, tier):
        used, allowed = quota_left(client.unit, today)
        if used >= allowed:
            problems.append(Problem("tier", f"{client.unit.name}的名额 {allowed} 个已用完，先等一件到期"))
    if problems:
        raise Refused(problems)
    columns = {"tier": tier, "tier_before": before, "reason": reason, "valid_from": today, "valid_until": until}
    return ask_request(KIND, client, words=words, by=by, now=now, **columns)


def apply_override(request, by, now):
    """The client stands where he was asked to stand, at once."""
    place_client(request, f"层级调整：{request.get_reason_display()}，至 {full_date(request.valid_until)}", by, now)


def end_override(request, by, now):
    """Back to what the rating gives, unless another override is in force."""
    place_client(request, "层级调整到期，按评定的层级", by, now)


@transaction.atomic
def place_client(request, sentence, by, now):
    """The request's client stands where the rating and the override in force put him."""
    client = _locked(request)
    today = timezone.localdate(now)
    held = overrides_in_force(today, [client]).get(client.pk)
    _move(client, effective(computed_tier(client, today), held), request, sentence, by, now)


def _locked(request):
    return Client.objects.select_for_update(of=("self",)).get(pk=request.client_id)


def _move(client, new, request, sentence, by, now):
    old = client.tier
    if not new or new == old:
        return
    terms = load_policies(timezone.localdate(now)).terms[new]
    client.tier = new
    for name, value in zip(PROMISED, promised_to(terms, client.partner_interval), strict=True):
        setattr(client, name, value)
    client.save(update_fields=["tier", *PROMISED])
    about = {"client": client, "request": request, "old": old, "new": new, "value": client.average}
    TierChange.objects.create(**about, sentence=sentence[:200], at=now)
    record(Verb.TIER, by=by, target=client, changes={"tier": [old, new]}, reason=sentence)
    move_clock(client, today=timezone.localdate(now))
