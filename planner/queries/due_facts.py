"""Who may stand on today's list, and what is asked of each (domain A-2): what planner/queries/due.py makes its rows of."""

from django.db.models import BooleanField, DateField, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value

from clients.enums import IN_CARE
from clients.models import Client, KeyDate, Promise
from clients.models.stands import asked_for, has_birthday, planned_later, put_off_on
from clients.queries.holdings import asking, has_maturity, with_maturities
from clients.queries.key_dates import occasions_near, told_on
from clients.queries.tries import last_try
from clients.rules.cadence import is_resting
from planner.models import CarePlan, PlanItem
from planner.queries.plans import SLOT_WEEKS
from planner.queries.sponsors import with_meetings
from planner.rules.due import LATER, DueFacts, block_of
from staff.cached import cached
from staff.roles import EVERYTHING, Permission, Role
from staff.scope import rows_for, sight
from words.dates import ONE_WEEK

A_MANAGERS = 20_000  # more clients than anybody looks after
HEADS_OWN = (Client.Tier.TOP, Client.Tier.SELECT)
WIDE = 500  # an overseer's list holds at most this many of the clients that matter most
FIELDS = (
    *("pk", "client_no", "tier", "contact_interval", "next_due_on"),
    *("born", "planned_on", "tried", "tries", "resting_until"),
    *("talked_at", "last_effective_on", "maturing"),
)


def known(user, today, *only):
    """(what is promised, the DueFacts), each by client id; of the clients `only`, or of all."""
    follow_ups = _follow_ups(user, today, list(only))
    return follow_ups, _facts(user, today, follow_ups, _key_dates(user, today, list(only)), list(only))


def _mine(rows, user, prefix=""):
    """A manager looks after everyone of his; an overseer's list is of the two highest tiers."""
    return rows if user.role == Role.MANAGER else rows.filter(**{f"{prefix}tier__in": HEADS_OWN})


def _follow_ups(user, today, only):
    """{client id: (promise id, what was promised, date)}, the earliest open one of each."""
    if user.role in EVERYTHING:  # the promises of a whole bank are not searched at every look; no text enters the cache
        rows = _open_follow_ups(user, today, only=[]).values_list("pk", flat=True)
        ids = cached("bank_follow_ups", sight(user, today), lambda: list(rows))
        found = _about(Promise.objects.filter(pk__in=ids), only)
    else:
        found = rows_for(user, _open_follow_ups, today, only=only)
    return {client: about for client, *about in found}


def _open_follow_ups(user, today, *, only):
    rows = Promise.objects.to_clients().due(today)
    if user.role == Role.MANAGER:
        # Sliced, so that the database reads his few clients first: joined, it would look up whatever is due in the bank.
        rows = rows.shown().filter(client__in=Client.objects.visible_to(user).in_care().values("pk")[:A_MANAGERS])
    else:
        rows = _mine(rows.visible_to(user).filter(client__status__in=IN_CARE), user, "client__")
    return _about(rows, only)


def _about(promises, only):
    rows = promises.filter(client__in=only) if only else promises
    return rows.order_by("-due_on", "-pk").values_list("client", "pk", "what", "due_on")[:WIDE]


def _birthdays(user, today):
    return _mine(Client.objects.visible_to(user).active().filter(has_birthday(today)), user)


def _key_dates(user, today, only):
    """{client id: what day today is to him}; only those who look after him know it (domain 12.2)."""
    if not user.can(Permission.VIEW_NAMES):
        return {}
    near = rows_for(user, _near_today, today, only=only)
    return {client: words for client, _day, words in reversed(told_on(near, [today]))}


def _near_today(user, today, *, only):
    rows = KeyDate.objects.visible_to(user).filter(client__status__in=IN_CARE)
    return occasions_near(_mine(rows.filter(client__in=only) if only else rows, user, "client__"), [today])


def _facts(user, today, follow_ups, key_dates, only):
    """Who was put off today comes back with what is promised anew."""
    if user.role == Role.MANAGER:
        meetings, wanted = {}, {"follow_ups": list(follow_ups), "key_dates": list(key_dates), "only": only}
        found = rows_for(user, _managers, today, **wanted)
    else:
        found, meetings = _overseers(user, today, follow_ups, key_dates, only)
    facts = {row[0]: _of(row, today, follow_ups, key_dates, meetings.get(row[0])) for row in found}
    return {pk: each for pk, each in facts.items() if each.put_off_from or block_of(each, today) != LATER}


def _candidates(user, today, only):
    """Whom the list may hold, with what is asked of each."""
    rows = Client.objects.visible_to(user).approachable(today)
    rows = with_maturities(rows.filter(pk__in=only) if only else rows, today)
    born = ExpressionWrapper(has_birthday(today), BooleanField())
    return rows.annotate(born=born, tried=Exists(last_try(OuterRef("pk"), today)))


def _managers(user, today, *, follow_ups, key_dates, only):
    """Everything about a manager's clients in one query, with whose birthday it is."""
    put_off = _put_off(user, today)
    day = Subquery(put_off.filter(client=OuterRef("pk")).order_by("-plan__day").values("plan__day")[:1])
    cadence = asked_for(today) | Q(pk__in=put_off.values("client")) & ~planned_later(today)
    events = has_birthday(today) | Q(pk__in=key_dates) | has_maturity(today)
    wanted = cadence | events & ~put_off_on(today) | Q(pk__in=follow_ups)
    return _candidates(user, today, only).filter(wanted).values_list(*FIELDS, day)


def _overseers(user, today, follow_ups, key_dates, only):
    rows, is_put_off = _candidates(user, today, only).annotate(never=Value(None, DateField())), put_off_on(today)
    born_today, meetings = with_meetings(_birthdays(user, today), user, today)
    events = {*key_dates, *born_today[:WIDE], *meetings}
    of_head = has_maturity(today) & ~is_put_off if user.role == Role.BRANCH_HEAD else Q(pk__in=[])
    due = _mine(rows.filter(asked_for(today) | of_head), user).order_by("next_due_on", "pk")
    found = list(due.values_list(*FIELDS, "never")[:WIDE])
    others = Q(pk__in=events) & ~is_put_off | Q(pk__in=follow_ups)
    known = [row[0] for row in found]
    found += rows.filter(others).exclude(pk__in=known).values_list(*FIELDS, "never")
    return found, meetings


def _of(row, today, follow_ups, key_dates, meeting):
    pk, number, tier, interval, due_on, is_born, planned_on, is_tried, tries, rests, *of_maturity, put_off_from = row
    talked_at, reached_on, held = of_maturity
    maturing = asking(held, talked_at, reached_on, planned_on, today) if held else []
    return DueFacts(
        number,
        tier,
        interval,
        due_on,
        follow_ups[pk][2] if pk in follow_ups else None,
        today if is_born else None,
        put_off_from,
        key_dates.get(pk, ""),
        planned_on,
        is_tried,
        is_resting(tries, rests, today),
        matures_on=maturing[0].matured_on if maturing else None,
        meets_on=meeting and meeting.due_on,
        meets_why=meeting.why(today) if meeting else "",
    )


def _put_off(user, today):
    """What the maintenance days of the user, and of those he covers, had no room for and put off until today (domain 5.3)."""
    plans = CarePlan.objects.care().visible_to(user).filter(day__range=(today - SLOT_WEEKS * ONE_WEEK, today))
    rows = PlanItem.objects.care().filter(plan__in=plans, state=PlanItem.State.OVERFLOW, moved_to=today)
    return rows.with_contact().filter(contacted=False)
