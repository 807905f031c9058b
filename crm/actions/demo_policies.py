"""The demo bank's next version of the tier policies, which waits for a second person of head office."""

from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal

from django.utils import timezone

from crm.actions.policies import ask_policy
from tiers.queries.policies import last_version
from tiers.rules.rating import Policy
from words.dates import ONE_DAY, months_later

ASKER, ASKED_AT = "990005", time(16, 5)
LINE, INTERVAL = Decimal(180_000), 240  # 元 of the VIP line of persons; days of 普通
WHY = "同业的贵宾线都是 18 万元，我们高两万；普通客户半年一次联系不过来，改为八个月一次，先把说到的做到。"


def plant_policy(staff, today):
    """`staff` {number of employee: User}."""
    _day, held = last_version()
    terms = {**held.terms, "standard": replace(held.terms["standard"], contact_interval=INTERVAL)}
    lines = {**held.policy.thresholds, "person": replace(held.policy.thresholds["person"], vip=LINE)}
    policies = replace(held, terms=terms, policy=Policy(lines, held.policy.labels))
    asked_at = timezone.make_aware(datetime.combine(today - ONE_DAY, ASKED_AT))
    ask_policy(policies, effective_on=months_later(today.replace(day=1), 1), words=WHY, by=staff[ASKER], now=asked_at)
