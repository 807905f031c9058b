"""Whom somebody looked at or wrote about last: what a search offers before a letter is typed."""

from datetime import timedelta

from clients.models import Client
from staff.audit import Verb
from staff.models import AuditEvent

SHOWN = 8
SINCE = timedelta(days=30)
READ = 200  # rows of the audit, the latest; a row that names no client counts, too
PAGES = ("client_detail", "call_sheet")


def recent_clients(user, now):
    """The clients, the latest first; who is out of reach by now is not among them.

    Each look and each contact stands in the audit already, so nothing is kept for this, and showing it writes no row.
    """
    rows = AuditEvent.objects.filter(actor_no=user.employee_no, at__gt=now - SINCE).order_by("-at", "-id")
    rows = rows.values_list("verb", "client_id", "target_type", "changes__page")[:READ]
    ids = list(dict.fromkeys(client for verb, client, about, page in rows if client and _is_work(verb, about, page)))
    found = Client.objects.visible_to(user).select_related("unit", "manager").in_bulk(ids[: 3 * SHOWN])
    return [found[pk] for pk in ids if pk in found][:SHOWN]


def _is_work(verb, about, page):
    return (verb == Verb.VIEW and page in PAGES) or (verb == Verb.CREATE and about == "clients.ContactLog")
