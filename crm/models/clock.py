import uuid

from django.db import models

from staff.models.claims import Claim


class ClockRule(models.Model):
    """A periodic job as the database knows it; `since` keeps a first start from catching up on the past."""

    name = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField()

    def __str__(self):
        return self.name


class SystemClock(models.Model):
    """What the last looks at the time have shown (crm/rules/clock.py). One row, so that all processes know the same.

    `epoch` counts the looks; a mark outside the database tells whether this one was put back (crm/epochs.py, by `name`).
    """

    looked_at = models.DateTimeField(null=True)
    doubted_since = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=8, blank=True)
    accepted = models.IntegerField(default=0)  # seconds before the database's clock that an operator found right
    name = models.UUIDField(default=uuid.uuid4)
    epoch = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="crm_there_is_one_system_clock")]


class Occurrence(Claim):
    """One date on which a rule is to run (reliability 2). Inserted once, claimed with a token and a lease."""

    class State(models.TextChoices):
        DUE = "due", "待执行"
        RUNNING = "running", "执行中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"
        MISSED = "missed", "错过未补"

    rule = models.CharField("任务", max_length=40)
    local_date = models.DateField("日期")
    due_at = models.DateTimeField("应执行")
    state = models.CharField("状态", max_length=8, choices=State, default=State.DUE)
    message = models.CharField("结果", max_length=300, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"
        constraints = [models.UniqueConstraint(fields=["rule", "local_date"], name="crm_one_occurrence_a_rule_and_day")]
        indexes = [models.Index(fields=["state", "due_at"], name="crm_occurrences_open")]

    def __str__(self):
        return f"{self.local_date} {self.get_state_display()}"
