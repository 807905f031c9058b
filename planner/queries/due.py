"""Whom to contact today (domain A-2): follow-ups, overdue top clients, birthdays, then the rest by how late and how dear."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import BooleanField, DateField, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value

from clients.enums import Aim
from clients.models import Client, ContactLog, KeyDate, Promise
from clients.models.clients import asked_for, has_birthday, planned_later, put_off_on
from clients.queries.holdings import asking, has_maturity, maturities_of, why_maturity, with_maturities
from clients.queries.key_dates import dates_near
from clients.queries.tries import advice_of, last_try, tries_of, with_tries
from clients.rules.birthdays import age_hint, birthday_from, next_birthday
from clients.rules.cadence import is_resting
from clients.rules.why import why_due, why_follow_up
from planner.enums import What
from planner.models import CarePlan, PlanItem
from planner.queries.plans import BIRTHDAYS_AHEAD, SLOT_WEEKS
from planner.queries.sponsors import with_meetings
from planner.rules.day_rows import seen_words
from planner.rules.due import (
    BIRTHDAY,
    CADENCE,
    FOLLOW_UP,
    LATER,
    MATURITY,
    PRESSING,
    TOP_OVERDUE,
    DueFacts,
    block_of,
    part_of,
    rank_key,
    why_birthday,
    why_planned,
    why_put_off,
)
from planner.rules.wishes import birthday_words
from staff.cached import cached
from staff.roles import EVERYTHING, Permission, Role
from staff.scope import sight
from words.dates import ONE_DAY, ONE_WEEK, span_text
from words.lunar import birthday_text

ALL = Q()
A_MANAGERS = 20_000  # more clients than anybody looks after
HEADS_OWN = (Client.Tier.TOP, Client.Tier.SELECT)
WIDE = 500  # an overseer's list holds at most this many of the clients that matter most


@dataclass(frozen=True)
class DueRow:
    """One line of the list: what it is, for whom, and the sentence that says why."""

    client: Client
    what: str
    why: str
    is_late: bool
    promise: int | None  # the id of what was promised, where that is why
    aim: str = ""  # of the talk, where it is known before

    @property
    def key(self):
        return f"due-{self.client.pk}"

    @cached_property
    def tried(self):
        return tries_of(self.client)

    @property
    def advice(self):
        return advice_of(self.client)

    @property
    def seen(self):
        return seen_words(self.tried and self.tried.at, self.client.planned_on, self.client.last_effective_on)


def day_list(user, today, limit):
    """The first `limit` rows of today's list in order, then as many of those tried today; the ids of all of them in order; and
    how many there are of each part (part_of).
    """
    follow_ups, facts = _known(user, today)
    ranked = sorted(facts, key=lambda pk: rank_key(facts[pk], today))
    fresh, tried = ([pk for pk in ranked if facts[pk].is_tried == is_tried][:limit] for is_tried in (False, True))
    return _rows([*fresh, *tried], user, facts, follow_ups, today), ranked, _parts(facts, today)


def due_row(client, user, today):
    """The client's row of today's list; None when he is not on it."""
    follow_ups, facts = _known(user, today, Q(pk=client.pk), Q(client=client.pk))
    return next(iter(_rows(list(facts), user, facts, follow_ups, today)), None)


def due_row_and_parts(client, user, today):
    """The same, and how many of each part stand on today's list."""
    follow_ups, facts = _known(user, today)
    wanted = [client.pk] if client.pk in facts else []
    return next(iter(_rows(wanted, user, facts, follow_ups, today)), None), _parts(facts, today)


def _parts(facts, today):
    return Counter(part_of(each, today) for each in facts.values())


def _known(user, today, only=ALL, of_client=ALL):
    """(what is promised, the DueFacts), each by client id; `only` narrows clients, `of_client` rows about them."""
    follow_ups = _follow_ups(user, today, of_client)
    return follow_ups, _facts(user, today, follow_ups, _key_dates(user, today, of_client), only)


def _rows(ids, user, facts, follow_ups, today):
    if not ids:
        return []
    rows = with_maturities(Client.objects.visible_to(user).filter(pk__in=ids), today)
    found = with_tries(with_last_contact(rows), today).in_bulk()
    money = user.can(Permission.VIEW_BALANCES)
    return [_row(found[pk], facts[pk], follow_ups.get(pk), today, money) for pk in ids if pk in found]


def _mine(rows, user, prefix=""):
    """A manager looks after everyone of his; an overseer's list is of the two highest tiers."""
    return rows if user.role == Role.MANAGER else rows.filter(**{f"{prefix}tier__in": HEADS_OWN})


def _follow_ups(user, today, of_client):
    """{client id: (promise id, what was promised, date)}, the earliest open one of each."""
    rows = _open_follow_ups(user, today)
    if user.role in EVERYTHING:  # the promises of a whole bank are not searched at every look; no text enters the cache
        ids = cached("bank_follow_ups", sight(user, today), lambda: list(rows.values_list("pk", flat=True)[:WIDE]))
        rows = Promise.objects.filter(pk__in=ids).order_by("-due_on", "-pk")
    found = rows.filter(of_client).values_list("client", "pk", "what", "due_on")[:WIDE]
    return {client: about for client, *about in found}


def _open_follow_ups(user, today):
    rows = Promise.objects.to_clients().due(today)
    if user.role == Role.MANAGER:
        # Sliced, so that the database reads his few clients first: joined, it would look up whatever is due in the bank.
        rows = rows.shown().filter(client__in=Client.objects.visible_to(user).active().values("pk")[:A_MANAGERS])
    else:
        rows = _mine(rows.visible_to(user).filter(client__status=Client.Status.ACTIVE), user, "client__")
    return rows.order_by("-due_on", "-pk")


def _birthdays(user, today):
    return _mine(Client.objects.visible_to(user).active().filter(has_birthday(today)), user)


def _key_dates(user, today, of_client):
    """{client id: what day today is to him}; only those who look after him know it (domain 12.2)."""
    if not user.can(Permission.VIEW_NAMES):
        return {}
    rows = KeyDate.objects.visible_to(user).filter(of_client, client__status=Client.Status.ACTIVE)
    rows = _mine(rows, user, "client__")
    return {client: words for client, (_day, words) in dates_near(rows, [today]).items()}


def _facts(user, today, follow_ups, key_dates, only):
    """Of a manager in one query, with whose birthday it is. Who was put off today comes back with what is promised anew."""
    born = ExpressionWrapper(has_birthday(today), BooleanField())
    tried = Exists(last_try(OuterRef("pk"), today))
    rows = with_maturities(Client.objects.visible_to(user).approachable(today).filter(only), today)
    rows = rows.annotate(born=born, tried=tried)
    is_put_off, meetings = put_off_on(today), {}
    if user.role == Role.MANAGER:
        put_off = _put_off(user, today)
        day = Subquery(put_off.filter(client=OuterRef("pk")).order_by("-plan__day").values("plan__day")[:1])
        cadence = asked_for(today) | Q(pk__in=put_off.values("client")) & ~planned_later(today)
        events = has_birthday(today) | Q(pk__in=key_dates) | has_maturity(today)
        wanted = cadence | events & ~is_put_off | Q(pk__in=follow_ups)
        found = list(rows.filter(wanted).values_list(*FIELDS, day))
    else:
        born_today, meetings = with_meetings(_birthdays(user, today), user, today)
        rows, events = rows.annotate(never=Value(None, DateField())), {*key_dates, *born_today[:WIDE], *meetings}
        of_head = has_maturity(today) & ~is_put_off if user.role == Role.BRANCH_HEAD else Q(pk__in=[])
        due = _mine(rows.filter(asked_for(today) | of_head), user).order_by("next_due_on", "pk")
        found = list(due.values_list(*FIELDS, "never")[:WIDE])
        others = Q(pk__in=events) & ~is_put_off | Q(pk__in=follow_ups)
        known = [row[0] for row in found]
        found += rows.filter(others).exclude(pk__in=known).values_list(*FIELDS, "never")
    facts = {row[0]: _of(row, today, follow_ups, key_dates, meetings.get(row[0])) for row in found}
    return {pk: each for pk, each in facts.items() if each.put_off_from or block_of(each, today) != LATER}


def _of(row, today, follow_ups, key_dates, meeting):
    pk, number, tier, interval, due_on, is_born, planned_on, is_tried, tries, rests, *of_maturity, put_off_from = row
    talked_at, reached_on, held = of_maturity
    maturing = asking(held, talked_at, reached_on, planned_on, today)
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
    plans = CarePlan.objects.visible_to(user).filter(day__range=(today - SLOT_WEEKS * ONE_WEEK, today))
    rows = PlanItem.objects.filter(plan__in=plans, state=PlanItem.State.OVERFLOW, moved_to=today)
    return rows.with_contact().filter(contacted=False)


FIELDS = (
    *("pk", "client_no", "tier", "contact_interval", "next_due_on"),
    *("born", "planned_on", "tried", "tries", "resting_until"),
    *("talked_at", "last_effective_on", "maturing"),
)


def with_last_contact(clients):
    """Adds how the last effective contact was (`last_kind`) and what was said in the last one that somebody wrote down
    himself (`last_note`)."""
    latest, written = ContactLog.objects.latest_effective(OuterRef("pk")), last_written(OuterRef("pk"))
    return clients.select_related("manager").annotate(
        last_kind=Subquery(latest.values("kind")[:1]), last_note=Subquery(written.values("note")[:1])
    )


def last_written(client):
    """The effective contacts that somebody wrote down himself, the latest first."""
    return ContactLog.objects.latest_effective(client).filter(source=ContactLog.Source.STAFF)


def _row(client, facts, follow_up, today, shows_money):
    reasons, block = [], block_of(facts, today)
    late, what = any(day < today for day in (facts.wanted_on, facts.meets_on) if day), _what(block, facts, today)
    if follow_up:
        reasons.append(why_follow_up(*follow_up[1:], today))
    if facts.matures_on:
        reasons.append(why_maturity(maturities_of(client, today), today, shows_money=shows_money))
    if facts.meets_why:
        reasons.append(facts.meets_why)
    if facts.birthday_on:
        text = birthday_text(birthday_from(client.birthday, client.celebrates))
        reasons.append(why_birthday(text, age_hint(client.birth_date, client.celebrates, today)))
    if facts.key_date:
        reasons.append(f"今天：{facts.key_date}")
    if facts.put_off_from:
        reasons += _why_put_off(client, facts.put_off_from, today)
    if facts.planned_on and facts.planned_on < today:
        reasons.append(why_planned(facts.planned_on, today))
    if facts.next_due_on is not None and (facts.wanted_on <= today or facts.put_off_from):
        is_said = block in (TOP_OVERDUE, CADENCE) or facts.planned_on
        reasons.append(
            why_due(
                client.get_tier_display(),
                client.contact_interval,
                client.last_effective_on,
                client.last_kind or "",
                None if is_said else facts.next_due_on,
                today,
            )
        )
    promise = follow_up[0] if follow_up else None
    aim = Aim.MATURITY.value if facts.matures_on else ""
    return DueRow(client, what, "；".join(reasons), late or block == FOLLOW_UP, promise, aim)


def _why_put_off(client, care_day, today):
    born = next_birthday(client.birthday, client.celebrates, today + ONE_DAY)
    ahead = (born - today).days if born else None
    is_near = ahead is not None and ahead <= BIRTHDAYS_AHEAD
    coming = birthday_words(client.birthday, client.celebrates, client.birth_date, ahead, today) if is_near else ""
    return filter(None, (why_put_off(care_day, today), coming))


def _what(block, facts: DueFacts, today: date):
    if block == LATER:
        return "顺延"
    if block == FOLLOW_UP:
        return "跟进"
    if block in (PRESSING, MATURITY):
        return What.MATURITY.label
    if block == BIRTHDAY:
        return "今天生日" if facts.birthday_on else "要紧的日子"
    if facts.meets_on and (facts.wanted_on is None or facts.wanted_on > today):
        return "共管面谈"
    days = (today - facts.wanted_on).days
    return f"逾期 {span_text(days)}" if days else "排到今天" if facts.planned_on else "今天到期"
