"""Drafts some days ahead, spread over the working days; who does not fit in is listed, never quietly mailed (edge O1)."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from campaigns.actions.greetings.upkeep import tidy_drafts
from campaigns.models import Greeting
from campaigns.queries.greetings.candidates import birthday_of, book_of, writers
from campaigns.queries.greetings.clues import known_of, phrases, phrases_for, said_before
from campaigns.queries.greetings.eligibility import situation_of
from campaigns.queries.greetings.review import occasion_of
from campaigns.queries.occasions import birthday_days, birthday_rows, festivals_to_draft
from campaigns.rules.greetings import (
    Addressee,
    GreetingCandidate,
    clues_of,
    draft_text,
    facts_for_draft,
    salutation_of,
    spread,
)
from campaigns.rules.greetings.eligibility import Stage, why_not
from campaigns.rules.greetings.timing import CAPACITY, review_days
from campaigns.rules.occasions import birthday_occasion
from clients.rules.ranks import TIER_ORDER
from staff.audit import Verb, record
from staff.calendar import load_calendar
from staff.models import User
from words.lunar import lunar_of

log = logging.getLogger(__name__)
State = Greeting.State
BATCH = 500
# The same few days are asked about for thousands of clients.
lunar_on = lru_cache(maxsize=256)(lunar_of)


@dataclass(frozen=True)
class Plan:
    """What is the same for every manager in one run."""

    now: object
    today: object
    calendar: object
    festivals: list
    birthdays: dict
    due_days: list
    later_days: list
    library: list


def draft_greetings(*, now):
    """Prepares the greetings of the coming days for every manager. Repeating it makes nothing twice.

    One manager's trouble is logged and the others get theirs. Returns one Chinese sentence.
    """
    tidied = tidy_drafts(now)
    plan = plan_for(now)
    made, omitted, failed = 0, 0, 0
    for manager in writers():
        try:
            counts = draft_for(manager, plan)
        except Exception:
            log.exception("greetings of manager %s failed", manager.employee_no)
            failed += 1
            continue
        made, omitted = made + counts[State.DRAFT], omitted + counts[State.OMITTED]
    parts = [f"起草 {made} 封", f"本节不问候 {omitted} 位"]
    parts += [f"收回 {tidied} 封"] if tidied else []
    parts += [f"{failed} 位经理失败，详见日志"] if failed else []
    return "，".join(parts) if made or omitted or tidied or failed else ""


def plan_for(now):
    today = timezone.localdate(now)
    calendar = load_calendar(today, today + timedelta(days=60))
    due, later = birthday_days(today, calendar)
    festivals = festivals_to_draft(today, calendar)
    return Plan(now, today, calendar, festivals, birthday_rows(today), due, later, phrases())


@transaction.atomic
def draft_for(manager, plan):
    """Everything that is due for one manager. Returns how many rows of each state were made."""
    # Two runs at once must not both count the free places.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=manager.pk)
    book = book_of(manager, [*plan.due_days, *plan.later_days], plan.today)
    groups = [*_birthdays(manager, book, plan), *_festivals(manager, book, plan)]
    situation = situation_of([row for group in groups for row in group], plan.now, Stage.ASK, Stage.DRAFT)
    rows = [row for group in groups if group for row in _placed(group, book, situation, plan)]
    if not rows:
        return Counter()
    _make_room(rows)
    _write_texts([row for row in rows if row.state == State.DRAFT], manager, plan)
    Greeting.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    counts = Counter(row.state for row in rows)
    changes = {"drafts": counts[State.DRAFT], "omitted": counts[State.OMITTED]}
    record(Verb.CREATE, unit_id=manager.unit_id, changes={"greetings_of": manager.employee_no, **changes})
    return counts


def _birthdays(manager, book, plan):
    """Unsaved rows, day by day. One held for another day, on which nobody was greeted, makes room for the right one."""
    for day in plan.due_days:
        group, row = [], plan.birthdays.get(day.year)
        for client in book.clients if row else ():
            if book.birthdays.get(client.pk) != day:
                continue
            occasion = birthday_occasion(day, *birthday_of(client, day))
            held = book.held.get((client.pk, occasion.code, occasion.year))
            if held is None or held.makes_room(day):
                group.append(_row(client, row, occasion, manager, plan.now))
                group[-1].in_place_of = held and held.pk
        yield group


def _festivals(manager, book, plan):
    for row in plan.festivals:
        fresh = (client for client in book.clients if (client.pk, row.code, row.year) not in book.held)
        yield [_row(client, row, row, manager, plan.now) for client in fresh]


def _row(client, row, occasion, manager, now):
    """Nobody is greeted until a place is found; `row` of the calendar, `occasion` with the client's own day and year."""
    return Greeting(
        client=client, occasion=row, code=occasion.code, year=occasion.year, on=occasion.on, tone=occasion.tone,
        manager=manager, state=State.OMITTED, created_at=now,
    )  # fmt: skip


def _places_for_birthdays(book, plan):
    """One place on the last working day before each birthday that is drafted later, so that a festival leaves room for it."""
    later = {day for day in plan.later_days if day.year in plan.birthdays}
    places = Counter()
    for day, number in Counter(day for day in book.birthdays.values() if day in later).items():
        places[review_days(plan.today, day, plan.calendar)[-1]] += number
    return places


def _placed(group, book, situation, plan):
    """The rows of one occasion: drafts on their days, and who is not greeted this time and why."""
    on, rows = group[0].on, _judged(group, situation)
    open_ = {row.client.client_no: row for row in rows if not row.reason}
    days = review_days(plan.today, on, plan.calendar)
    reserved = Counter() if group[0].occasion.is_birthday else _places_for_birthdays(book, plan)
    room = {day: CAPACITY - book.load[day] - reserved[day] for day in days}
    spread_out = spread([_candidate(row.client) for row in open_.values()], days, room)
    for rest in spread_out.rest:
        open_[rest.client_no].reason = rest.reason
    for day, numbers in spread_out.by_day.items():
        book.load[day] += len(numbers)
        for row in map(open_.get, numbers):
            row.state, row.review_on = State.DRAFT, day
            situation.plan(row)
    return rows


def _judged(group, situation):
    """Those who are asked at all, each with the reason why he is left out, if any. Of a household the first is greeted."""
    rows = []
    for row in sorted(group, key=lambda row: (TIER_ORDER.get(row.client.tier, 5), row.client.client_no)):
        facts = situation.facts(row)
        if why_not(facts, Stage.ASK):
            continue
        row.reason = why_not(facts, Stage.DRAFT)
        if not row.reason:
            situation.plan_family(row)
        rows.append(row)
    return rows


def _candidate(client):
    return GreetingCandidate(client.client_no, client.tier, client.last_effective_on, client.has_promise)


def _make_room(rows):
    """Removes what was held for a wrong birthday and never said; a person's own words go along to the right one."""
    replaced = {row.in_place_of: row for row in rows if getattr(row, "in_place_of", None)}
    for old in Greeting.objects.filter(pk__in=replaced):
        row = replaced[old.pk]
        if old.manager_id == row.manager_id and (old.is_edited or old.approved_by_id):
            row.text, row.is_edited = old.text, True
    Greeting.objects.filter(pk__in=replaced, state__in=Greeting.NEVER_SAID).delete()


def _write_texts(rows, manager, plan):
    """Fills `text` of the drafts: what is known of the clients is read for all of them at once."""
    rows = [row for row in rows if not row.text]
    known = known_of(list({row.client_id: row.client for row in rows}.values()), manager)
    said = said_before(list(known))
    for row in rows:
        row.text = text_of(
            row, occasion_of(row), manager, known[row.client_id], plan.library, said[row.client_id], plan.today
        )


def text_of(greeting, occasion, manager, known, library, said, today, variant=0):
    """One draft, always the same for the same client, occasion and variant."""
    client = greeting.client
    clues = clues_of(known, occasion.code, occasion.on, today)
    addressee = Addressee(client.name, client.salutation, client.is_business)
    lunar = lunar_on(occasion.on)
    return draft_text(
        occasion, phrases_for(library, occasion.tone), facts_for_draft(clues, occasion.tone, occasion.code),
        salutation_of(addressee, occasion.code), manager.name, manager.unit.name,
        seed=client.client_no, variant=variant, avoid=said,
        day_text=known.birthday_text if occasion.code == "birthday" else (lunar.text if lunar else ""),
    )  # fmt: skip
