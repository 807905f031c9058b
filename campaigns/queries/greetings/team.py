"""What a branch head and head office see of the greetings of their people: figures, rows, and what waits for a signature."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count

from campaigns.models import Greeting
from campaigns.queries.greetings.lists import SHOW_WORDS, SHOWS, progress_by_occasion
from campaigns.rules.greetings.timing import SHOWN_DAYS
from staff.cached import cached, forget
from staff.models import OrgUnit, User
from staff.roles import Permission, Role
from staff.scope import sight

COSIGN, STOPPED = "cosign", "stopped"
STOPPED_WORDS = "近 7 天按规则没发的"
NOTHING_TO_SIGN = ("没有等您会签的问候，很好", "经理为顶级客户打电话、登门或手写贺卡以后，会列在这里。")


@dataclass
class TeamCounts:
    """One manager's, or one unit's, greetings by where they stand; `counts` by the keys of SHOWS."""

    key: int
    name: str
    counts: Counter = field(default_factory=Counter)

    @property
    def cells(self):
        """[(words, number)] in the order of the columns."""
        return [(words, self.counts[show]) for show, words in SHOW_WORDS.items()]


def shows_for(user):
    """{key: words} of what this person may choose; only who signs sees what waits for a signature."""
    return {
        **({COSIGN: "待会签"} if user.can(Permission.COSIGN_GREETINGS) else {}),
        **SHOW_WORDS,
        STOPPED: STOPPED_WORDS,
    }


def greetings_within(user, today):
    """Everybody's within reach, up to some days after the occasion."""
    return Greeting.objects.visible_to(user).filter(on__gte=today - timedelta(days=SHOWN_DAYS))


def chosen(user, today, show, **about):
    """The rows of one choice, of a `manager`, `unit` or `code` or all; what waits for a signature waits however old it is.

    What a rule kept back is that of the unit and of all below it, as the numbers of a head have it.
    """
    rows = Greeting.objects.visible_to(user)
    if show == STOPPED:
        rows = _below(rows.stopped(today), about.pop("unit", None))
    else:
        rows = rows.to_cosign() if show == COSIGN else greetings_within(user, today).filter(state__in=SHOWS[show])
    rows = _about(rows, **about)
    rows = rows.select_related("client", "occasion", "manager__unit", "message", "contact", "cosigned_by")
    # Whoever reads names masked does not read the letters either: they begin with the name (docs/decisions/0008).
    return rows if user.can(Permission.VIEW_NAMES) else rows.defer("text")


def _below(rows, unit):
    """Those about the clients of the unit (its id; None: of all) and of those below it."""
    for path in OrgUnit.objects.filter(pk=unit).values_list("path", flat=True):
        rows = rows.filter(client__unit__in=OrgUnit.objects.filter(path__startswith=path))
    return rows


def waiting_count(user):
    """For the frame of every page: a minute old at most, and new as soon as he has signed."""
    return cached("cosignatures", user.pk, lambda: waiting_for(user))


def forget_waiting(user):
    forget("cosignatures", user.pk)


def waiting_for(user):
    """How many wait for this head's signature."""
    return Greeting.objects.visible_to(user).to_cosign().count()


def figures(user, today, **about):
    """`occasions` with their progress and the `team`: counts per manager, or per unit for the whole bank (`by_unit`), for the page.

    Once in five minutes; of one manager the team is that of all, so that one can go to the next.
    """
    about.pop("manager", None)
    is_head = user.role == Role.BRANCH_HEAD
    by_unit = not is_head and "unit" not in about
    place = f"{user.unit_id if is_head else 'bank'}-{about.get('unit', '')}-{about.get('code', '')}"
    place = sight(user, place)
    progress, team = cached("greetings_of_team", f"{place}-{today}", lambda: _figures(user, today, by_unit, about))
    return {"occasions": progress, "team": team, "by_unit": by_unit}


def _figures(user, today, by_unit, about):
    rows = _about(greetings_within(user, today), unit=about.get("unit"))
    return progress_by_occasion(rows), _team_counts(user, _about(rows, code=about.get("code")), by_unit)


def _about(rows, manager=None, unit=None, code=None):
    wanted = {"manager": manager, "client__unit": unit, "code": code}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _team_counts(user, rows, by_unit):
    show_of = {state: show for show, states in SHOWS.items() for state in states}
    names = dict((OrgUnit if by_unit else User).objects.visible_to(user).values_list("pk", "name"))
    found = {}
    counted = rows.order_by().values_list("client__unit" if by_unit else "manager", "state")
    for key, state, number in counted.annotate(number=Count("pk")):
        found.setdefault(key, TeamCounts(key, names.get(key, "—"))).counts[show_of[state]] += number
    return sorted(found.values(), key=lambda row: (-row.counts["review"], row.name, row.key))
