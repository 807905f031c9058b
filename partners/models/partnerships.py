from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from clients.enums import IN_CARE
from clients.models import Client
from partners import enums
from partners.rules.partnerships import CHECK_EVERY, DORMANT_AFTER, PUBLIC, STUCK_AFTER, STUCK_STAGES
from staff.models import Place, User
from staff.scope import ScopedQuerySet


def stuck_on(day):
    """Nothing has moved for 60 days on the way to trust: the same as is_stuck()."""
    return Q(stage__in=STUCK_STAGES, stage_on__lt=day - STUCK_AFTER)


class PartnershipQuerySet(ScopedQuerySet):
    def current(self):
        """Who is one still, and still looked after: nobody goes on with the dead or those who were let go."""
        return self.filter(ended_on=None, client__status__in=IN_CARE)

    def within(self, place):
        """Of the place and everything below it."""
        return self.filter(place__path__startswith=place.path)

    def stuck(self, day):
        """Nothing has moved with them for 60 days on the way to trust."""
        return self.current().filter(stuck_on(day))

    def dormant(self, day):
        """Nobody has talked to them for 90 days: the same as is_dormant()."""
        rows = self.alias(talked=Coalesce("client__last_effective_on", "started_on"))
        return rows.filter(talked__lt=day - DORMANT_AFTER)

    def to_check(self, day):
        """Whom nobody has confirmed for half a year: the same as is_to_check()."""
        return self.filter(checked_on__lte=day - CHECK_EVERY)


class Partnership(models.Model):
    """渠道伙伴: a client, with or without an account, who opens doors at a place. Nothing here holds money (CHN-R1)."""

    Kind = enums.PartnerKind
    Stage = enums.PartnerStage
    Grade = enums.PartnerGrade

    client = models.OneToOneField(Client, models.CASCADE, related_name="partnership", verbose_name="客户")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    title = models.CharField("职务", max_length=30, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="partnerships", verbose_name="区域")
    grade = models.CharField("见面频度", max_length=1, choices=Grade, default=Grade.B)
    is_public_duty = models.BooleanField("公职人员", default=False)
    term_until = models.DateField("任期到", null=True, blank=True)
    stage = models.PositiveSmallIntegerField("阶段", choices=Stage, default=Stage.LISTED)
    stage_on = models.DateField("进入阶段")
    started_on = models.DateField("成为伙伴")
    checked_on = models.DateField("上次盘点")
    ended_on = models.DateField("不再是伙伴", null=True, blank=True)
    ended_because = models.CharField("为什么不再是", max_length=80, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "渠道伙伴"
        constraints = [
            models.CheckConstraint(condition=Q(stage__range=(0, 5)), name="partners_a_stage_is_0_to_5"),
            models.CheckConstraint(
                condition=~Q(kind__in=PUBLIC) | Q(is_public_duty=True), name="partners_some_kinds_are_of_public_duty"
            ),
            models.CheckConstraint(condition=Q(grade__in=["A", "B", "C"]), name="partners_a_grade_is_a_b_or_c"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_because="") | Q(ended_on__isnull=False) & ~Q(ended_because=""),
                name="partners_who_is_none_any_more_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["stage_on"],
                condition=Q(ended_on=None, stage__in=STUCK_STAGES),
                name="partners_on_the_way",
            ),
        ]

    def __str__(self):
        return f"伙伴 {self.pk}"


class PartnershipStepQuerySet(ScopedQuerySet):
    to_client = "partnership__client__"


class PartnershipStep(models.Model):
    """One step of a partner with its evidence, as it was written: no action changes or deletes it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="steps", verbose_name="伙伴")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁记的")
    old = models.PositiveSmallIntegerField("原来的阶段", choices=enums.PartnerStage)
    new = models.PositiveSmallIntegerField("新的阶段", choices=enums.PartnerStage)
    evidence = models.CharField("凭据", max_length=300)

    objects = PartnershipStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推进凭据"

    def __str__(self):
        return f"推进 {self.pk}"
