"""What the tiers' promises cost each manager in the coming four weeks (domain 5.3, edge O6), counted in the database."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, Value, When

from campaigns.queries.planner import ONE_DAY, calendar_for, later_slots
from campaigns.rules.capacity import LADDER, Held, Load, advice, load, owed
from clients.models import Client, DoNotDisturb
from staff.models import User
from staff.roles import Role

MANY, FRESH = 100, 300  # managers; seconds the figures of so many are kept


@dataclass(frozen=True)
class Feasibility:
    """One manager's line: the load at the intervals asked for and at the policy's, and the ways out of the former."""

    manager: User
    load: Load
    at_policy: Load
    advice: str


def feasibility(user, cards, today, intervals=None):
    """One Feasibility for each manager within reach, the most loaded first; at most four queries however many they are.

    `cards` {tier: PolicyCard} are the policy; `intervals` {tier: days or None} what is tried instead.
    """
    policy = {tier: card.contact_interval for tier, card in cards.items()}
    labels = {tier: card.label for tier, card in cards.items()}
    intervals = policy if intervals is None else intervals
    managers, calendar = list(_managers(user)), calendar_for(today)
    steps = {days for days in (*LADDER, *policy.values(), *intervals.values()) if days}
    books = _books_of_many(managers, sorted(steps), today, calendar)
    rows = []
    for manager in managers:
        book, available = books.get(manager.pk, {}), minutes_available(manager, today, calendar)
        asked, promised = load(book, intervals, available), load(book, policy, available)
        rows.append(Feasibility(manager, asked, promised, advice(book, intervals, available, labels)))
    return sorted(rows, key=lambda row: -row.load.needed / max(row.load.available, 1))


def minutes_available(manager, today, calendar):
    """As the planner counts them: the minutes of every working day of the four weeks from `today`, care days with theirs."""
    return sum(slot.minutes for slot in later_slots(manager, today - ONE_DAY, calendar))


def _managers(user):
    people = User.objects.filter(pk=user.pk) if user.role == Role.MANAGER else User.objects.visible_to(user)
    return people.filter(role=Role.MANAGER, is_active=True).order_by("employee_no")


def _books_of_many(managers, steps, today, calendar):
    """A whole bank's clients are not counted anew for every look."""
    if len(managers) < MANY:
        return _books(managers, steps, today, calendar)
    key = f"capacity-{today}-{hash((tuple(manager.pk for manager in managers), tuple(steps)))}"
    return cache.get_or_set(key, lambda: _books(managers, steps, today, calendar), FRESH)


def _books(managers, steps, today, calendar):
    """{manager id: {tier: Held}} with the contacts at each of `steps` (days); one query, one row per manager and tier."""
    contacts = {f"every_{days}": _contacts(days, today, calendar) for days in steps}
    clients = Client.objects.active().filter(manager__in=[manager.pk for manager in managers]).exclude(tier="")
    quiet = DoNotDisturb.objects.standing_on(today).filter(scope=DoNotDisturb.Scope.ALL, client=OuterRef("pk"))
    rows = clients.exclude(Exists(quiet)).order_by().values("manager", "tier")
    books = {}
    for row in rows.annotate(clients=Count("pk"), **contacts):
        held = Held(row["clients"], {days: row[f"every_{days}"] for days in steps})
        books.setdefault(row["manager"], {})[row["tier"]] = held
    return books


def _contacts(days, today, calendar):
    """How many contacts the clients owe at an interval of `days`."""
    never = Q(last_effective_on__isnull=True)
    whens = [
        When(Q(last_effective_on__lte=last) | (never & Q(assigned_on__lte=assigned)), then=Value(number))
        for number, last, assigned in owed(days, today, calendar)
    ]
    return Sum(Case(*whens, default=Value(0)))
