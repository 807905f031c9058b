"""One line a thing that happened with a client in some days, each kind out of its own table."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from clients.enums import PromiseState, RequestState
from clients.kinds import kind_of
from clients.queries.key_dates import occasions_on
from clients.rules.birthdays import days_by_number
from clients.rules.promises import OF_COMPLAINT
from staff.calendar import midnight
from tiers.models import Signal
from words.dates import ONE_DAY, month_day

MOST = 2000  # rows read of each kind


@dataclass(frozen=True)
class Line:
    """One thing that happened: `word` is its kind, `text` what, `by` who."""

    on: date
    word: str
    text: str
    by: str = ""
    is_alert: bool = False


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included."""

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


def contact_lines(rows, span):
    rows = rows.not_struck().filter(span.within("occurred_at")).select_related("client", "by")
    for row in rows.order_by("-occurred_at")[:MOST]:
        text = "，".join(filter(None, (row.get_kind_display(), row.get_outcome_display(), row.note)))
        yield row.client, Line(day_of(row.occurred_at), "联系", text, row.by.name if row.by else "")


def promise_lines(rows, span, today):
    due = Q(state=PromiseState.OPEN, due_on__range=(span.first, span.last))
    rows = rows.without_information().filter(span.within("made_at") | span.within("closed_at") | due)
    for row in rows.select_related("client", "owed_by").order_by("-due_on")[:MOST]:
        is_open = row.state == PromiseState.OPEN
        late = is_open and row.due_on < today
        state = "过期未办" if late else row.get_state_display()
        day = row.due_on if late else day_of(row.made_at if is_open else row.closed_at)
        word = "投诉" if row.origin in OF_COMPLAINT else "承诺"
        text = f"{state}：{row.what}，期限 {month_day(row.due_on)}"
        is_alert = late or row.state == PromiseState.BROKEN
        yield row.client, Line(day, word, text, row.owed_by.name if row.owed_by else "", is_alert)


def signal_lines(rows, span):
    raised = Q(raised_on__range=(span.first, span.last))
    for row in rows.filter(raised | span.within("closed_at")).select_related("client").order_by("-raised_on")[:MOST]:
        is_open = row.state == Signal.State.OPEN
        text = f"{row.get_kind_display()}，{row.get_state_display()}"
        yield row.client, Line(row.raised_on, "信号", text, is_alert=is_open and row.severity == Signal.Severity.RED)


def change_lines(rows, span):
    for row in rows.filter(span.within("at")).exclude(old="").select_related("client").order_by("-at")[:MOST]:
        yield row.client, Line(day_of(row.at), "层级", f"{row.get_old_display()} → {row.get_new_display()}")


def date_lines(clients, dates, span):
    """Birthdays of the clients and others of their `dates` that have passed."""
    days = days_by_number(span.days)
    dates = dates.filter(client__in=clients.values("pk"))
    near = [(pk, Line(on, "日子", words)) for pk, on, words in occasions_on(dates, span.days)]
    born = Q(birthday__in={number for _celebrates, number in days})
    known = clients.filter(born | Q(pk__in=[pk for pk, _line in near])).in_bulk()
    for client in known.values():
        if on := days.get((client.celebrates, client.birthday)):
            yield client, Line(on, "日子", "生日")
    yield from ((known[pk], line) for pk, line in near)


def day_of(moment):
    return timezone.localdate(moment)


def request_lines(rows, span):
    """Asked for or decided in these days; what waits still is told in red. Of one about no client: (None, Line)."""
    rows = rows.filter(span.within("decided_at") | span.within("asked_at"))
    for row in rows.select_related("client", "asked_by", "decided_by").order_by("-asked_at")[:MOST]:
        waits = row.state == RequestState.ASKED
        text = f"{kind_of(row).label}，{row.asked_by.name}提，{row.get_state_display()}"
        who = row.decided_by.name if row.decided_by else ""
        yield row.client, Line(day_of(row.decided_at or row.asked_at), "审批", text, who, waits)
