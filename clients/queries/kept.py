"""How many of our promises to clients were kept, by who owes them or by the client's tier."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from clients.models import Client, Promise
from clients.queries.narrowing import narrowed
from clients.rules.ranks import TIER_LABELS
from staff.cached import cached
from staff.calendar import midnight
from staff.models import User
from staff.roles import EVERYTHING, Role
from staff.scope import reach, sight
from words.dates import ONE_DAY

PERIOD = 90 * ONE_DAY
BY_MANAGER, BY_TIER = "owed_by", "client__tier"
State = Promise.State


@dataclass(frozen=True)
class Kept:
    """Promises to clients in a period: `kept` by a person (`late` of them after their day), `broken`, still open but `overdue`.

    `presumed` were kept as the system supposes, and released ones needed no keeping: neither is part of the rate.
    """

    key: object
    label: str
    kept: int
    late: int
    broken: int
    overdue: int
    presumed: int

    @property
    def counted(self):
        """How many were to be kept."""
        return self.kept + self.broken + self.overdue

    @property
    def rate(self):
        """In per cent; None where nothing was to be kept."""
        return round(100 * self.kept / self.counted) if self.counted else None


def kept_rates(promises, by, *, start, end, today):
    """[Kept] of `promises` closed from `start` to `end`, or due in these days and overdue by `today`; one query, least kept first."""
    counts = {name: Count("pk", filter=part) for name, part in _parts(start, end, today).items()}
    found = list(promises.to_clients().order_by().values(by).annotate(**counts))
    labels = _labels(by, [row[by] for row in found])
    rows = [Kept(row[by], labels[row[by]], *(row[name] for name in counts)) for row in found]
    rows = [row for row in rows if row.rate is not None or row.presumed]
    return sorted(rows, key=lambda row: (101 if row.rate is None else row.rate, row.label))


def _parts(start, end, today):
    """{name: what a promise of it is}: each part of Kept."""
    begun, over = (midnight(day) for day in (start, end + ONE_DAY))
    closed = Q(closed_at__gte=begun, closed_at__lt=over)
    by_hand = closed & Q(state=State.KEPT, is_presumed=False)
    return {
        "kept": by_hand,
        "late": by_hand & Q(closed_at__date__gt=F("due_on")),
        "broken": closed & Q(state=State.BROKEN),
        "overdue": Q(state=State.OPEN, due_on__range=(start, end), due_on__lt=today),
        "presumed": closed & Q(state=State.KEPT, is_presumed=True),
    }


def counted_in(user, tier, today, unit=None):
    """The promises that the rate of a tier counts in the last ninety days, within reach, of the clients of `unit` (its id) and below."""
    parts = _parts(today - PERIOD, today, today)
    rows = Promise.objects.visible_to(user).filter(reach(user, "client__"), client__tier=tier).to_clients()
    if unit is not None:
        rows = rows.filter(client__in=narrowed(Client.objects.all(), {"unit": unit}, today).values("pk"))
    return rows.filter(parts["kept"] | parts["broken"] | parts["overdue"])


def kept_lately(user, today):
    """Of the last ninety days: a manager's own, of each of a head's people, of the whole bank by tier."""
    days = {"start": today - PERIOD, "end": today, "today": today}
    rows = Promise.objects.visible_to(user)
    if user.role == Role.MANAGER:
        return kept_rates(rows.filter(owed_by=user), BY_MANAGER, **days)
    by, place = (BY_TIER, "bank") if user.role in EVERYTHING else (BY_MANAGER, f"unit-{user.unit_id}")
    return cached("kept_promises", f"{sight(user, place)}-{today}", lambda: kept_rates(rows, by, **days))


def _labels(by, keys):
    if by == BY_TIER:
        return TIER_LABELS
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
