from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from staff.models.users import User
from staff.roles import Role
from staff.rules.covers import stands_in
from staff.scope import OrganisationQuerySet
from words.dates import ONE_DAY

BACK_DAYS = 30  # so long who has come back is asked to read what happened meanwhile


# The same as stands_in() of somebody who works here, of rows: who has left, or does other work now, does not.
OF_HEAD = Q(absent__role=Role.BRANCH_HEAD)
SEES_AS_MUCH = Q(cover__role=Role.HEAD_OFFICE) | Q(
    cover__role=Role.BRANCH_HEAD, absent__unit__path__startswith=F("cover__unit__path")
)
STANDS_IN = Q(cover__is_active=True) & (OF_HEAD & SEES_AS_MUCH | ~OF_HEAD & Q(cover__role=F("absent__role")))


def holds_on(day):
    """A period that was ended early holds until the day before its end."""
    return (Q(ended_on=None) | Q(ended_on__gt=day)) & Q(starts_on__lte=day, ends_on__gte=day)


def to_read(today):
    """Over since a few days, and who was away has not said that he has read what happened."""
    first = today - BACK_DAYS * ONE_DAY
    run_out = Q(ended_on=None, ends_on__gte=first, ends_on__lt=today)
    return Q(read_at=None) & (run_out | Q(ended_on__range=(first, today), ended_on__gte=F("starts_on")))


class CoverQuerySet(OrganisationQuerySet):
    to_unit = "absent__unit__"

    def on(self, day):
        """Who is away on the day."""
        return self.filter(holds_on(day))

    def at_hand(self, today, *, user):
        """Whom the user (his id) stands in for, and his own absences that he has still to read about."""
        rows = self.filter(Q(cover=user) & holds_on(today) | Q(absent=user) & to_read(today))
        return rows.select_related("absent__unit").order_by("pk")

    def told_to(self, user, today):
        """Whose story one may read: one's own, of whom one covers now, or, as their head, that of one's people and units."""
        rows = self.with_state(today).filter(state__in=(CoverPeriod.State.ACTIVE, CoverPeriod.State.ENDED))
        if user.role == Role.MANAGER:
            return rows.filter(Q(absent=user) | Q(cover=user) & holds_on(today))
        return rows.visible_to(user)

    def arranged(self):
        """Somebody was named to stand in, whether he works here still or not: the mails go to him, or say why not."""
        return self.exclude(cover=None)

    def covered(self):
        """Somebody who works stands in; the others are alone()."""
        return self.filter(STANDS_IN)

    def alone(self):
        """Somebody is away and nobody who works stands in: the head looks after a manager's clients (domain 1.5)."""
        return self.filter(Q(cover=None) | ~STANDS_IN)

    def gaps(self, day):
        """Who is away on the day with work that nobody does: a head, or who has clients."""
        with_clients = User.objects.filter(pk=OuterRef("absent"), clients__isnull=False)
        return self.on(day).alone().filter(OF_HEAD | Exists(with_clients), absent__is_active=True)

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

    For a head stands in who sees all that he sees, and gets his mails and requests (docs/decisions/0034).
    Without a cover only the absence is known, and the head looks after the clients of a manager. `ended_on` is the first day on which
    it no longer holds; before the first day of the period it was cancelled. `read_at`: when who was away had read what happened.
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
        help_text="没有人能代的，留空：客户由行长照看，提醒信仍发给本人，每天在首页提醒。行长由本机构、上级机构的另一位行长或总行代。",
    )
    starts_on = models.DateField("开始日期", help_text="最早今天，最晚一年以内；临时离岗从今天起。")
    ends_on = models.DateField("结束日期", help_text="最后一天，含当天；一段最长 366 天。开始以后只能改这一天。")
    reason = models.CharField("事由", max_length=80)
    ended_on = models.DateField("提前结束", null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, editable=False, related_name="+")

    read_at = models.DateTimeField("看过离岗期间的事", null=True, blank=True, editable=False)

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

    @property
    def is_alone(self):
        """The same as alone(), of a row at hand."""
        return self.cover is None or not (self.cover.is_active and self.can_be_done_by(self.cover))

    def can_be_done_by(self, cover):
        """Whether the person does the work of who is away, and sees what he sees."""
        absent = self.absent
        return stands_in(absent.role, absent.unit.path, cover.role, cover.unit.path)

    @property
    def has_begun(self):
        """Of a row with_state."""
        return self.state in (self.State.ACTIVE, self.State.ENDED)

    @property
    def last_day(self):
        """The last day of the story: of one that was ended early the day of its end, since it held that morning."""
        return self.ended_on or self.ends_on

    def days(self, first, last):
        """Its days from `first` to `last`."""
        start, end = max(self.starts_on, first), min(self.ends_on, last)
        return [start + n * ONE_DAY for n in range((end - start).days + 1)]

    def holds_on(self, day):
        """The same as the condition holds_on, of a row at hand."""
        return self.starts_on <= day <= self.ends_on and (self.ended_on is None or self.ended_on > day)
