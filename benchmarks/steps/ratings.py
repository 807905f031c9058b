"""The nightly rating beside the one statement that writes only what changed."""

import re

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.meter import counted, peak_megabytes, worked
from clients.models import Client
from tiers.actions.ratings import rate_clients
from tiers.queries.policies import load_policies
from tiers.rules.rating import group_of

TIMES, MEGABYTES = 3, 300
ALL_UP_TO = 100_000  # every row changed happens once in a bank's life; at a million it only takes time
UNRATED = "UPDATE clients_client SET tier = '', contact_interval = NULL"  # as when they have just come


def measure(size):
    yield rated("评级：没有变化")
    execute(f"{UNRATED} WHERE id % 50 = 0")
    yield rated("评级：约 2% 变化", judged=True)
    if size <= ALL_UP_TO:
        execute(UNRATED)
        yield rated("评级：全部变化")
    execute("VACUUM ANALYZE clients_client")


def rated(name, judged=False):
    raw = raw_work()
    with counted() as sql:
        spent, sentence = worked(lambda: rate_clients(now=timezone.now()))
    changed = int(re.search(r"变动 (\d+)", sentence)[1])
    checks = [
        Check(spent.busy / raw.busy, "倍 CPU", TIMES if judged else None),
        Check(spent.busy, "秒 CPU"),
        Check(changed, "户变动"),
        Check(sql.count, "条 SQL"),
    ]
    return Row(
        name,
        [*checks, Check(peak_megabytes(), "MB", MEGABYTES)],
        f"只写变化的一条 SQL {raw.busy:.2f} 秒 CPU；{spent.words()}",
    )


def raw_work():
    """The statement alone, rolled back."""
    with transaction.atomic():
        spent, _nothing = worked(lambda: execute(changed_only()))
        transaction.set_rollback(True)
    return spent


def changed_only():
    """One UPDATE that knows the lines of every kind of client."""
    policies = load_policies(timezone.localdate())
    cases = " ".join(
        f"WHEN kind = '{kind}' AND average >= {policies.policy.thresholds[group_of(kind)].of(tier)} THEN '{tier}'"
        for kind in Client.Kind.values
        for tier in ("top", "select", "vip", "standard")
    )
    tier = f"(CASE {cases} ELSE 'basic' END)"
    days = " ".join(f"WHEN '{term.tier}' THEN {term.contact_interval or 'NULL'}" for term in policies.terms.values())
    return f"""UPDATE clients_client SET tier = {tier}, contact_interval = CASE {tier} {days} END
        WHERE status = 'active' AND average IS NOT NULL AND tier <> {tier}"""


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
