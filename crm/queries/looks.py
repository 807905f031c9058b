"""A look at a place: what several parts of its page speak of, each read once."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from campaigns.models import Greeting
from campaigns.queries.greetings.lists import SHOWS
from campaigns.queries.greetings.team import COSIGN, STOPPED, greetings_within
from clients.models import Promise, Request
from clients.queries.deputies import UPPER
from clients.queries.kept import overdue_rows
from clients.queries.promises import ABOUT
from clients.queries.requests import DECIDE, Deciders, in_short, waiting_for
from clients.rules.ranks import TOP_THREE
from crm.queries.figures.contacts import rows_of_groups
from crm.queries.figures.scope import Scope
from crm.queries.nights import night_of_bank
from crm.queries.orders import ANSWERED, owed_and_asked
from crm.queries.overview import Place
from crm.queries.places import waiting_at_places
from planner.queries.teams import with_care
from staff.cached import cached
from staff.models import AuditEvent, CoverPeriod, User
from staff.models.covers import holds_on, to_read
from staff.queries.covers import with_stand_in
from staff.roles import Permission, Role
from staff.scope import rows_for, sight
from tiers.queries.moves import moves_since
from tiers.queries.registers import AHEAD, ending
from tiers.rules.boards import moves_of

READ, EARLIEST = 300, 100  # promises of a place, and of those that clients wait for
OWN, HANDED, ASKED, LATE, UPPER_LATE = "own", "handed", "asked", "late", "upper"
TOLD = 5  # of those to the upper tiers, each with its reason
REVIEW = "review"
NO_REASON = Value("", output_field=CharField())


@dataclass(frozen=True)
class Look:
    """A `place` at the moment `now`."""

    place: Place
    now: datetime

    @cached_property
    def today(self):
        return timezone.localdate(self.now)

    @cached_property
    def groups(self):
        """The active clients by all that decides what they count for."""
        return rows_for(self.place.user, _groups, self.today, below=self.place.below)

    @cached_property
    def night(self):
        """How the whole bank stood when the night counted it; None of a unit below, or before the first night."""
        return night_of_bank(self.place.unit, self.today) if self.place.is_bank else None

    @cached_property
    def alone(self):
        """[{tier, manager__name, number, since, deputy}] of whom nobody looks after, and of the upper tiers without a deputy."""
        if not self.place.is_bank:
            return [
                {**row, "number": row["unmanaged"], "deputy": row["alone"] if row["tier"] in TOP_THREE else 0}
                for row in self.groups
            ]
        clients = self.place.clients().order_by().values("tier", "manager__name")
        parts = [clients.filter(manager=None), clients.filter(manager__is_active=False)]  # each by its own index
        first, others = (rows.annotate(number=Count("pk"), since=Min("assigned_on")) for rows in parts)
        left = [{**row, "deputy": 0} for row in first.union(others, all=True)]
        return left + [{"tier": tier, "manager__name": "", "number": 0, "deputy": n} for tier, n in self._lone()]

    def _lone(self):
        """[(tier, how many of it have no deputy)] of the whole bank's upper tiers."""
        if self.night:
            return self.night.alone.items()
        return self.place.clients().filter(UPPER).order_by().values_list("tier").annotate(Count("pk"))

    @cached_property
    def since(self):
        """What has happened since the latest monthly run."""
        return moves_since(self.place.user, None if self.place.is_top else self.place.unit, self.today)

    @property
    def moves(self):
        """Who stands on which tier now, and stood there before."""
        return moves_of(self._tiers(), self.since.changed)

    def _tiers(self):
        if self.night:
            return self.night.now
        if self.place.is_bank:
            key = sight(self.place.user, f"now-{self.place.unit.pk}-{self.today}")
            rows = self.place.clients().order_by().values_list("tier")
            return cached("tier_moves", key, lambda: dict(rows.annotate(Count("pk"))))
        tiers = Counter()
        for row in self.groups:
            tiers[row["tier"]] += row["clients"]
        return tiers

    @property
    def away(self):
        """The periods of today of those who are away, each with `is_gap`."""
        return [row for row in self._covers if row.holds_on(self.today)]

    @property
    def back(self):
        """The reader's own absences that he has still to read about, the earliest first."""
        return [row for row in self._covers if not row.holds_on(self.today)]

    @cached_property
    def _covers(self):
        today, user = self.today, self.place.user
        gaps = CoverPeriod.objects.gaps(today).filter(pk=OuterRef("pk"))
        rows = self.place.narrowed(CoverPeriod.objects.visible_to(user), "absent__unit")
        rows = rows.filter(holds_on(today) | Q(absent=user) & to_read(today))
        rows = rows.annotate(is_gap=Exists(gaps)).select_related("absent__unit", "cover__unit")
        return list(rows.order_by("starts_on", "pk"))

    @property
    def covered(self):
        """{unit id: how many people are away and have somebody to stand in}."""
        return Counter(
            unit for unit, _pk in {(row.absent.unit_id, row.absent_id) for row in self.away if not row.is_alone}
        )

    @cached_property
    def people(self):
        """The managers of the place, and whoever decides requests, by number of employee; for a head with his week's list."""
        about = {} if self.place.by_unit else {"below": self.place.below}
        return rows_for(self.place.user, _people, self.today, **about)

    @cached_property
    def requests(self):
        """What waits for the reader's word, the most urgent first, in short."""
        deciders = Deciders(person for person in self.people if person.role in DECIDE)
        open_ones = [row for row in self._requests if row.state == Request.State.ASKED]
        return waiting_for(self.place.user, self.now, deciders, open_ones)

    @property
    def ending(self):
        """What was conceded within his reach, and runs out soon, the earliest first."""
        found = [row for row in self._requests if row.state == Request.State.APPROVED]
        return sorted(found, key=lambda row: (row.valid_until, row.pk))

    @cached_property
    def _requests(self):
        return rows_for(self.place.user, _asked_and_ending, self.today)

    @cached_property
    def promises(self):
        """{part: [Promise]}: what the reader has to do himself, what he asked others for, and what clients wait for past its day,
        each of these with their `total`; the open first, the earliest first. Of what the upper tiers wait for those that matter
        most, each with its newest `reason`.
        """
        place, found = self.place, defaultdict(list)
        about = {"since": self.now - ANSWERED} if place.is_top else {"below": place.below}
        for row in rows_for(place.user, _promises, self.today, **about):
            is_asked = row.part == OWN and row.owed_by_id != place.user.pk
            is_handed = row.origin == Promise.Origin.FACT
            found[HANDED if is_handed else ASKED if is_asked else row.part].append(row)
        return found

    @cached_property
    def numbers(self):
        """{what: [(unit id, manager id, how many)]}, in one statement: greetings that wait for a look or a signature or that a rule
        has stopped, where managers are seen; what waits at the places, for who arranges them.
        """
        found, parts = defaultdict(list), [] if self.place.by_unit else [*self._greetings()]
        if self.place.is_top:
            parts += waiting_at_places(self.place.user, self.today)
        if parts:
            first, *others = (_numbers(*part) for part in parts)
            for what, *row in first.union(*others, all=True):
                found[what].append(row)
        return found

    def number(self, what):
        """How many there are of one of the `numbers`."""
        return sum(number for _unit, _manager, number in self.numbers[what])

    def _greetings(self):
        """(what, rows, where the unit stands, where the manager stands) each."""
        user, columns = self.place.user, ("client__unit", "manager")
        seen = self.place.narrowed(Greeting.objects.visible_to(user))
        yield STOPPED, seen.stopped(self.today), *columns
        if user.can(Permission.VIEW_GREETINGS):
            within = self.place.narrowed(greetings_within(user, self.today))
            yield REVIEW, within.filter(state__in=SHOWS[REVIEW]), *columns
        if user.can(Permission.COSIGN_GREETINGS):
            yield COSIGN, seen.to_cosign(), *columns


def _groups(user, today, *, below):
    return rows_of_groups(Scope(today, below, user))


def _people(user, today, *, below=()):
    wanted = Q(is_active=True, role__in=DECIDE)
    if below:
        wanted |= Q(role=Role.MANAGER, unit__in=below)
    rows = with_stand_in(User.objects.filter(wanted).select_related("unit").order_by("employee_no"), today)
    return with_care(rows, user, today) if user.role == Role.BRANCH_HEAD else rows


def _asked_and_ending(user, today):
    told = {"client_name": F("client__name"), "client_kind": F("client__kind"), "asker": F("asked_by__name")}
    seen = in_short(Request.objects.visible_to(user)).annotate(**told).order_by()
    return seen.waiting().union(ending(seen, today, today + AHEAD), all=True)


def _promises(user, today, *, since=None, below=()):
    """`since`: his own, too, with the orders answered from then on; `below`: only about clients of these units."""
    late = overdue_rows(user, today)
    late = late.filter(client__unit__in=below) if below else late
    parts = {LATE: _earliest(late).annotate(reason=NO_REASON), UPPER_LATE: _upper(late)}
    if since:
        parts[OWN] = owed_and_asked(user, today, since).annotate(total=Value(0), reason=NO_REASON)
    first, *others = [rows.order_by().select_related(*ABOUT).annotate(part=Value(part)) for part, rows in parts.items()]
    rows = first.union(*others, all=True) if others else first
    return rows.order_by("-part", F("closed_at").desc(nulls_first=True), "due_on", "pk")[:READ]


def _earliest(promises):
    """Those due first, each with the `total`: of a bank's thousands only these are read."""
    counted = promises.order_by().values(every=Value(1)).annotate(number=Count("pk")).values("number")
    first = promises.order_by("due_on", "pk").values("pk")[:EARLIEST]
    return Promise.objects.filter(pk__in=first).annotate(total=Subquery(counted))


def _upper(promises):
    """Of the three upper tiers the highest first, there the earliest; why it was last put off or passed on says the audit."""
    rank = Case(*(When(client__tier=tier, then=Value(n)) for n, tier in enumerate(TOP_THREE)))
    first = promises.filter(client__tier__in=TOP_THREE).order_by(rank, "due_on", "pk").values("pk")[:TOLD]
    said = AuditEvent.objects.filter(target_type=Promise._meta.label, target_id=Cast(OuterRef("pk"), CharField()))
    newest = said.exclude(reason="").order_by("-at", "-pk").values("reason")[:1]
    reason = Coalesce(Subquery(newest), Value(""), output_field=CharField())
    return Promise.objects.filter(pk__in=first).annotate(total=Value(0), reason=reason)


def _numbers(what, rows, unit, manager):
    rows = rows.order_by().annotate(what=Value(what)).values_list("what", unit, manager)
    return rows.annotate(number=Count("pk"))
