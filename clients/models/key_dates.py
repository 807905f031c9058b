from django.conf import settings
from django.db import models
from django.utils import timezone

from clients import enums
from clients.models.clients import Client
from clients.models.consents import Consent
from staff.scope import ScopedQuerySet


class KeyDateQuerySet(ScopedQuerySet):
    def agreed(self):
        """Those that may be known and used now: the client agrees to 人脉档案."""
        said = Consent.objects.filter(client=models.OuterRef("client"))
        return self.filter(models.Exists(said.to_write_down()))

    def given_up(self, day):
        """What rests on a consent that the client took back on `day` or before, and has not given anew."""
        return self.filter(Consent.objects.filter(client=models.OuterRef("client")).taken_back(day))

    def memorials(self):
        """忌日: days on which the client is left in peace."""
        return self.filter(kind=enums.KeyDateKind.MEMORIAL)

    def occasions(self):
        """What may be a reason to be in touch: never a 忌日."""
        return self.exclude(kind=enums.KeyDateKind.MEMORIAL)


class KeyDate(models.Model):
    """A day of every year that matters to the client, kept as his birthday is: see clients/rules/birthdays.py."""

    Kind = enums.KeyDateKind

    client = models.ForeignKey(Client, models.CASCADE, related_name="key_dates", verbose_name="客户", db_index=False)
    kind = models.CharField("日子", max_length=10, choices=Kind)
    celebrates = models.CharField("历法", max_length=10, choices=enums.Celebrates)
    number = models.PositiveSmallIntegerField("月日")  # month × 100 + day, plus 5000 in a leap month
    year = models.PositiveSmallIntegerField("哪一年起", null=True, blank=True)
    note = models.CharField("说明", max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    created_at = models.DateTimeField("记录时间", default=timezone.now)

    objects = KeyDateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "要紧的日子"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind", "celebrates", "number", "note"], name="clients_one_key_date_once"
            )
        ]
        indexes = [models.Index(fields=["number", "celebrates"], name="clients_key_dates_by_day")]

    def __str__(self):
        return f"日子 {self.pk}"
