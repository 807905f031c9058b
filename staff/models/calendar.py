from django.db import models


class CalendarDay(models.Model):
    """A day that differs from plain Monday–Friday: a public holiday, or a 调休 working day (domain 0.3)."""

    class Source(models.TextChoices):
        LIBRARY = "library", "程序库"
        MANUAL = "manual", "人工录入"

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)
    # On the row of 1 January: every day off of this year stands in the table. Until then they only overlay the estimate.
    completes_year = models.BooleanField("全年已录全", default=False, editable=False)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.MANUAL, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"

    def __str__(self):
        return f"{self.date} {'上班' if self.is_workday else '放假'}"
