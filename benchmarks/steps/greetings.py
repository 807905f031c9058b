"""Drafts of a festival for the managers of the bank, until there are 100,000 candidates."""

from datetime import datetime

from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.meter import counted, peak_megabytes, worked
from campaigns.actions.greetings.drafting import draft_for, run_for
from campaigns.actions.occasions import keep_calendar
from campaigns.models import Greeting
from campaigns.queries.greetings.candidates import writers

WANTED, MOST = 100_000, 60  # rows, seconds


def before_new_year(today):
    """The morning of the next 21 December, when the drafts for 元旦 are made."""
    return timezone.make_aware(datetime(today.year + ((today.month, today.day) > (12, 21)), 12, 21, 9, 0))


def measure(size):
    now = before_new_year(timezone.localdate())
    keep_calendar(now=now)
    run = run_for(now)
    managers = iter(writers())

    def draft():
        made = 0
        while made < WANTED and (manager := next(managers, None)):
            made += sum(draft_for(manager, run).values())
        return made

    with counted() as sql:
        spent, made = worked(draft)
    drafts = Greeting.objects.drafts().filter(code="new_year").count()
    checks = [
        Check(spent.busy * WANTED / max(made, 1), f"秒 CPU（每 {WANTED:,} 行）", MOST),
        Check(made, "行"),
        Check(drafts, "封草稿"),
        Check(sql.count, "条 SQL"),
        Check(peak_megabytes(), "MB"),
    ]
    yield Row("起草节日问候", checks, spent.words())
