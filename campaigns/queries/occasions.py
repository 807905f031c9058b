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


def personal_rows(today):
    """{(code, solar year): the row that stands for these days of clients}, active ones, of the years reached from today."""
    rows = Occasion.objects.active().filter(code__in=Occasion.PERSONAL, year__in=(today.year, today.year + 1))
    return {(row.code, row.year): row for row in rows}


def birthday_years(today):
    """The solar years whose birthdays are greeted."""
    return {year for code, year in personal_rows(today) if code == Occasion.BIRTHDAY}
