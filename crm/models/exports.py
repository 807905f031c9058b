from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.utils import timezone

from clients.models import Request
from staff.models import OrgUnit
from staff.models.claims import Claim
from staff.roles import Permission
from staff.scope import ScopedQuerySet


class ExportQuerySet(ScopedQuerySet):
    to_client = "request__client__"

    def visible_to(self, user):
        """One's own, by who still works where he asked for it: a file is for one person."""
        if not user.is_active:
            return self.none()
        return self.filter(by=user.pk, unit=user.unit_id, role=user.role)

    def overseen_by(self, user):
        """Everybody's, to know of them: no file is for who oversees."""
        return self.all() if user.can(Permission.VIEW_EXPORTS) else self.none()


class Export(Claim):
    """导出: one file that leaves: who wants which rows, why and until when. The row is queue entry, progress and proof.

    `asked` is the filter, as it stands in an address; `columns` are names of crm/queries/exports/rows.py. `count`: rows when it was
    asked for, `total`: rows of the file, `written`: how far it is. `size`: bytes of the file, 0 when there is none.
    """

    class Kind(models.TextChoices):
        CLIENTS = "clients", "客户名单"
        REPORT = "report", "报表"

    class State(models.TextChoices):
        ASKED = "asked", "等第二人"
        QUEUED = "queued", "排队中"
        RUNNING = "running", "生成中"
        DONE = "done", "已生成"
        STOPPED = "stopped", "没有生成"

    class Audience(models.TextChoices):
        UNIT = "unit", "本机构，行内"
        OFFICE = "office", "总行部门，行内"
        LAW = "law", "监管、司法机关依法调取"

    kind = models.CharField("内容", max_length=8, choices=Kind, default=Kind.CLIENTS)
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    asked = models.JSONField("筛选", default=dict, blank=True)
    columns = models.JSONField("列", default=list, blank=True)
    words = models.CharField("理由", max_length=400, blank=True)
    audience = models.CharField("给谁用", max_length=8, choices=Audience, blank=True)
    until = models.DateField("用到", null=True, blank=True)
    count = models.PositiveIntegerField("行数", default=0)
    total = models.PositiveIntegerField("文件行数", default=0)
    written = models.PositiveIntegerField("已写行数", default=0)
    size = models.PositiveBigIntegerField("文件字节数", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    request = models.ForeignKey(
        Request, models.PROTECT, null=True, blank=True, related_name="exports", verbose_name="申请"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人", db_index=False
    )
    unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, related_name="+", verbose_name="提出人的机构", db_index=False
    )
    role = models.CharField("提出人的岗位", max_length=12)
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    finished_at = models.DateTimeField("生成时间", null=True, blank=True)
    expires_at = models.DateTimeField("链接到", null=True, blank=True)
    taken_at = models.DateTimeField("下载时间", null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单或报表"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(expires_at__isnull=False, finished_at__isnull=False),
                name="crm_a_file_has_its_last_hour",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_at__isnull=True) | models.Q(state="done"), name="crm_only_a_file_is_taken"
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-asked_at"], name="crm_exports_of_person"),
            models.Index(
                fields=["asked_at", "id"], condition=models.Q(state__in=["queued", "running"]), name="crm_exports_open"
            ),
            models.Index(fields=["id"], condition=models.Q(size__gt=0), name="crm_exports_with_file"),
        ]

    def __str__(self):
        return f"导出 {self.number}"

    @property
    def query(self):
        """The filter as it stands in an address."""
        return urlencode(self.asked)

    @property
    def number(self):
        """单号, as it stands in the watermark."""
        return f"D-{self.pk}"
