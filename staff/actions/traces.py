"""What waited in a file becomes rows of the audit, each exactly once and in order (decision 18)."""

import logging
from datetime import datetime

from django.db import transaction

from staff.audit import record_many
from staff.models import AuditEvent
from staff.traces import held, lines_of, set_aside
from staff.turns import in_turns

log = logging.getLogger(__name__)
KNOWN_BY = ("at", "actor_no", "verb", "target_type", "target_id", "ip")  # no two looks are the same in all of these


def take_traces(*, now):
    """Takes in every file that was set aside; one that a killed tick had begun is gone on with. Returns one Chinese sentence or ''."""
    taken = 0
    for path in set_aside():
        with held(path) as file:
            if file is None:  # another tick was quicker
                continue
            traces = list(lines_of(file))
            for torn in (line for trace, line in traces if trace is None):
                log.error("a trace of %s bytes was torn off", len(torn))
            for some in in_turns([AuditEvent(**_moments(trace)) for trace, _line in traces if trace is not None]):
                taken += _take(some)
            path.unlink()
    return f"补记查看留痕 {taken} 条" if taken else ""


@transaction.atomic
def _take(events):
    """Those that are not there yet: the tick that wrote them may have been killed before it could remove the file."""
    there = AuditEvent.objects.filter(at__in=[event.at for event in events]).values_list(*KNOWN_BY)
    known = {(at, *map(str, rest)) for at, *rest in there}
    fresh = [
        event for event in events if (event.at, *(str(getattr(event, name)) for name in KNOWN_BY[1:])) not in known
    ]
    record_many(fresh)
    return len(fresh)


def _moments(trace):
    return trace | {"at": datetime.fromisoformat(trace["at"])}
