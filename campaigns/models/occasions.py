from django.conf import settings
from django.db import models

from campaigns import enums
from campaigns.rules.occasion_table import BIRTHDAY, PERSONAL


class OccasionQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def visible_to(self, user):
        """A calendar says nothing about anybody: whoever may look at it sees all of it."""
        return self.all()


class Occasion(models.Model):
    """One occasion of one year (domain 6.2, edge O2). `year` is the year of its own calendar, so that it comes once.

    生日 stands for the birthdays of one solar year; each client's own day is worked out from his date of birth. So do the rows
    of the key dates.
    """

    Tone = enums.Tone
    Calendar = enums.Calendar

    SILENT = (Tone.SOLEMN, Tone.NONE)
    BIRTHDAY = BIRTHDAY
    PERSONAL = PERSONAL

    code = models.CharField("代码", max_length=24)
    name = models.CharField("节日", max_length=20)
    on = models.DateField("日期")
    until = models.DateField("到")
    tone = models.CharField("基调", max_length=8, choices=Tone)
    calendar = models.CharField("历法", max_length=8, choices=Calendar)
    year = models.PositiveSmallIntegerField("年（按其历法）")
    is_active = models.BooleanField("起草问候", default=False)
    note = models.CharField("说明", max_length=80, blank=True)
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="切换人"
    )

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "节日"
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], name="campaigns_one_occasion_a_year"),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("on")), name="campaigns_an_occasion_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~models.Q(tone__in=["solemn", "none"]) | models.Q(is_active=False),
                name="campaigns_a_silent_day_is_never_active",
            ),
        ]
        indexes = [models.Index(fields=["on"], name="campaigns_occasions_by_day")]

    def __str__(self):
        return f"{self.year} {self.name}"

    @property
    def is_personal(self):
        return self.code in self.PERSONAL
