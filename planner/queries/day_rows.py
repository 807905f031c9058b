from clients.queries.tries import last_try
from planner.rules.day_rows import seen_words


def seen_now(client, today):
    """What a row of the day's lists shows of the client now, as one word of a form (seen_words)."""
    tried_at = last_try(client, today).values_list("occurred_at", flat=True).first()
    return seen_words(tried_at, client.planned_on, client.last_effective_on)
