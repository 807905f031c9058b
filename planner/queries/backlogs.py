"""Who waits for a contact that a plan can put on a day, and how much room the coming days have."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from clients.models import Client, Promise
from clients.rules.ranks import TIER_ORDER
from planner.queries.due import with_last_contact
from planner.queries.plans import away_after, later_slots
from planner.rules.backlogs import (
    ADVICE,
    Waiting,
    advice_on,
    in_order,
    place,
    rooms_of,
)
from staff.calendar import load_calendar, midnight
from tiers.models import TierChange
from words.dates import ONE_DAY, ONE_WEEK

AHEAD = 104  # weeks that a plan can reach
FIELDS = ("pk", "client_no", "tier", "contact_interval", "average", "last_effective_on")


def calendar_ahead(today):
    return load_calendar(today, today + AHEAD * ONE_WEEK)


def in_plan(manager, today):
    """What is left of the plan that stands: who was due, and put on today or a day to come by it. A first contact keeps its own day."""
    return Client.objects.approachable(today).filter(_planned(today), manager=manager)


def beside_plan(manager, today):
    """Who is due and not in the plan that stands."""
    return Client.objects.due(today).filter(~_planned(today), manager=manager)


def backlog(manager, today):
    """Whose contact a plan puts on a day: everybody who is due, and whom an earlier plan put on a day to come."""
    return Client.objects.due(today).filter(manager=manager) | in_plan(manager, today)


def _planned(today):
    was_due = Q(next_due_on__lte=today, last_effective_on__isnull=False)
    return was_due & Q(planned_on__gte=today, put_off_at=None)


def first_contacts(manager, today):
    """Never contacted, due on a day to come, and not put on any day yet."""
    rows = Client.objects.approachable(today).filter(manager=manager, next_due_on__gt=today)
    return rows.filter(last_effective_on=None, planned_on=None)


def risen_first_contacts(today):
    """Never contacted, put on a day after tomorrow by the system, and risen in tier within a week. What was agreed stands."""
    moves = TierChange.objects.filter(at__gte=midnight(today - ONE_WEEK), new=F("client__tier")).exclude(old="")
    rows = moves.filter(client__last_effective_on=None, client__planned_on__gt=today + ONE_DAY)
    found = rows.values_list("client", "old", "new")
    ids = [client for client, old, new in found if TIER_ORDER[new] < TIER_ORDER[old]]
    agreed = Promise.objects.to_clients().open().filter(client=OuterRef("pk"), due_on=OuterRef("planned_on"))
    clients = Client.objects.approachable(today).filter(pk__in=ids, last_effective_on=None, put_off_at=None)
    return clients.filter(~Exists(agreed), planned_on__gt=today + ONE_DAY)


def waiting(clients):
    return [Waiting(*values) for values in clients.values_list(*FIELDS)]


def slots_ahead(manager, first, calendar):
    """The working days from `first` on with the manager's minutes; none while he is away."""
    before = first - ONE_DAY
    return later_slots(manager, before, calendar, AHEAD, away_after(manager, before, AHEAD))


def taken_by(clients):
    """{day: how many of `clients` are to be contacted on it}."""
    rows = clients.annotate(on=Coalesce("planned_on", "next_due_on")).exclude(on=None).order_by()
    return dict(rows.values("on").annotate(n=Count("pk")).values_list("on", "n"))


def rooms_for(manager, first, leaving_out, calendar, today, per_day=None):
    """{day: how many more contacts fit} from `first` on, besides the manager's clients other than `leaving_out`."""
    others = Client.objects.in_care().filter(manager=manager).exclude(pk__in=leaving_out.values("pk"))
    taken = taken_by(others.filter(Q(next_due_on__gte=today) | Q(planned_on__gte=today)))
    return rooms_of(slots_ahead(manager, first, calendar), taken, per_day)


@dataclass(frozen=True)
class Row:
    """One client of the plan: on which day, and what could be done instead (a key of ADVICE or '')."""

    client: Client
    on: date | None
    instead: str

    @property
    def advice(self):
        return ADVICE.get(self.instead, "")

    @property
    def last(self):
        return self.client.last_effective_on


@dataclass(frozen=True)
class Proposal:
    """A plan: `days` {client id: day} in order, `left` how many found none."""

    waiting: list
    days: dict
    per_day: int
    from_on: date

    @property
    def until(self):
        return max(self.days.values(), default=None)

    @property
    def first(self):
        return min(self.days.values(), default=None)

    @property
    def weeks(self):
        return ((self.until - self.first).days // 7 + 1) if self.days else 0

    @property
    def left(self):
        return len(self.waiting) - len(self.days)


def standing(manager, today):
    """The plan that stands, as far as it is left; None without one."""
    rows = in_plan(manager, today)
    days = dict(rows.order_by("planned_on").values_list("pk", "planned_on"))
    most = max(Counter(days.values()).values(), default=0)
    return Proposal(in_order(waiting(rows)), days, most, min(days.values())) if days else None


def proposal(manager, *, per_day, from_on, today, beside=False, calendar=None):
    """The days of everybody who is due, at most so many a day from `from_on` on; `beside`: of those who are in no plan."""
    rows, calendar = (beside_plan if beside else backlog)(manager, today), calendar or calendar_ahead(today)
    found = in_order(waiting(rows))
    rooms = rooms_for(manager, from_on, rows, calendar, today, per_day)
    return Proposal(found, place(found, rooms), per_day, from_on)


def chips(plan, today):
    """[(key, words, how many)] of what the page can show: each month of the plan, and each way of doing something else."""
    months = Counter(f"{day:%Y-%m}" for day in plan.days.values())
    found = [(key, f"{int(key[5:])} 月", n) for key, n in sorted(months.items())]
    instead = Counter(advice_of(each, plan, today) for each in plan.waiting)
    return found + [(key, words, instead[key]) for key, words in ADVICE.items() if instead[key]]


def advice_of(waiting, plan, today):
    return advice_on(waiting, plan.days[waiting.pk], today) if waiting.pk in plan.days else ""


def rows_of(plan, user, show, today):
    """The rows behind one chip, in the order of the plan; at most a month of them."""

    def is_shown(each):
        day = plan.days.get(each.pk)
        return show == advice_of(each, plan, today) if show in ADVICE else bool(day) and f"{day:%Y-%m}" == show

    wanted = [each for each in plan.waiting if is_shown(each)]
    clients = with_last_contact(Client.objects.visible_to(user).filter(pk__in=[each.pk for each in wanted])).in_bulk()
    return [
        Row(clients[each.pk], plan.days.get(each.pk), advice_of(each, plan, today))
        for each in wanted
        if each.pk in clients
    ]
