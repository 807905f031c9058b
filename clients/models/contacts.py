from django.conf import settings
from django.db import models
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from clients import enums
from clients.models.clients import Client
from staff.scope import ScopedQuerySet

ONE_WAY = [
    enums.ContactKind.WECOM,
    enums.ContactKind.EMAIL,
    enums.ContactKind.SMS,
    enums.ContactKind.LETTER,
    enums.ContactKind.HANDOVER,
]
# He was spoken to, called himself, or agreed to meet; what was only sent to him says nothing.
REACHED = (
    models.Q(direction=enums.Direction.IN)
    | models.Q(is_effective=True)
    | models.Q(outcome=enums.Outcome.APPOINTED)
    | models.Q(reached=enums.Reached.CLIENT) & ~models.Q(kind__in=ONE_WAY, replied=False)
)


class ContactLogQuerySet(ScopedQuerySet):
    def not_struck(self):
        return self.filter(struck_at__isnull=True)

    def touches(self):
        """Not struck, and with the client: a 交接信 is about him, to his next manager."""
        return self.not_struck().exclude(kind=enums.ContactKind.HANDOVER)

    def effective(self):
        return self.not_struck().filter(is_effective=True)

    def latest_effective(self, client):
        """The effective contacts of `client` (a Client, an id, or OuterRef), the latest first; of one moment the one entered last."""
        return self.effective().filter(client=client).order_by("-occurred_at", "-pk")

    def latest_of_each(self, clients, number):
        """Of each of the `clients` (ids) the latest `number` effective ones and as many others, the latest first."""
        place = Window(RowNumber(), partition_by=["client", "is_effective"], order_by=["-occurred_at", "-pk"])
        rows = self.filter(client__in=clients).annotate(place=place).filter(place__lte=number)
        return rows.order_by("-occurred_at", "-pk")

    def visits(self):
        """The latest first."""
        return self.not_struck().filter(kind=enums.ContactKind.VISIT).order_by("-occurred_at", "-pk")

    def about_maturity(self):
        """Talks about what ends soon: each is a plan for it (clients/rules/holdings.py)."""
        return self.not_struck().filter(REACHED, aim=enums.Aim.MATURITY)

    def in_vain(self):
        """The tries to reach a client since he was last reached, or since somebody had them counted anew."""
        since = {"client": models.OuterRef("client"), "occurred_at__gte": models.OuterRef("occurred_at")}
        reached = ContactLog.objects.filter(REACHED, struck_at=None, **since)
        counted = models.Q(client__tries_from=None) | models.Q(occurred_at__gt=models.F("client__tries_from"))
        in_vain = counted & ~models.Q(reached=enums.Reached.CLIENT) & ~models.Exists(reached)
        return self.filter(in_vain, struck_at=None, direction=enums.Direction.OUT)


class ContactLog(models.Model):
    """The one ledger of every touch (domain 4.1). Rows are never deleted: a wrong one is struck with a reason."""

    Kind = enums.ContactKind
    Direction = enums.Direction
    Reached = enums.Reached
    Outcome = enums.Outcome
    Source = enums.ContactSource
    Aim = enums.Aim

    client = models.ForeignKey(Client, models.CASCADE, related_name="contacts", db_index=False)
    kind = models.CharField("方式", max_length=8, choices=Kind)
    direction = models.CharField("方向", max_length=3, choices=Direction, default=Direction.OUT)
    occurred_at = models.DateTimeField("时间")
    seconds = models.PositiveIntegerField("时长（秒）", null=True, blank=True)
    reached = models.CharField("接通", max_length=8, choices=Reached, default=Reached.CLIENT)
    replied = models.BooleanField("客户有回复", default=False)
    aim = models.CharField("目的", max_length=10, choices=Aim, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)
    note = models.CharField("备注", max_length=2000, blank=True)
    next_step = models.CharField("下一步", max_length=80, blank=True)
    next_on = models.DateField("下一步日期", null=True, blank=True)
    is_effective = models.BooleanField("有效联系")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="经办人"
    )
    source = models.CharField("来源", max_length=6, choices=Source, default=Source.STAFF)
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField("录入时间", default=timezone.now)
    struck_at = models.DateTimeField("作废时间", null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    strike_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = ContactLogQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True, strike_reason="")
                | (models.Q(struck_at__isnull=False) & ~models.Q(strike_reason="")),
                name="clients_a_struck_contact_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client", "occurred_at"],
                condition=models.Q(direction="out", struck_at=None) & ~models.Q(reached="client"),
                name="clients_tries",
            ),
            models.Index(fields=["client", "-occurred_at", "-id"], name="clients_contacts_latest"),
            models.Index(
                fields=["client", "occurred_at"],
                condition=models.Q(is_effective=True, struck_at=None),
                name="clients_effective_contacts",
            ),
            # Visits are few, and a place shows its latest: the others never enter it.
            models.Index(
                fields=["-occurred_at", "-id"],
                condition=models.Q(kind="visit", struck_at=None),
                name="clients_visits_latest",
            ),
        ]

    @property
    def reached_words(self):
        """Whether one spoke with the client, in the words of a telephone or of a visit."""
        told = enums.AT_THE_DOOR if self.kind == self.Kind.VISIT else {}
        return told.get(self.reached) or self.get_reached_display()

    def is_typed_by(self, user):
        """Written down by this person himself: no file's row, which names who was in touch, and nothing the system sent."""
        return self.by_id == user.pk and self.source == self.Source.STAFF
