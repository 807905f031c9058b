"""Drafts some days ahead, spread over the working days; who does not fit in is listed, never quietly mailed (edge O1)."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.actions.greetings.upkeep import tidy_drafts
from campaigns.models import Greeting
from campaigns.queries.greetings.ahead import birthday_days, festivals_to_draft
from campaigns.queries.greetings.candidates import birthday_of, key_date_of, places_in_use, portfolio_of, writers
from campaigns.queries.greetings.clues import known_of, phrases, phrases_for, said_before, told_by
from campaigns.queries.greetings.eligibility import situation_of
from campaigns.queries.greetings.review import occasion_of
from campaigns.queries.letters import addressee_of
from campaigns.queries.occasions import personal_rows
from campaigns.rules.greetings import (
    GreetingCandidate,
    clues_of,
    draft_text,
    facts_for_draft,
    lunar_words,
    salutation_of,
    spread,
)
from campaigns.rules.greetings.eligibility import Stage, why_not
from campaigns.rules.greetings.timing import CAPACITY, review_days
from campaigns.rules.occasion_table import BIRTHDAY, code_of
from campaigns.rules.occasions import personal_occasion
from clients.rules.ranks import TIER_ORDER
from staff.audit import Verb, record
from staff.calendar import load_calendar
from staff.models import User
from staff.turns import in_turns
from words.similarity import sentences_of

log = logging.getLogger(__name__)
State = Greeting.State
MOST_PLANS = 3  # who is overtaken more often leaves the rest to the next night


@dataclass(frozen=True)
class DraftingRun:
    """What is the same for every manager in one run."""

    now: object
    today: object
    calendar: object
    festivals: list
    personal: dict
    due_days: list
    later_days: list
    library: list


def draft_greetings(*, now):
    """Prepares the greetings of the coming days for every manager. Repeating it makes nothing twice.

    One manager's trouble is logged and the others get theirs. Returns one Chinese sentence.
    """
    tidied = tidy_drafts(now)
    run = run_for(now)
    made, omitted, failed = 0, 0, 0
    for manager in writers():
        try:
            counts = draft_for(manager, run)
        except Exception:
            log.exception("greetings of manager %s failed", manager.employee_no)
            failed += 1
            continue
        made, omitted = made + counts[State.DRAFT], omitted + counts[State.OMITTED]
    parts = [f"起草 {made} 封", f"本节不问候 {omitted} 位"]
    parts += [f"收回 {tidied} 封"] if tidied else []
    parts += [f"{failed} 位经理失败，详见日志"] if failed else []
    return "，".join(parts) if made or omitted or tidied or failed else ""


def run_for(now):
    today = timezone.localdate(now)
    calendar = load_calendar(today, today + timedelta(days=60))
    due, later = birthday_days(today, calendar)
    festivals = festivals_to_draft(today, calendar)
    return DraftingRun(now, today, calendar, festivals, personal_rows(today), due, later, phrases())


def draft_for(manager, run):
    """Everything that is due for one manager. Returns how many rows of each state were made.

    Read and worded without a lock, written some at a time; planned anew when another run has used places meanwhile.
    """
    made = Counter()
    for _attempt in range(MOST_PLANS):
        places, rows, misdated = _planned(manager, run)
        told = told_by(manager, run.today) if rows else set()
        for some in in_turns(rows):
            _write_texts([row for row in some if row.state == State.DRAFT], manager, run, told)
            places = _write(some, manager, run, places, misdated)
            if places is None:
                break
            made.update(row.state for row in some)
        else:
            break
    return made


def _planned(manager, run):
    """(the places in use as they were read, unsaved rows, the misdated letters that they replace)."""
    portfolio = portfolio_of(manager, [*run.due_days, *run.later_days], run.today)
    places = Counter(portfolio.load)
    groups = [
        *_birthdays(manager, portfolio, run),
        *_key_dates(manager, portfolio, run),
        *_festivals(manager, portfolio, run),
    ]
    situation = situation_of([row for group in groups for row in group], run.now, Stage.ASK, Stage.DRAFT)
    rows = [row for group in groups if group for row in _placed(group, portfolio, situation, run)]
    return places, rows, portfolio.misdated


@transaction.atomic
def _write(rows, manager, run, places, misdated):
    """Writes these rows and says so in the audit. Returns the places in use now; None, with nothing written, when they are no
    longer those of the plan."""
    # Two runs at once must not both use the free places.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=manager.pk)
    if places_in_use(manager, run.today) != places:
        return None
    _make_room(rows, misdated)
    Greeting.objects.bulk_create(rows, ignore_conflicts=True)
    counts = Counter(row.state for row in rows)
    changes = {"drafts": counts[State.DRAFT], "omitted": counts[State.OMITTED]}
    record(Verb.CREATE, unit_id=manager.unit_id, changes={"greetings_of": manager.employee_no, **changes})
    return places_in_use(manager, run.today)


def _birthdays(manager, portfolio, run):
    """Unsaved rows, day by day."""
    for day in run.due_days:
        row = run.personal.get((BIRTHDAY, day.year))
        mine = [client for client in portfolio.clients if row and portfolio.birthdays.get(client.pk) == day]
        wanted = [(client, personal_occasion(day, *birthday_of(client, day))) for client in mine]
        yield _fresh(wanted, row, manager, portfolio, run)


def _key_dates(manager, portfolio, run):
    """The same of the days that matter to a client."""
    clients = {client.pk: client for client in portfolio.clients}
    for kept, day in portfolio.key_dates:
        row = run.personal.get((kept.kind, day.year))
        if row and day in run.due_days and kept.client_id in clients:
            occasion = personal_occasion(day, *key_date_of(kept, day), code_of(kept.kind, kept.pk))
            yield _fresh([(clients[kept.client_id], occasion)], row, manager, portfolio, run)


def _festivals(manager, portfolio, run):
    for row in run.festivals:
        yield _fresh([(client, row) for client in portfolio.clients], row, manager, portfolio, run)


def _fresh(wanted, row, manager, portfolio, run):
    """Unsaved rows for the clients who have no greeting yet for this day. Each is omitted until a place is found for it.

    `wanted` pairs each client with the occasion on his own day and year; `row` is the one of the calendar.
    """
    common = {"occasion": row, "manager": manager, "state": State.OMITTED, "created_at": run.now}
    rows = []
    for client, occasion in wanted:
        if (client.pk, occasion.code, occasion.year) not in portfolio.held:
            own = {"code": occasion.code, "year": occasion.year, "on": occasion.on, "tone": occasion.tone}
            rows.append(Greeting(client=client, **own, **common))
    return rows


def _places_for_birthdays(portfolio, run):
    """One place on the last working day before each birthday that is drafted later, so that a festival leaves room for it."""
    later = {day for day in run.later_days if (BIRTHDAY, day.year) in run.personal}
    places = Counter()
    for day, number in Counter(day for day in portfolio.birthdays.values() if day in later).items():
        places[review_days(run.today, day, run.calendar)[-1]] += number
    return places


def _placed(group, portfolio, situation, run):
    """The rows of one occasion: drafts on their days, and who is not greeted this time and why."""
    on, rows = group[0].on, _judged(group, situation)
    open_ = {row.client.client_no: row for row in rows if not row.reason}
    days = review_days(run.today, on, run.calendar)
    reserved = Counter() if group[0].occasion.is_personal else _places_for_birthdays(portfolio, run)
    room = {day: CAPACITY - portfolio.load[day] - reserved[day] for day in days}
    spread_out = spread([_candidate(row.client) for row in open_.values()], days, room)
    left = [row for row in rows if row.reason]
    for rest in spread_out.rest:
        row = open_[rest.client_no]
        row.state, row.reason = State.OMITTED, rest.reason
        left.append(row)
    drafts = []  # in the order of their weight, which is the one of the list: the rows of a day are read by their number
    for day, numbers in spread_out.by_day.items():
        portfolio.load[day] += len(numbers)
        for row in map(open_.get, numbers):
            row.review_on = day
            drafts.append(row)
    return [*left, *drafts]


def _judged(group, situation):
    """Those who are asked at all, each with the reason why he is left out, if any. Of a household the first is greeted."""
    rows = []
    for row in sorted(group, key=lambda row: (TIER_ORDER.get(row.client.tier, 5), row.client.client_no)):
        facts = situation.facts(row)
        if why_not(facts, Stage.ASK):
            continue
        row.reason = why_not(facts, Stage.DRAFT)
        if not row.reason:
            row.state = State.DRAFT
            situation.add(row)
        rows.append(row)
    return rows


def _candidate(client):
    return GreetingCandidate(client.client_no, client.tier, client.last_effective_on, client.has_promise)


def _make_room(rows, misdated):
    """Removes what was written for a wrong birthday and never said; a person's own words go along to the right day."""
    replaced = {misdated.get((row.client_id, row.code, row.year)): row for row in rows}
    unsaid = Greeting.objects.filter(pk__in=replaced.keys() & misdated.values(), state__in=Greeting.NEVER_SAID)
    for old in unsaid:
        row = replaced[old.pk]
        if old.manager_id == row.manager_id and (old.is_edited or old.approved_by_id):
            row.text, row.is_edited = old.text, True
    unsaid.delete()


def _write_texts(rows, manager, run, told):
    """Fills `text` of the drafts: what is known of the clients is read for all of them at once. `told` grows with each."""
    rows = [row for row in rows if not row.text]
    known = known_of(list({row.client_id: row.client for row in rows}.values()), manager)
    said = said_before(list(known))
    for row in rows:
        about = (known[row.client_id], run.library, said[row.client_id])
        row.text = text_of(row, occasion_of(row), manager, *about, run.today, told=told)
        told.update(sentences_of(row.text))


def text_of(greeting, occasion, manager, known, library, said, today, variant=0, *, told):
    """One draft, always the same for the same client, occasion, variant and what was `told` others (told_by)."""
    client = greeting.client
    clues = clues_of(known, occasion.code, occasion.on, today)
    addressee = addressee_of(client)
    phrases = phrases_for(library, occasion.tone)
    facts = facts_for_draft(clues, occasion.tone, occasion.code, told)
    names = (salutation_of(addressee, occasion.code), manager.name, manager.unit.name)
    choice = {"seed": client.client_no, "variant": variant, "avoid": said}
    return draft_text(occasion, phrases, facts, *names, day_text=lunar_words(occasion, known), **choice)
