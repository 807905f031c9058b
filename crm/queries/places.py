"""区域: the tree of the places that somebody sees, and one of them as its page shows it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from functools import cached_property

from django.db.models import Case, Count, Exists, OuterRef, Q, When

from clients.models import Client, ContactLog, Promise
from crm.rules.places import Sum, sums
from partners.enums import PartnerKind, PartnerStage
from partners.queries.partnerships import PartnerRow, kinds_at, numbers_at, partners_at, stuck_partners
from partners.rules.partnerships import REQUIRED, filled, missing_kinds
from staff.cached import cached
from staff.models import Place
from staff.roles import Permission
from staff.rules.places import market_days
from words.lunar import lunar_of

IN_TREE, FOUND, SCENES, VISITS, PARTNERS = 90, 40, 60, 6, 300  # so many rows of each are shown
# What a line of the tree is made of.
OF_NODE = ("code", "name", "kind", "parent", "path", "stage", "unit__path", "manager__name", "manager__role")
OF_NODE += ("manager__is_active", "manager__unit__path")
LONELY, STUCK = "lonely", "stuck"  # what waits for who arranges the places
TASK = "place:"  # what the task about a blank stands under, with the place's number


@dataclass
class Node:
    """One line of the tree."""

    place: Place
    sum: Sum
    below: list = field(default_factory=list)
    is_chosen: bool = False

    @property
    def is_alone(self):
        return self.place.lacks_somebody

    @property
    def who(self):
        return self.place.answering.name if self.place.answering else ""

    @property
    def number(self):
        """One number of it: whether people can pay with us at a scene, else how many households are with us, else its blanks."""
        if self.is_alone:
            return "没有人"
        if self.place.is_scene:
            return self.place.get_stage_display()
        if self.sum.share is not None:
            return f"{self.sum.share}%"
        return f"空白 {self.sum.blanks}" if self.sum.blanks else ""


@dataclass(frozen=True)
class Scene:
    """One scene of daily life, and the open task about it."""

    place: Place
    task: Promise | None
    may_look: bool = False

    @property
    def tone(self):
        return {Place.Stage.WORKS: "good", Place.Stage.BLANK: "warn"}.get(self.place.stage, "")

    @property
    def wants_task(self):
        """It is a blank, nobody has taken it on, and the reader may."""
        return self.may_look and not self.task and self.place.stage != Place.Stage.WORKS and self.place.answering

    @property
    def others(self):
        """[(value, word)] of what it may be noted as instead."""
        return [pair for pair in Place.Stage.choices if pair[0] != self.place.stage] if self.may_look else []


@dataclass
class Region:
    """One place as `user` sees it today; each table is read once."""

    user: object
    place: Place
    today: object

    @cached_property
    def seen(self):
        return Place.objects.visible_to(self.user)

    @cached_property
    def sums(self):
        """{path: the numbers of a Sum} of every place of the bank, of which only those within sight are asked."""
        return cached("place_sums", "bank", sums_by_path)

    def sum_of(self, place):
        return Sum(*self.sums.get(place.path, ()))

    @cached_property
    def sum(self):
        return self.sum_of(self.place)

    @cached_property
    def above(self):
        """The places above it, the highest first, as far as one sees them."""
        return list(self.seen.filter(path__in=self.place.lineage[:-1]).order_by("path"))

    @cached_property
    def tree(self):
        """The highest places within sight, and below each on the way to the chosen one what lies there."""
        on_the_way = Q(parent__path__in=self.place.lineage)
        rows = people_of(self.seen.filter(on_the_way | is_highest(self.seen)).order_by("path")).only(*OF_NODE)
        found = list(rows[: IN_TREE + 1])
        if self.place not in found:
            found.append(self.place)
        return nodes_of(found, self.sum_of, self.place)

    @property
    def is_cut(self):
        return sum(1 for _node in walk(self.tree)) > IN_TREE

    @cached_property
    def scene_rows(self):
        """Where people pay and are paid within the place, the blanks first; one more than are shown, if there is."""
        order = Case(*(When(stage=stage, then=place) for place, stage in enumerate(Place.Stage.values)))
        return list(people_of(self.seen.scenes().within(self.place)).order_by(order, "path")[: SCENES + 1])

    @cached_property
    def scenes(self):
        rows = self.scene_rows[:SCENES]
        tasks = tasks_of(rows)
        may_look = self.user.can(Permission.LOOK_AT_PLACES)
        return [Scene(row, tasks.get(row.pk), may_look) for row in rows]

    @property
    def has_more_scenes(self):
        return len(self.scene_rows) > SCENES

    @cached_property
    def partners(self):
        """The partners of the place and below whom one sees, at most PARTNERS of them."""
        return [PartnerRow(row, self.today) for row in partners_at(self.place, self.user, PARTNERS)]

    @cached_property
    def kinds(self):
        """[(place, kind, stage)] of all of them, of colleagues' clients, too: what a village lacks is lacking to everybody."""
        return kinds_at(self.place)

    @cached_property
    def numbers(self):
        """(how many of them one sees, how many of those are stuck), listed or not."""
        if len(self.partners) < PARTNERS:
            return len(self.partners), sum(row.is_stuck for row in self.partners)
        return numbers_at(self.place, self.user, self.today)

    @property
    def unlisted(self):
        return self.numbers[0] - len(self.partners)

    @property
    def others(self):
        """How many of them colleagues look after, whom one does not see."""
        return len(self.kinds) - self.numbers[0]

    @cached_property
    def gaps(self):
        """[word] of the kinds of partners that a village needs and does not have."""
        return self.lacking(self.place)

    def lacking(self, place):
        if place.kind != Place.Kind.VILLAGE:
            return []
        held = {kind for pk, kind, _stage in self.kinds if pk == place.pk}
        return [PartnerKind(kind).label for kind in missing_kinds(held)]

    @property
    def filled(self):
        """「3/4 类」 of a village: how many of the kinds it needs are kept by somebody who trusts us; else how many partners."""
        if self.place.kind != Place.Kind.VILLAGE:
            return f"{len(self.kinds)} 位"
        best = {}
        for _place, kind, stage in self.kinds:
            best[kind] = max(stage, best.get(kind, stage))
        return f"{filled(best)}/{len(REQUIRED)} 类"

    @property
    def stages(self):
        """[(kind, [how many stand on each stage])] of a place of many villages; [] of a single one."""
        if self.place.kind not in (Place.Kind.COUNTY, Place.Kind.TOWN):
            return []
        counts = Counter((kind, stage) for _place, kind, stage in self.kinds)
        kinds = sorted({kind for kind, _stage in counts}, key=PartnerKind.values.index)
        return [(PartnerKind(kind).label, [counts[kind, stage] for stage in PartnerStage.values]) for kind in kinds]

    @property
    def stuck(self):
        return self.numbers[1]

    @cached_property
    def visits(self):
        at = Client.objects.filter(place__path__startswith=self.place.path).order_by()
        rows = ContactLog.objects.visible_to(self.user).visits().filter(client__in=at)
        return list(rows.select_related("client", "by")[:VISITS])

    @cached_property
    def market(self):
        """[(day, lunar date)] of the next markets held there."""
        return [(day, lunar_of(day)) for day in market_days(self.place.market, self.today)]


def sums_by_path():
    rows = Place.objects.order_by().values_list("pk", "path", "stage", "households")
    return {path: astuple(found) for path, found in sums(rows, clients_by_place()).items()}


def clients_by_place():
    """{place: how many clients with an account}, whoever looks after them: a share of the households, no list."""
    rows = Client.objects.active().exclude(place=None).order_by().values_list("place")
    return dict(rows.annotate(number=Count("pk")))


def people_of(rows):
    return rows.select_related("unit", "manager__unit")


def is_highest(seen):
    """Nothing within sight lies above it."""
    return ~Exists(seen.filter(pk=OuterRef("parent")))


def first_of(user):
    """What somebody sees first: a place of his own, else the first within sight; None where there is none."""
    rows = people_of(Place.objects.visible_to(user).order_by("path"))
    return rows.filter(manager=user).first() or rows.first()


def nodes_of(places: Sequence[Place], numbers, chosen=None):
    """The places as a tree: each below its parent, where that is among them."""
    nodes = {place.pk: Node(place, numbers(place), [], place == chosen) for place in places}
    roots = []
    for node in nodes.values():
        above = nodes.get(node.place.parent_id)
        (above.below if above else roots).append(node)
    return roots


def walk(nodes):
    for node in nodes:
        yield node
        yield from walk(node.below)


def found_by(user, asked):
    """The places of which name or number begins with, or holds, what was asked."""
    rows = Place.objects.visible_to(user).filter(Q(name__icontains=asked) | Q(code__istartswith=asked))
    return people_of(rows.order_by("path"))[:FOUND]


def with_nobody(user):
    """The places for which nobody answers."""
    return people_of(Place.objects.visible_to(user).with_nobody().order_by("path"))


def waiting_at_places(user, today):
    """[(what, rows, where their unit stands, where their manager stands)]: the places for which nobody answers, and the partners with
    whom nothing has moved for 60 days; none for who arranges no places.
    """
    if not user.can(Permission.ARRANGE_PLACES):
        return []
    lonely, stuck = Place.objects.visible_to(user).with_nobody(), stuck_partners(user, today)
    return [(LONELY, lonely, "unit", "manager"), (STUCK, stuck, "client__unit", "client__manager")]


def tasks_of(places):
    """{place: the open task about its blank}."""
    keys = {f"{TASK}{place.pk}": place.pk for place in places}
    rows = Promise.objects.open().filter(about__in=keys).select_related("owed_by")
    return {keys[row.about]: row for row in rows}
