from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from campaigns.enums import GiftState
from campaigns.rules.gifts import ALONE_UNTIL, OCCASIONS, WITNESS_FROM
from clients.models import Client, ContactLog, Promise, Request
from staff.scope import ScopedQuerySet


class GiftQuerySet(ScopedQuerySet):
    def given(self):
        """What the client has, which is what counts; not what he did not take or gave back."""
        return self.filter(state=GiftState.GIVEN)

    def in_year(self, day):
        return self.filter(given_on__year=day.year)


class Gift(models.Model):
    """礼品 (domain 6.6): one small thing for one client, on one day. Nothing of it names a deposit, and nothing may.

    `explained`: what the giver's head owes, where deposits rose soon after.
    """

    State = GiftState

    client = models.ForeignKey(Client, models.CASCADE, related_name="gifts", verbose_name="客户", db_index=False)
    item = models.CharField("哪一种", max_length=10, blank=True)
    name = models.CharField("礼品", max_length=20)
    value = models.PositiveSmallIntegerField("价值（元）")
    occasion = models.CharField("事由", max_length=12, choices=list(OCCASIONS.items()))
    given_on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁送的")
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="见证人"
    )
    state = models.CharField("结果", max_length=8, choices=GiftState, default=GiftState.GIVEN)
    # Goes with its gift when the client goes, and not without it.
    request = models.OneToOneField(
        Request, models.RESTRICT, null=True, blank=True, related_name="gift", verbose_name="依申请"
    )
    log = models.ForeignKey(
        ContactLog, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="联系记录"
    )
    explained = models.OneToOneField(
        Promise, models.SET_NULL, null=True, blank=True, related_name="gift", verbose_name="要说明的"
    )
    created_at = models.DateTimeField("记录时间", default=timezone.now)

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "礼品"
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="campaigns_a_gift_is_worth_something"),
            models.CheckConstraint(
                condition=Q(value__lt=WITNESS_FROM) | Q(witness__isnull=False) | ~Q(state="given"),
                name="campaigns_a_larger_gift_has_a_witness",
            ),
            models.CheckConstraint(
                condition=Q(value__lte=ALONE_UNTIL) | Q(request__isnull=False) | ~Q(state="given"),
                name="campaigns_a_larger_gift_was_agreed_to",
            ),
            models.CheckConstraint(condition=~Q(witness=F("by")), name="campaigns_a_witness_is_somebody_else"),
            models.CheckConstraint(condition=Q(occasion__in=[*OCCASIONS]), name="campaigns_a_gift_has_an_occasion"),
        ]
        indexes = [
            models.Index(fields=["client", "-given_on"], name="campaigns_gifts_of_client"),
            models.Index(fields=["given_on"], condition=Q(explained=None), name="campaigns_gifts_by_day"),
        ]

    def __str__(self):
        return f"礼品 {self.pk}"
