"""Signals are raised, followed and cleared each night, and by the apps above (domain 3.9)."""

from collections import Counter
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from clients.models import Client
from staff import bulk
from staff.audit import Verb, record
from staff.calendar import load_calendar
from staff.turns import in_turns
from tiers.models import Signal
from tiers.queries.nights import known_signals, this_night, told_of
from tiers.queries.ratings import CHUNK
from tiers.rules.signals import COMPLAINT, due_on

Kind, State = Signal.Kind, Signal.State
FOLLOWS = ("severity", "sentence", "raised_on", "due_on", "reached_on", "state", "closed_at", "words")
COLUMNS = tuple(bulk.defaults(Signal))
GONE = {
    Kind.FALL: "近日的日均已回到从前的八成以上，或没有数据可比",
    Kind.MATURITY: "已经有安排，或者已经到期",
    Kind.NEAR: "本月另立名单",
    Kind.COMPLAINT: "投诉已经办结",
}
LEFT = "客户的状态变了，不再提示"


def raise_signals(*, now):
    """Looks at every active client, chunk by chunk; again on the same data it writes nothing, so a run that was stopped is repeated.

    Returns one Chinese sentence, '' when nothing has changed.
    """
    night, counts, last = this_night(timezone.localdate(now)), Counter(), 0
    while True:
        rows = Client.objects.active().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        ids = list(rows[:CHUNK])
        until = ids[-1] if len(ids) == CHUNK else None  # the last chunk holds whoever is behind it
        clients = Q(client__gt=last) & (Q(client__lte=until) if until else Q())
        new, changed = _differences(ids, clients, night, now)
        for part in in_turns([*changed, *new]):  # what goes first: there is one open of a kind
            counts += _write(part)
        if until is None:
            break
        last = until
    said = [f"{words} {counts[name]} 条" for name, words in (("new", "新信号"), ("cleared", "解除")) if counts[name]]
    return "，".join(said)


def _differences(ids, clients, night, now):
    """([unsaved signals], [rows with their new values]) of one chunk."""
    known = known_signals(clients, night)
    told, active, of = told_of(ids, clients, known, night), set(ids), {}
    for row in known:
        of.setdefault((row.client_id, row.kind), []).append(row)
    new, changed = [], []
    for key, about in told.items():
        row, others = _row_for(about, of.get(key, ()))
        if others:
            changed += [each for each in others if _clear(each, GONE[each.kind], now)]
        if row is None:
            new += [_new(*key, about, night, now)] if _may_be_told(of.get(key, ()), others) else []
        elif _follow(row, about, night, now):
            changed.append(row)
    for row in known:
        if row.state == State.OPEN and (row.client_id, row.kind) not in told and _is_ours(row, active, night):
            _clear(row, GONE[row.kind] if row.client_id in active else LEFT, now)
            changed.append(row)
    return new, changed


def _row_for(told, rows):
    """(the row that tells the same cause, the open ones of another cause)."""
    is_open = [row for row in rows if row.state == State.OPEN]
    if not told.about:
        return (is_open[0] if is_open else None), []
    same = next((row for row in rows if row.about == told.about), None)
    return same, [row for row in is_open if row is not same]


def _may_be_told(rows, others):
    """Not while another open one of the kind stands that only a person closes, nor so soon after he closed it."""
    closed_lately = any(row.state == State.CLOSED and not row.about for row in rows)
    return not closed_lately and all(row.state != State.OPEN for row in others)


def _is_ours(row, active, night):
    """Whether tonight's figures may clear the row: not one from above, nor a fall that nothing can be said of."""
    if row.client_id not in active:
        return True
    if row.kind == Kind.FALL:
        return night.day is not None
    return row.kind != Kind.COMPLAINT or row.about.startswith(COMPLAINT)


def _clear(row, words, now):
    """False of one from above, which only a person closes."""
    if row.kind == Kind.COMPLAINT and not row.about.startswith(COMPLAINT) and words != LEFT:
        return False
    row.was, row.state, row.closed_at, row.words = row.state, State.CLEARED, now, words
    return True


def _new(client, kind, told, night, now):
    row = Signal(client_id=client, kind=kind, about=told.about, tier=told.tier)
    row.was = None
    _set(row, told, night, now)
    return row


def _follow(row, told, night, now):
    """Whether the row's columns change; of one that a person closed, only whether the line is reached."""
    before, row.was = [getattr(row, name) for name in FOLLOWS], row.state
    if row.state == State.CLOSED:
        row.reached_on = told.reached_on
    else:
        _set(row, told, night, now)
    return before != [getattr(row, name) for name in FOLLOWS]


def _set(row, told, night, now):
    grade, row.severity = row.severity, told.severity
    row.sentence, row.reached_on = told.sentence[:300], told.reached_on
    if row.raised_on is None or (row.was != State.OPEN and not told.ended):
        row.raised_on, grade = night.today, None  # told for the first time, or again
    if row.severity != grade:
        row.due_on = due_on(night.today, row.severity, night.calendar)
    if not told.ended:
        row.state, row.closed_at, row.words = State.OPEN, None, ""
    elif row.was != State.CLEARED:
        row.state, row.closed_at, row.words = State.CLEARED, now, told.ended


@transaction.atomic
def _write(rows):
    """One turn. What a person or another run did meanwhile stands; the next night sees it."""
    new, changed = [row for row in rows if row.pk is None], {row.pk: row for row in rows if row.pk}
    locked = Signal.objects.select_for_update(of=("self",)).filter(pk__in=changed).order_by("pk")
    still = [changed[pk] for pk, state in locked.values_list("pk", "state") if changed[pk].was == state]
    bulk.update(Signal, FOLLOWS, [(row.pk, *(getattr(row, name) for name in FOLLOWS)) for row in still])
    _insert(new)
    cleared = sum(row.was == State.OPEN and row.state == State.CLEARED for row in still)
    return Counter(new=len(new), cleared=cleared)


def _insert(rows):
    """At once; one by one where somebody was quicker with one of them, who keeps his."""
    fresh = [tuple(getattr(row, name) for name in COLUMNS) for row in rows]
    try:
        with transaction.atomic():
            bulk.insert(Signal, COLUMNS, fresh)
    except IntegrityError:
        Signal.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def raise_signal(client, *, kind, severity, sentence, about, now, by=None):
    """One from an app above, such as a low score; `about` names the cause, which is told once. Returns the row, new or
    old; None of somebody whose status is not 正常.

    While another of the kind is open the old one is returned: there is one talk to be had.
    """
    today = timezone.localdate(now)
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if client.status != Client.Status.ACTIVE:
        return None
    known = Signal.objects.filter(client=client, kind=kind)
    row = known.filter(about=about).first() or known.open().first()
    if row is not None:
        return row
    due = due_on(today, severity, load_calendar(today, today + timedelta(days=30)))
    told = {"kind": kind, "severity": severity, "sentence": sentence[:300], "about": about}
    row = Signal.objects.create(client=client, raised_on=today, due_on=due, **told)
    record(Verb.CREATE, by=by, target=row, client=client, changes={"kind": kind, "state": State.OPEN})
    return row
