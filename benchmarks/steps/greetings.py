"""Drafts of a festival for the first managers of the bank, until there are 10,000 candidates."""

from datetime import datetime

from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.meter import counted, peak_megabytes, timed
from campaigns.actions.greetings.drafting import draft_for, run_for
from campaigns.actions.occasions import keep_calendar
from campaigns.models import Greeting
from campaigns.queries.greetings.candidates import writers

WANTED, MOST = 10_000, 10  # rows, seconds
BEFORE_NEW_YEAR = timezone.make_aware(datetime(2026, 12, 21, 9, 0))


def measure(size):
    keep_calendar(now=BEFORE_NEW_YEAR)
    run = run_for(BEFORE_NEW_YEAR)
    managers = iter(writers())

    def draft():
        made = 0
        while made < WANTED and (manager := next(managers, None)):
            made += sum(draft_for(manager, run).values())
        return made

    with counted() as sql:
        spent, made = timed(draft)
    seconds = spent / 1000
    drafts = Greeting.objects.filter(state=Greeting.State.DRAFT).count()
    checks = [
        Check(seconds * WANTED / max(made, 1), f"秒（每 {WANTED:,} 行）", MOST),
        Check(made, "行"),
        Check(drafts, "封草稿"),
        Check(sql.count, "条 SQL"),
        Check(peak_megabytes(), "MB"),
    ]
    yield Row("起草节日问候", checks)
