"""The page on which a handover is chosen: whose clients, who might take them, and what that makes of everybody's time."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from clients.enums import GONE
from clients.models import Assignment, Client, Holding, Kin, Promise
from clients.queries.handovers import givers
from clients.rules.handovers import CLIENTS_LIMIT, MOST, MOST_LOAD, UPPER_LIMIT, WARNED_FROM, Room, share
from clients.rules.ranks import TIER_LABELS, TIER_ORDER, TOP_THREE
from crm.queries.handovers.weights import Weight, candidate_of, leaves_beside, loads_of, minutes_by_tier, weight_of
from staff.models import User
from staff.roles import Role
from words.dates import ONE_DAY

LIMITS = (
    f"超过 {WARNED_FROM}% 标红，超过 {MOST_LOAD}% 不能发起，除非报总行同意。"
    f"上限 {CLIENTS_LIMIT} 户、贵宾以上 {UPPER_LIMIT} 户，超过只提醒。"
)
PAGE = 15  # clients of the upper tiers on one page, each in a row of his own
RECEIVERS = 12  # proposed at most


@dataclass(frozen=True)
class Line:
    """One client of the upper tiers, what one has to mind, and to whom he goes (user id, None: he stays)."""

    client: Client
    mind: str
    receiver: int | None
    deputy: str  # his B角, where this is one of the receivers


@dataclass(frozen=True)
class Lot:
    """The clients of the lower tiers that `receiver` is proposed for, by tier; they go `to` (user id, None: they stay)."""

    receiver: User
    clients: int
    words: str
    to: int | None


@dataclass(frozen=True)
class Proposal:
    """`pairs` (client id, receiver id) of all that goes, the dead and the closed among them; `stay` how many were left out.

    `lines` are one `page` of the `upper` clients (ids); what was chosen for those of other pages and is not what is proposed is
    `carried` [(client id, receiver id, None: stays)].
    """

    receivers: list[User]
    lines: list[Line]
    page: int
    upper: list[int]
    carried: list[tuple[int, int | None]]
    lots: list[Lot]
    weights: list[Weight]
    rooms: list[Room]
    pairs: list[tuple[int, int]]
    count: int
    stay: int
    gone: int
    elsewhere: int
    by_tier: list[tuple[str, int]]
    covered: list[str]  # for whom the giver stands in

    @property
    def is_over(self):
        """Somebody would have more than anybody can do, so head office is to be asked."""
        return any(room.is_over for room in self.rooms)

    @property
    def pages(self):
        return max(1, -(-len(self.upper) // PAGE))

    @property
    def before(self):
        """The number of the page before, None on the first."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self):
        return self.page + 1 if self.page < self.pages else None

    @property
    def total(self):
        """Those who can be given, whether they go or stay."""
        return self.count + self.stay

    def strange_in(self, asked):
        """What was posted and does not stand on the page, in Chinese; '' if all does."""
        people = {None, *(room.pk for room in self.rooms)}
        if not {*asked["low"].values(), *(to for pk, to in asked.items() if pk != "low")} <= people:
            return "有的接手人不在可选的人里，请刷新后重选"
        return (
            ""
            if asked.keys() - {"low"} <= set(self.upper)
            else "有的客户已不在移出人名下或不在您的范围内，请刷新后重选"
        )

    @property
    def limits(self):
        return LIMITS

    @property
    def names(self):
        return {person.pk: person.name for person in self.receivers}


def possible_receivers(user, giver, clients, named):
    """Who may take them: whom the head named, who stands in for one of them, and the colleagues of the unit, by 工号.

    Nobody whose own clients are about to go. Without a giver the colleagues are those of the clients' units.
    """
    units = [giver.unit_id] if giver else list(clients.order_by().values_list("unit", flat=True).distinct()[:RECEIVERS])
    backups = clients.order_by().exclude(backup=None).values("backup")
    wanted = Q(unit__in=units) | Q(pk__in=backups) | Q(pk__in=[person.pk for person in named])
    people = User.objects.filter(wanted, role=Role.MANAGER, is_active=True).exclude(pk=giver and giver.pk)
    visible = User.objects.visible_to(user).values("pk")
    people = people.filter(Q(pk__in=visible) | Q(pk__in=[person.pk for person in named]))
    return list(people.exclude(pk__in=givers()).order_by("employee_no"))


def proposal(giver, clients, receivers, asked, today, starts_on=None, page=1):
    """What the page shows. `clients` (a queryset) are to go, `receivers` take them; `asked` {client id: receiver id, None: stays}
    and, as {"low": {receiver id: ...}}, what was chosen for the lots of the lower tiers; `page` of the upper ones, from 1."""
    rows = list(_rows(clients)[: MOST + 1])
    free = [row for row in rows if not row.is_planned and row.status not in GONE]
    loads = {each.manager.pk: each for each in loads_of(giver, receivers, today)}
    minutes = minutes_by_tier(giver, loads)
    avoided = _avoided(receivers)
    candidates = [
        candidate_of(row.pk, row.tier, row.status, minutes, row.backup_id, avoided.get(row.pk, frozenset()))
        for row in free
    ]
    rooms = [Room(person.pk, loads[person.pk].load.needed, loads[person.pk].load.available) for person in receivers]
    proposed = _shared(candidates, rooms, asked)
    upper = sorted((row for row in free if row.tier in TOP_THREE), key=lambda row: (TIER_ORDER[row.tier], row.pk))
    page = min(max(page, 1), max(1, -(-len(upper) // PAGE)))
    shown = upper[(page - 1) * PAGE : page * PAGE]
    others = {row.pk for row in upper} - {row.pk for row in shown}
    gone = [row for row in rows if row.status in GONE and not row.is_planned]
    away, covered = leaves_beside(giver, receivers, starts_on or today + ONE_DAY)
    going = [(client.pk, room.pk) for room in rooms for client in room.got]
    first = rooms[0].pk if rooms else None
    pairs = going + [(row.pk, first) for row in gone if going and first]
    return Proposal(
        receivers,
        _lines(shown, dict(going), receivers, today),
        page,
        [row.pk for row in upper],
        [(pk, asked[pk]) for pk in sorted(others & asked.keys()) if asked[pk] != proposed.get(pk)],
        _lots(proposed, candidates, receivers, asked),
        [weight_of(room, person, loads[person.pk], away) for room, person in zip(rooms, receivers, strict=True)],
        rooms,
        pairs,
        len(going),
        len(free) - len(going),
        len(gone),
        sum(row.is_planned for row in rows),
        _by_tier(free),
        covered,
    )


def _rows(clients):
    planned = Assignment.objects.planned().filter(client=OuterRef("pk"))
    about = ("pk", "client_no", "name", "kind", "tier", "status", "backup", "next_due_on", "planned_on", "average")
    return clients.annotate(is_planned=Exists(planned)).only(*about).order_by("pk")


def _avoided(receivers):
    found = {}
    for client, user in Kin.objects.filter(user__in=receivers, client__isnull=False).values_list("client", "user"):
        found[client] = found.get(client, frozenset()) | {user}
    return found


def _shared(candidates, rooms, asked):
    """Puts all where they were chosen to go. Returns what is proposed without that, {client id: receiver id}."""
    if not rooms:
        return {}
    trial = [Room(room.pk, room.needs, room.available) for room in rooms]
    share(candidates, trial, {})
    proposed, low = {each.pk: room.pk for room in trial for each in room.got}, asked.get("low", {})
    lower = [each.pk for each in candidates if each.tier not in TOP_THREE and each.pk in proposed]
    chosen = {pk: low.get(proposed[pk], proposed[pk]) for pk in lower}
    chosen |= {client: receiver for client, receiver in asked.items() if client != "low"}
    share(candidates, rooms, chosen)
    return proposed


def _lines(upper, goes, receivers, today):
    names = {person.pk: person.name for person in receivers}
    owed = _number_of(Promise.objects.owed_by_us().open())
    ends = _number_of(Holding.objects.maturing(today))
    counted = Client.objects.filter(pk__in=[row.pk for row in upper]).annotate(owed=owed, ends=ends)
    about = {pk: counts for pk, *counts in counted.values_list("pk", "owed", "ends")}
    return [
        Line(row, _mind(row, *about[row.pk], today), goes.get(row.pk), names.get(row.backup_id, "")) for row in upper
    ]


def _number_of(rows):
    """How many of them a client has, None without one."""
    return Subquery(rows.filter(client=OuterRef("pk")).order_by().values("client").annotate(n=Count("pk")).values("n"))


def _mind(row, owed, ends, today):
    late = row.next_due_on and row.next_due_on < today and not (row.planned_on and row.planned_on >= today)
    said = (
        f"{owed} 件答应的事" if owed else "",
        f"{ends} 笔快到期" if ends else "",
        f"逾期 {(today - row.next_due_on).days} 天没联系" if late else "",
    )
    return "；".join(filter(None, said)) or "没有未了的事"


def _lots(proposed, candidates, receivers, asked):
    lots = defaultdict(Counter)
    for each in candidates:
        if each.tier not in TOP_THREE and each.pk in proposed:
            lots[proposed[each.pk]][each.tier] += 1
    found = []
    for person in receivers:
        if counted := lots.get(person.pk):
            words = "、".join(f"{TIER_LABELS[tier]} {counted[tier]} 户" for tier in TIER_LABELS if counted[tier])
            found.append(Lot(person, counted.total(), words, asked.get("low", {}).get(person.pk, person.pk)))
    return found


def _by_tier(rows):
    counted = Counter(row.tier for row in rows)
    return [(TIER_LABELS[tier], counted[tier]) for tier in TIER_LABELS if counted[tier]]
