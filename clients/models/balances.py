from django.db import models

from clients.models.clients import Client
from staff.scope import ScopedQuerySet


class BalanceSnapshot(models.Model):
    """What the core system says of one product class on one data date, 元 (domain 2.3). Never typed by hand (H2)."""

    class ProductClass(models.TextChoices):
        DEMAND = "demand", "活期"
        TIME = "time", "定期"
        NOTICE = "notice", "通知"
        CD = "cd", "大额存单"
        AGREEMENT = "agreement", "协定"
        STRUCTURED = "structured", "结构性"

    client = models.ForeignKey(Client, models.CASCADE, related_name="snapshots", db_index=False)
    data_date = models.DateField("数据日期")
    product_class = models.CharField("产品类别", max_length=12, choices=ProductClass)
    balance = models.DecimalField("余额", max_digits=18, decimal_places=2)
    average = models.DecimalField("年日均", max_digits=18, decimal_places=2, null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "余额"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "data_date", "product_class"], name="clients_one_balance_a_day_and_class"
            ),
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="clients_snapshot_is_never_negative"),
        ]
