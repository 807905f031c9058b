from django.db import models
from django.utils import timezone

from clients.enums import Tier
from clients.models import Client, Request
from clients.rules.ranks import UNRATED
from staff.scope import ScopedQuerySet


class RatingRunQuerySet(models.QuerySet):
    def of_months(self):
        """The monthly runs that hold, the latest month first."""
        return self.filter(month__isnull=False, is_void=False).order_by("-month")


class RatingRun(models.Model):
    """One pass over all clients. Running it again on the same data changes nothing (domain 3.3).

    With a `month` it moves standings, once a month; a wrong one is made void by a counter-run, which `undoes` it. What a run
    has written stays. `reached` is the last client it has settled, so that one that was killed goes on behind him.
    """

    started_at = models.DateTimeField("开始", default=timezone.now)
    finished_at = models.DateTimeField("结束", null=True, blank=True)
    seen = models.PositiveIntegerField("评定户数", default=0)
    changed = models.PositiveIntegerField("变动户数", default=0)
    failed = models.PositiveIntegerField("失败户数", default=0)
    by_no = models.CharField("发起人", max_length=20, blank=True)
    month = models.DateField("评定月份", null=True, blank=True)
    skipped = models.PositiveIntegerField("数据不足户数", default=0)
    reached = models.PositiveBigIntegerField(default=0, editable=False)
    is_void = models.BooleanField("已撤销", default=False)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name="撤销的批次"
    )
    reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = RatingRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评级批次"
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(month__isnull=False, is_void=False),
                name="tiers_one_valid_run_a_month",
            ),
            models.CheckConstraint(
                condition=models.Q(undoes__isnull=True) | (models.Q(month__isnull=True) & ~models.Q(reason="")),
                name="tiers_a_counter_run_says_why",
            ),
        ]

    def __str__(self):
        return f"评级 {timezone.localtime(self.started_at):%Y-%m-%d %H:%M}"


class TierChange(models.Model):
    """A client moved between tiers, with the sentence that explains it."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="tier_changes", db_index=False)
    run = models.ForeignKey(RatingRun, models.PROTECT, related_name="changes", db_index=False, null=True, blank=True)
    request = models.ForeignKey(
        Request, models.PROTECT, related_name="tier_changes", null=True, blank=True, verbose_name="依申请"
    )
    old = models.CharField("原层级", max_length=8, choices=Tier, blank=True)
    new = models.CharField("新层级", max_length=8, choices=Tier)
    value = models.DecimalField("年日均", max_digits=18, decimal_places=2, null=True)
    sentence = models.CharField("依据", max_length=200)
    at = models.DateTimeField("时间", default=timezone.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "层级变动"
        constraints = [
            models.UniqueConstraint(fields=["client", "run"], name="tiers_one_change_a_client_and_run"),
            models.CheckConstraint(
                condition=models.Q(run__isnull=False) | models.Q(request__isnull=False),
                name="tiers_a_change_has_a_run_or_a_request",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-at"], name="tiers_changes_of_client"),
            models.Index(fields=["at", "id"], name="tiers_changes_latest"),
            models.Index(fields=["run", "client"], name="tiers_changes_of_run"),
            models.Index(fields=["-at", "-id"], condition=~models.Q(old=""), name="tiers_latest_moves"),
        ]

    def __str__(self):
        return f"{self.get_old_display() or UNRATED} → {self.get_new_display()}"


class Standing(models.Model):
    """Where a client stood after a month (domain 3.3). `value` None: without enough data, as the month before."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="standings", db_index=False)
    run = models.ForeignKey(RatingRun, models.PROTECT, related_name="standings", db_index=False)
    month = models.DateField("月份")
    value = models.DecimalField("年日均", max_digits=18, decimal_places=2, null=True, blank=True)
    calm = models.DecimalField("剔除月末冲高后", max_digits=18, decimal_places=2, null=True, blank=True)
    tier = models.CharField("层级", max_length=8, choices=Tier)
    below = models.PositiveSmallIntegerField("连续低于保级线（月）", default=0)
    peak = models.DecimalField("其间最高", max_digits=18, decimal_places=2, null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度评定"
        constraints = [models.UniqueConstraint(fields=["run", "client"], name="tiers_one_standing_a_client_and_run")]
        indexes = [
            models.Index(fields=["client", "-month"], name="tiers_standings_of_client"),
            models.Index(fields=["-month", "-id"], name="tiers_latest_standings"),
            models.Index(fields=["run", "client"], condition=models.Q(below__gt=0), name="tiers_standings_below"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.get_tier_display()}"
