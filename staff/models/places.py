from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from staff import enums
from staff.models.org import OrgUnit, lineage_of
from staff.models.users import User
from staff.roles import Role
from staff.rules.places import WIDTHS, market_words, may_answer, needs_somebody
from staff.scope import OrganisationQuerySet, covered_ids, subtree_ids

AREAS = tuple(WIDTHS)  # all other kinds are scenes
# The same as may_answer() of somebody, of rows: who has left, does other work or moved away answers for nothing any more.
ALONG = Q(manager__unit__path__startswith=F("unit__path")) | Q(unit__path__startswith=F("manager__unit__path"))
ANSWERS = Q(manager__is_active=True, manager__role=Role.MANAGER) & ALONG


class PlaceQuerySet(OrganisationQuerySet):
    def visible_to(self, user):
        """A manager sees the places of his units, and those for which he or whom he covers answers."""
        if user.is_active and user.role == Role.MANAGER:
            answers = Q(manager__in=[user.pk, *covered_ids(user)])
            return self.filter(Q(unit__in=subtree_ids(user)) | answers)
        return super().visible_to(user)

    def within(self, place):
        """The place and everything below it."""
        return self.filter(path__startswith=place.path)

    def scenes(self):
        return self.exclude(kind__in=AREAS)

    def answered(self):
        """Somebody answers for them."""
        return self.filter(ANSWERS)

    def with_nobody(self):
        """Nobody answers for them, who works here still and in these units."""
        return self.filter(Q(manager=None) | ~ANSWERS).exclude(kind=enums.PlaceKind.COUNTY)


class Place(models.Model):
    """区域: an area such as a village, or a scene of daily life such as a market (domain 7.1, 9.1). It knows no client.

    `path` is `/QH/QH01/`, so everything below a place is one prefix. Counts are statistics from public books, never names.
    """

    Kind = enums.PlaceKind
    Stage = enums.SceneStage

    code = models.CharField(
        "区域号",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Za-z]{2,20}\Z", "区域号为 2–20 位数字或字母。")],
    )
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级区域", null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=160, editable=False, unique=True)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, verbose_name="负责机构", related_name="places")
    manager = models.ForeignKey(
        User, models.PROTECT, verbose_name="责任经理", null=True, blank=True, related_name="places"
    )
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    population = models.PositiveIntegerField("人口", null=True, blank=True)
    merchants = models.PositiveIntegerField("商户数", null=True, blank=True)
    counted_on = models.DateField("统计日期", null=True, blank=True)
    latitude = models.DecimalField(
        "纬度",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        "经度",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    market = models.CharField("集日", max_length=20, blank=True)  # see staff/rules/places.py
    stage = models.CharField("我们能不能付", max_length=8, choices=Stage, blank=True)
    stage_on = models.DateField("看过的日期", null=True, blank=True)
    screened_on = models.DateField("整村授信筛查", null=True, blank=True)  # since then its doors may be visited

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区域"
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="staff_no_place_lies_within_itself"),
            models.CheckConstraint(
                condition=Q(kind__in=AREAS, stage="") | ~Q(kind__in=AREAS) & Q(stage__in=enums.SceneStage.values),
                name="staff_every_scene_has_a_stage_and_no_area_has",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="staff_the_centre_of_a_place_is_on_earth",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def lineage(self):
        """The paths of the places above it and its own, the highest first."""
        return lineage_of(self.path)

    @property
    def is_scene(self):
        return bool(self.stage)

    @property
    def answering(self):
        """The same as answered(), of a row at hand: who answers for it, None if nobody does."""
        person = self.manager
        answers = person and may_answer(
            person.role, person.is_active, person.unit.path if person.unit else "", self.unit.path
        )
        return person if answers else None

    @property
    def lacks_somebody(self):
        return self.answering is None and needs_somebody(self.kind)

    @property
    def market_words(self):
        return market_words(self.market)
