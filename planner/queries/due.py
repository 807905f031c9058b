"""Whom to contact today (domain A-2): follow-ups, overdue top clients, birthdays, then the rest by how late and how dear."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import OuterRef, Subquery

from clients.enums import Aim
from clients.models import Client, ContactLog
from clients.queries.holdings import maturities_of, why_maturity, with_maturities
from clients.queries.tries import advice_of, tries_of, with_tries
from clients.rules.birthdays import age_hint, birthday_from, next_birthday
from clients.rules.why import why_due, why_follow_up
from planner.enums import What
from planner.queries.due_facts import known
from planner.queries.plans import BIRTHDAYS_AHEAD
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
from staff.roles import Permission
from staff.scope import rows_for
from words.dates import ONE_DAY, span_text
from words.lunar import birthday_text


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


def day_list(user, today, limit, *, part="", after=0):
    """The first `limit` rows of today's list in order, then as many of those tried today; the ids of all of them in order; and
    how many there are of each part (part_of). Of one `part` the rows are of it alone; behind the first `after` stand the next.
    """
    follow_ups, facts = known(user, today)
    ranked = sorted(facts, key=lambda pk: rank_key(facts[pk], today))
    wanted = [pk for pk in ranked if not part or part_of(facts[pk], today) == part]
    fresh, tried = ([pk for pk in wanted if facts[pk].is_tried == is_tried] for is_tried in (False, True))
    first, rest = [*fresh[:limit], *tried[:limit]], [*fresh[limit:], *tried[limit:]]
    shown = [*first, *rest][after : after + limit] if after else first
    return _rows(shown, user, facts, follow_ups, today), ranked, _parts(facts, today)


def due_row(client, user, today):
    """The client's row of today's list; None when he is not on it."""
    follow_ups, facts = known(user, today, client.pk)
    return next(iter(_rows(list(facts), user, facts, follow_ups, today)), None)


def due_row_and_parts(client, user, today):
    """The same, and how many of each part stand on today's list."""
    follow_ups, facts = known(user, today)
    wanted = [client.pk] if client.pk in facts else []
    return next(iter(_rows(wanted, user, facts, follow_ups, today)), None), _parts(facts, today)


def _parts(facts, today):
    return Counter(part_of(each, today) for each in facts.values())


def _rows(ids, user, facts, follow_ups, today):
    if not ids:
        return []
    found = {client.pk: client for client in rows_for(user, _shown, today, ids=ids)}
    money = user.can(Permission.VIEW_BALANCES)
    return [_row(found[pk], facts[pk], follow_ups.get(pk), today, money) for pk in ids if pk in found]


def _shown(user, today, *, ids):
    rows = with_maturities(Client.objects.visible_to(user).filter(pk__in=ids), today)
    return with_tries(with_last_contact(rows), today)


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
