"""What the figures say of some clients tonight: everything that a signal is raised, followed or cleared by (domain 3.9)."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Max, Min, OuterRef, Q
from django.utils import timezone

from clients.enums import ClientKind, PromiseOrigin
from clients.models import Client, Holding, Promise
from clients.queries.holdings import last_talk
from clients.rules.holdings import maturity_words, wants_plan
from staff.calendar import load_calendar, midnight
from tiers.enums import Severity, SignalKind, SignalState
from tiers.models import Signal
from tiers.models.signals import OPEN
from tiers.queries.falls import falls_in, falls_then, runs_to_compare
from tiers.queries.gaps import members
from tiers.queries.policies import Policies, load_policies
from tiers.rules import falls, gaps
from tiers.rules.rating import group_of
from tiers.rules.signals import (
    COMPLAINT,
    FRAUD,
    LEAST_MATURITY,
    QUIET,
    Told,
    cohort_of,
    is_elder,
    severity_of_fall,
    severity_of_maturity,
)
from words.dates import day_text

STALE = timedelta(days=10)  # after so long without data nothing is said of them, a long holiday included
READ = ("pk", "kind", "tier", "birth_date", "average", "balance", "balances_on")
Figures = namedtuple("Figures", READ)


@dataclass(frozen=True)
class Night:
    """What is the same for everybody. `day`: the bank's newest data, None when it is too old to judge by.

    `policies` are those of the first of the month: a cohort and its lines stand for the whole of it.
    """

    today: date
    day: date | None
    runs: list
    policies: Policies
    calendar: object

    @property
    def cohort(self):
        return cohort_of(self.today)


def this_night(today):
    newest = Client.objects.active().filter(balances_on__lte=today).aggregate(on=Max("balances_on"))["on"]
    day = newest if newest and today - newest <= STALE else None
    calendar = load_calendar(today, today + timedelta(days=30))
    return Night(today, day, runs_to_compare(today), load_policies(today.replace(day=1)), calendar)


def known_signals(clients, night):
    """The rows that tonight's figures may change or must not repeat: open ones, this month's cohort, named causes, falls closed lately."""
    lately = Q(kind=SignalKind.FALL, state=SignalState.CLOSED, closed_at__gte=midnight(night.today - QUIET))
    # A maturity is told by its day: of those that are over none comes back.
    named = Q(kind=SignalKind.COMPLAINT) | Q(kind=SignalKind.MATURITY, about__gte=f"{night.today}")
    wanted = OPEN | Q(kind=SignalKind.NEAR, about=night.cohort) | named | lately
    return list(Signal.objects.filter(clients).filter(wanted))


def told_of(ids, clients, known, night):
    """{(client id, kind): Told} of the active clients `ids`; `clients` is the condition of their range, `known` their rows."""
    cohort = {row.client_id: row for row in known if row.kind == SignalKind.NEAR and row.about == night.cohort}
    fresh = members(clients, night.today, night.policies) if night.today.day <= gaps.FREEZE_DAYS else {}
    near = fresh | {pk: row.tier for pk, row in cohort.items()}
    lower = falls_in(clients, night.day, night.runs) if night.day else {}
    raised = {row.client_id for row in known if row.kind == SignalKind.FALL and row.state == SignalState.OPEN}
    active = set(ids)
    figures = _figures(active & {*near, *lower})
    fallen = {
        pk: fall
        for pk, fall in lower.items()
        if pk in figures and falls.is_fall(fall, figures[pk].kind, is_raised=pk in raised)
    }
    found = _falls_told(fallen, figures, night)
    for pk in near.keys() & figures.keys():
        found[pk, SignalKind.NEAR] = _near_told(figures[pk], near[pk], cohort.get(pk), pk in fallen, night)
    return found | _maturities_told(clients, active, night) | _complaints_told(clients, active, night)


def _figures(ids):
    rows = Client.objects.filter(pk__in=ids).values_list(*READ) if ids else ()
    return {row[0]: Figures(*row) for row in rows}


def _falls_told(fallen, figures, night):
    """Persons from ELDER years on are first asked whether somebody deceives them."""
    then = falls_then(list(fallen), falls.last_lunar_year(night.day)) if fallen else {}
    found = {}
    for pk, fall in fallen.items():
        client, before = figures[pk], then.get(pk) if fall.is_daily else None
        seasonal = falls.is_seasonal(fall, before)
        elder = client.kind == ClientKind.PERSON and is_elder(client.birth_date, night.today)
        season = falls.season_words(before, seasonal, night.today)
        sentence = "；".join(filter(None, (FRAUD if elder else "", falls.fall_words(fall, night.today), season)))
        found[pk, SignalKind.FALL] = Told(severity_of_fall(client.tier, seasonal), sentence)
    return found


def _near_told(client, target, row, has_fallen, night):
    """One of the cohort, who stays in it whatever becomes of his average."""
    thresholds, label = night.policies.policy.thresholds[group_of(client.kind)], night.policies.policy.labels[target]
    line, about = thresholds.of(target), {"about": night.cohort, "tier": target}
    if client.average is None:
        return Told(
            Severity.YELLOW, row.sentence if row else f"没有年日均，不知离{label}线多远", ended="没有数据", **about
        )
    if client.average >= line:
        reached_on = row.reached_on if row and row.reached_on else client.balances_on or night.today
        sentence = row.sentence if row else f"已达到{label}线"
        return Told(Severity.YELLOW, sentence, reached_on=reached_on, ended=f"年日均已达到{label}线", **about)
    on = client.balances_on or night.today
    sentence = gaps.gap_words(line, label, client.average, client.balance, on, night.today)
    return Told(Severity.YELLOW, sentence, ended="存款在下降，先看那一条" if has_fallen else "", **about)


def _maturities_told(clients, active, night):
    """What ends soon of each client and wants a plan still, told by the nearest day."""
    rows = Holding.objects.maturing(night.today).filter(clients).order_by("client", "matured_on", "pk")
    rows = rows.annotate(talked_at=last_talk(OuterRef("client"))).select_related("client")
    found = {}
    for pk, of_client in groupby(rows, key=lambda row: row.client_id):
        waiting = [row for row in of_client if wants_plan(row.matured_on, _day_of(row.talked_at), night.today)]
        if pk not in active or sum(row.amount for row in waiting) < LEAST_MATURITY:
            continue
        first, others = waiting[0], len(waiting) - 1
        severity = severity_of_maturity(first.client.tier, (first.matured_on - night.today).days)
        words = maturity_words(first.product, first.amount, first.matured_on, night.today, others)
        found[pk, SignalKind.MATURITY] = Told(severity, words, f"{first.matured_on}")
    return found


def _day_of(moment):
    return moment and timezone.localdate(moment)


def _complaints_told(clients, active, night):
    """Each open complaint, by the promise that the head owes for it; of several, the first."""
    rows = Promise.objects.open().filter(clients, origin=PromiseOrigin.COMPLAINT_DECISION)
    rows = rows.order_by().values_list("client").annotate(first=Min("pk"), due_on=Min("due_on"))
    return {
        (pk, SignalKind.COMPLAINT): Told(
            Severity.ORANGE,
            f"有一件投诉还没有办结，网点负责人最迟 {day_text(due_on, night.today)} 给结果",
            f"{COMPLAINT}{first}",
        )
        for pk, first, due_on in rows
        if pk in active
    }
