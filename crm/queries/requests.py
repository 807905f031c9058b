"""The inbox 审批: what waits for a person, what he asked for, what he decided."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from clients.kinds import kind_of, request_kinds
from clients.models import Request
from clients.queries.requests import ABOUT, asked_by, decided_by, may_countersign, may_decide, waiting_for, whole
from clients.rules.requests import can_end, group_of
from staff.roles import Permission
from words.masking import mask_name_in, mask_text

SHOWN = 50
TABS = {"waiting": "等我审", "asked": "我提的", "done": "已办"}
NOTHING = {
    "waiting": ("没有等您审的，很好", "有人提出要您点头的事，会出现在这里，并发信给您。"),
    "asked": ("您还没有提过申请", "例如在客户页「层级与承诺」里申请调整层级。"),
    "done": ("还没有办过的", ""),
}


@dataclass(frozen=True)
class Line:
    """One request in a list; `asked` says what, `failed` how many stops do not hold, `signer` who has to sign first."""

    row: Request
    kind: str
    asked: str
    due: str
    failed: int
    signer: str

    @property
    def verdict(self):
        held = f"关卡 {self.failed} 项没过" if self.failed else "关卡都过"
        return f"{held}，先等{self.signer}会签" if self.signer else held


def inbox(user, now, show=""):
    """(tab, tabs, [(group, lines)]); of what waits the SHOWN most urgent, since one after the other is decided."""
    decides = user.can(Permission.DECIDE_REQUESTS)
    tabs = [name for name in TABS if name != "waiting" or decides]
    show = show if show in tabs else tabs[0]
    waiting = waiting_for(user, now)
    rows = {
        "waiting": lambda: whole(waiting[:SHOWN]),
        "asked": lambda: asked_by(user)[:SHOWN],
        "done": lambda: decided_by(user, SHOWN),
    }
    lines = _lines(list(rows[show]()), now)
    if show != "waiting":
        return show, _tabs(tabs, waiting), [("", lines)] if lines else []
    groups = groupby(lines, key=lambda line: line.due)
    return show, _tabs(tabs, waiting), [(due, list(found)) for due, found in groups]


def request_facts(row, user, now):
    """What the page of one request shows, and what this person may do there."""
    kind, today = kind_of(row), timezone.localdate(now)
    is_open = row.state == Request.State.ASKED
    checks = kind.checked([row], today)[row.pk] if is_open else []
    may = is_open and may_decide(user, row, now)
    lacks_sign = _lacks_sign(row, kind)

    def said(words):
        return _said(words, row, user)

    return {
        "row": row,
        "kind": kind.label,
        "asked": kind.asked(row),
        "words": said(row.words),
        "decision": said(row.decision),
        "signer": kind.signer,
        "signs": kind.signs,
        "about": kind.about(row, user, said, now) if kind.about else None,
        "fragment": kind.fragment,
        "checks": checks,
        "failed": [check for check in checks if not check.holds],
        "may_decide": may,
        "may_sign": lacks_sign and may_countersign(user, row),
        "lacks_sign": lacks_sign,
        "may_withdraw": row.asked_by_id == user.pk and row.state in (Request.State.ASKED, Request.State.BACK),
        "may_end": _may_end(row, user, now),
        "is_own": is_open and row.asked_by_id == user.pk,
        "says": kind.says,
        "rounds": [_round(one, said) for one in row.rounds],
        "again": _again(row, kind, user),
    }


def _round(one, said):
    """One round that is over: when it was asked, what was asked and why, who sent it back, when, and what he said."""
    moments = {name: datetime.fromisoformat(one[name]) for name in ("asked_at", "at")}
    return {**one, **moments, "words": said(one["words"]), "decision": said(one["decision"])}


def _again(row, kind, user):
    """Where its asker completes what was sent back; '' for everybody else."""
    if row.state != Request.State.BACK or row.asked_by_id != user.pk:
        return ""
    return reverse(kind.page, args=[row.client_id] if row.client_id else [])


def _may_end(row, user, now):
    if row.state != Request.State.APPROVED or row.ended_at:
        return False
    return can_end(row.valid_from, row.valid_until, timezone.localdate(now)) and may_decide(user, row, now)


def request_of(user, pk):
    """The request within reach, or None."""
    return Request.objects.visible_to(user).select_related(*ABOUT).filter(pk=pk).first()


def _lines(rows, now):
    """Each row as a Line; of each kind the checks of all are read at once."""
    checks, today = {}, timezone.localdate(now)
    asked = [row for row in rows if row.state == Request.State.ASKED]
    for kind in {row.kind for row in asked}:
        checks |= request_kinds()[kind].checked([row for row in asked if row.kind == kind], today)
    return [_line(row, checks.get(row.pk, ()), now) for row in rows]


def _line(row, checks, now):
    kind, due = kind_of(row), group_of(timezone.localtime(row.due_at), timezone.localtime(now))
    failed = sum(not check.holds for check in checks)
    return Line(row, kind.label, kind.asked(row), due, failed, kind.signer if _lacks_sign(row, kind) else "")


def _lacks_sign(row, kind):
    """Whether a third person has to sign and has not yet."""
    return row.state == Request.State.ASKED and bool(kind.countersigned_by(row)) and not row.countersigned_by_id


def _said(words, row, user):
    """What somebody wrote, with the client's name in it as this person may read it (domain 12.2)."""
    words = mask_text(words)
    if row.client is None or user.can(Permission.VIEW_NAMES):
        return words
    return mask_name_in(words, row.client.name, row.client.is_business)


def _tabs(names, waiting):
    return [(name, TABS[name], len(waiting) if name == "waiting" else None) for name in names]
