"""The rows of many clients that their 见面提示 are made of, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from clients.enums import Aim, Reached
from clients.models import ContactLog, DoNotDisturb, Draft, Fact, KeyDate, Promise
from clients.rules.birthdays import days_by_number
from clients.rules.promises import OF_COMPLAINT
from crm.rules.call_sheets import AHEAD, RECENT, Known, Owed
from tiers.models import TierPolicy
from words.dates import ONE_DAY

FORM = "sheet"  # of the Draft that holds the aim
YEAR = timedelta(days=366)
KNOWN = ("pk", "kind", "topic", "text", "source", "learned_on", "used_on", "is_sensitive", "verdict", "distilled_from")
OWED = (
    "pk",
    "owes",
    "what",
    "due_on",
    "state",
    "origin",
    "due_at",
    "closed_at",
    "is_presumed",
    "owed_by",
    "log__note",
    "log__occurred_at",
)


@dataclass(frozen=True)
class Gathered:
    """Rows of all clients, by client id.

    `terms` of each tier are its label and the days between two briefings; `ahead` is {(how it is kept, number): day}.
    """

    facts: dict
    promises: dict
    dates: dict
    quiet: dict
    drafts: dict
    terms: dict
    ahead: dict


def with_last_talk(clients, now):
    """Adds how the last effective contact was, and when somebody last asked or briefed, within a year."""
    latest = ContactLog.objects.latest_effective(OuterRef("pk"))
    last = {f"last_{name}": name for name in ("occurred_at", "kind", "seconds", "note", "source", "by__name")}
    year = ContactLog.objects.not_struck().filter(
        client=OuterRef("pk"), reached=Reached.CLIENT, occurred_at__gt=now - YEAR
    )
    aims = {"asked_at": Aim.ADVICE_ASKED, "briefed_at": Aim.BRIEFING}
    return clients.annotate(
        **{name: Subquery(latest.values(field)[:1]) for name, field in last.items()},
        **{
            name: Subquery(year.filter(aim=aim).order_by("-occurred_at").values("occurred_at")[:1])
            for name, aim in aims.items()
        },
    )


def gathered(ids, user, now, today):
    facts = Fact.objects.visible_to(user).for_sheets(today).filter(client__in=ids)
    recent = Q(state=Promise.State.OPEN) | Q(closed_at__gte=now - RECENT)
    between = Q(owes=Promise.Owes.CLIENT) | Q(owed_to=None)  # what we owe one another is not for the client's ears
    promises = Promise.objects.visible_to(user).filter(recent, between, client__in=ids)
    dates = KeyDate.objects.visible_to(user).agreed().filter(client__in=ids).order_by("pk")
    quiet = DoNotDisturb.objects.visible_to(user).in_force_on(today).filter(client__in=ids)
    drafts = Draft.objects.visible_to(user).kept(FORM, now).filter(client__in=ids)
    return Gathered(
        _by_client((client, Known(*values)) for client, *values in facts.values_list("client", *KNOWN)),
        _by_client((client, _owed(*values)) for client, *values in promises.values_list("client", *OWED)),
        _by_client((row.client_id, row) for row in dates),
        _by_client((row.client_id, row) for row in quiet),
        dict(drafts.values_list("client", "values")),
        {
            tier: terms
            for tier, *terms in TierPolicy.objects.in_force(today).values_list(
                "tier", "client_label", "briefing_interval"
            )
        },
        days_by_number([today + offset * ONE_DAY for offset in range(AHEAD.days + 1)]),
    )


def _by_client(pairs):
    rows = defaultdict(list)
    for client, row in pairs:
        rows[client].append(row)
    return rows


def _owed(pk, owes, what, due_on, state, origin, due_at, closed_at, is_presumed, owed_by, said, said_at):
    """Only what a complaint was about is kept of the ledger's words."""
    due_at, closed_on, said_on = due_at and timezone.localtime(due_at), _day(closed_at), _day(said_at)
    said = said if origin in OF_COMPLAINT and said else ""
    return Owed(pk, owes, what, due_on, state, origin, due_at, closed_on, is_presumed, owed_by, said, said_on)


def _day(moment):
    return moment and timezone.localdate(moment)
