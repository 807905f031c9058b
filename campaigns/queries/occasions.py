"""The calendar of occasions as rows: what is coming, and what head office has switched."""

from campaigns.models import Occasion
from campaigns.rules import occasions as rules


def value_of(occasion):
    """The row as the rules know it."""
    return rules.Occasion(
        occasion.code, occasion.name, occasion.on, occasion.tone, occasion.is_active, occasion.note,
        occasion.calendar, occasion.year, occasion.until,
    )  # fmt: skip


def birthday_rows(today):
    """{solar year: the row that stands for its birthdays}, active ones only, of the years that can be reached from today."""
    rows = Occasion.objects.active().filter(code=Occasion.BIRTHDAY, year__in=(today.year, today.year + 1))
    return {row.year: row for row in rows}
