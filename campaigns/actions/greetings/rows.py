"""What every decision on one greeting begins and ends with: the row locked as it was seen, the change and its audit."""

from campaigns.models import Greeting
from staff.audit import Verb, record
from words.masking import mask_text
from words.problems import Problem


class GreetingRefused(Exception):
    """Why nothing was changed, in words for the person who tried; `problems` one by one, each saying what to change."""

    def __init__(self, problems):
        self.problems = [Problem("", problems)] if isinstance(problems, str) else list(problems)
        super().__init__("；".join(problem.message for problem in self.problems) + "。")


class GreetingMoved(GreetingRefused):
    """Somebody else, or the same person in another window, was quicker; `current` is the greeting as it is now."""

    def __init__(self, current):
        now = "又改过了" if current.state == Greeting.State.DRAFT else f"已是「{current.get_state_display()}」"
        now = "已经会签" if current.cosigned_at else now
        super().__init__(f"这封问候在别处{now}，您刚才的操作没有执行")
        self.current = current


def locked(greeting, version, *states):
    """The row to change; GreetingMoved when it is no longer what the person saw."""
    row = (
        Greeting.objects.select_for_update(of=("self",))
        .select_related("client", "occasion", "manager__unit")
        .get(pk=greeting.pk)
    )
    if row.state not in states or row.version != version:
        raise GreetingMoved(row)
    return row


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
