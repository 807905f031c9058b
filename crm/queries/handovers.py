"""The page on which a handover is chosen: whose clients, who might take them, and what that makes of everybody's time."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from clients.models import Assignment, Client, Holding, Kin, Promise
from clients.queries.handovers import on_the_move
from clients.rules.handovers import (
    CLIENTS_LIMIT,
    GONE,
    INTRODUCED_WITHIN,
    MOST,
    MOST_LOAD,
    UPPER_LIMIT,
    WARNED_FROM,
    Candidate,
    Room,
    beyond_time,
    share,
)
from clients.rules.ranks import TIER_LABELS, TIER_ORDER, TOP_THREE
from clients.rules.requests import workdays_later
from planner.queries.capacity import feasibility
from staff.calendar import calendar_at_hand
from staff.models import CoverPeriod, User
from staff.roles import Role
from tiers.queries.policies import load_policies
from words.dates import ONE_DAY, ONE_WEEK, month_day

SHOWN = 300  # clients of the upper tiers that stand in rows of their own; the others follow what is proposed
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
class Weight:
    """A receiver's clients and load, in % of the minutes of four weeks, before and after; `note` says what is too much."""

    person: User
    clients: tuple[int, int]
    upper: tuple[int, int]
    load: tuple[str, str]
    percent: int
    note: str
    away: str  # when he is not there in the first working days


@dataclass(frozen=True)
class Proposal:
    """`pairs` (client id, receiver id) of all that goes, the dead and the closed among them; `stay` how many were left out."""

    receivers: list[User]
    lines: list[Line]
    lots: list[Lot]
    weights: list[Weight]
    rooms: list[Room]
    pairs: list[tuple[int, int]]
    count: int
    stay: int
    gone: int
    elsewhere: int
    by_tier: list[tuple[str, int]]

    @property
    def is_over(self):
        """Somebody would have more than anybody can do, so head office is to be asked."""
        return any(room.is_over for room in self.rooms)

    @property
    def total(self):
        """Those who can be given, whether they go or stay."""
        return self.count + self.stay

    def strange_in(self, asked):
        """What was posted and does not stand on the page, in Chinese; '' if all does."""
        people = {None, *(room.pk for room in self.rooms)}
        if not {*asked["low"].values(), *(to for pk, to in asked.items() if pk != "low")} <= people:
            return "有的接手人不在可选的人里，请刷新后重选"
        shown = {line.client.pk for line in self.lines}
        return "" if asked.keys() - {"low"} <= shown else "有的客户已不在移出人名下或不在您的范围内，请刷新后重选"

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
    people = list(people.order_by("employee_no"))
    moving = on_the_move([person.pk for person in people])
    return [person for person in people if person.pk not in moving]


def proposal(giver, clients, receivers, asked, today, starts_on=None):
    """What the page shows. `clients` (a queryset) are to go, `receivers` take them; `asked` {client id: receiver id, None: stays}
    and, as {"low": {receiver id: ...}}, what was chosen for the lots of the lower tiers."""
    rows = list(_rows(clients)[: MOST + 1])
    free = [row for row in rows if not row.is_planned and row.status not in GONE]
    loads = {each.manager.pk: each for each in _loads(giver, receivers, today)}
    minutes = _minutes_by_tier(giver, loads)
    avoided = _avoided(receivers)
    candidates = [
        Candidate(row.pk, row.tier, row.backup_id, minutes.get(row.tier, 0), avoided.get(row.pk, frozenset()))
        for row in free
    ]
    rooms = [Room(person.pk, loads[person.pk].load.needed, loads[person.pk].load.available) for person in receivers]
    lots = _shared(candidates, rooms, asked)
    gone = [row for row in rows if row.status in GONE and not row.is_planned]
    away = _away(receivers, starts_on or today + ONE_DAY)
    going = [(client.pk, room.pk) for room in rooms for client in room.got]
    first = rooms[0].pk if rooms else None
    pairs = going + [(row.pk, first) for row in gone if going and first]
    return Proposal(
        receivers,
        _lines(free, dict(going), receivers, today),
        _lots(lots, candidates, receivers, asked),
        [_weight(room, person, loads[person.pk], away) for room, person in zip(rooms, receivers, strict=True)],
        rooms,
        pairs,
        len(going),
        len(free) - len(going),
        len(gone),
        sum(row.is_planned for row in rows),
        _by_tier(free),
    )


def beyond(rows, today):
    """Of these planned rows those (ids) for which the receiver has no time left: more than anybody can do (MOST_LOAD).

    Not weighed are those to whom head office agreed, and who goes back to where he was.
    """
    rows = rows.filter(request__decided_by=None, request__renews=None).exclude(client__status__in=GONE)
    rows = list(rows.values_list("pk", "client__tier", "giver", "manager"))
    people = User.objects.select_related("unit").in_bulk({pk for _row, _tier, *both in rows for pk in both if pk})
    loads = {each.manager.pk: each for each in _loads(None, list(people.values()), today)}
    rooms = {pk: Room(pk, row.load.needed, row.load.available) for pk, row in loads.items()}
    minutes = {pk: _minutes_by_tier(people.get(pk), loads) for pk in {giver for _row, _tier, giver, _manager in rows}}
    return beyond_time(
        (Candidate(row, tier, None, minutes[giver].get(tier, 0)), rooms[manager]) for row, tier, giver, manager in rows
    )


def _rows(clients):
    planned = Assignment.objects.planned().filter(client=OuterRef("pk"))
    about = ("pk", "client_no", "name", "kind", "tier", "status", "backup", "next_due_on", "planned_on", "average")
    return clients.annotate(is_planned=Exists(planned)).only(*about).order_by("pk")


def _loads(giver, receivers, today):
    people = [*receivers, *([giver] if giver else [])]
    return feasibility(None, load_policies(today).terms, today, people=people) if people else []


def _minutes_by_tier(giver, loads):
    """{tier: minutes of four weeks that one client of it costs}, as the giver's clients cost; without a giver as anybody's."""
    sources = [loads[giver.pk]] if giver and giver.pk in loads else loads.values()
    spent, held = Counter(), Counter()
    for row in sources:
        for tier, some in row.portfolio.items():
            spent[tier] += sum(some.work(row.intervals.get(tier)))
            held[tier] += some.clients
    return {tier: spent[tier] / held[tier] for tier in held if held[tier]}


def _avoided(receivers):
    found = {}
    for client, user in Kin.objects.filter(user__in=receivers, client__isnull=False).values_list("client", "user"):
        found[client] = found.get(client, frozenset()) | {user}
    return found


def _shared(candidates, rooms, asked):
    """The proposal for the lower tiers without what was chosen, {receiver: client ids}; then all as chosen."""
    if not rooms:
        return {}
    trial = [Room(room.pk, room.needs, room.available) for room in rooms]
    share(candidates, trial, {})
    lots = {room.pk: [each.pk for each in room.got if each.tier not in TOP_THREE] for room in trial}
    low = asked.get("low", {})
    chosen = {pk: low.get(receiver, receiver) for receiver, some in lots.items() for pk in some}
    chosen |= {client: receiver for client, receiver in asked.items() if client != "low"}
    share(candidates, rooms, chosen)
    return lots


def _lines(rows, goes, receivers, today):
    upper = sorted((row for row in rows if row.tier in TOP_THREE), key=lambda row: (TIER_ORDER[row.tier], row.pk))[
        :SHOWN
    ]
    ids, names = [row.pk for row in upper], {person.pk: person.name for person in receivers}
    open_promises = Promise.objects.owed_by_us().open().filter(client__in=ids)
    owed = dict(open_promises.order_by().values_list("client").annotate(Count("pk")))
    ending = Holding.objects.maturing(today).filter(client__in=ids).order_by()
    ends = dict(ending.values_list("client").annotate(Count("pk")))
    return [Line(row, _mind(row, owed, ends, today), goes.get(row.pk), names.get(row.backup_id, "")) for row in upper]


def _mind(row, owed, ends, today):
    late = row.next_due_on and row.next_due_on < today and not (row.planned_on and row.planned_on >= today)
    said = (
        f"{owed[row.pk]} 件答应的事" if row.pk in owed else "",
        f"{ends[row.pk]} 笔快到期" if row.pk in ends else "",
        f"逾期 {(today - row.next_due_on).days} 天没联系" if late else "",
    )
    return "；".join(filter(None, said)) or "没有未了的事"


def _lots(lots, candidates, receivers, asked):
    tiers = {each.pk: each.tier for each in candidates}
    found = []
    for person in receivers:
        some = lots.get(person.pk)
        if some:
            counted = Counter(tiers[pk] for pk in some)
            words = "、".join(f"{TIER_LABELS[tier]} {counted[tier]} 户" for tier in TIER_LABELS if counted[tier])
            found.append(Lot(person, len(some), words, asked.get("low", {}).get(person.pk, person.pk)))
    return found


def _away(receivers, first):
    """{receiver id: 「12月3日到12月20日离岗」} of whoever is not there in the working days in which he introduces himself first."""
    last = workdays_later(first, min(INTRODUCED_WITHIN.values()), calendar_at_hand(first, first + 3 * ONE_WEEK))
    rows = CoverPeriod.objects.within(first, last).filter(absent__in=receivers).order_by("-starts_on")
    return {row.absent_id: f"{month_day(row.starts_on)}到{month_day(row.ends_on)}离岗" for row in rows}


def _weight(room, person, row, away):
    has = sum(held.clients for held in row.portfolio.values())
    upper = sum(held.clients for tier, held in row.portfolio.items() if tier in TOP_THREE)
    gets = sum(each.tier in TOP_THREE for each in room.got)
    clients, uppers = (has, has + len(room.got)), (upper, upper + gets)
    before = Room(room.pk, room.needs, room.available)
    many = clients[1] > CLIENTS_LIMIT or uppers[1] > UPPER_LIMIT
    note = (
        f"超过 {MOST_LOAD}%，不能发起"
        if room.is_over
        else f"超过 {WARNED_FROM}%"
        if room.is_warned
        else "户数超过上限"
        if many
        else ""
    )
    load = _percent(before), _percent(room)
    percent = min(int(room.percent()) if room.available else 100, 100)
    return Weight(person, clients, uppers, load, percent, note, away.get(person.pk, ""))


def _percent(room):
    return f"{room.percent():.0f}%" if room.available else "没有维护时间"


def _by_tier(rows):
    counted = Counter(row.tier for row in rows)
    return [(TIER_LABELS[tier], counted[tier]) for tier in TIER_LABELS if counted[tier]]
