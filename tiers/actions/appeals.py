"""A client's 复核 is asked for on his behalf and answered by his head; another tier is a request of its own (H5, domain 3.4)."""

from django.db import transaction
from django.utils import timezone

from clients.actions.requests import ask_request, begin_request
from clients.models import Client
from tiers.queries.appeals import KIND, reasons_of
from tiers.rules.appeals import appeal_problems
from words.problems import Refused


@transaction.atomic
def ask_appeal(client, *, words, by, now):
    """`words` is what the client says. Why he stands in his tier is attached as it is today. Returns the Request."""
    client = begin_request(KIND, client, by, now)
    if client.status != Client.Status.ACTIVE:
        raise Refused(f"客户状态是「{client.get_status_display()}」，不能复核。")
    if problems := appeal_problems(client.tier, words):
        raise Refused(problems)
    attached = reasons_of(client, timezone.localdate(now))
    return ask_request(KIND, client, words=words, by=by, now=now, tier_before=client.tier, attached=attached)


def answer_appeal(request, by, now):
    """An answer moves nobody, and it has no end."""
