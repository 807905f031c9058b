from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from staff.models.org import OrgUnit
from staff.models.users import User
from staff.roles import EVERYTHING, Permission, Role
from staff.rules.grants import WITH_CLIENTS_OF_THEIR_OWN
from staff.scope import subtree_ids


class GrantQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decision="")

    def of_password(self):
        return self.filter(what=Grant.What.PASSWORD)

    def of_place(self):
        return self.exclude(what=Grant.What.PASSWORD)

    def unseen(self):
        """In force without a second person, and nobody has looked at it yet."""
        return self.filter(decision=Grant.Decision.TAKEN, decided_at=None)

    def visible_to(self, user):
        """To whom who may decide: all of the bank, or what a head himself sees (ORG-R6)."""
        if not user.can(Permission.DECIDE_GRANTS):
            return self.none()
        if user.role in EVERYTHING:
            return self.all()
        return self.filter(role__in=WITH_CLIENTS_OF_THEIR_OWN, unit__in=subtree_ids(user))


class Grant(models.Model):
    """授权 (ORG-R6): a role, a unit, a password or an account that gives more than who gave it may see.

    A waiting one changes nothing yet: it keeps what was asked for until a second person has decided.
    """

    class What(models.TextChoices):
        ACCOUNT = "account", "启用账号"
        ROLE = "role", "改岗位"
        UNIT = "unit", "改机构"
        PASSWORD = "password", "设密码"

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "已确认"
        DECLINED = "declined", "未同意"
        TAKEN = "taken", "直接生效"

    user = models.ForeignKey(User, models.PROTECT, verbose_name="员工", related_name="grants")
    what = models.CharField("授权", max_length=10, choices=What)
    role = models.CharField("岗位", max_length=12, choices=Role)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, verbose_name="机构", related_name="+")
    password = models.CharField(max_length=128, blank=True, editable=False)  # its hash, until somebody has decided
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )  # nobody: the command line
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    decision = models.CharField("决定", max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )  # of one in force at once: who looked at it
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="taken") | ~Q(decided_by=F("asked_by")), name="staff_nobody_decides_what_he_asked"
            ),
            models.CheckConstraint(
                condition=Q(decision="taken") | ~Q(decided_by=F("user")), name="staff_nobody_decides_about_himself"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(decision="") & ~Q(what="password"),
                name="staff_one_place_waits_for_a_person",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(decision="", what="password"), name="staff_one_password_waits_for_a_person"
            ),
        ]

    def __str__(self):
        return f"{self.get_what_display()} {self.user_id}"
