"""Another version of the tier policies is asked for, with what it would do attached (domain 3.2)."""

from django.db import transaction
from django.utils import timezone

from clients.actions.requests import ask_request, let_go
from clients.queries.requests import others_open
from clients.rules.requests import words_problems
from crm.queries.policies import effects
from tiers.actions.policies import lock_versions, write_version
from tiers.queries.policies import KIND, last_version
from tiers.rules.policies import day_problems, differences, problems_with
from words.problems import Moved, Refused

MOVED = "刚才又有一版层级政策批准了，您的没有提出。请对照下面的现值，再决定是否提出。"
OPEN = "已有一版层级政策在等审批，先等它的结果，或撤回它。"


@transaction.atomic
def ask_policy(policies, *, effective_on, words, by, now, seen=None):
    """Asks for `policies` from that day on. Refuses at its field what may not be, no change, and a second while one waits.

    `seen` is the fingerprint of the version that the asker started from: Moved if another was approved since. Returns the Request.
    """
    today = timezone.localdate(now)
    lock_versions()
    latest, current = last_version()
    if seen is not None and seen != current.fingerprint:
        raise Moved(MOVED, current=current)
    let_go(KIND, None, by, now)
    if others_open(KIND, None, by).exists():
        raise Refused(OPEN)
    problems = [*problems_with(policies), *day_problems(effective_on, today, latest), *words_problems(words)]
    if not problems and not differences(current, policies):
        raise Refused("和现在的一样，没有改动。")
    if problems:
        raise Refused(problems)
    about = {"valid_from": effective_on, "attached": effects(current, policies, today)}
    request = ask_request(KIND, None, unit=by.unit, words=words, by=by, now=now, **about)
    write_version(policies, request)
    return request
