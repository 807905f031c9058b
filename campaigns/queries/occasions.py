"""The calendar of occasions as rows: what is coming, and what head office has switched."""

from campaigns.models import Occasion
from campaigns.rules import occasions as rules


def value_of(occasion):
    """The row as the rules know it."""
    return rules.Occasion(
        code=occasion.code,
        name=occasion.name,
        on=occasion.on,
        tone=occasion.tone,
        active=occasion.is_active,
        note=occasion.note,
        calendar=occasion.calendar,
        year=occasion.year,
        until=occasion.until,
    )


def birthday_rows(today):
    """{solar year: the row that stands for its birthdays}, active ones only, of the years that can be reached from today."""
    rows = Occasion.objects.active().filter(code=Occasion.BIRTHDAY, year__in=(today.year, today.year + 1))
    return {row.year: row for row in rows}
