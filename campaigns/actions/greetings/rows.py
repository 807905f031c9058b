"""What every decision on one greeting begins and ends with: the row locked as it was seen, the change and its audit."""

from campaigns.models import Greeting
from outbox.models import Message
from staff.audit import Verb, record
from words.masking import mask_text
from words.problems import Moved

RECALLABLE = (Message.State.QUEUED, Message.State.FAILED)  # a mail that is not on its way and did not arrive


def locked(greeting, seen, *states):
    """The row to change; Moved when its version is no longer the one the person saw."""
    row = (
        Greeting.objects.select_for_update(of=("self",))
        .select_related("client", "occasion", "manager__unit")
        .get(pk=greeting.pk)
    )
    if row.state not in states or row.version != seen:
        raise moved(row)
    return row


def moved(row):
    now = "又改过了" if row.state == Greeting.State.DRAFT else f"已是「{row.get_state_display()}」"
    now = "已经会签" if row.cosigned_at else now
    return Moved(f"这封问候在别处{now}，您刚才的操作没有执行。", current=row)


def move(row, state, *, by, verb=Verb.UPDATE, noted=None, **values):
    """Writes `values`, the state and one audit row, which also holds `noted`."""
    before = row.state
    for name, value in {"reason": "", **values, "state": state, "version": row.version + 1}.items():
        setattr(row, name, value)
    row.save(update_fields=["reason", *values, "state", "version"])
    changes = {"state": [str(before), str(state)], "occasion": row.code, "year": row.year, **(noted or {})}
    record(verb, by=by, target=row, client=row.client, reason=mask_text(row.reason)[:200], changes=changes)
    return row


def tidy(text):
    """Line ends and blanks at them as we keep them."""
    return "\n".join(
        line.rstrip() for line in (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip()
