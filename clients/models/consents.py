from django.conf import settings
from django.db import models

from clients import enums
from staff.scope import ScopedQuerySet


class ConsentQuerySet(ScopedQuerySet):
    def to_write_down(self, item=""):
        """The consent to 人脉档案 that stands, or, with an `item` (or an expression for one), that to the one sensitive item."""
        purpose = enums.Purpose.SENSITIVE if item else enums.Purpose.DOSSIER
        return self.filter(status=enums.ConsentStatus.GRANTED, purpose=purpose, item=item)

    def to_greetings(self):
        """To greetings by mail, given or not: at most one row a client."""
        return self.filter(purpose=enums.Purpose.CARE, via=enums.Via.EMAIL)

    def of_fact(self, item):
        """The one that a fact rests on: to 人脉档案, or of a sensitive one to its `item`, an expression. The table's constraints
        give an item to nothing but what is sensitive.
        """
        purposes = [enums.Purpose.DOSSIER, enums.Purpose.SENSITIVE]
        return self.filter(status=enums.ConsentStatus.GRANTED, purpose__in=purposes, item=item)

    def taken_back(self, day, item=""):
        """As an expression: the same was refused or taken back on `day` or before, and is not given anew."""
        said = self.filter(purpose=enums.Purpose.SENSITIVE if item else enums.Purpose.DOSSIER, item=item)
        gone = said.exclude(status=enums.ConsentStatus.GRANTED).filter(obtained_on__lte=day)
        return models.Exists(gone) & ~models.Exists(self.to_write_down(item))


class Consent(models.Model):
    """What the client agreed to, per purpose and way (domain 2.4). One row is the present state; its past is in the audit."""

    Purpose = enums.Purpose
    Via = enums.Via
    Status = enums.ConsentStatus

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField("用途", max_length=10, choices=Purpose)
    via = models.CharField("方式", max_length=8, choices=Via)
    item = models.CharField("事项", max_length=20, blank=True)  # of 敏感信息: the one thing that he agreed to
    status = models.CharField("状态", max_length=10, choices=Status)
    obtained_on = models.DateField("日期")
    evidence = models.CharField("依据", max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "同意"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "purpose", "via", "item"], name="clients_one_consent_a_purpose_and_way"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose=enums.Purpose.SENSITIVE) ^ models.Q(item=""),
                name="clients_a_sensitive_consent_names_its_item",
            ),
        ]
        indexes = [models.Index(fields=["purpose", "via", "status", "client"], name="clients_consent_by_status")]

    def __str__(self):
        """What it is about and by which way: 「关怀问候 · 邮件」, 「人脉档案」, 「敏感信息 · 行动不便」."""
        way = "" if self.via == self.Via.ANY else self.get_via_display()
        return " · ".join(filter(None, (self.get_purpose_display(), self.item, way)))


class DoNotDisturbQuerySet(ScopedQuerySet):
    def in_force_on(self, day, **about):
        """`day` is a date or an expression."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day), starts_on__lte=day, **about)

    def silencing(self, day):
        """Those that leave the client in peace altogether on `day`: no contact is due, planned or asked for."""
        return self.in_force_on(day, scope=DoNotDisturb.Scope.ALL)


class DoNotDisturb(models.Model):
    """勿扰 beats every consent; `ends_on` is inclusive, empty means until lifted (domain 2.4).

    Of a 忌日 (`key_date`) each year's one day is such a row, written ahead, so that whoever asks about 勿扰 knows it.
    Of a complaint (the ledger's row) it lasts until thirty days after the complaint is closed.
    """

    Scope = enums.QuietScope

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="quiet_periods")
    scope = models.CharField("范围", max_length=6, choices=Scope, default=Scope.ALL)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=80)
    key_date = models.ForeignKey(
        "clients.KeyDate",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="silences",
        verbose_name="忌日",
        db_index=False,
    )
    complaint = models.ForeignKey(
        "clients.ContactLog", models.SET_NULL, null=True, blank=True, related_name="silences", verbose_name="投诉"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办"
    )

    objects = DoNotDisturbQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "勿扰"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="clients_quiet_period_ends_after_it_starts",
            ),
            models.UniqueConstraint(fields=["key_date", "starts_on"], name="clients_one_silence_a_memorial_and_day"),
        ]
