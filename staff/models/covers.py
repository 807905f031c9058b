from django.db import models
from django.db.models import Case, F, Q, Value, When

from staff.models.users import User
from staff.scope import OrganisationQuerySet


class CoverQuerySet(OrganisationQuerySet):
    to_unit = "absent__unit__"

    def on(self, day):
        """Who is away on the day; a period that was ended early holds until the day before its end."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), starts_on__lte=day, ends_on__gte=day)

    def covered(self):
        return self.exclude(cover=None)

    def alone(self):
        """Somebody is away and nobody who works stands in: the head looks after the clients (domain 1.5)."""
        return self.filter(Q(cover=None) | Q(cover__is_active=False))

    def within(self, first, last):
        """Those not ended early that share a day with `first` to `last`."""
        return self.filter(ended_on=None, starts_on__lte=last, ends_on__gte=first)

    def with_state(self, today):
        """Annotates `state`, one of CoverPeriod.State: only the dates say it."""
        state = CoverPeriod.State
        return self.annotate(
            state=Case(
                When(ended_on__lt=F("starts_on"), then=Value(state.CANCELLED)),
                When(Q(ended_on__isnull=False) | Q(ends_on__lt=today), then=Value(state.ENDED)),
                When(starts_on__gt=today, then=Value(state.PLANNED)),
                default=Value(state.ACTIVE),
            )
        )


class CoverPeriod(models.Model):
    """AB角: while it lasts, `cover` sees the clients of `absent` and gets his reminders (domain 1.5).

    Without a cover only the absence is known, and the head looks after the clients. `ended_on` is the first day on which
    it no longer holds; before the first day of the period it was cancelled.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "未开始"
        ACTIVE = "active", "进行中"
        ENDED = "ended", "已结束"
        CANCELLED = "cancelled", "已取消"

    absent = models.ForeignKey(User, models.PROTECT, verbose_name="离岗人", related_name="absences")
    cover = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="代管人",
        related_name="covering",
        db_index=False,
        help_text="没有人能代的，留空：客户由行长照看，每天在首页提醒。",
    )
    starts_on = models.DateField("开始日期", help_text="最早今天，最晚一年以内；临时离岗从今天起。")
    ends_on = models.DateField("结束日期", help_text="最后一天，含当天；一段最长 366 天。开始以后只能改这一天。")
    reason = models.CharField("事由", max_length=80)
    ended_on = models.DateField("提前结束", null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, editable=False, related_name="+")

    objects = CoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代管安排"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="staff_cover_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~models.Q(absent=models.F("cover")), name="staff_nobody_covers_himself"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, ended_by=None)
                | models.Q(ended_by__isnull=False, ended_on__lte=models.F("ends_on")),
                name="staff_cover_that_ends_early_names_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["cover", "ends_on"], name="staff_cover_by_day")]

    def __str__(self):
        return f"{self.cover}代{self.absent}" if self.cover else f"{self.absent}离岗"
