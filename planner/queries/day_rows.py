from clients.queries.tries import last_try
from planner.rules.day_rows import seen_words
from staff.composed import rows_of


def seen_now(client, today):
    """What a row of the day's lists shows of the client now, as one word of a form (seen_words)."""
    tried_at = next(iter(rows_of(_tries, today, client=client.pk)), None)
    return seen_words(tried_at, client.planned_on, client.last_effective_on)


def _tries(today, *, client):
    return last_try(client, today).values_list("occurred_at", flat=True)[:1]
