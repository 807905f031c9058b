"""What happened with somebody's clients while he was away (domain 1.5), client by client."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from clients.enums import AssignmentState, PromiseState
from clients.models import Assignment, Client, ContactLog, KeyDate, Promise
from clients.queries.key_dates import occasions_on
from clients.rules.birthdays import days_by_number
from clients.rules.promises import OF_COMPLAINT
from clients.rules.ranks import TIER_ORDER, TOP_THREE
from staff.calendar import midnight
from tiers.models import Signal, TierChange
from words.dates import ONE_DAY

MOST = 2000  # rows read of each kind


@dataclass(frozen=True)
class Line:
    """One thing that happened: `word` is its kind, `text` what, `by` who."""

    on: date
    word: str
    text: str
    by: str = ""
    is_alert: bool = False


@dataclass
class Told:
    client: Client
    lines: list = field(default_factory=list)


def story_of(period, user, today):
    """{"rows": [Told], the upper tiers first; "counts": {word: how many}; "moved": words about clients that changed hands}.

    Only the clients of who was away whom the reader reaches; the same number of statements however many there are.
    """
    span = _Span(period.starts_on, min(period.last_day, today))
    told = {}
    for client, line in _lines(period.absent_id, user, span, today):
        told.setdefault(client.pk, Told(client)).lines.append(line)
    rows = sorted(told.values(), key=lambda row: (TIER_ORDER[row.client.tier], row.client.name_key, row.client.pk))
    for row in rows:
        row.lines.sort(key=lambda line: line.on)
    counts = Counter(line.word for row in rows for line in row.lines)
    return {"rows": rows, "counts": dict(counts), "moved": _moved(period.absent_id, span), "last": span.last}


@dataclass(frozen=True)
class _Span:
    first: date
    last: date

    @property
    def moments(self):
        return midnight(self.first), midnight(self.last + ONE_DAY)

    def within(self, name):
        since, until = self.moments
        return Q(**{f"{name}__gte": since, f"{name}__lt": until})

    @property
    def days(self):
        return [self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1)]


def _lines(absent, user, span, today):
    of = {"client__manager": absent}
    yield from _contacts(ContactLog.objects.visible_to(user).filter(**of), span)
    yield from _promises(Promise.objects.visible_to(user).filter(**of), span, today)
    yield from _signals(Signal.objects.visible_to(user).filter(**of), span)
    yield from _changes(TierChange.objects.visible_to(user).filter(**of), span)
    yield from _dates(Client.objects.visible_to(user).filter(manager=absent), user, span)


def _contacts(rows, span):
    rows = rows.not_struck().filter(span.within("occurred_at")).select_related("client", "by")
    for row in rows.order_by("-occurred_at")[:MOST]:
        text = "，".join(filter(None, (row.get_kind_display(), row.get_outcome_display(), row.note)))
        yield row.client, Line(_day(row.occurred_at), "联系", text, row.by.name if row.by else "")


def _promises(rows, span, today):
    due = Q(state=PromiseState.OPEN, due_on__range=(span.first, span.last))
    rows = rows.without_information().filter(span.within("made_at") | span.within("closed_at") | due)
    for row in rows.select_related("client", "owed_by").order_by("-due_on")[:MOST]:
        is_open = row.state == PromiseState.OPEN
        late = is_open and row.due_on < today
        state = "过期未办" if late else row.get_state_display()
        day = row.due_on if late else _day(row.made_at if is_open else row.closed_at)
        word = "投诉" if row.origin in OF_COMPLAINT else "承诺"
        text = f"{state}：{row.what}，期限 {row.due_on.month}月{row.due_on.day}日"
        is_alert = late or row.state == PromiseState.BROKEN
        yield row.client, Line(day, word, text, row.owed_by.name if row.owed_by else "", is_alert)


def _signals(rows, span):
    raised = Q(raised_on__range=(span.first, span.last))
    for row in rows.filter(raised | span.within("closed_at")).select_related("client").order_by("-raised_on")[:MOST]:
        is_open = row.state == Signal.State.OPEN
        text = f"{row.get_kind_display()}，{row.get_state_display()}"
        yield row.client, Line(row.raised_on, "信号", text, is_alert=is_open and row.severity == Signal.Severity.RED)


def _changes(rows, span):
    for row in rows.filter(span.within("at")).exclude(old="").select_related("client").order_by("-at")[:MOST]:
        yield row.client, Line(_day(row.at), "层级", f"{row.get_old_display()} → {row.get_new_display()}")


def _dates(clients, user, span):
    """Birthdays and other days of the upper tiers that have passed."""
    upper, days = clients.filter(tier__in=TOP_THREE), days_by_number(span.days)
    dates = KeyDate.objects.visible_to(user).filter(client__in=upper.values("pk"))
    near = [(pk, Line(on, "日子", words)) for pk, on, words in occasions_on(dates, span.days)]
    born = Q(birthday__in={number for _celebrates, number in days})
    known = upper.filter(born | Q(pk__in=[pk for pk, _line in near])).in_bulk()
    for client in known.values():
        if on := days.get((client.celebrates, client.birthday)):
            yield client, Line(on, "日子", "生日")
    yield from ((known[pk], line) for pk, line in near)


def _moved(absent, span):
    """「移走 3 位：李航 3 位」; of clients out of reach only how many."""
    rows = Assignment.objects.filter(starts_on__range=(span.first, span.last), state=AssignmentState.GIVEN)
    rows = rows.filter(Q(giver=absent) | Q(manager=absent)).values_list("giver", "manager", "manager__name")
    gone, came = defaultdict(int), 0
    for _giver, manager, name in rows:
        if manager == absent:
            came += 1
        else:
            gone[name or "无人管户"] += 1
    words = (
        [f"移走 {sum(gone.values())} 位（{'，'.join(f'{name} {n} 位' for name, n in gone.items())}）"] if gone else []
    )
    return "；".join(words + ([f"移来 {came} 位"] if came else []))


def _day(moment):
    return timezone.localdate(moment)
