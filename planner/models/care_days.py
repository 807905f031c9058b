from django.conf import settings
from django.db import models

from clients.enums import IN_CARE
from clients.models import Client, ContactLog, DoNotDisturb
from planner.enums import PlanKind, Via, What
from staff.calendar import midnight
from staff.models import Place
from staff.roles import Role
from staff.scope import ScopedQuerySet, covered_ids, subtree_ids
from words.dates import ONE_WEEK

VOID_TRY = models.Q(state="missed", tried__struck_at__isnull=False)  # taken back: the client waits as before


class CarePlanQuerySet(models.QuerySet):
    def care(self):
        """The lists of 客户维护日."""
        return self.filter(kind=PlanKind.CARE)

    def visiting(self):
        """The lists of 上门日."""
        return self.filter(kind=PlanKind.VISIT)

    def visible_to(self, user):
        """A manager's own and those he covers today; a branch head his people's; nobody else works with plans."""
        if user.is_active and user.role == Role.MANAGER:
            return self.filter(manager__in=[user.pk, *covered_ids(user)])
        if user.is_active and user.role == Role.BRANCH_HEAD:
            return self.filter(manager__unit__in=subtree_ids(user))
        return self.none()


class CarePlan(models.Model):
    """The list of one manager's 客户维护日 or 上门日 (domain 5.2, 5.3, 5.6): one day of each in a week, named by its Monday."""

    MAIL = "reminder"  # its kind in crm/mails.py
    Kind = PlanKind

    kind = models.CharField("种类", max_length=5, choices=PlanKind, default=PlanKind.CARE)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="care_plans", db_index=False)
    week = models.DateField("周一")
    day = models.DateField("客户维护日")
    capacity = models.PositiveSmallIntegerField("上限（分钟）")
    built_at = models.DateTimeField("生成时间")
    moved_from = models.DateField("原定日期", null=True, blank=True)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    moves = models.PositiveSmallIntegerField("换日次数", default=0)

    objects = CarePlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "客户维护日"
        constraints = [
            models.UniqueConstraint(
                fields=["manager", "week", "kind"], name="planner_one_day_of_a_kind_a_manager_and_week"
            ),
            models.CheckConstraint(
                condition=models.Q(moved_from__isnull=True) | models.Q(moved_by__isnull=False),
                name="planner_a_switched_care_day_names_who_switched_it",
            ),
            models.CheckConstraint(
                condition=models.Q(day__gte=models.F("week")), name="planner_a_care_day_is_not_before_its_week"
            ),
        ]
        indexes = [models.Index(fields=["day", "manager"], name="planner_care_plans_by_day")]


class PlanItemQuerySet(ScopedQuerySet):
    def care(self):
        """Of 客户维护日: nobody is visited on one."""
        return self.exclude(via=Via.VISIT)

    def stops(self):
        """Of 上门日: there everybody is visited."""
        return self.filter(via=Via.VISIT)

    def placed(self):
        """On the day's list, whatever became of them; what did not fit is not."""
        return self.exclude(state=PlanItem.State.OVERFLOW)

    def touched(self):
        """Somebody has worked on them, so a new list must keep them. A try that was taken back is none."""
        return self.filter(state__in=PlanItem.HANDLED).exclude(VOID_TRY)

    def to_visit(self):
        """Stops to which nobody was yet: the same as is_planned of a Stop. A visit that was taken back is none."""
        void = models.Q(state__in=[PlanItem.State.DONE, PlanItem.State.MISSED], tried__struck_at__isnull=False)
        return self.stops().filter(models.Q(state=PlanItem.State.PLANNED) | void)

    def with_contact(self):
        """Annotates `contacted`: the client's clock has moved since he was put on the list, or stands on its day.

        The evening before counts, wherever the contact was logged; striking it takes it back.
        """
        clock = "client__last_effective_on"
        moved = models.Q(**{f"{clock}__gt": models.F("last_on")}) | models.Q(
            last_on=None, **{f"{clock}__isnull": False}
        )
        return self.annotate(
            contacted=models.Case(
                models.When(moved | models.Q(**{f"{clock}__gte": models.F("plan__day")}), then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )

    def with_contact_in(self, monday):
        """Annotates `contacted` of lists that are over: an effective contact in that week.

        The client's clock has moved on since then; the ledger has not.
        """
        span = {"occurred_at__gte": midnight(monday), "occurred_at__lt": midnight(monday + ONE_WEEK)}
        return self.annotate(
            contacted=models.Exists(ContactLog.objects.latest_effective(models.OuterRef("client")).filter(**span))
        )

    def with_silence(self, day):
        """Annotates `silence`: why the client is not to be contacted on `day` (勿扰, or no longer in care), else None."""
        rows = DoNotDisturb.objects.silencing(day).filter(client=models.OuterRef("client")).order_by("pk")
        gone = [
            models.When(client__status=status, then=models.Value(f"客户状态：{status.label}"))
            for status in Client.Status
            if status not in IN_CARE
        ]
        return self.annotate(silence=models.Case(*gone, default=models.Subquery(rows.values("reason")[:1])))


class PlanItem(models.Model):
    """One client on one list, with the sentence that says why; `minutes` are planned, `score` is F-7."""

    class State(models.TextChoices):
        PLANNED = "planned", "待联系"
        DONE = "done", "已联系"
        MISSED = "missed", "没联系上"
        MOVED = "moved", "已改期"
        DROPPED = "dropped", "这次不需要"
        OVERFLOW = "overflow", "放不下"

    What = What
    Via = Via
    OPEN = (State.PLANNED, State.MISSED)
    HANDLED = (State.DONE, State.MISSED, State.MOVED, State.DROPPED)

    plan = models.ForeignKey(CarePlan, models.CASCADE, related_name="items", db_index=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="plan_items")
    position = models.PositiveSmallIntegerField("顺序")
    is_must = models.BooleanField("必办", default=False)
    what = models.CharField("事由", max_length=10, choices=What)
    why = models.CharField("为什么", max_length=300)
    talk = models.CharField("谈什么", max_length=80, blank=True)
    via = models.CharField("方式", max_length=8, choices=Via)
    due_on = models.DateField("应办日期", null=True, blank=True)
    last_on = models.DateField("排入时的上次有效联系", null=True, blank=True)
    score = models.FloatField("得分")
    minutes = models.PositiveSmallIntegerField("分钟")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    moved_to = models.DateField("改到", null=True, blank=True)
    note = models.CharField("说明", max_length=120, blank=True)
    # The row of the ledger that says he was not reached, or of a stop what came of it; struck, it was none.
    tried = models.ForeignKey(
        ContactLog, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="没联系上的记录"
    )

    # Of a stop of 上门日 only. `place` is where the door is, which his own place need not be.
    at = models.TimeField("约好的钟点", null=True, blank=True)
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="同行"
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域", db_index=False
    )
    by_hand = models.BooleanField("手调", default=False)
    at_home = models.BooleanField("入户", default=False)
    with_papers = models.BooleanField("取单送单", default=False)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "维护日名单"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(via=Via.VISIT)
                | models.Q(at=None, companion=None, place=None, by_hand=False, at_home=False, with_papers=False),
                name="planner_only_a_stop_has_an_hour_and_a_companion",
            ),
            models.UniqueConstraint(fields=["plan", "client"], name="planner_a_client_once_a_care_day"),
            models.CheckConstraint(
                condition=~models.Q(state="dropped") | ~models.Q(note=""), name="planner_dropped_says_why"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="moved") | models.Q(moved_to__isnull=False),
                name="planner_moved_says_where_to",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "position"], name="planner_plan_in_order"),
            models.Index(
                fields=["moved_to", "client"], name="planner_moved_clients", condition=models.Q(state="moved")
            ),
        ]

    @property
    def stands(self):
        """The state, without a try that was taken back; of a stop, without a visit that was."""
        is_told = self.state == self.State.MISSED or (self.state == self.State.DONE and self.via == Via.VISIT)
        is_void = is_told and self.tried is not None and self.tried.struck_at is not None
        return self.State.PLANNED if is_void else self.State(self.state)
