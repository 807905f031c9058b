from django.conf import settings
from django.db import models
from django.utils import timezone

from imports import kinds
from staff.models.claims import Claim


class ImportJob(Claim):
    """One bank file on its way in (domain G). The row is the queue entry, the progress and the result."""

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        QUEUED = "queued", "排队中"
        RUNNING = "running", "导入中"
        DONE = "done", "已完成"
        REFUSED = "refused", "已拒绝"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("文件类型", max_length=10, choices=kinds.choices)
    filename = models.CharField("文件名", max_length=120)
    path = models.CharField(max_length=300, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREVIEW)
    encoding = models.CharField("编码", max_length=12, blank=True)
    separator = models.CharField("分隔符", max_length=8, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)  # SHA-256 of the file
    total = models.PositiveIntegerField("行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    failed = models.PositiveIntegerField("错误", default=0)
    warnings = models.PositiveIntegerField("提醒", default=0)
    # How far the file is in: None until pass 1 is over, then the chunks that are written. Killed, the next run goes on behind them.
    chunks = models.PositiveIntegerField(null=True, editable=False)
    report_size = models.PositiveBigIntegerField(default=0, editable=False)  # bytes of the error file up to them
    is_followed = models.BooleanField("已据此评级", default=False)
    message = models.CharField("说明", max_length=300, blank=True)
    error_path = models.CharField(max_length=300, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入人"
    )
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="imports_jobs_latest"),
            models.Index(fields=["state"], name="imports_jobs_by_state"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.filename}"

    @property
    def taken(self):
        """Rows of the file that stand in the database."""
        return self.created + self.updated + self.unchanged
