"""What a handover makes of the receivers' time, before it is started and on its day."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from clients.enums import GONE
from clients.models import Client
from clients.rules.handovers import (
    CLIENTS_LIMIT,
    MOST_LOAD,
    UPPER_LIMIT,
    WARNED_FROM,
    Candidate,
    Room,
    beyond_time,
)
from clients.rules.ranks import TOP_THREE
from planner.queries.capacity import feasibility
from planner.rules.capacity import clients_of
from staff.models import CoverPeriod, User
from tiers.queries.policies import load_policies
from words.dates import ONE_WEEK, month_day


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


def beyond(rows, today):
    """Of these planned rows those (ids) for which the receiver has no time left: more than anybody can do (MOST_LOAD).

    Not weighed are those to whom head office agreed, and who goes back to where he was.
    """
    rows = rows.filter(request__decided_by=None, request__renews=None).exclude(client__status__in=GONE)
    rows = list(rows.values_list("giver", "manager", "pk", "client__tier", "client__status"))
    people = User.objects.select_related("unit").in_bulk(
        {pk for *both, _row, _tier, _status in rows for pk in both if pk}
    )
    loads = {each.manager.pk: each for each in loads_of(None, list(people.values()), today)}
    rooms = {pk: Room(pk, row.load.needed, row.load.available) for pk, row in loads.items()}
    minutes = {pk: minutes_by_tier(people.get(pk), loads) for pk in {giver for giver, *_row in rows}}
    return beyond_time((candidate_of(*about, minutes[giver]), rooms[manager]) for giver, manager, *about in rows)


def candidate_of(pk, tier, status, minutes, backup=None, avoided_by=frozenset()):
    """`minutes` {tier: those of one active client}."""
    is_active = status == Client.Status.ACTIVE
    return Candidate(pk, tier, backup, minutes.get(tier, 0) if is_active else 0, avoided_by, is_active)


def loads_of(giver, receivers, today):
    people = [*receivers, *([giver] if giver else [])]
    return feasibility(None, load_policies(today).terms, today, people=people) if people else []


def minutes_by_tier(giver, loads):
    """{tier: minutes of four weeks that one active client of it costs}, as the giver's clients cost; without a giver as anybody's."""
    sources = [loads[giver.pk]] if giver and giver.pk in loads else loads.values()
    spent, held = Counter(), Counter()
    for row in sources:
        for tier, some in row.portfolio.items():
            spent[tier] += sum(some.work(row.intervals.get(tier)))
            held[tier] += some.clients
    return {tier: spent[tier] / held[tier] for tier in held if held[tier]}


def leaves_beside(giver, receivers, first):
    """({receiver id: 「12月3日到12月20日离岗」} of whoever is not there in the two weeks in which he introduces himself first,
    ["何晓雯（到 12月20日）"] for whom the giver stands in then)."""
    rows = CoverPeriod.objects.within(first, first + 2 * ONE_WEEK).select_related("absent").order_by("-starts_on")
    rows = list(rows.filter(Q(absent__in=receivers) | Q(cover=giver and giver.pk, cover__isnull=False)))
    away = {row.absent_id: f"{month_day(row.starts_on)}到{month_day(row.ends_on)}离岗" for row in rows}
    carried = [
        f"{row.absent.name}（到 {month_day(row.ends_on)}）" for row in rows if giver and row.cover_id == giver.pk
    ]
    return away, carried


def weight_of(room, person, row, away):
    has, upper = clients_of(row.portfolio), clients_of(row.portfolio, TOP_THREE)
    got = [each for each in room.got if each.is_active]
    clients, uppers = (has, has + len(got)), (upper, upper + sum(each.tier in TOP_THREE for each in got))
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
