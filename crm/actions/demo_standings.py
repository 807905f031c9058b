"""The demo bank's monthly runs of the last months, each on its day, requests in every state, and clients who left."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.actions.requests import decide_request
from clients.models import Client, Request
from staff.calendar import load_calendar
from tiers.actions.overrides import ask_override
from tiers.actions.signals import close_signal, raise_signal
from tiers.actions.standings import move_standings
from tiers.models import Signal
from tiers.rules.standings import DROP_AFTER, rating_day
from words.dates import ONE_DAY, months_later

RUNS = DROP_AFTER + 1  # so that somebody has been below long enough to drop in the last of them
RUN_AT, ASKED_AT, CLOSED_AT = time(2, 40), time(15, 10), time(17, 50)
State = Request.State
# In the order of time: who asks, for a client of which tier, for which tier and why, how many days ago, for how many days from
# today, and in which words.
ASKED = {
    "ending": ("990102", "standard", "vip", "potential", 170, 6, "去年底把厂里的结算户迁到本行，说好上半年货款陆续转进来。"),
    "refused": ("990202", "standard", "select", "shareholder", 20, 120, "客户说是本行的小股东，希望比照股东的待遇来办理业务。"),
    "back": ("990103", "vip", "select", "strategic", 6, 120, "合作社的理事长，社里三百多户的分红在哪家行发放，由理事长定。"),
    "waiting": ("990101", "standard", "vip", "household", 1, 170, "夫妻两人的存款都在本行，合起来早过了贵宾线，想按一家人一起照顾。"),
    "for_head_office": ("990201", "standard", "select", "channel", 1, 150, "村里的农资店，介绍了四十多户来开户，往来的货款都走本行账户。"),
}  # fmt: skip
DECIDED = {
    "ending": ("990100", State.APPROVED, "情况属实，先按贵宾照顾半年，到期看货款。"),
    "back": ("990100", State.BACK, "请补上合作社近一年的往来流水，再提一次。"),
    "refused": ("990001", State.REFUSED, "是不是股东不影响层级，按评定的层级办理。"),
}
# Of whom a manager said that the money is gone, by story: what the figures said, and why it left.
LOST = {
    "dropped": ("日均从 22.50 万元降到 10.00 万元", "bank", "存款随工资卡转到他行，新单位统一代发。"),
    "dropping": ("日均从 21.50 万元降到 6.00 万元", "house", "给儿子付了首付，说好年后慢慢存回来。"),
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


def plant_losses(everyone, by):
    """Closed by `by`, with the talk of that day as proof; `everyone` are the people of crm/demo."""
    for person in everyone:
        if person.level != "vip" or person.story not in LOST:
            continue
        sentence, reason, words = LOST[person.story]
        client = Client.objects.get(client_no=person.number)
        day = client.last_effective_on
        told = {"kind": Signal.Kind.FALL, "severity": Signal.Severity.ORANGE, "sentence": sentence, "about": ""}
        signal = raise_signal(client, **told, now=_at(day - ONE_DAY, RUN_AT))
        about = {"result": Signal.Result.LOST, "reason": reason, "words": words}
        close_signal(signal, **about, by=by, now=_at(day, CLOSED_AT))


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))
