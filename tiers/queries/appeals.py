"""What the inbox asks about a client's 复核."""

from clients.enums import Tier
from clients.kinds import HEAD, Check
from clients.models import Client
from tiers.queries.policies import load_policies
from tiers.queries.standings import latest_standing, said_of
from tiers.rules.rating import group_of
from tiers.rules.standings import client_words

KIND = "appeal"


def decided_at(request):
    return HEAD


def asked_words(request):
    return f"客户认为不该是{Tier(request.tier_before).label}，请求复核"


def checks(requests, today):
    """It is answered whatever has changed meanwhile; nobody answers who is no client any more."""
    return {one.pk: [_is_client(one.client)] for one in requests}


def about(request, user, said, now):
    """What was attached when it was asked for."""
    return request.attached


def reasons_of(client, today):
    """{"reason": why he stands in his tier, for the staff; "told": what he was told when he asked}, as of today."""
    policies = load_policies(today)
    thresholds, labels = policies.policy.thresholds[group_of(client.kind)], policies.policy.labels
    row = latest_standing(client.pk).first()
    words = (policies.explanation(client), said_of(row, client, thresholds, labels))
    terms = policies.terms_of(client)
    return {"reason": "；".join(filter(None, words)), "told": client_words(terms.client_label)}


def _is_client(client):
    return Check("客户状态正常", client.status == Client.Status.ACTIVE, client.get_status_display())
