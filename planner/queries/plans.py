"""Whom a maintenance day could be for, and on which day it is: what the planner decides on (domain 5.2, 5.3)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from clients.models import Client, ContactLog, DoNotDisturb, KeyDate, Promise
from clients.models.stands import at_rest, planned_later
from clients.queries.holdings import has_maturity, maturities_of, why_maturity, with_maturities
from clients.queries.key_dates import dates_near
from clients.rules.birthdays import days_by_number
from clients.rules.why import why_due, why_follow_up
from planner.models import CarePlan, PlanItem
from planner.rules.due import why_planned
from planner.rules.plans import CARE_DAY_AHEAD, Slot, care_day_of
from planner.rules.scores import Candidate, work_of
from planner.rules.wishes import Wish, birthday_words, key_date_words, moved_words, on_the_day
from staff.calendar import load_calendar
from staff.composed import rows_of
from staff.models import CoverPeriod, User
from staff.roles import Role
from tiers.enums import Severity, SignalKind
from tiers.queries.signals import with_pressing
from words.dates import ONE_DAY, ONE_WEEK, monday_of

BIRTHDAYS_AHEAD = 3
SLOT_WEEKS = 4
WEEKS_BACK = 3  # a long holiday can push a care day out of its own week


def calendar_for(day):
    """The working days that a plan of around `day` can touch."""
    return load_calendar(*span_around(day))


def span_around(day):
    return day - WEEKS_BACK * ONE_WEEK, day + (SLOT_WEEKS + 4) * ONE_WEEK


def care_days_on(day, calendar):
    """[(manager, monday)]: every active manager whose maintenance day is `day`, moved by holidays or switched by hand."""
    mondays = [monday_of(day) - back * ONE_WEEK for back in range(WEEKS_BACK)]
    fixed = planned_days(calendar, week__in=mondays)
    found = []
    for manager in (
        User.objects.filter(role=Role.MANAGER, is_active=True).select_related("unit").order_by("employee_no")
    ):
        days = ((monday, fixed.get((manager.pk, monday))) for monday in mondays)
        weeks = [monday for monday, known in days if (known or care_day_of(monday, manager.care_day, calendar)) == day]
        found += [(manager, monday) for monday in weeks[:1]]
    return found


def planned_days(calendar, **of):
    """{(manager's id, week): day} of the lists that exist: whatever the manager's weekday becomes, theirs stays.

    Of those neither switched nor begun, one that a new holiday fell on moves as the rule says.
    """
    begun = PlanItem.objects.filter(plan=OuterRef("pk")).touched()
    return {
        (plan.manager_id, plan.week): plan.day
        if plan.moved_from or plan.is_begun
        else care_day_of(monday_of(plan.day), plan.day.isoweekday(), calendar)
        for plan in CarePlan.objects.care().filter(**of).annotate(is_begun=Exists(begun))
    }


def covers_on(day):
    """{absent manager's id: who stands in for him on `day`}; the arrangement made first wins."""
    rows = CoverPeriod.objects.on(day).arranged().select_related("cover").order_by("-pk")
    return {row.absent_id: row.cover for row in rows}


def away_after(manager, day, ahead=SLOT_WEEKS):
    """The days of the weeks `ahead` on which the manager is away."""
    last = day + 7 * ahead * ONE_DAY
    return frozenset(each for period in manager.absences.within(day, last) for each in period.days(day, last))


def later_slots(manager, day, calendar, ahead=SLOT_WEEKS, away=frozenset()):
    """The working days of the weeks `ahead` with the manager's minutes, care days marked, without those he is `away`."""
    weeks = range(-WEEKS_BACK, ahead + 2)
    care_days = {care_day_of(monday_of(day) + n * ONE_WEEK, manager.care_day, calendar) for n in weeks}
    coming = (day + n * ONE_DAY for n in range(1, 7 * ahead + 1))
    return [
        Slot(each, manager.care_day_minutes if each in care_days else manager.daily_minutes, each in care_days)
        for each in coming
        if calendar.is_workday(each) and each not in away
    ]


def next_care_day(plan, calendar, today):
    """The manager's first maintenance day after this one and after today, as its week stands now."""
    base = max(plan.day, today)
    mondays = [monday_of(base) + n * ONE_WEEK for n in range(-WEEKS_BACK, 4)]
    fixed = planned_days(calendar, manager=plan.manager_id, week__in=mondays)
    days = (
        fixed.get((plan.manager_id, monday)) or care_day_of(monday, plan.manager.care_day, calendar)
        for monday in mondays
    )
    return min(day for day in days if day > base)


def days_to_switch_to(plan, calendar, today):
    """The other working days of the week of the maintenance day that are not over."""
    week = (monday_of(plan.day) + n * ONE_DAY for n in range(7))
    return [day for day in week if day >= today and day != plan.day and calendar.is_workday(day)]


@dataclass(frozen=True)
class Chance:
    """A client who could be on the list: the planner's candidate and what the list shows of him."""

    pk: int
    candidate: Candidate
    wish: Wish


def chances(manager, day, *, leaving_out=()):
    """Everyone of the manager's own active clients with a reason for `day`: four queries however many there are."""
    follow_ups = earliest_follow_ups(Promise.objects.filter(client__manager=manager), "what", "due_on", "log__outcome")
    postponed = _postponed(manager, day)
    birthdays, key_dates = _birthdays(day), _key_dates(manager, day)
    promised = [pk for pk, (_step, on, _outcome) in follow_ups.items() if on <= day]
    wanted = [*postponed, *key_dates, *promised]
    rows = rows_of(_wanted, day, manager=manager.pk, also=wanted, but=list(leaving_out))
    found = (
        _chance(client, day, follow_ups.get(client.pk), postponed.get(client.pk), birthdays, key_dates.get(client.pk))
        for client in rows
    )
    return [chance for chance in found if chance.wish.why]


def _wanted(day, manager, also, but):
    """The manager's clients whom a date brings to `day`, and those of the ids `also`, but not those of the ids `but`."""
    cadence = Q(next_due_on__lte=day + CARE_DAY_AHEAD * ONE_DAY) & ~planned_later(day)
    cadence |= Q(planned_on__lte=day) & ~at_rest(day)
    wanted = cadence | Q(pk__in=also)
    for celebrates, number in _birthdays(day):
        wanted |= Q(celebrates=celebrates, birthday=number)
    wanted |= has_maturity(day) | Q(signal=Severity.RED) & ~planned_later(day) & ~at_rest(day)
    rows = _annotated(Client.objects.filter(manager=manager).approachable(day), day)
    return rows.filter(wanted).exclude(pk__in=but).order_by("client_no")


def earliest_follow_ups(promises, *fields):
    """{client id: the `fields` of the earliest open one of `promises` that is owed to him}."""
    rows = promises.open().to_clients().order_by("-due_on", "-pk")
    return {pk: rest for pk, *rest in rows.values_list("client", *fields)}


def _postponed(manager, day):
    """{client id: (from which day, why)} of those put off until `day` or just before it, and not contacted since.

    The maintenance day they were put off to may by now have been switched to an earlier one of its week.
    """
    until = monday_of(day) + 6 * ONE_DAY
    rows = PlanItem.objects.care().filter(
        plan__manager=manager, state=PlanItem.State.MOVED, moved_to__range=(day - 6 * ONE_DAY, until), plan__day__lt=day
    )
    rows = rows.with_contact().filter(contacted=False).order_by("plan__day")
    found = rows.values_list("client", "plan__day", "note", "moved_to")
    return {pk: (on, note) for pk, on, note, to in found if to <= day or to.isoweekday() == manager.care_day}


def _birthdays(day):
    """{(how it is kept, number): days from `day`} for the days ahead that count."""
    days = days_by_number(day + ahead * ONE_DAY for ahead in range(BIRTHDAYS_AHEAD + 1))
    return {kept: (on - day).days for kept, on in days.items()}


def _key_dates(manager, day):
    """{client id: (days from `day`, what it is)} for the days ahead that count."""
    days = [day + ahead * ONE_DAY for ahead in range(BIRTHDAYS_AHEAD + 1)]
    found = dates_near(KeyDate.objects.filter(client__manager=manager), days)
    return {pk: ((on - day).days, words) for pk, (on, words) in found.items()}


def _annotated(clients, day):
    latest = ContactLog.objects.latest_effective(OuterRef("pk"))
    quiet = DoNotDisturb.objects.in_force_on(day).filter(scope=DoNotDisturb.Scope.CALLS, client=OuterRef("pk"))
    return with_pressing(with_maturities(clients, day), day).annotate(
        last_kind=Subquery(latest.values("kind")[:1]),
        last_direction=Subquery(latest.values("direction")[:1]),
        no_calls=Exists(quiet),
    )


def _chance(client, day, follow_up, postponed, birthdays, key_date):
    step, step_on, outcome = follow_up or ("", None, "")
    promised_on = step_on if step_on and step_on <= day else None
    ahead, (date_in, date_name) = birthdays.get((client.celebrates, client.birthday)), key_date or (None, "")
    nearest = min((n for n in (ahead, date_in) if n is not None), default=None)
    via = _via(client, outcome if promised_on else "")
    planned_on = client.planned_on
    due_on = client.next_due_on if client.next_due_on and client.next_due_on <= day + CARE_DAY_AHEAD * ONE_DAY else None
    if planned_on:
        due_on = planned_on if planned_on <= day else None
    maturing = maturities_of(client, day)
    matures_in = (maturing[0].matured_on - day).days if maturing else None
    signal = "" if client.rests_on(day) else client.signal
    contacts = max(bool(promised_on) + bool(due_on), bool(postponed))
    candidate = Candidate(
        client.client_no,
        client.tier,
        client.contact_interval,
        due_on=due_on,
        promised_on=promised_on or (day if postponed else None),
        is_moved=bool(postponed) and not promised_on,
        birthday_in=nearest,
        matures_in=matures_in,
        signal=signal,
        last_contact_on=client.last_effective_on,
        came_to_us=client.last_direction == ContactLog.Direction.IN,
        work=work_of(via, contacts=contacts, is_birthday=nearest is not None, matures=bool(maturing)),
    )
    reasons = [
        why_follow_up("", promised_on, day) if promised_on else "",
        why_maturity(maturing, day),
        moved_words(*postponed, day) if postponed else "",
        birthday_words(client.birthday, client.celebrates, client.birth_date, ahead, day),
        key_date_words(date_name, date_in, day) if date_name else "",
        _why_due(client, day) if due_on and client.next_due_on else "",
        why_planned(planned_on, day) if planned_on and planned_on <= day and not postponed else "",
    ]
    reasons = list(filter(None, reasons))
    if signal == Severity.RED or (signal and reasons):
        reasons.insert(0, _why_signal(client.signal_kind))
    why = on_the_day("；".join(filter(None, reasons)))
    wish = Wish(promised_on, bool(postponed), ahead, due_on, step, via, why, date_in, matures_in, signal)
    return Chance(client.pk, candidate, wish)


def _why_signal(kind):
    """What kind it is, in words without amounts; of a maturity the holdings say more."""
    return "" if kind == SignalKind.MATURITY else f"信号：{SignalKind(kind).label}"


def _why_due(client, day: date):
    tier, last_on, last_kind = client.get_tier_display(), client.last_effective_on, client.last_kind or ""
    due_on = None if client.planned_on else client.next_due_on
    return why_due(tier, client.contact_interval, last_on, last_kind, due_on, day)


def _via(client, outcome):
    """How the client is contacted: for an appointment at the branch, in writing if he wrote last, else by telephone."""
    if outcome == ContactLog.Outcome.APPOINTED:
        return PlanItem.Via.BRANCH.value
    wrote = client.last_kind in (ContactLog.Kind.WECOM, ContactLog.Kind.SMS)
    return (PlanItem.Via.WECOM if wrote or client.no_calls else PlanItem.Via.CALL).value
