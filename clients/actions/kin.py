"""Who is a client's own relative says so, and is out of his reach from then on (ORG-R7)."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.actions.clients import give_client, give_sponsor, locked
from clients.actions.complaints import pass_on_complaints
from clients.actions.promises import pass_on_promises
from clients.models import Client, Kin
from clients.queries.kin import declared_by
from clients.rules.kin import MOST, number_problems
from staff.audit import Verb, record
from staff.models import User
from staff.roles import Role
from words.content import forbidden_in_text
from words.identifiers import hash_of_id, normalise
from words.masking import mask_id
from words.papers import paper_of
from words.problems import Refused

REASON = "回避登记"


@transaction.atomic
def declare_kin(user, *, relation, client_no="", id_no="", by, now):
    """The user is not to see or serve the client of this number. Whether there is one, nobody is told.

    What was declared before is declared once. Returns whether the row is new.
    """
    client_no, today = normalise(client_no).strip(), timezone.localdate(now)
    paper = paper_of(id_no, today=today) if id_no.strip() else None
    if problems := number_problems(client_no, paper and paper.number, paper and paper.problem):
        raise Refused(problems)
    id_hash = hash_of_id(paper.number, settings.ID_PEPPER) if paper else ""
    if len(declared_by(user)) >= MOST:
        raise Refused(f"一个人最多登记 {MOST} 位，还有的请总行登记。")
    return keep_kin(user, relation, client_no, id_hash, paper.mask if paper else mask_id(client_no), by=by, now=now)


@transaction.atomic
def keep_kin(user, relation, client_no, id_hash, mask, *, by, now):
    """The row of a number that was read already."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if user.kin.filter(client_no=client_no, id_hash=id_hash).exists():
        return False
    about = {"relation": relation, "client_no": client_no, "id_hash": id_hash, "mask": mask, "declared_by": by}
    row = Kin.objects.create(user=user, declared_at=now, **about)
    record(Verb.CREATE, by=by, target=row, unit_id=user.unit_id, changes={"relation": str(relation), "number": mask})
    link_kin([row], by=by, now=now)
    return True


def link_kin(rows, *, by, now):
    """Finds the clients whom the rows mean, every client of the same papers among them, and takes them out of the users' hands."""
    for row in rows:
        for client in _meant(row):
            _part(row, client, by, now)


def link_new(numbers, hashes, *, by, now):
    """The same for clients who came with these numbers and papers."""
    rows = Kin.objects.filter(Q(client_no__in=[*filter(None, numbers)]) | Q(id_hash__in=[*filter(None, hashes)]))
    link_kin(rows.select_related("user"), by=by, now=now)


@transaction.atomic
def lift_kin(row, *, by, now, why):
    """By head office, and not by the person himself: a declaration that was wrong, or a family that is one no more."""
    if by.role != Role.HEAD_OFFICE or by.pk == row.user_id:
        raise Refused("回避只能由总行的另一个人解除。")
    if not why.strip():
        raise Refused("请写明为什么解除。")
    if problems := forbidden_in_text(why, "why", 200):
        raise Refused(problems)
    for same in Kin.objects.filter(user=row.user_id, client_no=row.client_no, id_hash=row.id_hash):
        about = {"target": same, "client": same.client, "unit_id": row.user.unit_id}
        record(
            Verb.DELETE, by=by, changes={"relation": same.relation, "number": same.mask}, reason=why.strip(), **about
        )
        same.delete()


def _meant(row):
    by_papers = Q(id_hash=row.id_hash) if row.id_hash else Q(pk__in=[])
    found = list(Client.objects.filter(Q(client_no=row.client_no) if row.client_no else Q(pk__in=[])).order_by("pk"))
    for client in found:
        by_papers |= Q(id_hash=client.id_hash) if client.id_hash else Q(pk__in=[])
    known = [client.pk for client in found]
    return [*found, *Client.objects.filter(by_papers).exclude(pk__in=known).order_by("pk")]


def _part(row, client, by, now):
    """`row` is the client's, or a copy of it where it is another's already; who looks after him does so no more."""
    if Kin.objects.filter(user=row.user_id, client=client).exists():
        return
    client = locked(client)
    if row.client_id:
        row = Kin(**{name: getattr(row, name) for name in COPIED})
    row.client = client
    row.left_on = timezone.localdate(now) if row.user_id in (client.manager_id, client.backup_id) else None
    row.save()
    record(Verb.UPDATE, by=by, target=row, client=client, changes={"relation": str(row.relation)})
    pass_on_complaints(client, row.user, by=by)
    if row.user_id == client.sponsor_id:
        give_sponsor(client, None, by=by, today=timezone.localdate(now), reason=REASON)
    if row.user_id == client.manager_id:
        give_client(client, manager=None, backup=None, by=by, now=now, reason=REASON)
    elif row.user_id == client.backup_id:
        give_client(client, manager=client.manager, backup=None, by=by, now=now, reason=REASON)
    if client.manager_id:
        pass_on_promises([(client.pk, row.user_id, client.manager_id)], by=by, reason=REASON)


COPIED = ("user_id", "relation", "client_no", "id_hash", "mask", "declared_at", "declared_by_id")
