"""Who may decide what, and what waits for a person."""

from collections import defaultdict

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from clients.kinds import HEAD, OFFICES, kind_of
from clients.models import Client, Request
from clients.queries.kin import with_kin
from staff.models import User
from staff.models.org import lineage_of
from staff.queries.covers import with_stand_in
from staff.roles import Permission, Role
from staff.scope import avoided_ids

ABOUT = ("client__unit", "client__manager", "asked_by__unit", "decided_by", "countersigned_by", "unit")


DECIDE = (Role.BRANCH_HEAD, Role.HEAD_OFFICE, Role.COMPLIANCE)


def who_decide(now):
    """The Deciders of the whole bank."""
    rows = User.objects.filter(is_active=True, role__in=DECIDE)
    return Deciders(with_stand_in(rows.select_related("unit").order_by("employee_no"), timezone.localdate(now)))


class Deciders:
    """Every active head and person of head office and compliance, read once for many requests, by where he decides.

    `people` by number of employee, each with `stand_in`, who does his work today.
    """

    def __init__(self, people):
        self.by_pk = {one.pk: one for one in with_kin(list(people))}
        self.heads, self.of_role = defaultdict(list), defaultdict(list)
        for one in self.by_pk.values():
            self.of_role[one.role].append(one)
            if one.role == Role.BRANCH_HEAD and one.unit:
                self.heads[one.unit.path].append(one)

    def above(self, path):
        """The heads of the unit with this path and of those above it, the nearest first."""
        return [head for each in reversed(lineage_of(path)) for head in self.heads.get(each, ())]


def deciders(request, now, people=None):
    """Whose right it is: the nearest head above the client's unit, or head office; after its time also their deputies.

    A head's deputies are the heads above him and head office, head office's the others there; who stands in for a head decides
    beside him at once. Nobody decides what he asked for,
    what he countersigned, or about himself or a relative (ORG-R7). `people` as of who_decide().
    """
    people, at = who_decide(now) if people is None else people, kind_of(request).decided_at(request)
    out = (request.asked_by_id, request.countersigned_by_id, request.user_id)

    def free(some):
        return [one for one in some if one.pk not in out and request.client_id not in avoided_ids(one)]

    if at != HEAD:
        return free(people.of_role[Role.HEAD_OFFICE] + (people.of_role[Role.COMPLIANCE] if at == OFFICES else []))
    heads = free(people.above(_path_of(request)))
    if not heads or request.due_at <= now:
        return heads + free(people.of_role[Role.HEAD_OFFICE])
    nearest = [head for head in heads if head.unit_id == heads[0].unit_id]
    stand_ins = dict.fromkeys(people.by_pk.get(head.stand_in) for head in nearest)
    return nearest + free(one for one in stand_ins if one and one not in nearest)


def told(found):
    """Of the deciders `found` those who get the mail: not who is away, when who stands in for him decides."""
    known = {one.pk for one in found}
    return [one for one in found if one.stand_in not in known]


def _path_of(request):
    """Of the client's unit of today, wherever he was when it was asked for; of a request about no client, of its own."""
    if hasattr(request, "unit_path"):
        return request.unit_path
    return (request.client.unit if request.client_id else request.unit).path


def may_decide(user, request, now, people=None):
    return user.can(Permission.DECIDE_REQUESTS) and user.pk in {one.pk for one in deciders(request, now, people)}


def may_countersign(user, request):
    kind = kind_of(request)
    role, is_his_desk = kind.countersigned_by(request), kind.desk in ("", user.unit.desk)
    is_own = user.pk in (request.asked_by_id, request.user_id) or request.client_id in avoided_ids(user)
    return bool(role) and user.role == role and is_his_desk and not is_own


def sent_back(kind, client, user):
    """What the user asked for about the client, or about nobody, and has to complete; None if nothing."""
    rows = Request.objects.filter(kind=kind, client=client, asked_by=user.pk, state=Request.State.BACK)
    return rows.order_by("-pk").first()


def others_open(kind, client, user):
    """What waits of the kind about the client, or about nobody, besides what was sent back to the user himself."""
    waits = Q(state=Request.State.ASKED) | Q(state=Request.State.BACK) & ~Q(asked_by=user.pk)
    return Request.objects.filter(waits, kind=kind, client=client)


def may_complete(request):
    """Whether who asked could still ask: he works here in such a role, and the client is within his reach."""
    user = request.asked_by
    if request.client is None:
        return user.can(Permission.EDIT_POLICY)
    return user.can(Permission.LOG_CONTACT) and Client.objects.visible_to(user).filter(pk=request.client_id).exists()


def waiting_for(user, now, people=None, rows=None):
    """The open requests that this person may decide or countersign, the most urgent first; `people` as of who_decide().

    A bank has a thousand of them, so they are read no further than this asks: `whole` reads those that are shown. `rows`: the
    open ones within his reach, where they are read already.
    """
    if not user.can(Permission.DECIDE_REQUESTS):
        return []
    rows = in_short(Request.objects.waiting().visible_to(user)) if rows is None else rows
    rows = sorted(rows, key=lambda row: (row.due_at, row.pk))
    people = people or (who_decide(now) if rows else [])
    return [row for row in rows if _waits_for(user, row, now, people)]


def in_short(rows):
    """Only with what says who decides."""
    return rows.defer("words", "decision", "attached").annotate(unit_path=Coalesce("client__unit__path", "unit__path"))


def whole(rows):
    """These requests with all that a page shows of them, in the same order; one statement."""
    found = Request.objects.select_related(*ABOUT).in_bulk([row.pk for row in rows])
    return [found[row.pk] for row in rows if row.pk in found]


def requests_open(user, now):
    """(waiting for the person, asked by him and still open), in one statement besides who decides."""
    own = Q(asked_by=user.pk, state__in=[Request.State.ASKED, Request.State.BACK])
    waits = Q(state=Request.State.ASKED) if user.can(Permission.DECIDE_REQUESTS) else Q(pk__in=[])
    rows = list(in_short(Request.objects.visible_to(user).filter(own | waits)))
    waiting = waiting_for(user, now, rows=[row for row in rows if row.state == Request.State.ASKED])
    return len(waiting), sum(row.asked_by_id == user.pk for row in rows)


def asked_by(user):
    return Request.objects.apart_from(user).filter(asked_by=user.pk).select_related(*ABOUT).order_by("-asked_at", "-pk")


def decided_by(user, most):
    """What the person has decided or countersigned, the latest `most`; what still waits for another first."""
    rows = Request.objects.apart_from(user).order_by(F("decided_at").desc(nulls_first=True), "-pk")
    # Each side in the order of its own index, no further than is shown: asked for together, the whole table is read.
    sides = (rows.filter(**{side: user.pk}) for side in ("decided_by", "countersigned_by"))
    found = [pk for side in sides for pk in side.values_list("pk", flat=True)[:most]]
    return rows.filter(pk__in=found).select_related(*ABOUT)[:most]


def _waits_for(user, row, now, people):
    return (row.countersigned_by_id is None and may_countersign(user, row)) or may_decide(user, row, now, people)
