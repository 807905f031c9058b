"""What happened while somebody was away (domain 1.5): with a manager's clients, or in a head's units, client by client."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from clients.enums import AssignmentState, PromiseOrigin
from clients.models import Assignment, Client, ContactLog, KeyDate, Promise, Request
from clients.rules.promises import OF_COMPLAINT
from clients.rules.ranks import TIER_ORDER, TOP_THREE
from crm.queries.cover_lines import (
    Span,
    change_lines,
    contact_lines,
    date_lines,
    promise_lines,
    request_lines,
    signal_lines,
)
from staff.roles import Role
from staff.scope import subtree_ids
from tiers.models import Signal, TierChange


@dataclass
class Told:
    """`client` None: what is about none."""

    client: Client | None
    lines: list = field(default_factory=list)

    @property
    def order(self):
        client = self.client
        return (TIER_ORDER[client.tier], client.name_key, client.pk) if client else (-1, "", 0)


def story_of(period, user, today):
    """{"rows": [Told], what is about no client first, then the upper tiers; "counts": {word: how many}; "moved": words about clients
    that changed hands}.

    Only the clients of who was away whom the reader reaches; the same number of statements however many there are.
    """
    span, is_head = Span(period.starts_on, min(period.last_day, today)), period.absent.role == Role.BRANCH_HEAD
    told = {}
    for client, line in (_of_head if is_head else _of_manager)(period, user, span, today):
        told.setdefault(client and client.pk, Told(client)).lines.append(line)
    rows = sorted(told.values(), key=lambda row: row.order)
    for row in rows:
        row.lines.sort(key=lambda line: line.on)
    counts = Counter(line.word for row in rows for line in row.lines)
    moved = "" if is_head else _moved(period.absent_id, span)
    return {"rows": rows, "counts": dict(counts), "moved": moved, "last": span.last}


def _of_manager(period, user, span, today):
    absent, of = period.absent_id, {"client__manager": period.absent_id}
    yield from contact_lines(ContactLog.objects.visible_to(user).filter(**of), span)
    yield from promise_lines(Promise.objects.visible_to(user).filter(**of), span, today)
    yield from signal_lines(Signal.objects.visible_to(user).filter(**of), span)
    yield from change_lines(TierChange.objects.visible_to(user).filter(**of), span)
    upper = Client.objects.visible_to(user).filter(manager=absent, tier__in=TOP_THREE)
    yield from date_lines(upper, KeyDate.objects.visible_to(user), span)


def _of_head(period, user, span, today):
    """What others decided for him, complaints, what he owed or had asked for, red signals, moves of the upper tiers, and the talks of
    who stood in for him."""
    units = subtree_ids(period.absent)
    of = {"client__unit__in": units}
    asked = Q(**of) | Q(client=None, unit__in=units)
    yield from request_lines(Request.objects.visible_to(user).filter(asked), span)
    his = Q(owed_by=period.absent) | Q(origin=PromiseOrigin.ORDER, owed_to=period.absent)
    his |= Q(origin__in=OF_COMPLAINT, **of)
    yield from promise_lines(Promise.objects.visible_to(user).filter(his), span, today)
    yield from signal_lines(Signal.objects.visible_to(user).filter(severity=Signal.Severity.RED, **of), span)
    upper = Q(old__in=TOP_THREE) | Q(new__in=TOP_THREE)
    yield from change_lines(TierChange.objects.visible_to(user).filter(upper, **of), span)
    if period.cover:
        yield from contact_lines(ContactLog.objects.visible_to(user).filter(by=period.cover, **of), span)


def _moved(absent, span):
    """「移走 3 位：李航 3 位」; of clients out of reach only how many."""
    rows = Assignment.objects.filter(starts_on__range=(span.first, span.last), state=AssignmentState.GIVEN)
    rows = rows.filter(Q(giver=absent) | Q(manager=absent)).values_list("giver", "manager", "manager__name")
    gone, came = defaultdict(int), 0
    for _giver, manager, name in rows:
        if manager == absent:
            came += 1
        else:
            gone[name or "无人管户"] += 1
    words = (
        [f"移走 {sum(gone.values())} 位（{'，'.join(f'{name} {n} 位' for name, n in gone.items())}）"] if gone else []
    )
    return "；".join(words + ([f"移来 {came} 位"] if came else []))
