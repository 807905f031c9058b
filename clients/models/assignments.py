from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clients import enums
from clients.models.clients import Client
from clients.models.contacts import ContactLog
from clients.models.promises import Promise
from clients.models.requests import Request
from staff.models import OrgUnit
from staff.scope import ScopedQuerySet


class AssignmentQuerySet(ScopedQuerySet):
    def planned(self):
        return self.filter(state=enums.AssignmentState.PLANNED)

    def given(self):
        return self.filter(state=enums.AssignmentState.GIVEN)


class Assignment(models.Model):
    """管户变更: from `starts_on`, 00:00, `manager` looks after the client, whom `giver` had until then; None: nobody.

    Each change of manager is one row, so the rows of a client tell who looked after him. `ends_on`: the day the next one took
    over; empty as long as it lasts. `words` say why a row is not planned or given. The rows of one handover have its `request`.
    """

    State = enums.AssignmentState

    client = models.ForeignKey(Client, models.CASCADE, related_name="assignments", verbose_name="客户", db_index=False)
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_on",
        verbose_name="移出人",
        db_index=False,
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="received",
        verbose_name="接手人",
        db_index=False,
    )
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="管户机构", db_index=False)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.PLANNED)
    words = models.CharField("说明", max_length=200, blank=True)
    request = models.ForeignKey(
        Request,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="移交",
        db_index=False,
    )
    # What it puts back when it is undone: the unit and the B角 that the client had.
    unit_before = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原管户机构", db_index=False
    )
    backup_before = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="原B角",
        db_index=False,
    )
    # Of the three upper tiers: `giver` owes the letter, `manager` the introduction; `letter_log` is the frozen letter.
    letter = models.ForeignKey(
        Promise, models.SET_NULL, null=True, blank=True, related_name="letter_of", verbose_name="交接信"
    )
    introduction = models.ForeignKey(
        Promise, models.SET_NULL, null=True, blank=True, related_name="introduction_of", verbose_name="介绍"
    )
    letter_log = models.ForeignKey(
        ContactLog, models.SET_NULL, null=True, blank=True, related_name="letter_of", verbose_name="定稿的交接信"
    )
    # 顶级 and 优质 only: so long the giver reads the client, while the introduction is open.
    reads_until = models.DateField("移出人可看到", null=True, blank=True)
    made_at = models.DateTimeField("登记时间", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
        db_index=False,
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "管户变更"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=enums.AssignmentState.values), name="clients_assignment_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(giver=None) | Q(manager=None) | ~Q(giver=F("manager")),
                name="clients_nobody_hands_on_to_himself",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="clients_an_assignment_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(request__isnull=False, manager__isnull=False),
                name="clients_what_is_planned_is_of_a_handover",
            ),
            models.UniqueConstraint(
                fields=["client"], condition=Q(state="planned"), name="clients_one_planned_handover_a_client"
            ),
            models.UniqueConstraint(fields=["request", "client"], name="clients_a_handover_has_a_client_once"),
        ]
        indexes = [
            models.Index(fields=["client", "-starts_on", "-id"], name="clients_assignments_of_client"),
            models.Index(fields=["request", "state", "manager"], name="clients_assignments_of_request"),
            models.Index(fields=["giver", "-starts_on"], name="clients_assignments_of_giver"),
            models.Index(fields=["manager", "-starts_on"], name="clients_assignments_of_manager"),
            models.Index(fields=["starts_on"], condition=Q(state="planned"), name="clients_assignments_planned"),
        ]

    def __str__(self):
        return f"管户变更 {self.pk}"
