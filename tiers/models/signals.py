from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clients.enums import Tier
from clients.models import Client, ContactLog, DoNotDisturb
from staff.calendar import midnight
from staff.scope import ScopedQuerySet
from tiers import enums
from tiers.rules.signals import CLOSED_SHOWN, OF_GAINS, cohort_of

OPEN = Q(state=enums.SignalState.OPEN)
TALKED = Q(client__last_effective_on__gte=F("raised_on"))  # since it was raised; `Signal.talked_on` says when


def closed_lately(day):
    """What the lists of `day` still show of those that are open no more."""
    return ~OPEN & Q(closed_at__gte=midnight(day - CLOSED_SHOWN))


def asks_on(day):
    """Open, not planned since, and such that nobody who is left in peace would be spoken to of what he could gain."""
    return _unplanned() & (~Q(kind__in=OF_GAINS) | ~(is_silent(day) | is_resting(day)))


def is_talked_of():
    """Whether somebody has talked with the client about maturities since: of such a signal that is the plan (HLD-R2)."""
    talks = ContactLog.objects.about_maturity().filter(client=models.OuterRef("client"))
    return models.Exists(talks.filter(occurred_at__date__gte=models.OuterRef("raised_on")))


def is_silent(day):
    silencing = DoNotDisturb.objects.silencing(day).filter(client=models.OuterRef("client"))
    return models.Exists(silencing)


def is_resting(day):
    """Whether the client is in 停联: the at_rest of the clients, of a signal."""
    return Q(client__resting_until__gt=day, client__tries__isnull=False)


def _unplanned():
    """Open; but no maturity that was planned in the day, which the night clears."""
    return OPEN & (~Q(kind=enums.SignalKind.MATURITY) | ~is_talked_of())


def late_on(day):
    """Past its day, and nobody has talked with the client since; nobody is pressed for a talk with somebody in 勿扰 or 停联."""
    talked = ~Q(kind=enums.SignalKind.MATURITY) & TALKED
    pressed = Q(kind=enums.SignalKind.COMPLAINT) | ~(is_silent(day) | is_resting(day))
    return _unplanned() & Q(due_on__lt=day) & ~talked & pressed


class SignalQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(OPEN)

    def unplanned(self):
        return self.filter(_unplanned())

    def asking(self, day):
        """Those that somebody is reminded of on `day`."""
        return self.filter(asks_on(day))

    def for_lists(self, day):
        """Adds `rank`, by which lists stand: the red ones first; `silent`, whose client is in 勿扰 on `day`; `planned`."""
        order = [models.When(severity=severity, then=place) for place, severity in enumerate(enums.Severity)]
        rank = models.Case(*order, output_field=models.SmallIntegerField())
        return self.annotate(rank=rank, silent=is_silent(day), planned=is_talked_of())

    def standing(self, day):
        """Open, in this month's cohort, or closed lately: what the lists of a day show."""
        return self.filter(OPEN | Q(kind=enums.SignalKind.NEAR, about=cohort_of(day)) | closed_lately(day))

    def cohort(self, month):
        """Who stood near a line at the beginning of the month, whatever has become of it."""
        return self.filter(kind=enums.SignalKind.NEAR, about=cohort_of(month))


class Signal(models.Model):
    """信号 (domain 3.9): what the bank's figures say of a client, in a sentence with the facts. One open a client and kind.

    `about` names the cause where it has a name: the month of a cohort, a complaint; each cause is told once. A person closes
    it with a result; the system clears it when the fact is gone, and opens the same row again when it is back. `severity`,
    `sentence` and `due_on` follow the figures each night. Of one near a line: `tier` is the one above it, `reached_on` since
    when the average stands there, which is kept up whatever the state.
    """

    Kind = enums.SignalKind
    Severity = enums.Severity
    State = enums.SignalState
    Result = enums.SignalResult
    Loss = enums.LossReason

    client = models.ForeignKey(Client, models.CASCADE, related_name="signals", verbose_name="客户", db_index=False)
    kind = models.CharField("种类", max_length=10, choices=Kind)
    severity = models.CharField("轻重", max_length=6, choices=Severity)
    sentence = models.CharField("事实", max_length=300)
    about = models.CharField("缘由", max_length=40, blank=True)
    tier = models.CharField("上一层级", max_length=8, choices=Tier, blank=True)
    reached_on = models.DateField("达到", null=True, blank=True)
    raised_on = models.DateField("发现")
    due_on = models.DateField("最晚行动")
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    result = models.CharField("结果", max_length=10, choices=Result, blank=True)
    reason = models.CharField("流失原因", max_length=10, choices=Loss, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    log = models.ForeignKey(
        ContactLog, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="依据的联系"
    )
    closed_at = models.DateTimeField("了结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="了结人"
    )

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信号"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind"], condition=OPEN, name="tiers_one_open_signal_a_client_and_kind"
            ),
            models.UniqueConstraint(
                fields=["client", "kind", "about"], condition=~Q(about=""), name="tiers_one_signal_a_cause"
            ),
            models.CheckConstraint(
                condition=OPEN & Q(closed_at=None) | ~OPEN & Q(closed_at__isnull=False),
                name="tiers_a_closed_signal_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False) & ~Q(result="")
                | ~Q(state="closed") & Q(closed_by=None, result=""),
                name="tiers_a_person_closes_a_signal_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(result="lost") & ~Q(reason="") | ~Q(result="lost") & Q(reason=""),
                name="tiers_a_loss_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="near") | ~Q(tier="") & ~Q(about=""), name="tiers_near_names_the_tier_and_month"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-raised_on"], name="tiers_signals_of_client"),
            models.Index(fields=["due_on", "id"], condition=OPEN, name="tiers_signals_by_due"),
            models.Index(fields=["-closed_at", "-id"], condition=~OPEN, name="tiers_signals_closed"),
            models.Index(fields=["about", "client"], condition=Q(kind="near"), name="tiers_cohorts"),
        ]

    def __str__(self):
        return f"信号 {self.pk}"

    @property
    def talked_on(self):
        """The last effective contact with the client, if it came since the signal was raised; None otherwise."""
        on = self.client.last_effective_on
        return on if on is not None and on >= self.raised_on else None
