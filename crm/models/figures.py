from django.conf import settings
from django.db import models
from django.db.models import Q

from staff.models import OrgUnit


class Figure(models.Model):
    """数: what one number of a unit was on one day, kept for ever; a night writes its own day only.

    A unit's row holds all below it, too. With a `person`, a manager, it is his part of this very unit alone. `base` is what
    `value` is a part of: 193 of 237. `data_date`: which day's balances the bank had delivered then.
    """

    unit = models.ForeignKey(OrgUnit, models.CASCADE, related_name="+", verbose_name="机构", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="客户经理"
    )
    on = models.DateField("日期")
    key = models.CharField("数", max_length=16)  # of KINDS in crm/rules/figures/kinds.py
    value = models.DecimalField("值", max_digits=20, decimal_places=2)
    base = models.DecimalField("其中", max_digits=20, decimal_places=2, null=True, blank=True)
    data_date = models.DateField("余额日期", null=True, blank=True)
    at = models.DateTimeField("算出")

    class Meta:
        verbose_name = verbose_name_plural = "数"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "on", "key"], condition=Q(person=None), name="crm_one_figure_a_unit_day_and_key"
            ),
            models.UniqueConstraint(
                fields=["unit", "on", "person", "key"],
                condition=Q(person__isnull=False),
                name="crm_one_figure_a_person_day_and_key",
            ),
        ]
        indexes = [models.Index(fields=["unit", "on"], name="crm_figures_of_unit")]

    def __str__(self):
        return f"{self.on} {self.key}"
