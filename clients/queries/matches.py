"""Who without an account may have one by now: an open link 可能是同一人 between the two."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from clients.enums import ClientStatus
from clients.enums.links import LinkKind
from clients.models import Client, Link
from clients.queries.beside import Beside, rows_beside
from clients.rules.matches import marks_of, words_of
from staff.scope import avoided_ids

MARKS = ("unit_id", "name", "phone", "id_hash")


@dataclass(frozen=True)
class Match:
    """What a client page says of it: who else, why, and whether the person may answer."""

    link: Link
    other: Client
    why: str


def leads_by_mark():
    """{mark: ids} of everybody without an account, in one statement."""
    found = defaultdict(list)
    rows = Client.objects.filter(status=ClientStatus.LEAD).order_by("pk").values_list("pk", *MARKS)
    for pk, *known in rows:
        for mark in marks_of(*known):
            found[mark].append(pk)
    return found


def open_matches():
    return Link.objects.open().filter(kind=LinkKind.SAME)


def waits_for_answer():
    """As a condition on clients: somebody without an account who may have one."""
    mine = open_matches().filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk")))
    return Q(status=ClientStatus.LEAD) & Exists(mine)


def with_matches(clients):
    """Adds what `matches_of` reads."""
    rows = open_matches().filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk"))).order_by("pk")
    about = {f"{end}_{name}": F(f"{end}__{name}") for end in ("one", "other") for name in ABOUT}
    return clients.annotate(match_rows=Beside(rows.annotate(**about)))


ABOUT = ("client_no", "kind", "status", *(name.removesuffix("_id") for name in MARKS))


def matches_of(client, user):
    """Those that the person may answer: who looks after the one without an account, and avoids neither."""
    found = [_match(link, client) for link in rows_beside(Link, client.match_rows)]
    found = [match for match in found if match.other.pk not in avoided_ids(user)]
    if found and client.has_account:
        leads = Client.objects.visible_to(user).filter(pk__in=[match.other.pk for match in found])
        seen = set(leads.values_list("pk", flat=True))
        found = [match for match in found if match.other.pk in seen]
    return found


def _match(link, client):
    pk, end = (link.other_id, "other") if link.one_id == client.pk else (link.one_id, "one")
    about = {name: getattr(link, f"{end}_{name}") for name in ABOUT}
    other = Client(pk=pk, **{("unit_id" if name == "unit" else name): value for name, value in about.items()})
    known = (marks_of(*(getattr(each, name) for name in MARKS)) for each in (client, other))
    return Match(link, other, words_of(*known))
