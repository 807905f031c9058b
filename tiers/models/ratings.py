from django.db import models
from django.utils import timezone

from clients.enums import Tier
from clients.models import Client
from clients.rules.ranks import UNRATED
from staff.scope import ScopedQuerySet


class RatingRun(models.Model):
    """One pass over all clients. Running it again on the same data changes nothing (domain 3.3 in its simplest form)."""

    started_at = models.DateTimeField("开始", default=timezone.now)
    finished_at = models.DateTimeField("结束", null=True, blank=True)
    seen = models.PositiveIntegerField("评定户数", default=0)
    changed = models.PositiveIntegerField("变动户数", default=0)
    failed = models.PositiveIntegerField("失败户数", default=0)
    by_no = models.CharField("发起人", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评级批次"

    def __str__(self):
        return f"评级 {timezone.localtime(self.started_at):%Y-%m-%d %H:%M}"


class TierChange(models.Model):
    """A client moved between tiers, with the sentence that explains it."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="tier_changes", db_index=False)
    run = models.ForeignKey(RatingRun, models.PROTECT, related_name="changes", db_index=False)
    old = models.CharField("原层级", max_length=8, choices=Tier, blank=True)
    new = models.CharField("新层级", max_length=8, choices=Tier)
    value = models.DecimalField("年日均", max_digits=18, decimal_places=2)
    sentence = models.CharField("依据", max_length=200)
    at = models.DateTimeField("时间", default=timezone.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "层级变动"
        constraints = [models.UniqueConstraint(fields=["client", "run"], name="tiers_one_change_a_client_and_run")]
        indexes = [
            models.Index(fields=["client", "-at"], name="tiers_changes_of_client"),
            models.Index(fields=["run", "client"], name="tiers_changes_of_run"),
            models.Index(fields=["-at", "-id"], condition=~models.Q(old=""), name="tiers_latest_moves"),
        ]

    def __str__(self):
        return f"{self.get_old_display() or UNRATED} → {self.get_new_display()}"
