"""答应过的事 of one client: the card of his page, and the lists of what the card has no room for."""

from collections import Counter

from django.db.models import Case, Q, Value, When
from django.utils import timezone

from clients.models import Promise
from clients.queries.promises import ABOUT, promise_row
from clients.rules.promises import CLOSED_SHOWN
from staff.pages import first_of
from staff.roles import Permission
from staff.scope import rows_for

MOST = 300  # of one client, with the answers about his informations
SHOWN = {"ours": 5, "theirs": 3, "due": 3}
LISTS = {"open": "这位客户没有了结的承诺", "closed": "这位客户近 90 天了结的承诺"}
ELSEWHERE = (Promise.Origin.FACT, Promise.Origin.ORDER)  # on a card of its own; nothing that the client was promised


def promise_card(client, user, now):
    """What is open both ways, what is due first, and what was closed lately, in one query; `first` is what the page shows,
    `open` how many are open where it shows not all of them.

    `handed` are the answers owed about informations, open and closed, which stand on a card of their own.
    """
    today = timezone.localdate(now)
    found = rows_for(user, _of_client, client=client.pk, since=now - CLOSED_SHOWN)
    rows = [promise_row(each, user, now) for each in found if each.origin not in ELSEWHERE]
    ours = [row for row in rows if row.is_open and row.is_ours]
    theirs = [row for row in rows if row.is_open and not row.is_ours]
    closed = [row for row in rows if not row.is_open]
    due = [row for row in ours if row.promise.due_on <= today]
    first = {name: first_of(rows, SHOWN[name]) for name, rows in {"ours": ours, "theirs": theirs, "due": due}.items()}
    counts = Counter(row.promise.get_state_display() for row in closed)
    return {
        "ours": ours,
        "theirs": theirs,
        "closed": closed,
        "due": due,
        "first": first,
        "open": len(ours) + len(theirs) if first["ours"].rest or first["theirs"].rest else 0,
        "counts": "，".join(f"{label} {counts[label]}" for label in Promise.State.labels if counts[label]),
        "adds": user.can(Permission.LOG_CONTACT),
        "handed": [each for each in found if each.origin == Promise.Origin.FACT],
        "words": [each.what for each in found if each.state == Promise.State.OPEN],
    }


def promises_of(client, name, now):
    """(the promises of one of LISTS, how they are sorted)."""
    rows = Promise.objects.filter(client=client).exclude(origin__in=ELSEWHERE)
    if name == "closed":
        return rows.filter(closed_at__gte=now - CLOSED_SHOWN), "-closed_at"
    return rows.open(), "due_on"


def _of_client(_user, *, client, since):
    lately = Q(state=Promise.State.OPEN) | Q(closed_at__gte=since) | Q(origin=Promise.Origin.FACT)
    rows = Promise.objects.filter(lately, client=client)
    return rows.select_related(*ABOUT).order_by(_OPEN_FIRST, "due_on", "pk")[:MOST]


_OPEN_FIRST = Case(When(state=Promise.State.OPEN, then=Value(0)), default=Value(1))
