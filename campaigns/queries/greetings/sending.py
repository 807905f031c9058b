"""What is looked up again before a greeting is approved, taken up, and when its mail is about to leave (domain 6.4, I6, I9)."""

from datetime import timedelta

from django.utils import timezone

from campaigns.models import Greeting
from campaigns.queries.greetings.eligibility import situation_of
from campaigns.rules.greetings.eligibility import Stage, problems_with, why_not
from staff.calendar import midnight

# What CLAIM looks at, as lookups from the mail. Not the family: of two approved ones the first leaves, whoever is quicker.
WATCHED = (
    *(f"greeting__{name}" for name in ("state", "manager", "code", "on", "approved_hash")),
    *(f"greeting__occasion__{name}" for name in ("is_active", "tone")),
    *(f"client__{name}" for name in ("manager", "tier", "birthday", "celebrates")),
)


def greetings_against(messages, now):
    """{message id: why the greeting behind it must not leave}; only those with an objection stand in it.

    Of two approved ones for one household the first leaves, and none after a mail that may have arrived.
    """
    mails = {message.pk: message for message in messages}
    rows = list(Greeting.objects.filter(message__in=mails).select_related("occasion", "client"))
    for row in rows:
        row.message = mails[row.message_id]
    return {row.message_id: reason for row, reason in _reasons(rows, now, Stage.CLAIM) if reason}


def still_against(rows, now):
    """{greeting id: why nobody may take up this client of 本节不问候, '' when a person may}; capacity alone is no reason."""
    return {row.pk: reason for row, reason in _reasons(list(rows), now, Stage.ANYWAY)}


def problems_of(greeting, now, stage):
    """What speaks against one greeting at this stage, whatever its text is, as Problems; the weightiest first."""
    return problems_with(situation_of([greeting], now, stage).facts(greeting), stage)


def _reasons(rows, now, stage):
    situation = situation_of(rows, now, stage)
    return [(row, why_not(situation.facts(row), stage)) for row in rows]


def approvals(user, now):
    """(in the last hour, today) how many greetings this person approved (GRT-R4)."""
    return paced(Greeting.objects.filter(approved_by=user), "approved_at", now)


def paced(rows, field, now):
    """(in the last hour, today) how many of the rows have their moment, the `field`, there."""
    today, hour = midnight(timezone.localdate(now)), now - timedelta(hours=1)
    moments = list(rows.filter(**{f"{field}__gte": min(today, hour)}).values_list(field, flat=True))
    return sum(moment > hour for moment in moments), sum(moment >= today for moment in moments)
