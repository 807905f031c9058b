"""The figures of the workbench: a manager's own at once, an overseer's once in five minutes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum

from campaigns.queries.greetings.lists import progress_of
from clients.models import BalanceSnapshot, Client, ContactLog, DoNotDisturb
from clients.models.stands import STANDS, asked_for, at_rest, waits_first, wanted_within
from clients.queries.matches import waits_for_answer
from clients.rules.balances import freshness
from planner.queries.care_days import care_day_in, planned_day
from staff.cached import cached
from staff.calendar import midnight
from staff.roles import Role
from staff.scope import rows_for, sight
from tiers.queries.policies import longer_since
from tiers.rules.policies import since_words
from words.dates import ONE_DAY, months_later, working_week

PRESSED = (*STANDS, "due")  # nobody who is in 勿扰 is promised a contact, or due
DAYS = ("longer", "planned_day")


@dataclass(frozen=True)
class Day:
    """One weekday of the panel: how many clients fall due on it."""

    on: date
    count: int
    is_today: bool
    is_care_day: bool


def figures(user, today):
    """Counts and sums over the clients within reach; money in 元. A manager's own also hold the `week`: a list of Day."""
    clients = Client.objects.visible_to(user)
    if user.role != Role.MANAGER:
        return cached("workbench_figures", f"{_place(user)}-{today}", lambda: _figures(clients, today))
    days = _weekdays(today)
    found = _summed(rows_for(user, _own_rows, today), {**_about(today), **_own(user, today)})
    user.due_counted = found["due"]  # the frame of this page shows it once more
    counts = [found.pop(f"due_{n}") for n in range(len(days))]
    care_day = care_day_in(user, days[0], found.pop("planned_day"))
    week = [Day(day, n, day == today, day == care_day) for day, n in zip(days, counts, strict=True)]
    return {
        **found,
        "week": week,
        **cached("own_month", f"{user.pk}-{today}", lambda: _own_month(user, clients, today)),
    }


def _own_rows(user, today):
    clients = Client.objects.visible_to(user)
    return _silent_apart(clients, today, "balances_on").annotate(**_about(today), **_own(user, today))


def _own(user, today):
    """What a manager reads besides: how many fall due on each day of the week, and his maintenance day."""
    days = _weekdays(today)
    return {
        **{f"due_{n}": Count("pk", filter=wanted_within(day, day)) for n, day in enumerate(days)},
        "due": Count("pk", filter=asked_for(today)),
        "matched": Count("pk", filter=waits_for_answer()),
        "spread": Count("pk", filter=waits_first(today) & ~Q(planned_on=None)),
        "planned_day": Max(Subquery(planned_day(user, days[0]))),
    }


def _figures(clients, today):
    return _summed(_silent_apart(clients, today, "balances_on").annotate(**_about(today)), _about(today))


def _about(today):
    return {**_counts(today), "longer": Max(longer_since(today))}


def _summed(rows, about):
    """`longer`: since when longer intervals make a larger share of promises kept, in words; `data` how old the balances are."""
    rows = list(rows)
    totals = _totals(rows, about)
    longer, data = totals["longer"], freshness((row["balances_on"], row["clients"]) for row in rows if _is_client(row))
    return {**totals, **_promised(totals), "data": data, "longer": since_words(longer) if longer else ""}


def _own_month(user, clients, today):
    """`talks` of this month and of as many days of the last one; `average_then`, 元: the sum at the last data of last month."""
    first = today.replace(day=1)
    before, days = months_later(first, -1), (today - first).days
    own = ContactLog.objects.not_struck().filter(by=user, is_effective=True)
    end = min(before + (days + 1) * ONE_DAY, first)
    spans = {"talks": (first, today + ONE_DAY), "talks_then": (before, end)}
    talks = own.filter(occurred_at__gte=midnight(before)).aggregate(
        **{
            name: Count("pk", filter=Q(occurred_at__gte=midnight(since), occurred_at__lt=midnight(until)))
            for name, (since, until) in spans.items()
        }
    )
    held = BalanceSnapshot.objects.filter(
        client__in=clients.active().values("pk"), data_date__range=(before, first - ONE_DAY)
    )
    then = held.filter(data_date=held.aggregate(last=Max("data_date"))["last"]).aggregate(total=Sum("average"))["total"]
    return {**talks, "average_then": then}


def _silent_apart(clients, today, *by):
    """Groups the clients by `by`, their status, and those in 勿扰 apart: asked once a row, and not once in every count."""
    silent = Exists(DoNotDisturb.objects.silencing(today).filter(client=OuterRef("pk")))
    return clients.in_care().order_by().values(*by, "status", silent=silent)


def _counts(today):
    """Of clients: how many, those of each part of STANDS, those at rest; 年日均 in 元."""
    return {
        "clients": Count("pk"),
        **{name: Count("pk", filter=stands(today)) for name, stands in STANDS.items()},
        "resting": Count("pk", filter=at_rest(today)),
        "average": Sum("average"),
    }


def _totals(rows, names):
    """Of all groups together: the latest of the days, the sum of all else."""
    rows = list(rows)
    found = {name: [row[name] for row in rows if _counts_for(row, name)] for name in names}
    filled = {name: [value for value in values if value is not None] for name, values in found.items()}
    days = {name: max(filled.pop(name), default=None) for name in DAYS if name in filled}
    total = filled.pop("average")
    return {**days, "average": sum(total) if total else None, **{name: sum(each) for name, each in filled.items()}}


def _is_client(row):
    return row["status"] == Client.Status.ACTIVE


def _counts_for(row, name):
    """Who is in 勿扰 is not counted in PRESSED; who has no account only where it is about the days of the planner."""
    if row["silent"] and name in PRESSED:
        return False
    return _is_client(row) or name in (*DAYS, "matched") or name.startswith("due")


def _promised(counts):
    """How many are promised a contact, which the parts of STANDS add up to, and the promises kept in per cent (None of none)."""
    promised = sum(counts[name] for name in STANDS)
    return {"promised": promised, "coverage": round(100 * counts["kept"] / promised) if promised else None}


def _weekdays(today):
    """Monday to Friday of this week; at the weekend, of the coming one."""
    return [working_week(today) + offset * ONE_DAY for offset in range(5)]


def greetings_ahead(user, today):
    """How far one is with the occasions ahead, and how many drafts the greetings page lists for review."""
    found = progress_of(user, today)
    ahead = [progress for progress in found if progress.total and (progress.until or progress.on) >= today]
    return ahead, sum(progress.left for progress in found)


def _place(user):
    """Whose figures these are: everyone with the same reach shares them."""
    return sight(user, f"unit-{user.unit_id}" if user.role == Role.BRANCH_HEAD else "bank")
