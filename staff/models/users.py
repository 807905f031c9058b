from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef

from staff.models.org import WEEKDAYS, OrgUnit
from staff.roles import READING, Permission, Role, may
from staff.scope import OrganisationQuerySet

WITHIN_A_DAY = MaxValueValidator(480, "一天的维护时间最多 480 分钟，请改小。")


class UserManager(BaseUserManager.from_queryset(OrganisationQuerySet)):
    def get_queryset(self):
        """With the unit, and whether he avoids somebody (staff/scope.py): every page asks for both."""
        return super().get_queryset().select_related("unit").annotate(avoids=Exists(self._declared()))

    def _declared(self):
        return models.QuerySet(self.model).filter(pk=OuterRef("pk"), kin__client__isnull=False)

    def get_by_natural_key(self, employee_no):
        return self.get(employee_no=employee_no)


class User(AbstractBaseUser):
    """员工 (domain 1.2), who logs in with 工号. One person has one role; what it allows is staff/roles.py."""

    employee_no = models.CharField(
        "工号",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Za-z]{3,20}\Z", "工号为 3–20 位数字或字母。")],
    )
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("邮箱", blank=True)
    role = models.CharField("岗位", max_length=12, choices=Role)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, verbose_name="机构", related_name="staff")
    care_weekday = models.PositiveSmallIntegerField(
        "客户维护日", choices=WEEKDAYS, null=True, blank=True, help_text="留空则用机构的默认日"
    )
    daily_minutes = models.PositiveSmallIntegerField("平日维护分钟数", default=150, validators=[WITHIN_A_DAY])
    care_day_minutes = models.PositiveSmallIntegerField("维护日分钟数", default=300, validators=[WITHIN_A_DAY])
    skills = models.JSONField("一技之长", default=list, blank=True)  # a few words, entered by himself
    is_active = models.BooleanField("在岗可登录", default=True)
    must_change_password = models.BooleanField("须先改密码", default=False, editable=False)  # somebody else knows it
    is_demo = models.BooleanField("演示账号", default=False, editable=False)  # made in demo mode, shut outside it
    seats = models.JSONField("登录", default=list, editable=False)  # the keys of his log-ins, the oldest first

    reads_on = None  # the client (id) whom he only reads on the page of now, see reader_of in staff/scope.py

    objects = UserManager()
    USERNAME_FIELD = "employee_no"

    class Meta:
        verbose_name = verbose_name_plural = "员工"
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="staff_role_is_known"),
            models.CheckConstraint(
                condition=models.Q(care_weekday__isnull=True) | models.Q(care_weekday__range=(1, 5)),
                name="staff_care_day_is_a_weekday",
            ),
        ]

    def __str__(self):
        return self.name

    def can(self, permission):
        """Who only reads on (staff/scope.py) can do nothing else on that page."""
        return self.is_active and may(self.role, permission) and (not self.reads_on or permission in READING)

    @property
    def is_staff(self):
        return self.can(Permission.USE_ADMIN)

    def has_perm(self, perm, obj=None):
        """Nobody has Django's own permissions: each ModelAdmin asks `can()` instead, so nothing is open by default."""
        return False

    def has_module_perms(self, app_label):
        return self.is_staff

    @property
    def is_shut(self):
        """An account of demo mode outside it: its password stood on the log-in page."""
        return self.is_demo and not settings.DEMO

    @property
    def care_day(self):
        """Weekday of the 客户维护日, 1 = Monday."""
        return self.care_weekday or self.unit.care_weekday
