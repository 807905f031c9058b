from django.db import models
from django.db.models import Q

from clients import enums
from clients.models.clients import Client
from clients.rules.holdings import AHEAD, RECENT
from staff.scope import ScopedQuerySet


class HoldingQuerySet(ScopedQuerySet):
    def standing(self):
        """What the newest file of the bank still holds."""
        return self.filter(ended_on=None)

    def told(self, day):
        """What the client's page tells of: what stands, and what came to its end not long ago."""
        return self.filter(Q(ended_on=None) | Q(matured_on__range=(day - RECENT, day)))

    def maturing(self, day):
        """What ends within the days in which one plans ahead. Of a loan that is no matter of client care."""
        return self.standing().filter(matured_on__range=(day, day + AHEAD)).exclude(family=enums.ProductFamily.LOAN)


class Holding(models.Model):
    """持有产品: one deposit, policy or fund of a client, as the bank's newest file says (domain 2.3, HLD-R1). Never typed (H2).

    Without `matured_on` it has no end. `data_date` is the day of the newest file that held it, `file_no` that file's number;
    `ended_on` the day of the first file without it.
    """

    Family = enums.ProductFamily

    client = models.ForeignKey(Client, models.CASCADE, related_name="holdings", verbose_name="客户", db_index=False)
    product_code = models.CharField("产品代码", max_length=20, blank=True)
    product = models.CharField("产品", max_length=60)
    family = models.CharField("产品大类", max_length=10, choices=Family)
    amount = models.DecimalField("金额（元）", max_digits=18, decimal_places=2)
    opened_on = models.DateField("起息日", null=True, blank=True)
    matured_on = models.DateField("到期日", null=True, blank=True)
    data_date = models.DateField("数据日期")
    file_no = models.PositiveBigIntegerField(editable=False, default=0)
    ended_on = models.DateField("结清日", null=True, blank=True)
    import_key = models.CharField(max_length=64, unique=True, editable=False)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "持有产品"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="clients_a_holding_is_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(opened_on=None) | Q(matured_on=None) | Q(matured_on__gte=models.F("opened_on")),
                name="clients_a_holding_matures_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "matured_on"], name="clients_holdings_of_client"),
            models.Index(
                fields=["matured_on", "client"], condition=Q(ended_on=None), name="clients_holdings_to_mature"
            ),
        ]

    def __str__(self):
        return f"持有产品 {self.pk}"
