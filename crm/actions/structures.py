"""What is planned from 结构机会: a shareholder's second visit, and what both sides of an agreement promise (STR-R1)."""

from django.db import transaction
from django.utils import timezone

from clients.actions.clients import locked
from clients.actions.promises import make_promise
from clients.models import Promise
from clients.rules.promises import SECOND_VISIT
from crm.queries.structures import first_visit
from crm.rules.structures import EXIT, agreement_problems, second_visit_on
from words.problems import Problem, Refused


@transaction.atomic
def plan_second_visit(client, *, by, now):
    """Whoever looks after the client owes a second visit, 30 to 60 days after the first; planned once."""
    client = locked(client)  # two taps plan it once
    about, first_on = f"{SECOND_VISIT}{client.pk}", first_visit(client)
    if first_on is None:
        raise Refused("还没有初访，先记一次上门")
    if Promise.objects.open().filter(about=about).exists():
        raise Refused("回访已经约好了，日子记在承诺里")
    due_on = second_visit_on(first_on, timezone.localdate(now))
    return make_promise(client, by=by, now=now, what="回访", due_on=due_on, owed_by=client.manager, about=about)


@transaction.atomic
def agree(client, *, ours, theirs, due_on, by, now):
    """Both sides promise something of their own will; each line says that either may leave it with 30 days' notice.

    Refuses what ties deposits to loans, gives money, or keeps the client from other banks."""
    sides = {"ours": ours.strip(), "theirs": theirs.strip()}
    problems = agreement_problems(sides)
    problems += [] if due_on else [Problem("due_on", "请写到哪天")]
    if problems:
        raise Refused(problems)
    about = {"by": by, "now": now, "due_on": due_on, "origin": Promise.Origin.AGREEMENT}
    make_promise(client, **about, what=f"{sides['ours']}{EXIT}", owed_by=client.manager)
    make_promise(client, **about, what=f"{sides['theirs']}{EXIT}", owes="client", owed_to=client.manager)
