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
from campaigns.queries.greetings.candidates import (
    BY_A_COLLEAGUE,
    ONE_A_HOUSEHOLD,
    birthday_of,
    book_of,
    household,
    households,
    writers,
)
from campaigns.queries.greetings.clues import known_of, phrases, phrases_for, said_before
from campaigns.queries.occasions import birthday_days, birthday_rows, festivals_to_draft, value_of
from campaigns.rules.greetings import (
    Addressee,
    GreetingCandidate,
    clues_of,
    draft_text,
    facts_for_draft,
    salutation_of,
    spread,
)
from campaigns.rules.greetings.timing import CAPACITY, review_days, why_crowded
from campaigns.rules.occasions import birthday_occasion, silent_reason
from clients.rules.ranks import TIER_ORDER
from staff.audit import Verb, record
from staff.calendar import load_calendar
from staff.models import User
from words.lunar import lunar_of

log = logging.getLogger(__name__)
State = Greeting.State
BATCH = 500
# The same few days are asked about for thousands of clients.
silence_on, lunar_on = lru_cache(maxsize=256)(silent_reason), lru_cache(maxsize=256)(lunar_of)


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
    households: dict


@dataclass(frozen=True)
class Wanted:
    """One client on one day: the row of the calendar, the occasion with his own tone and year."""

    client: object
    row: object
    occasion: object

    @property
    def key(self):
        return self.client.pk, self.occasion.code, self.occasion.year


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
    return Plan(
        now, today, calendar, festivals_to_draft(today, calendar), birthday_rows(today), due, later, phrases(),
        households(today),
    )  # fmt: skip


def draft_for(manager, plan):
    """Everything that is due for one manager. Returns how many rows of each state were made."""
    rows = _written(manager, plan)
    # Only now: what was rolled back, or left out for want of places, must keep no relative from being greeted.
    for row in rows:
        if row.state == State.DRAFT:
            plan.households[row.code, row.year].update(dict.fromkeys(household(row.client), manager.pk))
    return Counter(row.state for row in rows)


@transaction.atomic
def _written(manager, plan):
    User.objects.select_for_update(of=("self",), no_key=True).get(
        pk=manager.pk
    )  # two runs at once must not both count the free places
    book = book_of(manager, [*plan.due_days, *plan.later_days], plan.today)
    if not book.clients:
        return []
    rows = []
    for day in plan.due_days:
        rows += _placed(manager, book, _birthdays_on(book, day, plan), day, plan)
    reserved = _places_for_birthdays(book, plan)
    for festival in plan.festivals:
        occasion = value_of(festival)
        wanted = [Wanted(client, festival, occasion) for client in book.clients]
        rows += _placed(manager, book, wanted, festival.on, plan, reserved)
    _write_texts([row for row in rows if row.state == State.DRAFT], manager, plan)
    Greeting.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    if rows:
        counts = Counter(row.state for row in rows)
        changes = {"drafts": counts[State.DRAFT], "omitted": counts[State.OMITTED]}
        record(Verb.CREATE, unit_id=manager.unit_id, changes={"greetings_of": manager.employee_no, **changes})
    return rows


def _birthdays_on(book, day, plan):
    row = plan.birthdays.get(day.year)
    if row is None:
        return []
    found = []
    for client in book.clients:
        if book.birthdays.get(client.pk) == day:
            year, calendar = birthday_of(client, day)
            found.append(Wanted(client, row, birthday_occasion(day, year, calendar)))
    return found


def _places_for_birthdays(book, plan):
    """One place on the last working day before each birthday that is drafted later, so that a festival leaves room for it."""
    later = {day for day in plan.later_days if day.year in plan.birthdays}
    places = Counter()
    for day, number in Counter(day for day in book.birthdays.values() if day in later).items():
        places[review_days(plan.today, day, plan.calendar)[-1]] += number
    return places


def _placed(manager, book, wanted, on, plan, reserved=None):
    """The unsaved rows of one occasion: drafts on their days, and who is not greeted this time and why."""
    fresh = [each for each in wanted if each.key not in book.held and not book.is_quiet(each.client, on)]
    reasons = {each.key: _why_not(each, book, plan) for each in fresh}
    open_ = {each.client.client_no: each for each in fresh if not reasons[each.key]}
    days = review_days(plan.today, on, plan.calendar)
    room = {day: CAPACITY - book.load[day] - (reserved or {}).get(day, 0) for day in days}
    candidates = [
        GreetingCandidate(number, each.client.tier, each.client.last_effective_on, each.client.has_promise)
        for number, each in open_.items()
    ]
    spread_out = spread(_one_a_household(candidates, open_, reasons, plan, manager), days, room)
    rows = [_row(each, manager, plan.now, reason=reasons[each.key]) for each in fresh if reasons[each.key]]
    rows += [_row(open_[rest.client_no], manager, plan.now, reason=rest.reason) for rest in spread_out.rest]
    for day, numbers in spread_out.by_day.items():
        rows += [_row(open_[number], manager, plan.now, day=day) for number in numbers]
        book.load[day] += len(numbers)
        for number in numbers:
            book.near[open_[number].client.pk].append((open_[number].occasion.name, on))
    book.held.update(each.key for each in fresh)
    return rows


def _why_not(wanted, book, plan):
    """Silent days, and another greeting within the week; a birthday that is coming goes before a festival."""
    occasion, near = wanted.occasion, list(book.near[wanted.client.pk])
    birthday = book.birthdays.get(wanted.client.pk)
    if birthday and wanted.row.code != wanted.row.BIRTHDAY and birthday.year in plan.birthdays:
        near.append(("生日", birthday))
    return silence_on(occasion.tone, occasion.on) or why_crowded(occasion.on, near)


def _one_a_household(candidates, open_, reasons, plan, manager):
    """Of clients with one phone or address only the first gets a festival's greeting, whoever manages them; a birthday is
    everybody's own (domain 6.4)."""
    kept, mine = [], set()
    for candidate in sorted(candidates, key=lambda each: (TIER_ORDER.get(each.tier, 5), each.client_no)):
        wanted = open_[candidate.client_no]
        marks = household(wanted.client)
        others = plan.households[wanted.key[1:]]
        if marks & (mine | others.keys()) and wanted.row.code != wanted.row.BIRTHDAY:
            is_own = marks & mine or manager.pk in map(others.get, marks)
            reasons[wanted.key] = ONE_A_HOUSEHOLD if is_own else BY_A_COLLEAGUE
            continue
        mine |= marks
        kept.append(candidate)
    return kept


def _row(wanted, manager, now, *, day=None, reason=""):
    client, occasion = wanted.client, wanted.occasion
    row = Greeting(
        client=client, occasion=wanted.row, code=occasion.code, year=occasion.year, on=occasion.on, tone=occasion.tone,
        manager=manager, state=State.DRAFT if day else State.OMITTED, review_on=day, reason=reason, created_at=now,
    )  # fmt: skip
    row.wanted = wanted
    return row


def _write_texts(rows, manager, plan):
    """Fills `text` of the drafts: what is known of the clients is read for all of them at once."""
    known = known_of(list({row.client_id: row.client for row in rows}.values()), manager)
    said = said_before(list(known))
    for row in rows:
        row.text = text_of(
            row, row.wanted.occasion, manager, known[row.client_id], plan.library, said[row.client_id], plan.today
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
