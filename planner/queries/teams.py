"""The maintenance days of a head's managers in one week."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from clients.rules.ranks import TOP_THREE
from planner.models import CarePlan, PlanItem
from planner.models.care_days import VOID_TRY
from planner.queries.care_days import OFF, OPEN, owners
from planner.queries.plans import span_around
from planner.rules.plans import care_day_of
from staff.calendar import calendar_at_hand
from staff.models import CoverPeriod, User
from words.dates import ONE_DAY, monday_of, working_week

State = PlanItem.State
NOTHING = dict.fromkeys(("count", "done", "waiting", "musts", "overflow", "homeless", "backlog", "planned", "over"), 0)


@dataclass(frozen=True)
class TeamRow:
    """One manager's week: his `plan`, if there is one, with its figures `about`; `leave` on the day itself."""

    manager: User
    day: date
    plan: CarePlan | None
    about: dict
    leave: CoverPeriod | None


def team(user, monday, today):
    """One TeamRow per manager of a head's subtree for the week of `monday`, counted as on the manager's own page.

    Of a week that is over it is counted by the ledger of that week.
    """
    items = PlanItem.objects.care().visible_to(user).filter(plan__week=monday)
    is_over = monday < working_week(today)
    items = items.with_contact_in(monday) if is_over else items.with_contact()
    about = {row["plan"]: row for row in _figures(items.with_silence(monday + 6 * ONE_DAY if is_over else today))}
    plans = {plan.manager_id: plan for plan in CarePlan.objects.care().visible_to(user).filter(week=monday)}
    calendar, leaves = calendar_at_hand(*span_around(monday)), _leaves(user, monday)
    return [_row(manager, plans.get(manager.pk), about, monday, calendar, leaves) for manager in owners(user)]


def _row(manager, plan, about, monday, calendar, leaves):
    day = plan.day if plan else care_day_of(monday, manager.care_day, calendar)
    leave = next((period for period in leaves if period.absent_id == manager.pk and period.holds_on(day)), None)
    return TeamRow(manager, day, plan, about.get(plan.pk, NOTHING) if plan else NOTHING, leave)


def _leaves(user, monday):
    """The periods of the week and of the days to which a holiday can push a maintenance day."""
    last = monday + 20 * ONE_DAY
    rows = CoverPeriod.objects.visible_to(user).filter(starts_on__lte=last, ends_on__gte=monday)
    return list(rows.select_related("absent", "cover"))


def with_care(people, user, today):
    """Annotates `care_on`, `care_done` and `care_count` of the list of this week, if it holds anything."""
    items = PlanItem.objects.care().visible_to(user).filter(plan__week=monday_of(today), plan__manager=OuterRef("pk"))
    rows = _figures(items.with_contact().with_silence(today), "plan__day")
    names = {"care_on": "plan__day", "care_done": "done", "care_count": "count"}
    return people.annotate(**{name: Subquery(rows.values(column)[:1]) for name, column in names.items()})


def _figures(items, *about):
    """`overflow` are all that did not fit; of these `homeless` found no coming day, and want `backlog` minutes."""
    silent, overflow = Q(contacted=False, state__in=OPEN, silence__isnull=False), Q(state=State.OVERFLOW)
    listed, homeless = ~Q(state__in=OFF) & ~silent, overflow & Q(moved_to=None)
    waiting = listed & Q(contacted=False) & (Q(state=State.PLANNED) | VOID_TRY)
    rows = items.order_by().values("plan", *about)
    return rows.annotate(
        count=Count("pk", filter=listed),
        done=Count("pk", filter=listed & (Q(contacted=True) | Q(state=State.DONE))),
        waiting=Count("pk", filter=waiting),
        musts=Count("pk", filter=Q(is_must=True)),
        overflow=Count("pk", filter=overflow),
        homeless=Count("pk", filter=homeless),
        backlog=Sum("minutes", filter=homeless, default=0),
        planned=Sum("minutes", filter=listed, default=0),
        over=F("planned") - F("plan__capacity"),
    )


def drops(user, monday):
    """The week's clients of the three highest tiers whom a manager took off his list, with his reason (domain 5.3)."""
    rows = PlanItem.objects.care().visible_to(user).filter(state=State.DROPPED, plan__week=monday)
    return rows.filter(client__tier__in=TOP_THREE).select_related("client", "plan__manager").order_by("plan__day", "pk")
