"""What the pages show of signals: the rows, the lists of a person, and how often the figures were wrong."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce
from django.utils import timezone

from clients.models import Client
from clients.queries.beside import Beside, rows_beside
from clients.queries.narrowing import narrowed
from clients.rules.holdings import WANTS_PLAN
from clients.rules.promises import may_take_back
from staff.roles import Permission, Role
from staff.scope import rows_for
from tiers.models import Signal
from tiers.models.signals import TALKED, asks_on, closed_lately, late_on
from tiers.rules.signals import (
    COMPLAINT,
    OF_GAINS,
    advice,
    aim_of,
    cohort_of,
    cohort_words,
    false_alarms,
    when_words,
)
from words.dates import day_text, moment_text

Kind, State = Signal.Kind, Signal.State
SOME = 5  # of the workbench
ABOUT = ("client__manager", "closed_by")
COHORT, CLOSED, LATE = "cohort", "closed", "late"
OVERSEERS = (Role.BRANCH_HEAD, Role.HEAD_OFFICE)  # read how often each kind was a false alarm


@dataclass(frozen=True)
class SignalRow:
    """One signal as a person sees it, and what he may do about it. `form`: how it is closed; `problem`: why a tap was refused."""

    signal: Signal
    today: date
    shows_money: bool
    may_close: bool
    may_take_back: bool
    is_silent: bool = False  # the client, in 勿扰
    is_resting: bool = False  # the client, in 停联
    may_order: bool = False  # a head asks the manager for it
    form: object = None
    problem: str = ""

    @property
    def key(self):
        """The id of its element on a page."""
        return f"signal-{self.signal.pk}"

    @property
    def is_open(self):
        return self.signal.state == State.OPEN

    @property
    def is_planned(self):
        """Of a maturity: a talk about it is the plan, with which the night clears it."""
        return self.is_open and self.signal.kind == Kind.MATURITY and self.signal.planned

    @property
    def has_talked(self):
        """Somebody, since it was raised; of a maturity a talk about it is the plan."""
        return self.is_planned or (self.signal.kind != Kind.MATURITY and self.signal.talked_on is not None)

    @property
    def is_left(self):
        """Nobody presses for a talk with somebody in 勿扰 or 停联."""
        return self.is_silent or self.is_resting

    @property
    def is_late(self):
        waits = self.is_open and not self.has_talked and not self.is_left
        return waits and self.signal.due_on < self.today

    @property
    def when(self):
        row = self.signal
        if self.is_left and self.is_open:
            return "勿扰期" if self.is_silent else "停联期"
        if self.is_planned:
            return "已有安排"
        if not self.is_open:
            return day_text(timezone.localdate(row.closed_at), self.today)
        return when_words(row.due_on, row.talked_on if self.has_talked else None, self.today)

    @property
    def limit(self):
        """The same beside the facts: 「最晚 12月1日 联系」, or what was done."""
        return self.when if self.has_talked or self.is_late or self.is_left else f"最晚{self.when}联系"

    @property
    def sentence(self):
        """The facts; '' for who may read no amounts (domain 12.2)."""
        if self.shows_money or self.signal.kind == Kind.COMPLAINT:
            return self.signal.sentence.removesuffix(WANTS_PLAN) if self.is_planned else self.signal.sentence
        return ""

    @property
    def advice(self):
        if self.is_planned:
            return "谈过了，今晚自动解除"
        about = {"is_silent": self.is_silent, "is_resting": self.is_resting}
        return advice(self.signal.kind, self.signal.sentence, **about)

    @property
    def aim(self):
        return aim_of(self.signal.kind, self.signal.sentence)

    @property
    def found(self):
        return f"{day_text(self.signal.raised_on, self.today)} 发现"

    @property
    def outcome(self):
        """「周敏 11月26日 10:02 记为正常用款：孩子买房」, or why the system told it no longer."""
        row, at = self.signal, moment_text(timezone.localtime(self.signal.closed_at))
        if row.state == State.CLEARED:
            return f"{at} 自动解除：{row.words}"
        reason = f"（{row.get_reason_display()}）" if row.reason else ""
        return (
            f"{row.closed_by.name} {at} 记为{row.get_result_display()}{reason}{f'：{row.words}' if row.words else ''}"
        )


def signal_row(signal, user, now, **about):
    """`signal` as `for_lists` reads it, with its client and who closed it."""
    closes = signal.state == State.OPEN and user.can(Permission.LOG_CONTACT)
    is_own, today = signal.closed_by_id == user.pk, timezone.localdate(now)
    is_answered = signal.kind == Kind.COMPLAINT  # a complaint is answered whatever he wishes
    return SignalRow(
        signal,
        today,
        shows_money=user.can(Permission.VIEW_BALANCES),
        may_close=closes and not signal.about.startswith(COMPLAINT),
        is_silent=signal.silent and not is_answered,
        is_resting=signal.client.rests_on(today) and not is_answered,
        may_order=signal.state == State.OPEN
        and user.can(Permission.ISSUE_ORDER)
        and signal.client.manager_id != user.pk,
        may_take_back=is_own and may_take_back(closed_at=signal.closed_at, is_own=is_own, now=now),
        **about,
    )


def signal_lists(user, today):
    """{name: (heading, signals, in which order)} of what a person may look through; the first is what is to be done."""
    every = Signal.objects.visible_to(user).select_related(*ABOUT).for_lists(today)
    asking = every.asking(today)
    kinds = {kind.value: (kind.label, asking.filter(kind=kind), "rank") for kind in Kind}
    closed = every.filter(closed_lately(today))
    return {
        "all": ("全部", asking, "rank"),
        **kinds,
        COHORT: ("本月名单", every.cohort(today), "due_on"),
        LATE: ("红色超时", every.filter(late_on(today), severity=Signal.Severity.RED), "due_on"),
        CLOSED: ("了结的", closed, "-closed_at"),
    }


def of_whom(rows, today, unit=None, manager=None):
    """Those about the clients of `unit` (its id) and below, and of the `manager` (his id)."""
    if not (unit or manager):
        return rows
    return rows.filter(
        client__in=narrowed(Client.objects.all(), {"unit": unit, "manager": manager}, today).values("pk")
    )


def signal_counts(user, today):
    """{name of the list: how many}, and `reached`: how many of this month's cohort; in one query, which asks each once of a signal."""
    near = Q(kind=Kind.NEAR, about=cohort_of(today))
    lists = {
        "all": asks_on(today),
        COHORT: near,
        LATE: late_on(today) & Q(severity=Signal.Severity.RED),
        CLOSED: closed_lately(today),
        "reached": near & Q(reached_on__isnull=False),
    }
    stands = {name: Case(When(condition, then=1), default=0) for name, condition in lists.items()}
    counts = dict.fromkeys([*lists, *Kind.values], 0)
    rows = Signal.objects.visible_to(user).standing(today).order_by().values("kind", **stands)
    for row in rows.annotate(number=Count("pk")):
        for name in lists:
            counts[name] += row[name] * row["number"]
        counts[row["kind"]] += row["all"] * row["number"]
    return counts


def cohort_said(counts, today):
    """How many of the cohort have reached their line, in words; of all, whatever became of them."""
    return cohort_words(counts[COHORT], counts["reached"], today)


def alarms(user, today):
    """[(kind, closed by a person, false alarms, %)] of those closed lately, for those who answer for the figures; else []."""
    if user.role not in OVERSEERS:
        return []
    rows = Signal.objects.visible_to(user).filter(closed_lately(today), state=State.CLOSED)
    found = {kind: {} for kind in Kind}
    for kind, result, number in rows.order_by().values_list("kind", "result").annotate(number=Count("pk")):
        found[kind][result] = number
    return [
        (kind.label, sum(counts.values()), counts.get(Signal.Result.FALSE, 0), false_alarms(counts))
        for kind, counts in found.items()
    ]


def signals_at_hand(user, now):
    """(the first SOME that somebody is reminded of, how many there are), in one query; nothing for who logs no contacts."""
    if not user.can(Permission.LOG_CONTACT):
        return [], 0
    today = timezone.localdate(now)
    found = rows_for(user, _some, today)
    return [signal_row(row, user, now) for row in found], found[0].total if found else 0


def _some(user, today):
    rows = Signal.objects.visible_to(user).asking(today).select_related(*ABOUT).for_lists(today)
    rows = rows.annotate(total=Window(Count("pk")), waits=Case(When(_TALKED, then=1), default=0))
    return rows.order_by("waits", "rank", "due_on", "pk")[:SOME]


_TALKED = ~Q(kind=Kind.MATURITY) & TALKED


def with_pressing(clients, day):
    """Adds `signal` and `signal_kind` of the gravest open one that waits for a talk on `day`, '' of whom has none."""
    rows = Signal.objects.asking(day).exclude(_TALKED).filter(client=OuterRef("pk")).for_lists(day)
    rows = rows.order_by("rank", "due_on", "pk")
    names = {"signal": "severity", "signal_kind": "kind"}
    return clients.annotate(
        **{name: Coalesce(Subquery(rows.values(column)[:1]), Value("")) for name, column in names.items()}
    )


def with_signals(clients):
    """Adds what `signals_beside` reads."""
    return clients.annotate(
        signal_rows=Beside(Signal.objects.unplanned().filter(client=OuterRef("pk")).order_by("due_on", "pk"))
    )


def signals_beside(client, user, now, *, is_silent):
    """The open signals of a client, in 勿扰 or 停联 without what he could gain."""
    found, is_left = rows_beside(Signal, client.signal_rows), is_silent or client.rests_on(timezone.localdate(now))
    for row in found:
        row.client, row.silent, row.planned = client, is_silent, False
    return [signal_row(row, user, now) for row in found if not (is_left and row.kind in OF_GAINS)]


def cautions(rows):
    """What each open signal asks for, in words without amounts."""
    return [f"{row.signal.get_kind_display()}：{row.advice}" for row in rows]
