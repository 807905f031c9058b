"""The demo bank's monthly runs of the last months, each on its day, and the requests in every state."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.actions.requests import decide_request
from clients.models import Client, Request
from staff.calendar import load_calendar
from tiers.actions.overrides import ask_override
from tiers.actions.standings import move_standings
from tiers.rules.standings import DROP_AFTER, rating_day
from words.dates import ONE_DAY, months_later

RUNS = DROP_AFTER + 1  # so that somebody has been below long enough to drop in the last of them
RUN_AT, ASKED_AT = time(2, 40), time(15, 10)
State = Request.State
# In the order of time: who asks, for a client of which tier, for which tier and why, how many days ago, for how many days from
# today, and in which words.
ASKED = {
    "ending": ("990102", "standard", "vip", "potential", 170, 6, "去年底把厂里的结算户迁到本行，说好上半年货款陆续转进来。"),
    "refused": ("990202", "standard", "select", "shareholder", 20, 120, "客户说是本行的小股东，希望比照股东的待遇来办理业务。"),
    "back": ("990103", "vip", "select", "strategic", 6, 120, "合作社的理事长，社里三百多户的分红都由他定在哪家行发放。"),
    "waiting": ("990101", "standard", "vip", "household", 1, 170, "夫妻两人的存款都在本行，合起来早过了贵宾线，想按一家人一起照顾。"),
    "for_head_office": ("990201", "standard", "select", "channel", 1, 150, "村里的农资店，介绍了四十多户来开户，往来的货款都走本行账户。"),
}  # fmt: skip
DECIDED = {
    "ending": ("990100", State.APPROVED, "情况属实，先按贵宾照顾半年，到期看货款。"),
    "back": ("990100", State.BACK, "请补上合作社近一年的往来流水，再提一次。"),
    "refused": ("990001", State.REFUSED, "是不是股东不影响层级，按评定的层级办理。"),
}


def plant_standings(today):
    """The runs of the months that are settled by today, the oldest first."""
    calendar = load_calendar(months_later(today.replace(day=1), -RUNS - 2), today)
    months = [months_later(today.replace(day=1), -back) for back in range(RUNS + 1, 0, -1)]
    days = [day for day in (rating_day(month, calendar) for month in months) if day <= today]
    for day in days[-RUNS:]:
        move_standings(now=_at(day, RUN_AT))


def plant_requests(staff, today):
    """One that waits for the head, one for head office, one that ends soon, one sent back, one refused.

    `staff` {number of employee: User}. Each is about another client, none about one with a story.
    """
    for name, (asker, tier, wanted, reason, ago, ahead, words) in ASKED.items():
        client = Client.objects.active().filter(manager=staff[asker], tier=tier).order_by("-average").first()
        about = {"tier": wanted, "reason": reason, "words": words, "until": today + timedelta(days=ahead)}
        asked_at = _at(today - timedelta(days=ago), ASKED_AT)
        row = ask_override(client, **about, by=staff[asker], now=asked_at)
        if name in DECIDED:
            decider, state, said = DECIDED[name]
            decide_request(row, state=state, words=said, by=staff[decider], now=asked_at + ONE_DAY)


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))
