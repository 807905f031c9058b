"""Which promises to the upper tiers are not kept, and why: of a place those that matter most."""

from dataclasses import dataclass

from clients.models import Promise
from clients.rules.ranks import TIER_ORDER
from crm.queries.looks import UPPER_LATE
from crm.queries.orders import in_words, promise_words
from crm.rules.broken import why_late
from words.dates import day_text, span_text


@dataclass(frozen=True)
class Broken:
    """A promise, its words, 「周敏，11月28日 到期，逾期 1 天」, and why it is not done."""

    promise: Promise
    words: str
    since: str
    why: str


def broken_of(look):
    """The Broken ones of the highest tiers first, there the earliest."""
    away = {row.absent_id: f"{row.absent.name}离岗至 {day_text(row.ends_on, look.today)}" for row in look.away}
    rows = sorted(look.promises[UPPER_LATE], key=lambda row: (TIER_ORDER[row.client.tier], row.due_on, row.pk))
    return [_broken(row, away, look) for row in rows]


def _broken(row, away, look):
    today, user, who = look.today, look.place.user, row.owed_by
    since = f"{who.name}，说好 {day_text(row.due_on, today)}，逾期 {span_text((today - row.due_on).days)}"
    gone = away.get(who.pk, "") if who.is_active else f"{who.name}已离岗"
    reason = in_words(row.reason, row.client, user)
    return Broken(row, promise_words(row, user), since, why_late(reason, gone, row.client.last_effective_on, today))
