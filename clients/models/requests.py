from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clients import enums
from clients.enums.requests import Concession, HandoverReason, OverrideReason
from clients.kinds import choices
from clients.models.clients import Client
from staff.models import OrgUnit
from staff.roles import EVERYTHING
from staff.scope import ScopedQuerySet, reach

# What a concession of each sort holds, and nothing else.
OF_RATE = Q(kind="concession", concession="rate", percent=None) & ~Q(item="")
IN_CEILING = Q(rate__isnull=False, ceiling__isnull=False, rate__gt=0, rate__lte=F("ceiling"))
OF_FEE = Q(kind="concession", concession="fee", rate=None, percent__isnull=False, percent__range=(1, 100)) & ~Q(item="")
OF_NO_PRICE = ~Q(concession__in=["rate", "fee"]) & Q(item="", rate=None, percent=None)
GAINS = Q(gain_before__isnull=False, gain_after__isnull=False, floor__isnull=False)


class RequestQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """About the clients within reach, and what one has asked or decided oneself."""
        own = Q(asked_by=user.pk) | Q(decided_by=user.pk) | Q(countersigned_by=user.pk)
        if not user.is_active:
            return self.none()
        rows = self.apart_from(user)
        return rows if user.role in EVERYTHING else rows.filter(reach(user, self.to_client) | own)

    def waiting(self):
        return self.filter(state=enums.RequestState.ASKED)

    def in_force(self, day):
        """Approved and not over on `day`; both days are inclusive."""
        return self.filter(state=enums.RequestState.APPROVED, ended_at=None, valid_from__lte=day, valid_until__gte=day)

    def over(self, day):
        """Approved, past its last day, and not acted on yet."""
        return self.filter(state=enums.RequestState.APPROVED, ended_at=None, valid_until__lt=day)


class Request(models.Model):
    """申请: one thing that needs a second person (lean). What a stop depends on is a column with a constraint; only wording is words.

    Nobody decides what he asked for; a countersigner is a third person. `due_at` is counted in working days. A handover within the
    units of who starts it needs nobody's word: it is approved at once, and nobody stands as the one who decided.
    """

    State = enums.RequestState
    Reason = OverrideReason
    Handover = HandoverReason

    kind = models.CharField("种类", max_length=12, choices=choices)
    client = models.ForeignKey(
        Client, models.CASCADE, null=True, blank=True, related_name="requests", verbose_name="客户", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="员工"
    )
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="requests", verbose_name="机构", db_index=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    words = models.CharField("理由", max_length=400)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人", db_index=False
    )
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    due_at = models.DateTimeField("时限")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="决定人",
        db_index=False,
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision = models.CharField("决定说明", max_length=200, blank=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="会签人",
        db_index=False,
    )
    countersigned_at = models.DateTimeField("会签时间", null=True, blank=True)
    valid_from = models.DateField("生效", null=True, blank=True)
    valid_until = models.DateField("到期", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewal", verbose_name="续办"
    )
    tier = models.CharField("申请层级", max_length=8, choices=enums.Tier, blank=True)
    tier_before = models.CharField("原层级", max_length=8, choices=enums.Tier, blank=True)
    reason = models.CharField("理由类别", max_length=12, choices=[*Reason.choices, *Handover.choices], blank=True)
    attached = models.JSONField("提出时所附", default=dict, blank=True, editable=False)  # wording only, frozen
    # Of a concession: `item` is the code of a published price, `tier_before` the client's tier; `rate` and `ceiling` are % a year,
    # `percent` is off the price, the others 元 (`gain_…` what he brings in a year, as finance says); `attached` holds:
    # the item's name, and the conditions.
    concession = models.CharField("让什么", max_length=8, choices=Concession, blank=True)
    item = models.CharField("项目代码", max_length=20, blank=True)
    rate = models.DecimalField("申请利率（%）", max_digits=7, decimal_places=4, null=True, blank=True)
    ceiling = models.DecimalField("公示上限（%）", max_digits=7, decimal_places=4, null=True, blank=True)
    percent = models.PositiveSmallIntegerField("优惠（%）", null=True, blank=True)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2, null=True, blank=True)
    gain_before = models.DecimalField("让之前一年的贡献", max_digits=16, decimal_places=2, null=True, blank=True)
    gain_after = models.DecimalField("让之后一年的贡献", max_digits=16, decimal_places=2, null=True, blank=True)
    floor = models.DecimalField("底线", max_digits=16, decimal_places=2, null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请"
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="clients_nobody_decides_what_he_asked_for"
            ),
            models.CheckConstraint(
                condition=~Q(countersigned_by=F("asked_by")) & ~Q(countersigned_by=F("decided_by")),
                name="clients_a_countersigner_is_a_third_person",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("user")), name="clients_nobody_decides_about_himself"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                | Q(kind="handover", state="approved", decided_by=None, decided_at__isnull=False),
                name="clients_a_decided_request_names_who",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="clients_a_request_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(kind="override")
                | (~Q(tier="") & ~Q(tier=F("tier_before")) & ~Q(reason="") & Q(client__isnull=False)),
                name="clients_an_override_names_another_tier_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="override", state="approved")
                | Q(valid_from__isnull=False, valid_until__isnull=False),
                name="clients_an_override_is_for_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="policy")
                | Q(client__isnull=True, valid_from__isnull=False, valid_until__isnull=True),
                name="clients_a_policy_has_its_day_and_no_client",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="policy", state__in=["asked", "back"]),
                name="clients_one_open_request_for_a_policy",
            ),
            models.CheckConstraint(
                condition=~Q(kind="concession")
                | Q(concession__in=Concession.values, client__isnull=False)
                & Q(valid_from__isnull=False, valid_until__isnull=False),
                name="clients_a_concession_says_what_and_until_when",
            ),
            # An empty value makes a comparison neither true nor false, and such a check passes: so each asks whether it is there.
            models.CheckConstraint(
                condition=(OF_RATE & IN_CEILING) | OF_FEE | OF_NO_PRICE,
                name="clients_a_concession_keeps_to_the_published_prices",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="clients_an_amount_is_more_than_nothing"
            ),
            models.CheckConstraint(
                condition=Q(gain_before=None, gain_after=None, floor=None)
                | (GAINS & Q(gain_after__lte=F("gain_before"))),
                name="clients_a_concession_has_both_figures_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(kind="concession", state="approved")
                | (GAINS & Q(countersigned_by__isnull=False, gain_after__gte=F("floor"))),
                name="clients_an_approved_concession_keeps_the_floor",
            ),
            models.UniqueConstraint(
                fields=["client", "kind"],
                condition=Q(state__in=["asked", "back"]),
                name="clients_one_open_request_a_client_and_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="asked"), name="clients_requests_waiting"),
            models.Index(fields=["asked_by", "-asked_at"], name="clients_requests_of_asker"),
            models.Index(fields=["decided_by", "-decided_at", "-id"], name="clients_requests_decided"),
            models.Index(fields=["countersigned_by", "-decided_at", "-id"], name="clients_requests_signed"),
            models.Index(fields=["client", "kind", "state"], name="clients_requests_of_client"),
            models.Index(fields=["kind", "-asked_at", "-id"], name="clients_requests_of_kind"),
            models.Index(
                fields=["decided_at", "id"], condition=Q(decided_at__isnull=False), name="clients_requests_decided_at"
            ),
            models.Index(
                fields=["valid_until"],
                condition=Q(kind="concession", state="approved", ended_at=None),
                name="clients_concessions_running",
            ),
            models.Index(fields=["unit", "state", "due_at"], name="clients_requests_of_unit"),
        ]

    def __str__(self):
        return f"申请 {self.pk}"

    @property
    def rounds(self):
        """What was asked and sent back before, the oldest first."""
        return self.attached.get("rounds", [])
