from django.db import models

from clients.enums import Tier
from tiers.enums import ClientGroup


class TierPolicy(models.Model):
    """What a tier means and promises (domain 3.1, 3.5). The client-facing label is the only one a client may ever read.

    `face_interval`: a talk face to face at least every so many days. With a `sponsor_interval` the clients of the tier have
    a sponsor (共管人), who meets them himself as often: the head over their unit, and from `sponsor_line` 元 on somebody of
    head office whom the head names. `answer_days`: working days until the first answer to what a client asks for.
    """

    tier = models.CharField("层级", max_length=8, choices=Tier, unique=True, editable=False)
    label = models.CharField("内部名称", max_length=10)
    client_label = models.CharField("对客名称", max_length=20)
    strategy = models.CharField("策略", max_length=10)
    lawful_meaning = models.CharField("合规含义", max_length=20)
    explanation = models.CharField("说明", max_length=200)
    contact_interval = models.PositiveSmallIntegerField(
        "联系间隔（天）", null=True, blank=True, help_text="留空表示不定期，按事件联系"
    )
    briefing_interval = models.PositiveSmallIntegerField("汇报间隔（天）", null=True, blank=True)
    face_interval = models.PositiveSmallIntegerField("面谈间隔（天）", null=True, blank=True)
    sponsor_interval = models.PositiveSmallIntegerField("共管面谈间隔（天）", null=True, blank=True)
    sponsor_line = models.PositiveBigIntegerField("总行共管线（元）", null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField("答复时限（工作日）", default=2)
    tries = models.PositiveSmallIntegerField("未果几次停联", null=True, blank=True, default=6)
    rest_days = models.PositiveSmallIntegerField("停联天数", default=90)

    class Meta:
        verbose_name = verbose_name_plural = "层级政策"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact_interval__isnull=True) | models.Q(contact_interval__range=(1, 366)),
                name="tiers_interval_is_1_to_366_days",
            ),
            models.CheckConstraint(
                condition=models.Q(sponsor_line__isnull=True) | models.Q(sponsor_interval__isnull=False),
                name="tiers_a_sponsor_line_belongs_to_a_sponsor",
            ),
        ]

    def __str__(self):
        return self.label


class TierThreshold(models.Model):
    """From which yearly daily average, 元, a client of the group belongs to the tier (domain 3.2); the lowest tier needs none."""

    Group = ClientGroup

    policy = models.ForeignKey(
        TierPolicy, models.CASCADE, related_name="thresholds", db_index=False, verbose_name="层级"
    )
    group = models.CharField("客户群", max_length=10, choices=Group)
    minimum = models.DecimalField("年日均达到（元）", max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "层级门槛"
        constraints = [
            models.UniqueConstraint(fields=["policy", "group"], name="tiers_one_threshold_a_tier_and_group"),
            models.CheckConstraint(condition=models.Q(minimum__gt=0), name="tiers_threshold_is_positive"),
        ]

    def __str__(self):
        return f"{self.get_group_display()} {self.policy}"
