from django.db import transaction
from django.utils import timezone

from clients.models import Fact
from clients.queries.reveals import looks_on
from clients.rules.reveals import FIELDS, REASONS, USED_UP, is_used_up
from staff.audit import Verb, record
from staff.models import User
from words.problems import Refused


@transaction.atomic
def reveal(client, *, field, reason, by, now, is_listed=False):
    """The full `phone` or `email`, after an audit row that says who saw which field why, never its value (S13).

    Refuses when there is none, and after MOST_A_DAY in one local day (domain 12.2); who dials a client of his own list
    of the day, `is_listed`, looks nobody up.
    """
    if not getattr(client, field):
        raise Refused(f"没有登记{FIELDS[field]}。")
    if not is_listed:
        _require_looks(by, now)
    changes = {"field": field, **({"listed": True} if is_listed else {})}
    record(Verb.REVEAL, by=by, target=client, changes=changes, reason=REASONS[reason])
    return getattr(client, field)


@transaction.atomic
def open_fact(fact, *, reason, by, now):
    """The sentence of a sensitive fact, after an audit row that says who opened it why, never its words (O20).

    Refuses one that has ended or whose consent was taken back, and after as many looks as `reveal` allows.
    """
    if not Fact.objects.agreed().filter(pk=fact.pk).exists():
        raise Refused("这一条已经失效，或客户撤回了同意")
    _require_looks(by, now)
    record(Verb.REVEAL, by=by, target=fact, client=fact.client, changes={"field": "text"}, reason=REASONS[reason])
    return fact.text


def _require_looks(by, now):
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two tabs must not both be the fortieth
    if is_used_up(looks_on(by, timezone.localdate(now))):
        raise Refused(USED_UP)
