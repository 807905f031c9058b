from django.conf import settings
from django.db import models
from django.utils import timezone

from imports import kinds


class Word(models.Model):
    """What a bank calls one of our columns, said once by head office and understood in every later file (domain G)."""

    kind = models.CharField("文件类型", max_length=10, choices=kinds.choices)
    header = models.CharField("文件里的列名", max_length=40)
    field = models.CharField("我们的列", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "列名对照"
        constraints = [models.UniqueConstraint(fields=["kind", "header"], name="imports_one_word_a_header")]

    def __str__(self):
        return self.header
